"""What a prospect reads of its own enquiry, on the page behind the link in its mails."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from django.db.models import QuerySet

from staffel.models import Entry, Handout, Lead, Mandate, Material, PartyKind
from staffel.queries.consents import ConsentText, consent_read_out, permissions_of
from staffel.queries.directory import Directory
from staffel.queries.happened import ANSWERS, DENIALS
from staffel.queries.teasers import form_of, known_product
from staffel.queries.together import together_with
from staffel.rules.campaigns import Campaign
from staffel.rules.consents import Permission

ADVERTISED: Final = ("call", "mail", "text")  # what a consent permits beyond the enquiry
Stage = Literal["looking", "with_firm", "with_us", "over", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gets in touch, as its prospect may know it. `is_vendor`: the vendor itself, whoever of its side works the lead."""

    name: str
    phone: str
    privacy_url: str
    is_vendor: bool = False


def caller_of(lead: Lead, mandate: Mandate, *, book: Directory) -> Caller:
    """The partner that has the mandate; of the vendor's own sales and its agency the vendor's name and notice, with the
    telephone of whoever works the lead, else of the desk."""
    party, vendor = book.parties[mandate.party_id], book.installation
    if party.kind == PartyKind.PARTNER:
        return Caller(party.name, party.phone, party.privacy_url)
    phone = party.phone or book.parties[lead.desk_id].phone
    return Caller(vendor.vendor, phone, vendor.privacy_url, is_vendor=True)


@dataclass(frozen=True, slots=True)
class OwnEnquiry:
    """`stage`: looking for a firm, with one (`caller`), with the vendor itself (`caller` too), over, or withdrawn. `is_asked`: whether
    the prospect shall say if `asked_about` has called, who works the lead or did so last; `answer`: the entry's kind of
    what it has said last, "" is nothing. `permits`: by purpose, what the prospect permits; `advertising`: to what of it it
    has consented beyond its enquiry; `is_written`: whether it gets mails about the enquiry; `permitted`: what it can
    withdraw by itself while its enquiry goes on; `consent`: the text without whose consent nobody is offered it."""

    lead: Lead
    product: str
    stage: Stage
    caller: Caller | None
    due_at: datetime | None
    asked_about: str
    is_asked: bool
    answer: str
    documents: tuple[Material, ...]
    permits: Mapping[str, Permission] = field(default_factory=dict)
    is_written: bool = False
    permitted: tuple[str, ...] = ()
    consent: ConsentText | None = None

    @property
    def advertising(self) -> list[Permission]:
        return [self.permits[one] for one in ADVERTISED if self.permits[one].ground == "consent"]


def own_enquiry(lead_id: UUID, *, book: Directory, language: str, now: datetime) -> OwnEnquiry | None:
    """None when the lead was erased. Six queries at most."""
    lead = Lead.objects.filter(id=lead_id, erased_at=None).first()
    if lead is None:
        return None
    mandates = list(lead.mandates.order_by("started_at", "id"))
    mandate = mandates[-1] if lead.status == "working" else None
    caller = caller_of(lead, mandate, book=book) if mandate else None
    about = answerable(mandates, book=book, now=now)
    said = last_answer(lead, about)
    is_contacted = mandate is not None and mandate.contacted_at is not None
    is_late = lead.deadline_at is not None and lead.deadline_at <= now
    permits = {one.purpose: one for one in permissions_of(lead, book=book)}
    return OwnEnquiry(
        lead=lead,
        product=known_product(lead, form_of(lead, book=book), book=book, language=language),
        stage=_stage(lead, caller),
        caller=caller,
        due_at=None if is_contacted or is_late else lead.deadline_at,
        asked_about=caller_of(lead, about, book=book).name if about else "",
        is_asked=is_asked(lead, about, said, book=book, now=now),
        answer=said.kind if said else "",
        documents=tuple(documents_of(lead)),
        permits=permits,
        is_written=lead.tells_prospect and bool(lead.email),
        permitted=tuple(_permitted(lead, permits)),
        consent=consent_read_out(lead, book=book, now=now) if lead.is_open else None,
    )


def answerable(mandates: Sequence[Mandate], *, book: Directory, now: datetime) -> Mandate | None:
    """Of a lead's mandates, the oldest first, the one of which its prospect can say that somebody has called, or nobody:
    the open one; else the last with a reported contact, as long after its end as the same person is known again."""
    for one in reversed(mandates):
        if one.ended_at is None:
            return one
        if one.contacted_at:
            known = timedelta(days=book.editions[one.policy_version_id].body.same_person_days)
            return one if now < one.ended_at + known else None
    return None


def has_reported_contact(lead: Lead) -> bool:
    """Whether somebody who had the lead has reported a contact. One query, none where nobody has spoken with it."""
    return lead.contacted_at is not None and lead.mandates.filter(contacted_at__isnull=False).exists()


def last_answer(lead: Lead, mandate: Mandate | None) -> Entry | None:
    """What the prospect has said last, or complained, of whoever works the lead. One query."""
    if mandate is None:
        return None
    said = Entry.objects.filter(lead=lead, kind__in=ANSWERS, mandate=mandate)
    return said.order_by("-at", "-id").first()


def has_confirmed(lead: Lead, mandate: Mandate) -> bool:
    """Whether the prospect has ever said that this holder has called. One query."""
    return Entry.objects.filter(lead=lead, kind="prospect.confirmed", mandate=mandate).exists()


def denial_of(lead: Lead, mandate: Mandate) -> Entry | None:
    """What contradicts the last contact that this holder has reported, with the words that were said; None where nothing
    does, or it has reported one since. One query, none where nobody denies anything."""
    if lead.denied_at is None or mandate.contacted_at is not None:
        return None
    said = Entry.objects.filter(lead=lead, kind__in=DENIALS, mandate=mandate).select_related("note")
    return said.order_by("-at", "-id").first()


def may_answer(lead: Lead, *, book: Directory) -> bool:
    """Whether the campaign asks its prospects."""
    campaign: Campaign = book.editions[lead.campaign_version_id].body
    return campaign.asks_prospect


def is_asked(
    lead: Lead, mandate: Mandate | None, said: Entry | None, *, book: Directory, now: datetime
) -> bool:
    """Whether the prospect shall say if somebody has called: the campaign asks, somebody works the lead and has reported a
    contact or missed its time, or has ended it after a reported contact, and neither was answered yet (`said`: the last
    answer). Not of an enquiry that it has withdrawn."""
    if mandate is None or lead.outcome == "withdrawn" or not may_answer(lead, book=book):
        return False
    if mandate.ended_at:  # nothing can be reported any more: one answer is all
        return said is None or _was_reported_since(said, mandate)
    missed_at = lead.deadline_at if lead.deadline_at and lead.deadline_at <= now else None
    if said is None:
        return mandate.contacted_at is not None or missed_at is not None
    if said.kind == "prospect.confirmed":
        return False
    # A denial begins the first contact again: one that is known now was reported afterwards.
    return mandate.contacted_at is not None or (missed_at is not None and missed_at > said.at)


def _was_reported_since(said: Entry, mandate: Mandate) -> bool:
    """Whether a contact was denied and another was reported before the mandate ended."""
    if said.kind == "prospect.confirmed" or mandate.ended_at is None or said.at >= mandate.ended_at:
        return False
    return mandate.contacted_at is not None


def _permitted(lead: Lead, permits: Mapping[str, Permission]) -> Iterator[str]:
    """Of an enquiry that is over only what it has consented to beyond."""
    if not lead.is_open:
        yield from (one for one in ADVERTISED if permits[one].ground == "consent")
        return
    if lead.may_call and lead.phone:
        yield "call"
    if (lead.may_mail or lead.tells_prospect) and lead.email:
        yield "mail"
    if lead.may_text and lead.phone:
        yield "text"


def documents_of(lead: Lead) -> QuerySet[Material]:
    """What was mailed to the prospect and can be read on its page."""
    together = together_with(lead.id)
    mailed = Handout.objects.filter(lead__in=together, way="mail", cancelled_at=None).values("material_id")
    return Material.objects.filter(id__in=mailed, size__gt=0).defer("content").order_by("title")


def document_of(lead_id: UUID, material_id: UUID) -> Material | None:
    """One of them with its content; None for all others, and of an erased lead."""
    lead = Lead.objects.filter(id=lead_id, erased_at=None).first()
    return documents_of(lead).defer(None).filter(id=material_id).first() if lead else None


def _stage(lead: Lead, caller: Caller | None) -> Stage:
    if lead.status == "closed":
        return "withdrawn" if lead.outcome == "withdrawn" else "over"
    if caller:
        return "with_us" if caller.is_vendor else "with_firm"
    return "looking"
