"""Leads that may be of the person whose telephone, mail or company is being typed, with as much as the reader may see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from staffel.models import Lead, Material, Membership, PartyKind
from staffel.queries.access import visible_leads
from staffel.queries.directory import Directory
from staffel.queries.duplicates import Resemblance, leads_by_keys, resemblances, same_person_within
from staffel.queries.handed import needs_agreement
from staffel.queries.handouts import handed_to
from staffel.queries.labels import OUTCOMES, STATUSES, label
from staffel.queries.teasers import person_name, town_shown
from staffel.rules.campaigns import Campaign
from staffel.rules.finding import all_words, beginning
from staffel.rules.identities import identity
from staffel.rules.matches import Known, Typed, agreements
from staffel.rules.prospects import Prospect
from staffel.rules.words import normalised

SHOWN: Final = 8
LOOKED_AT: Final = 24  # of each way to match: what agrees only in its letters is left out afterwards
ORDER: Final = ("phone", "email", "postal_code", "company")
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
# what an agreement says already of what speaks for one person
SAYS_TOO: Final[Mapping[str, frozenset[str]]] = {
    "phone": frozenset({"phone_same", "phone_same_mobile"}),
    "email": frozenset({"mail_same", "mail_same_shared"}),
    "company": frozenset({"company_same"}),
    "postal_code": frozenset({"postal_code_same"}),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A lead that may be the same. `lead` is None where the reader may not open it: then it only hears that there is
    one, in which status and who has it. `by`: in what it agrees, as in rules.matches; `reasons`: what else speaks for one
    person, as in rules.duplicates. `joins`: what is typed would be taken in as its further enquiry.
    `has`: what its prospect has or was promised, where the reader may open it."""

    lead: Lead | None
    number: int
    status: str
    holder: str
    name: str
    town: str
    by: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    joins: bool = False
    has: tuple[Material, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether it is found by what is one person's own."""
        return self.joins or bool({"email", "phone"} & set(self.by))

    @property
    def has_keys(self) -> str:
        return " ".join(one.key for one in self.has)

    @property
    def has_titles(self) -> str:
        return ", ".join(one.title for one in self.has)


def matching_leads(
    member: Membership, typed: Prospect, campaign: Campaign, *, book: Directory, now: datetime
) -> tuple[Match, ...]:
    """At most eight: who is surely or probably the same by the rule for duplicates, then what begins like what is typed,
    the newest first. At most nine queries. Whoever may not open a lead must have typed the whole number or address to
    hear of it: nobody fishes for customers."""
    begun = Typed(typed.phone, typed.email, typed.company, typed.postal_code, typed.country)
    alike = _alike(typed, book=book, now=now)
    stored = Lead.objects.filter(id__in=alike).select_related("holder").defer("search", "answers")
    found = {lead.id: lead for leads in [stored if alike else [], *_candidates(begun)] for lead in leads}
    if not found:
        return ()
    is_closed = member.party.kind == PartyKind.PARTNER and needs_agreement(member)
    opened = Lead.objects.none() if is_closed else visible_leads(member)
    visible = set(opened.filter(id__in=found).values_list("id", flat=True))
    within = same_person_within(campaign, book=book, at=now)
    joined = None if member.party.kind == PartyKind.PARTNER else _joined(alike.values(), since=now - within)
    matches = []
    for lead in found.values():
        if lead.joined_to_id in found:  # a further enquiry of one that is shown
            continue
        is_visible, one = lead.id in visible, alike.get(lead.id)
        by = _agrees(begun, lead, is_visible=is_visible)
        reasons = _reasons(one, by) if one and is_visible else ()
        if by or reasons:
            shown = lead if is_visible else None
            matches.append(
                _match(shown, lead, by, reasons, member=member, book=book, joins=lead.id == joined)
            )
    matches.sort(key=lambda match: _rank(match, alike.get(match.lead.id) if match.lead else None))
    shown_ones = matches[:SHOWN]
    given = handed_to([match.lead.id for match in shown_ones if match.lead])
    return tuple(
        replace(match, has=given.get(match.lead.id, ())) if match.lead else match for match in shown_ones
    )


def _alike(typed: Prospect, *, book: Directory, now: datetime) -> dict[UUID, Resemblance]:
    """The leads that are or may be of the person who is typed, however long ago they asked; none of tests."""
    home = book.installation.country
    asks = identity(typed, home=home)
    found = resemblances(
        asks,
        leads_by_keys(asks.keys, since=LONG_AGO),
        asked_at=now,
        within=now - LONG_AGO,
        is_test=False,
        identity_of=lambda lead: identity(lead, home=home),
    )
    return {one.known.id: one for one in found}


def _joined(alike: Iterable[Resemblance], *, since: datetime) -> UUID | None:
    """The one that it would be joined to when it were taken in now."""
    return next(
        (
            one.known.id
            for one in alike
            if one.joins and one.known.deadline_kind != "release" and one.known.asked_at >= since
        ),
        None,
    )


def _reasons(one: Resemblance, by: tuple[str, ...]) -> tuple[str, ...]:
    said = frozenset[str]().union(*(SAYS_TOO[agreement] for agreement in by))
    return tuple(reason.code for reason in one.found.reasons if reason.points > 0 and reason.code not in said)


def _rank(match: Match, one: Resemblance | None) -> tuple[bool, bool, int, int]:
    """The one it joins, then the likeliest, then by what agrees."""
    first = min((ORDER.index(agreement) for agreement in match.by), default=len(ORDER))
    return not match.joins, one is None, -one.found.score if one else 0, first


def _candidates(typed: Typed) -> Iterator[QuerySet[Lead]]:
    company, code = all_words(typed.company_words), beginning(normalised(typed.postal_code))
    questions = [beginning(typed.digits), all_words(normalised(typed.mail).split()), company]
    if company and code:
        questions.append(f"{company} & {code}")  # of a chain with many places the one that is meant
    leads = Lead.objects.filter(erased_at=None).select_related("holder").defer("search", "answers")
    for question in questions:
        if question:
            matches = RawSQL("lead.search @@ %s::tsquery", [question], output_field=BooleanField())
            yield leads.filter(matches).order_by("-asked_at", "-id")[:LOOKED_AT]


def _agrees(typed: Typed, lead: Lead, *, is_visible: bool) -> tuple[str, ...]:
    by = agreements(typed, Known(lead.phone, lead.email, lead.company, lead.postal_code))
    if is_visible:
        return by
    is_whole = {"phone": lead.phone == f"+{typed.digits}", "email": lead.email.casefold() == typed.mail}
    return tuple(one for one in by if is_whole.get(one))


def _match(
    shown: Lead | None,
    lead: Lead,
    by: tuple[str, ...],
    reasons: tuple[str, ...],
    *,
    member: Membership,
    book: Directory,
    joins: bool,
) -> Match:
    return Match(
        lead=shown,
        number=lead.number,
        status=label(OUTCOMES, lead.outcome) if lead.outcome else label(STATUSES, lead.status),
        holder=_holder(lead, member),
        name=(person_name(lead) or lead.company) if shown else "",
        town=town_shown(lead, home=book.installation.country) if shown else "",
        by=by,
        reasons=reasons,
        joins=joins,
    )


def _holder(lead: Lead, member: Membership) -> str:
    """Who has it; a partner does not hear which of the others."""
    if lead.holder is None:
        return ""
    is_other = lead.holder.kind == PartyKind.PARTNER and lead.holder_id != member.party_id
    return _("another firm") if is_other and member.party.kind == PartyKind.PARTNER else lead.holder.name
