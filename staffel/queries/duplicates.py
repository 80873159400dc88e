"""Leads that may be of one person, found by the keys that the case writes beside each."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from staffel.models import Duplicate, DuplicateState, Lead, Membership
from staffel.queries.delivery_log import behind
from staffel.queries.directory import Directory
from staffel.queries.import_words import RESEMBLANCES
from staffel.queries.labels import label
from staffel.queries.teasers import form_of, person_name
from staffel.queries.together import together_with
from staffel.queries.values import known_of, label_of, value_shown, values_of
from staffel.rules.answers import as_typed
from staffel.rules.campaigns import Campaign
from staffel.rules.duplicates import Comparison, compare
from staffel.rules.identities import Identity
from staffel.rules.policies import Policy

MOST_OF_A_KEY: Final = 24
MOST_READ: Final = 1_000  # what so many share says nothing of a person, and must not make capturing slow
# Of each key the open leads first, then the newest: a key that half a town shares does not fetch the town.
NEAR: Final = """
SELECT near.id FROM unnest(%s::varchar[]) AS wanted(key) CROSS JOIN LATERAL (
    SELECT id FROM (
        SELECT id, status, asked_at FROM lead
        WHERE match_keys @> ARRAY[wanted.key]::varchar[] AND asked_at >= %s AND erased_at IS NULL
        LIMIT %s
    ) AS shared ORDER BY status = 'closed', asked_at DESC LIMIT %s
) AS near
"""
COMPARED: Final = (
    "id", "number", "status", "outcome", "deadline_kind", "asked_at", "is_test", "match_keys", "salutation", "first_name",
    "last_name", "company", "email", "phone", "street", "postal_code", "place", "country", "joined_to", "is_own",
)  # fmt: skip


def leads_by_keys(keys: Collection[str], *, since: datetime) -> list[Lead]:
    """Leads asked since then that share one of these keys, with what is compared. One query; at most so many of a key."""
    if not keys:
        return []
    near = RawSQL(NEAR, [sorted(keys), since, MOST_READ, MOST_OF_A_KEY])  # noqa: S611 - our own statement
    return list(Lead.objects.filter(id__in=near).only(*COMPARED).order_by("number"))


@dataclass(frozen=True, slots=True)
class Resemblance:
    """An earlier lead, and how far somebody who asks now resembles its person."""

    known: Lead
    found: Comparison

    @property
    def joins(self) -> bool:
        """Whether what is asked now is a further enquiry of that lead; of what a partner captured for itself only the desk
        says so."""
        return self.found.outcome == "same" and self.known.is_open and not self.known.is_own


def resemblances(
    asks: Identity,
    near: Iterable[Lead],
    *,
    asked_at: datetime,
    within: timedelta,
    is_test: bool,
    identity_of: Callable[[Lead], Identity],
) -> list[Resemblance]:
    """Of these leads those that are or may be of the person who asks, at most `within` apart, the likeliest first."""
    found = [
        Resemblance(known, comparison)
        for known in near
        if known.is_test == is_test and abs(known.asked_at - asked_at) <= within
        if (comparison := compare(asks, identity_of(known))).outcome != "different"
    ]
    return sorted(found, key=lambda one: (-one.found.score, one.known.number))


def same_person_within(campaign: Campaign, *, book: Directory, at: datetime) -> timedelta:
    """How long the campaign's policy takes the same person's enquiries for one; none is never."""
    policy: Policy = book.current("policy", campaign.policy, at=at).body
    return timedelta(days=policy.same_person_days)


# -- what the desk looks at ---------------------------------------------------------------------------------------

SHOWN: Final = 50
COUNTED: Final = 1000
BOTH: Final = ("lead__holder", "known__holder", "lead__campaign", "known__campaign")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two leads that may be one person's. `reasons`: in words, the weightiest first, and whether each speaks for it."""

    row: Duplicate
    reasons: tuple[tuple[str, bool], ...]

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def name(self) -> str:
        lead = self.row.lead
        return person_name(lead) or lead.company or lead.email or str(lead.number)


def _waiting() -> QuerySet[Duplicate]:
    """The pairs about which nobody has decided, of open leads."""
    rows = Duplicate.objects.filter(state=DuplicateState.OPEN)
    return rows.exclude(lead__status="closed").exclude(known__status="closed")


def waiting_pairs() -> int:
    """How many wait for the desk, at most COUNTED. One query."""
    return _waiting()[:COUNTED].count()


def open_pairs(*, after: str = "") -> tuple[list[Pair], str]:
    """The pairs that wait for the desk, the newest first, and behind which the next page begins ("" on the last). One
    query."""
    return _page(_waiting(), "found_at", after=after)


def joined_pairs(*, after: str = "") -> tuple[list[Pair], str]:
    """The pairs that are joined, by Staffel or by hand, the latest first, and behind which the next page begins. One
    query."""
    rows = Duplicate.objects.filter(state=DuplicateState.JOINED, lead__erased_at=None)
    return _page(rows.select_related("decided_by__person"), "decided_at", after=after)


def _page(rows: QuerySet[Duplicate], column: str, *, after: str) -> tuple[list[Pair], str]:
    if last := behind(after):
        later = Q(**{f"{column}__lt": last[0]}) | Q(**{column: last[0], "id__lt": last[1]})
        rows = rows.filter(Q(**{f"{column}__lte": last[0]}), later)  # the first is what the index starts from
    found = list(rows.order_by(f"-{column}", "-id").select_related(*BOTH)[: SHOWN + 1])
    end = found[SHOWN - 1] if len(found) > SHOWN else None
    return [
        _pair(row) for row in found[:SHOWN]
    ], f"{getattr(end, column).isoformat()}_{end.id}" if end else ""


def pair_of(pair_id: UUID) -> Pair | None:
    """One pair, whatever was decided about it."""
    row = Duplicate.objects.filter(id=pair_id).select_related(*BOTH, "decided_by__person").first()
    return _pair(row) if row else None


def pairs_of(lead: Lead) -> list[Pair]:
    """Of this lead: what was joined to it or it to, and whom it may be besides. One query."""
    rows = Duplicate.objects.filter(Q(lead=lead) | Q(known=lead)).exclude(state=DuplicateState.DIFFERENT)
    still = Q(state=DuplicateState.JOINED) | (~Q(lead__status="closed") & ~Q(known__status="closed"))
    return [
        _pair(row) for row in rows.filter(still).select_related("lead", "known").order_by("-found_at")[:SHOWN]
    ]


def _pair(row: Duplicate) -> Pair:
    reasons = [
        (label(RESEMBLANCES, reason["code"]), reason["points"] > 0)
        for reason in row.reasons
        if reason["code"] in RESEMBLANCES
    ]
    return Pair(row, tuple(reasons))


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of both leads, in words. `stays`: which of them a person need not choose, "known" or "new"."""

    key: str
    label: str
    known: str
    new: str
    stays: str

    @property
    def differs(self) -> bool:
        return bool(self.new) and self.known != self.new


def side_by_side(pair: Pair, *, member: Membership, book: Directory) -> list[Compared]:
    """All that is known of the two leads, value by value; what nobody can type is left out. Two queries."""
    known, new = (
        {one.key: one for part in values_of(lead, member=member, book=book) for one in part}
        for lead in (pair.row.known, pair.row.lead)
    )
    compared = []
    for key in dict.fromkeys([*known, *new]):
        one = known.get(key) or new[key]
        left, right = (values[key].shown if key in values else "" for values in (known, new))
        if not one.is_fixed and (left or right):
            compared.append(Compared(key, one.label, left, right, "known" if left else "new"))
    return compared


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A further enquiry of the same person. `news`: label and value of what it says otherwise than the lead did; `taken`:
    labels of what of it the lead has taken over."""

    lead: Lead
    news: tuple[tuple[str, str], ...]
    taken: tuple[str, ...]


def asked_again(lead: Lead, *, book: Directory, language: str) -> list[AskedAgain]:
    """The enquiries that were joined to this lead, the newest first; only for who may read its contact data. One query."""
    rows = Lead.objects.filter(id__in=together_with(lead.id), erased_at=None).exclude(id=lead.id)
    pair = Duplicate.objects.filter(lead=OuterRef("id"), known=lead, state=DuplicateState.JOINED)
    joined = rows.annotate(replaced=Subquery(pair.values("replaced")[:1]))
    joined = joined.select_related("campaign").defer("search").order_by("-asked_at")[:SHOWN]
    return [
        AskedAgain(
            one,
            tuple(_news(one, lead, book=book, language=language)),
            tuple(_taken(one, lead, book=book, language=language)),
        )
        for one in joined
    ]


def _taken(one: Any, lead: Lead, *, book: Directory, language: str) -> Iterator[str]:
    form = form_of(lead, book=book)
    for key in _taken_keys(one, lead):
        yield label_of(key, form, language=language)


def _taken_keys(one: Any, lead: Lead) -> list[str]:
    said, stands = known_of(one), known_of(lead)
    same = [key for key in one.replaced or () if as_typed(said.get(key)) == as_typed(stands.get(key))]
    return [key for key in same if as_typed(said.get(key))]


def _news(one: Any, lead: Lead, *, book: Directory, language: str) -> Iterator[tuple[str, str]]:
    form, country, stands = form_of(one, book=book), book.installation.country, known_of(lead)
    taken = _taken_keys(one, lead)
    for key, raw in known_of(one).items():
        shown = value_shown(key, raw, form=form, country=country, language=language)
        if shown and (key in taken or as_typed(raw) != as_typed(stands.get(key))):
            yield label_of(key, form, language=language), shown
