"""Imports a file of areas: the file replaces the areas of the parties that it names, and touches no others."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from staffel.actions.actors import SYSTEM, Actor
from staffel.actions.areas import (
    AreaChange,
    Ground,
    area_change,
    areas_by_party,
    change_areas,
    coded_ground,
    refuse_overlaps,
)
from staffel.actions.arrivals import Unread
from staffel.actions.case import Batch, open_batch
from staffel.actions.imports import Row
from staffel.actions.old_systems import party_named
from staffel.actions.parties import bump, lock_parties
from staffel.actions.repeats import repeated
from staffel.models import Party
from staffel.queries.directory import directory
from staffel.rules.arrivals import payload_of
from staffel.rules.columns import ColumnMapping
from staffel.rules.party_rows import ParsedArea, area_row
from staffel.rules.places import place_of
from staffel.rules.problems import Problem


@dataclass(slots=True)
class AreaPlan:
    """What a file would do, by party; `parties` are all that it names."""

    changes: dict[UUID, AreaChange] = field(default_factory=dict)
    parties: dict[UUID, Party] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same: what was looked at is what is carried out."""
        said = sorted(
            (str(party_id), sorted(map(repr, change.added)), sorted(str(area.id) for area in change.removed))
            for party_id, change in self.changes.items()
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @property
    def added(self) -> int:
        return sum(len(change.added) for change in self.changes.values())

    @property
    def removed(self) -> int:
        return sum(len(change.removed) for change in self.changes.values())

    @property
    def counts(self) -> dict[str, Any]:
        """As it is kept with the import."""
        return {
            "parties": len(self.parties),
            "changed": len(self.changes),
            "areas_added": self.added,
            "areas_removed": self.removed,
            "unreadable": len(self.unread),
        }


def plan_areas(table: Iterable[Row], mapping: ColumnMapping, *, also: Collection[UUID] = ()) -> AreaPlan:
    """Compare the file with what is there; writes nothing. Where a line of a party cannot be read, nothing of that
    party is removed. `also`: parties that lose their areas where the file does not name them. Refused: `areas_overlap`,
    naming both and their lines."""
    book = directory()
    plan, wanted, incomplete = AreaPlan(), defaultdict[UUID, list[Ground]](list), set[UUID]()
    headers = [column.header for column in mapping.columns]
    lines: dict[tuple[UUID, Ground], int] = {}
    for line, cells in table:
        parsed = area_row(mapping.cells(cells), country=book.installation.country)
        party = party_named(book, parsed.party)
        grounds, problems = _grounds(parsed, party)
        if party:
            plan.parties[party.id] = party
        if problems:
            payload = payload_of(headers, cells)
            plan.unread.append(Unread(key="", payload=payload, problems=problems, line=line))
            incomplete |= {party.id} if party else set()
        elif party:
            wanted[party.id] += grounds
            for ground in grounds:
                lines.setdefault((party.id, ground), line)
    for party_id in also:
        if party_id not in plan.parties and party_id in book.parties:
            plan.parties[party_id] = book.parties[party_id]
            wanted[party_id] = []
    plan.changes = _changes(wanted, incomplete)
    refuse_overlaps(plan.changes, book=book, lines=lines)
    return plan


def _grounds(parsed: ParsedArea, party: Party | None) -> tuple[list[Ground], tuple[Problem, ...]]:
    problems = [*parsed.problems]
    if parsed.party and party is None:
        problems.append(
            Problem(
                "party", "There is no party “%(value)s”. Import the parties first.", {"value": parsed.party}
            )
        )
    grounds = [
        coded_ground(parsed.country, part, product=parsed.product, is_exclusive=parsed.is_exclusive)
        for part in parsed.areas
    ]
    if parsed.radius_km is not None and party is not None and not problems:
        centre = _centre(parsed, party)
        if centre is None:
            problems.append(
                Problem("postal_code", "Nobody knows where this is. Give the postal code of the centre.")
            )
        else:
            grounds.append(_circle(parsed, centre))
    return grounds, tuple(problems)


def _centre(parsed: ParsedArea, party: Party) -> tuple[float, float] | None:
    """Of the postal code; where the row names a place only, the party's own position if that is its place."""
    place = place_of(parsed.country, parsed.postal_code) if parsed.postal_code else None
    if place:
        return place.latitude, place.longitude
    is_at_home = not parsed.postal_code and parsed.place.casefold() == party.place.casefold()
    if is_at_home and party.latitude is not None and party.longitude is not None:
        return party.latitude, party.longitude
    return None


def _circle(parsed: ParsedArea, centre: tuple[float, float]) -> Ground:
    return Ground(
        "", "radius", latitude=centre[0], longitude=centre[1], radius_km=parsed.radius_km, product=parsed.product,
        is_exclusive=parsed.is_exclusive,
    )  # fmt: skip


def _changes(wanted: Mapping[UUID, Sequence[Ground]], incomplete: set[UUID]) -> dict[UUID, AreaChange]:
    there = areas_by_party(list(wanted))
    found = {
        party_id: area_change(
            there.get(party_id, ()), grounds, keeps=there.get(party_id, ()) if party_id in incomplete else ()
        )
        for party_id, grounds in wanted.items()
    }
    return {party_id: change for party_id, change in found.items() if change.is_any}


@repeated
def import_areas(
    table: Sequence[Row], mapping: ColumnMapping, *, now: datetime, actor: Actor = SYSTEM
) -> AreaPlan:
    """Replace the areas of the parties that the file names. One import of areas at a time, planned again with the
    parties locked: two files at once cannot give the same territory to two."""
    with open_batch(actor=actor, now=now) as batch:
        plan = locked_plan(table, mapping)
        carry_out(batch, plan)
    return plan


def locked_plan(table: Sequence[Row], mapping: ColumnMapping, *, also: Collection[UUID] = ()) -> AreaPlan:
    """Step: the plan as it is carried out, with the parties locked and no other import of areas beside it."""
    _wait_for_other_imports()
    lock_parties(list(plan_areas(table, mapping, also=also).changes))
    return plan_areas(table, mapping, also=also)


def carry_out(batch: Batch, plan: AreaPlan) -> None:
    """Step: write a locked plan."""
    change_areas(batch, plan.changes)
    if plan.changes:
        bump()


def _wait_for_other_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staffel.areas'))")
