"""What a lead's prospect permits and on what ground, and the texts that prospects consent to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from staffel.models import Consent, Lead
from staffel.queries.directory import Directory, Edition
from staffel.queries.together import together_with
from staffel.rules.campaigns import Campaign
from staffel.rules.consents import PURPOSES, Fact, Permission, permissions
from staffel.rules.texts import LANGUAGES


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The current text of one purpose in one language. `version`: the edition's id, `number` its number."""

    purpose: str
    version: UUID
    number: int
    text: str


def consent_texts(*, book: Directory, language: str, now: datetime) -> dict[str, ConsentText]:
    """By purpose, in their order; a purpose without a published text is missing. No query."""
    return {one.purpose: one for one in _texts(book, language=language, now=now)}


def _texts(book: Directory, *, language: str, now: datetime) -> Iterator[ConsentText]:
    for purpose in PURPOSES:
        if ("consent", purpose) not in book.published:
            continue
        edition = book.current("consent", purpose, at=now)
        text = edition.body.get(language) or edition.body.get("en") or ""
        if text:
            yield ConsentText(purpose, edition.id, edition.version, text)


def heard_in(lead: Lead, *, book: Directory) -> str:
    """The language in which a text is read out to the lead's prospect."""
    return lead.language if lead.language in LANGUAGES else str(book.installation.language)


def consent_read_out(lead: Lead, *, book: Directory, now: datetime) -> ConsentText | None:
    """What is read out to a prospect without whose consent nobody is offered the lead; None where it may be passed on, or
    where no text is published. No query."""
    if lead.may_pass_on:
        return None
    return consent_texts(book=book, language=heard_in(lead, book=book), now=now).get("pass_on")


def editions_of_texts(book: Directory) -> dict[str, tuple[Edition, ...]]:
    """All published editions of the texts, by purpose, the newest first. No query."""
    return {purpose: book.published.get(("consent", purpose), ()) for purpose in PURPOSES}


def facts_of(lead_id: UUID) -> list[Consent]:
    """What is kept of the lead and of all enquiries that were joined to it, the first first. One query."""
    return list(Consent.objects.filter(lead__in=together_with(lead_id)).order_by("given_at", "id"))


def refuses_mail(lead_id: UUID) -> bool:
    """Whether the prospect has withdrawn what permitted mails, by this enquiry or one that was joined to it. One query."""
    mails = Consent.objects.filter(lead__in=together_with(lead_id), purpose="mail")
    return mails.exclude(withdrawn_at=None).exists()


def permissions_of(lead: Lead, *, book: Directory) -> list[Permission]:
    """What the lead's prospect permits, by purpose in their order. One query."""
    return permitted_by(facts_of(lead.id), lead, book=book)


def facts_by_lead(together: Mapping[UUID, Collection[UUID]]) -> dict[UUID, list[Consent]]:
    """As `facts_of` for many leads, of which `together` says what was joined to each. One query."""
    of = {lead_id: known for known, joined in together.items() for lead_id in joined}
    found: dict[UUID, list[Consent]] = defaultdict(list)
    for row in Consent.objects.filter(lead_id__in=of).order_by("given_at", "id"):
        found[of[row.lead_id]].append(row)
    return found


def permitted_by(facts: Iterable[Consent], lead: Lead, *, book: Directory) -> list[Permission]:
    """What these facts permit, by purpose in their order. No query."""
    campaign: Campaign = book.editions[lead.campaign_version_id].body
    found = permissions(
        [Fact(row.purpose, row.ground, row.given_at, row.withdrawn_at) for row in facts],
        asked_at=lead.asked_at,
        has_asked=campaign.by_enquiry,
        needs_consent=campaign.needs_consent,
    )
    return [found[purpose] for purpose in PURPOSES]
