"""Replaces where parties work, many parties at once, and refuses territories that cannot both be exclusive."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast
from uuid import UUID

from staffel.actions.case import Batch
from staffel.actions.parties import party_entry
from staffel.models import Area
from staffel.queries.directory import Directory
from staffel.rules.areas import AreaKind, AreaRule, overlapping_exclusive_areas
from staffel.rules.postal_codes import AreaPart
from staffel.rules.refused import Refused

NAMED_AT_MOST = 10
MOST_PAIRS = 200


class Ground(NamedTuple):
    """One area without its party; fields as in rules.areas.AreaRule."""

    country: str
    kind: AreaKind
    first: str = ""
    last: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    product: str = ""
    is_exclusive: bool = False


@dataclass(slots=True)
class AreaChange:
    """What becomes other: the areas a party gets, and the rows it loses."""

    added: list[Ground] = field(default_factory=list)
    removed: list[Area] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        return bool(self.added or self.removed)


def coded_ground(country: str, part: AreaPart, *, product: str = "", is_exclusive: bool = False) -> Ground:
    """The area of postal codes, or of a whole country, as rules.postal_codes reads it."""
    kind, first, last = part
    return Ground(country, cast(AreaKind, kind), first, last, product=product, is_exclusive=is_exclusive)


def ground_of(area: Area) -> Ground:
    """The row's fields, to be compared with what a file says."""
    return Ground(*(getattr(area, name) for name in Ground._fields))


def areas_by_party(party_ids: Collection[UUID]) -> dict[UUID, list[Area]]:
    """The areas of these parties, in one query."""
    found: dict[UUID, list[Area]] = defaultdict(list)
    for area in Area.objects.filter(party_id__in=party_ids):
        found[area.party_id].append(area)
    return found


def area_change(
    there: Collection[Area], wanted: Collection[Ground], *, keeps: Collection[Area] = ()
) -> AreaChange:
    """What turns the areas there into the wanted ones; those of `keeps` stay in any case."""
    kept = {area.id for area in keeps}
    present = {ground_of(area) for area in there}
    return AreaChange(
        added=[ground for ground in dict.fromkeys(wanted) if ground not in present],
        removed=[area for area in there if area.id not in kept and ground_of(area) not in set(wanted)],
    )


def refuse_overlaps(
    changes: Mapping[UUID, AreaChange], *, book: Directory, lines: Mapping[tuple[UUID, Ground], int]
) -> None:
    """Refused (`areas_overlap`) where two parties would both have the only right to a place; names both, and the lines
    of the file that say so."""
    gone = {area.id for change in changes.values() for area in change.removed}
    rules = [
        _rule(area.party_id, ground_of(area))
        for area in Area.objects.filter(is_exclusive=True)
        if area.id not in gone
    ]
    line_of: dict[AreaRule, int] = {}
    for party_id, ground in ((party_id, one) for party_id, change in changes.items() for one in change.added):
        rules.append(_rule(party_id, ground))
        line_of[rules[-1]] = lines.get((party_id, ground), 0)
    conflicts = overlapping_exclusive_areas(rules)
    if not conflicts:
        return

    def said(rule: AreaRule) -> str:
        line = f", line {line_of[rule]}" if line_of.get(rule) else ""
        return f"{book.parties[rule.party_id].name} ({area_shown(rule)}{line})"

    named = "; ".join(
        f"{said(conflict.one)} and {said(conflict.other)}" for conflict in conflicts[:NAMED_AT_MOST]
    )
    more = f" and {len(conflicts) - NAMED_AT_MOST} more" if len(conflicts) > NAMED_AT_MOST else ""
    raise Refused(
        "areas_overlap",
        f"Only one party can have an exclusive area. These overlap: {named}{more}.",
        count=len(conflicts),
        pairs=[
            [_side(rule, line_of, book=book) for rule in (conflict.one, conflict.other)]
            for conflict in conflicts[:MOST_PAIRS]
        ],
    )


def _side(rule: AreaRule, line_of: Mapping[AreaRule, int], *, book: Directory) -> dict[str, object]:
    """One of two areas that cannot both be exclusive: whose, where, and the line of the file that says so."""
    return {"name": book.parties[rule.party_id].name, "area": area_shown(rule), "line": line_of.get(rule, 0)}


def change_areas(batch: Batch, changes: Mapping[UUID, AreaChange]) -> None:
    """Step: carry the changes out. The caller has locked the parties, and bumps."""
    Area.objects.filter(id__in=[area.id for change in changes.values() for area in change.removed]).delete()
    Area.objects.bulk_create(
        Area(party_id=party_id, **ground._asdict())
        for party_id, change in changes.items()
        for ground in change.added
    )
    for party_id, change in changes.items():
        if change.is_any:
            party_entry(batch, party_id, "party.changed", fields=["areas"])


def _rule(party_id: UUID, ground: Ground) -> AreaRule:
    return AreaRule(party_id=party_id, **ground._asdict())


def area_shown(area: AreaRule | Ground) -> str:
    """An area in a few signs: "DE 84000-84999 heat_pump", "AT 6…", "30 km"."""
    codes = "-".join(code for code in (area.first, area.last) if code)
    where = (
        f"{area.radius_km:g} km"
        if area.kind == "radius"
        else f"{codes}{'…' if area.kind == 'prefix' else ''}"
    )
    return " ".join(part for part in (area.country, where, area.product) if part)
