"""Leads that may be of the person whose telephone, mail or company is being typed, with as much as the reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from staffel.models import Lead, Membership, PartyKind
from staffel.queries.access import visible_leads
from staffel.queries.directory import Directory
from staffel.queries.handed import needs_agreement
from staffel.queries.labels import OUTCOMES, STATUSES, label
from staffel.queries.teasers import person_name, town_shown
from staffel.rules.finding import all_words, beginning
from staffel.rules.matches import Known, Typed, agreements
from staffel.rules.words import normalised

SHOWN: Final = 8
LOOKED_AT: Final = 24  # of each way to match: what agrees only in its letters is left out afterwards
ORDER: Final = ("phone", "email", "postal_code", "company")


@dataclass(frozen=True, slots=True)
class Match:
    """A lead that may be the same. `lead` is None where the reader may not open it: then it only hears that there is
    one, in which status and who has it. `by`: in what it agrees, as in rules.matches."""

    lead: Lead | None
    number: int
    status: str
    holder: str
    name: str
    town: str
    by: tuple[str, ...]


def matching_leads(member: Membership, typed: Typed, *, book: Directory) -> tuple[Match, ...]:
    """At most eight, the surest first, then the newest. At most six queries. Whoever may not open a lead must have
    typed the whole number or address to hear of it: nobody fishes for customers."""
    found = {lead.id: lead for leads in _candidates(typed) for lead in leads}
    if not found:
        return ()
    is_closed = member.party.kind == PartyKind.PARTNER and needs_agreement(member)
    opened = Lead.objects.none() if is_closed else visible_leads(member)
    visible = set(opened.filter(id__in=found).values_list("id", flat=True))
    matches = []
    for lead in found.values():
        is_visible = lead.id in visible
        if by := _agrees(typed, lead, is_visible=is_visible):
            matches.append(_match(lead if is_visible else None, lead, by, member=member, book=book))
    matches.sort(key=lambda match: min(ORDER.index(one) for one in match.by))
    return tuple(matches[:SHOWN])


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
    shown: Lead | None, lead: Lead, by: tuple[str, ...], *, member: Membership, book: Directory
) -> Match:
    return Match(
        lead=shown,
        number=lead.number,
        status=label(OUTCOMES, lead.outcome) if lead.outcome else label(STATUSES, lead.status),
        holder=_holder(lead, member),
        name=(person_name(lead) or lead.company) if shown else "",
        town=town_shown(lead, home=book.installation.country) if shown else "",
        by=by,
    )


def _holder(lead: Lead, member: Membership) -> str:
    """Who has it; a partner does not hear which of the others."""
    if lead.holder is None:
        return ""
    is_other = lead.holder.kind == PartyKind.PARTNER and lead.holder_id != member.party_id
    return _("another partner") if is_other and member.party.kind == PartyKind.PARTNER else lead.holder.name
