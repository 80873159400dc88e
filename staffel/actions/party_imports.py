"""Imports a file of parties: compares each row with what is there, and writes all of them set by set.

The key decides which party a row is. A file is right about what it says: an empty cell changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models

from staffel.actions import rows
from staffel.actions.actors import SYSTEM, Actor
from staffel.actions.areas import AreaChange, Ground, area_change, areas_by_party, change_areas, coded_ground
from staffel.actions.arrivals import Unread
from staffel.actions.case import open_batch
from staffel.actions.imports import Row
from staffel.actions.new_parties import starting_values
from staffel.actions.parties import (
    activate_party,
    bump,
    end_party,
    located,
    lock_parties,
    party_entry,
    pause_party,
    resume_party,
)
from staffel.actions.people import NewMember, add_members
from staffel.actions.repeats import repeated
from staffel.models import Area, Membership, Party, Role
from staffel.models.ids import new_id
from staffel.queries.directory import Directory, directory
from staffel.rules.arrivals import payload_of
from staffel.rules.columns import ColumnMapping
from staffel.rules.hours import hours_to_json
from staffel.rules.party_rows import ParsedParty, party_row
from staffel.rules.problems import Problem
from staffel.rules.words import sort_key

ROLES: Final = {"partner": Role.PARTNER_MANAGER, "agency": Role.AGENCY_MEMBER, "desk": Role.DESK}
_PLAIN: Final = (
    "email", "phone", "timezone", "capacity_open", "capacity_day", "capacity_week", "weight",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A readable row: the party it means (a new one is not stored yet) and the values that it says."""

    line: int
    party: Party
    is_new: bool
    values: Mapping[str, Any]
    changed: tuple[str, ...]
    state: str
    areas: AreaChange
    member: NewMember | None


@dataclass(slots=True)
class PartyPlan:
    """What a file would do. `remarks` block nothing; each with its line."""

    rows: list[PartyRow] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    remarks: list[tuple[int, Problem]] = field(default_factory=list)

    @property
    def new(self) -> list[PartyRow]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[PartyRow]:
        return [row for row in self.rows if not row.is_new and _differs(row)]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.new) - len(self.changed)

    @property
    def counts(self) -> dict[str, Any]:
        """As it is kept with the import."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "unreadable": len(self.unread),
            "members": sum(row.member is not None for row in self.rows),
            "areas_added": sum(len(row.areas.added) for row in self.rows),
            "areas_removed": sum(len(row.areas.removed) for row in self.rows),
        }


def _differs(row: PartyRow) -> bool:
    return bool(row.changed or row.areas.is_any or row.member or row.state)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is there already, read once for the whole file."""

    book: Directory
    parties: Mapping[str, Party]
    areas: Mapping[UUID, Sequence[Area]]
    acting: frozenset[tuple[str, UUID]]
    field_sales: Mapping[str, UUID]


def plan_parties(
    table: Iterable[Row], mapping: ColumnMapping, *, radius_km: float | None = None
) -> PartyPlan:
    """Compare every row with what is there. Writes nothing. `radius_km`: around each new partner whose row names neither
    areas nor a radius."""
    known = _known(directory())
    plan = PartyPlan()
    headers = [column.header for column in mapping.columns]
    lines: dict[str, int] = {}
    for line, cells in table:
        filled = mapping.cells(cells)
        parsed = party_row(filled, country=known.book.installation.country)
        if radius_km is not None and _has_no_ground(parsed, filled, known):
            parsed = replace(parsed, radius_km=radius_km)
            filled = {**filled, "radius_km": f"{radius_km:g}"}
        problems = [*parsed.problems, *_contradictions(parsed, filled, line, lines, known)]
        if problems:
            payload = payload_of(headers, cells)
            plan.unread.append(Unread(key="", payload=payload, problems=tuple(problems), line=line))
        else:
            remarks: list[Problem] = []
            plan.rows.append(_row(parsed, filled, line, known, remarks))
            plan.remarks += [(line, problem) for problem in remarks]
    return plan


def _has_no_ground(parsed: ParsedParty, filled: Mapping[str, str], known: _Known) -> bool:
    """A new partner with a place, of which the file does not say where it works."""
    says_nothing = not filled.keys() & {"postal_codes", "radius_km"}
    is_new_partner = parsed.kind == "partner" and parsed.key not in known.parties
    return says_nothing and is_new_partner and bool(parsed.postal_code)


def _known(book: Directory) -> _Known:
    field_sales: dict[str, UUID] = {}
    for party in book.parties.values():
        for member in book.members.get(party.id, ()) if party.kind == "desk" else ():
            if member.role == Role.FIELD_SALES or member.person.email not in field_sales:
                field_sales[member.person.email] = member.id
    acting = Membership.objects.values_list("person__email", "party_id")
    return _Known(
        book=book,
        parties={party.key: party for party in Party.objects.all()},
        areas=areas_by_party(list(book.parties)),
        acting=frozenset(acting),
        field_sales=field_sales,
    )


def _contradictions(
    parsed: ParsedParty, filled: Mapping[str, str], line: int, lines: dict[str, int], known: _Known
) -> list[Problem]:
    found = []
    before = lines.setdefault(parsed.key, line)
    if before != line:
        found.append(
            Problem(
                "key",
                "The number %(value)s stands on line %(line)s too. Keep one of the two.",
                {"value": parsed.key, "line": str(before)},
            )
        )
    there = known.parties.get(parsed.key)
    if there and "kind" in filled and there.kind != parsed.kind:
        found.append(
            Problem(
                "kind", "This party is there as %(value)s. A party keeps its kind.", {"value": there.kind}
            )
        )
    if there and there.is_default_desk and "status" in filled and parsed.state == "ended":
        found.append(Problem("status", "The default desk cannot be ended."))
    if parsed.radius_km is not None and not parsed.postal_code and (there is None or there.latitude is None):
        found.append(Problem("radius_km", "A radius needs its centre. Give a postal code or a place."))
    return found


def _row(
    parsed: ParsedParty, filled: Mapping[str, str], line: int, known: _Known, remarks: list[Problem]
) -> PartyRow:
    there = known.parties.get(parsed.key)
    values = _values(parsed, filled, known, remarks)
    party = there or _new_party(parsed, known, values)
    changed = tuple(sorted(name for name, value in values.items() if getattr(party, name) != value))
    latitude, longitude = (values.get(name, getattr(party, name)) for name in ("latitude", "longitude"))
    row = PartyRow(
        line=line,
        party=party,
        is_new=there is None,
        values=values,
        changed=changed if there else (),
        state=_act(there, parsed) if there and "status" in filled else "",
        areas=_areas(parsed, filled, party, known, latitude=latitude, longitude=longitude),
        member=_member(parsed, party, known),
    )
    if row.is_new:
        _remark_on_new(parsed, row, remarks)
    return row


def _values(
    parsed: ParsedParty, filled: Mapping[str, str], known: _Known, remarks: list[Problem]
) -> dict[str, Any]:
    """The columns that this row says, typed."""
    values: dict[str, Any] = {"name": parsed.name, "name_key": sort_key(parsed.name)}
    values |= {name: getattr(parsed, name) for name in _PLAIN if name in filled}
    if filled.keys() & {"street", "house_number"}:
        values["street"] = parsed.street
    if parsed.place:
        values["place"] = parsed.place
    if parsed.postal_code:
        values |= _located(parsed)
    if "languages" in filled:
        values["languages"] = list(parsed.languages)
    if "tags" in filled:
        values["tags"] = list(parsed.tags)
    if parsed.hours is not None:
        values["hours"] = hours_to_json(parsed.hours)
    if parsed.looked_after_by:
        values |= _looked_after(parsed.looked_after_by, known, remarks)
    return values


def _located(parsed: ParsedParty) -> dict[str, Any]:
    found = located(parsed.country, parsed.postal_code)
    if parsed.place:
        found.pop("place", None)  # the file is right
    return {"postal_code": parsed.postal_code, "country": parsed.country, **found}


def _looked_after(email: str, known: _Known, remarks: list[Problem]) -> dict[str, Any]:
    member = known.field_sales.get(email)
    if member is None:
        remarks.append(
            Problem(
                "looked_after_by",
                "Nobody at a desk has the address %(value)s. Add the person, then import once more.",
                {"value": email},
                is_blocking=False,
            )
        )
        return {}
    return {"looked_after_by_id": member}


def _new_party(parsed: ParsedParty, known: _Known, values: Mapping[str, Any]) -> Party:
    return Party(
        id=new_id(),
        key=parsed.key,
        kind=parsed.kind,
        state=parsed.state,
        is_paused=parsed.is_paused,
        **{**starting_values(known.book, parsed.country), **values},
    )


def _act(there: Party, parsed: ParsedParty) -> str:
    """What must be done for the party to have the state of the row: an action of its own, since leads depend on it."""
    if parsed.state != there.state:
        return {"ended": "end", "active": "activate", "invited": "invite"}[parsed.state]
    if parsed.is_paused != there.is_paused:
        return "pause" if parsed.is_paused else "resume"
    return ""


def _areas(
    parsed: ParsedParty, filled: Mapping[str, str], party: Party, known: _Known,
    *, latitude: float | None, longitude: float | None,
) -> AreaChange:  # fmt: skip
    """A row with areas replaces the party's areas for all products; exclusive ones have a file of their own."""
    if not filled.keys() & {"postal_codes", "radius_km"}:
        return AreaChange()
    wanted = [coded_ground(parsed.country, part) for part in parsed.areas]
    if parsed.radius_km is not None:
        wanted.append(
            Ground("", "radius", latitude=latitude, longitude=longitude, radius_km=parsed.radius_km)
        )
    there = known.areas.get(party.id, ())
    return area_change(there, wanted, keeps=[area for area in there if area.is_exclusive or area.product])


def _member(parsed: ParsedParty, party: Party, known: _Known) -> NewMember | None:
    email = parsed.email.strip().lower()
    # at a desk everybody sees everything: only a person that is named becomes a member
    if not email or (email, party.id) in known.acting or (party.kind == "desk" and not parsed.person):
        return None
    return NewMember(
        party_id=party.id,
        email=email,
        name=parsed.person or parsed.name,
        role=ROLES[party.kind],
        language=(party.languages or [known.book.installation.language])[0],
    )


def _remark_on_new(parsed: ParsedParty, row: PartyRow, remarks: list[Problem]) -> None:
    if parsed.kind == "desk":
        return
    if row.member is None:
        remarks.append(
            Problem(
                "email",
                "Without an e-mail address a party cannot be reached and gets no offer.",
                is_blocking=False,
            )
        )
    if row.party.latitude is None and not row.areas.added:
        remarks.append(
            Problem(
                "postal_code",
                "Without a known place and without areas a party gets no offer.",
                is_blocking=False,
            )
        )


@repeated
def import_parties(plan: PartyPlan, *, now: datetime, actor: Actor = SYSTEM) -> None:
    """Carry the plan out: new and changed parties, their areas and members, in one transaction; then the states on
    which leads depend, party by party."""
    touched = [row for row in plan.rows if row.is_new or _differs(row)]
    with open_batch(actor=actor, now=now) as batch:
        fresh = {party.id: party for party in lock_parties([row.party.id for row in plan.changed])}
        Party.objects.bulk_create([row.party for row in plan.new], batch_size=1_000)
        changes: dict[models.Model, set[str]] = {
            fresh[row.party.id]: set(row.changed) for row in plan.changed if row.changed
        }
        for row in touched:
            fields = ["created"] if row.is_new else list(row.changed)
            for name in row.changed:
                setattr(fresh[row.party.id], name, row.values[name])
            if fields:
                party_entry(batch, row.party.id, "party.changed", fields=fields)
        rows.update(changes)
        change_areas(batch, {row.party.id: row.areas for row in touched})
        add_members([row.member for row in touched if row.member])
        bump()
    for row in touched:
        _bring_to_state(row, actor=actor, now=now)


def _bring_to_state(row: PartyRow, *, actor: Actor, now: datetime) -> None:
    match row.state:
        case "end":
            end_party(row.party.id, actor=actor, now=now)
        case "pause":
            pause_party(row.party.id, until=None, actor=actor, now=now)
        case "resume":
            resume_party(row.party.id, actor=actor, now=now)
        case "activate":
            activate_party(row.party.id, actor=actor, now=now)
        case "invite":
            _invite(row, actor=actor, now=now)
        case _:
            return


@repeated
def _invite(row: PartyRow, *, actor: Actor, now: datetime) -> None:
    with open_batch(actor=actor, now=now) as batch:
        (party,) = lock_parties([row.party.id])
        party.state, party.ended_at = "invited", None
        party.save(update_fields=["state", "ended_at"])
        party_entry(batch, party.id, "party.changed", fields=["state"])
        bump()
