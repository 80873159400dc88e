"""The catalogue, what a lead's prospect has of it, and what is still to be posted."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from staffel.models import Handout, Lead, Material, Membership, PartyKind, Role
from staffel.queries.access import decides, reads_setup
from staffel.queries.handouts import standing_handouts
from staffel.queries.happened import blocked_handouts, handed_out
from staffel.queries.labels import unnamed
from staffel.queries.together import joined_from, together_by_lead, together_with
from staffel.rules.mailboxes import mailbox

EDITORS = frozenset({Role.ADMINISTRATOR, Role.DESK, Role.MARKETING})
MOST_LETTERS = 1000


def may_edit(member: Membership) -> bool:
    """Whether the member keeps the catalogue: the administrator, the desk and marketing."""
    return reads_setup(member) and member.role in EDITORS


def catalogue() -> QuerySet[Material]:
    """What can be given now, by title, with how often it was given (`given`) and given twice (`repeated`)."""
    done = Q(handouts__cancelled_at=None)
    counted = Material.objects.filter(withdrawn_at=None).annotate(
        given=Count("handouts", filter=done),
        repeated=Count("handouts", filter=done & Q(handouts__is_repeat=True)),
    )
    return counted.defer("content").order_by("title", "language")


def material_keys(named: Any) -> set[str]:
    """Which of the materials that another system names (a list with a `key` each) there are or were. One query, none where
    nothing is named."""
    keys = (
        {str(one.get("key")) for one in named if isinstance(one, Mapping)} if isinstance(named, list) else ()
    )
    return set(Material.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()


def editions_at(keys: Collection[str]) -> Callable[[str, datetime], Material | None]:
    """Of these materials the edition that was in the catalogue at a time; before its first one that, None where it was
    withdrawn. One query, none without keys."""
    found: dict[str, list[Material]] = defaultdict(list)
    if keys:
        for row in Material.objects.filter(key__in=keys).defer("content").order_by("key", "version"):
            found[row.key].append(row)

    def edition(key: str, at: datetime) -> Material | None:
        there = (one for one in found[key] if one.withdrawn_at is None or one.withdrawn_at > at)
        return next(there, None)

    return edition


def material_of(member: Membership, material_id: UUID) -> Material:
    """One of the catalogue; raises Http404 for whoever does not see it."""
    found = Material.objects.filter(id=material_id).first() if reads_setup(member) else None
    if found is None:
        raise Http404("no such material")
    return found


def enquiries_of(lead: Lead) -> QuerySet[Lead]:
    """All enquiries of the lead's prospect, as far as that is sure: the lead, those that were joined to it, and those from
    the same e-mail address, where one person reads it alone."""
    of_person = Q(id__in=together_with(lead.id))
    if is_read_alone(lead.email):
        of_person |= Q(email=lead.email, erased_at=None)
    return Lead.objects.filter(of_person)


def is_read_alone(email: str) -> bool:
    """Whether what is written to this address reaches one person."""
    box = mailbox(email)
    return box is not None and not box.is_shared


def enquiries_by_lead(leads: Collection[Lead]) -> dict[UUID, set[UUID]]:
    """As `enquiries_of` for many. Two queries."""
    found = {of: set(ids) for of, ids in together_by_lead([lead.id for lead in leads]).items()}
    by_email: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads:
        if is_read_alone(lead.email):
            by_email[lead.email].append(lead)
    same = Lead.objects.filter(email__in=by_email, erased_at=None).values_list("email", "id")
    for email, lead_id in same:
        for lead in by_email[email]:
            found[lead.id].add(lead_id)
    return found


def handouts_of(lead: Lead) -> list[Handout]:
    """What the prospect has or was promised, the latest first, by whichever of its enquiries (`enquiries_of`)."""
    return list(_shown(standing_handouts().filter(lead__in=enquiries_of(lead).values("id"))))


def handouts_by_lead(leads: Collection[Lead]) -> dict[UUID, list[Handout]]:
    """As `handouts_of` for many. Three queries."""
    people = enquiries_by_lead(leads)
    rows = _shown(standing_handouts().filter(lead_id__in=set().union(*people.values())))
    by_enquiry: dict[UUID, list[Handout]] = defaultdict(list)
    for row in rows:
        by_enquiry[row.lead_id].append(row)
    return {
        of: sorted(
            (row for one in ids for row in by_enquiry.get(one, ())),
            key=lambda row: (row.promised_at, row.id),
            reverse=True,
        )
        for of, ids in people.items()
    }


def _shown(rows: QuerySet[Handout]) -> QuerySet[Handout]:
    related = rows.select_related("material", "party", "member__person")
    return related.defer("material__content").order_by("-promised_at", "-id")


def giver_of(handout: Handout, *, reader: Membership) -> str:
    """Who has given or promised it; partners and agencies read no names of others than the vendor's."""
    is_house = reader.party.kind == PartyKind.DESK
    if not is_house and (word := unnamed(handout.party, reader=reader.party_id)):
        return word
    person = handout.member.person if handout.member else ""
    party = handout.party if handout.party and handout.party.kind != PartyKind.DESK else ""
    return ", ".join(str(one) for one in (person, party) if one)


def letters_to_post(member: Membership) -> list[Handout]:
    """What the mail room has to post, the oldest first, and all that goes to one lead's prospect together: one envelope.
    Nothing to who has withdrawn its enquiry, nothing of test leads.
    Raises Http404 for whoever does not decide."""
    if not decides(member) and member.role != Role.MARKETING:
        raise Http404("no mail room")
    waiting = standing_handouts().filter(way="letter", at=None, lead__erased_at=None, lead__is_test=False)
    waiting = waiting.exclude(lead__outcome="withdrawn")
    related = waiting.select_related("material", "lead", "member__person", "party").defer(
        "material__content", "lead__search"
    )
    letters = related.order_by("promised_at", "id")[:MOST_LETTERS]
    envelopes: dict[UUID, list[Handout]] = defaultdict(list)
    for one in letters:
        envelopes[one.lead_id].append(one)
    return [one for envelope in envelopes.values() for one in envelope]


def had_since(letters: Collection[Handout]) -> dict[UUID, datetime]:
    """By letter since when its prospect has had the material by another way, or was promised it before; whoever lacks it is
    left out. Three queries for any number."""
    known = handouts_by_lead({one.lead_id: one.lead for one in letters}.values()) if letters else {}
    found = {one.id: _first_beside(one, known[one.lead_id]) for one in letters}
    return {letter_id: since for letter_id, since in found.items() if since}


def _first_beside(letter: Handout, known: Collection[Handout]) -> datetime | None:
    others = (one for one in known if one.material_id == letter.material_id and one.id != letter.id)
    before = (letter.promised_at, letter.id)
    return min(
        (one.at or one.promised_at for one in others if one.at or (one.promised_at, one.id) < before),
        default=None,
    )


def lacking(leads: QuerySet[Lead], material_id: UUID) -> QuerySet[Lead]:
    """Those of the leads whose prospect does not have the material, by none of its enquiries: `enquiries_of`, asked from
    the side of those that got it. One query, and that of the leads."""
    got_it = Lead.objects.filter(id__in=standing_handouts().filter(material_id=material_id).values("lead_id"))
    rows = list(got_it.values_list("id", "email", "erased_at"))
    ids = [lead_id for lead_id, _, _ in rows]
    emails = {email for _, email, erased_at in rows if not erased_at and is_read_alone(email)}
    return leads.exclude(id__in=joined_from(ids)).exclude(email__in=emails)


@dataclass(frozen=True, slots=True)
class Reach:
    """Of a campaign's leads: who gets it, who has it (or gets it by another enquiry of this campaign from the same
    address), and who may not be written to."""

    lead_ids: tuple[UUID, ...]
    have: int
    without_permission: int


def reach_of(material: Material, campaign_id: UUID) -> Reach:
    """What mailing the material to all open leads of the campaign would do; one mail for each address. Nobody has asked
    for it, so it goes only to those who have consented to mails (rules.consents). Three queries."""
    leads = Lead.objects.filter(campaign_id=campaign_id, erased_at=None, is_test=False)
    open_leads = leads.exclude(status="closed")
    may_get = Q(may_mail=True) & ~Q(email="")
    without = lacking(open_leads, material.id).exclude(may_get).count()
    one_each = lacking(open_leads, material.id).filter(may_get).order_by("email", "-asked_at", "-id")
    reached = tuple(one_each.distinct("email").values_list("id", flat=True))
    return Reach(reached, open_leads.count() - len(reached) - without, without)


@dataclass(frozen=True, slots=True)
class RepeatHandouts:
    """The figure `repeat_handouts`: repeats of all handouts; blocked repeats apart."""

    repeats: int
    handouts: int
    blocked: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nothing was given."""
        return self.repeats / self.handouts if self.handouts else None


def repeat_handouts(*, since: datetime, until: datetime, campaign_id: UUID | None = None) -> RepeatHandouts:
    """Handouts from `since` until before `until` (by when they were given or promised), those of them that the prospect
    had before, and how often one was blocked; test leads are in nothing. Two queries."""
    handouts, blocked = handed_out(since, until), blocked_handouts(since, until)
    if campaign_id:
        own = Q(lead__campaign_id=campaign_id)
        handouts, blocked = handouts.filter(own), blocked.filter(own)
    found = handouts.aggregate(all=Count("id"), repeats=Count("id", filter=Q(is_repeat=True)))
    return RepeatHandouts(found["repeats"], found["all"], blocked.count())
