"""Invites people from a file: says first who would be invited and what cannot be read, then invites them in one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from staffel.actions.actors import Actor
from staffel.actions.invitations import Invitation, invite_all
from staffel.models import Party
from staffel.queries.directory import Directory, directory
from staffel.queries.people import acting_in
from staffel.rules.columns import ColumnMapping
from staffel.rules.people import ROLES_IN, may_have_role
from staffel.rules.people_rows import ParsedPerson, person_row
from staffel.rules.problems import Problem
from staffel.rules.words import normalised


@dataclass(frozen=True, slots=True)
class Wanted:
    """One readable row: whom to invite, and into which party."""

    line: int
    invitation: Invitation
    party: Party


@dataclass(slots=True)
class PeoplePlan:
    """What a file would do. `known`: lines of people who act there already; `unread`: lines with their problems."""

    rows: list[Wanted] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    unread: list[tuple[int, tuple[Problem, ...]]] = field(default_factory=list)


def plan_people(table: Iterable[tuple[int, Sequence[str]]], mapping: ColumnMapping) -> PeoplePlan:
    """Read every row; one without a party means the default desk, one without a role the first of its party's kind.
    Writes nothing."""
    book, plan = directory(), PeoplePlan()
    named = _by_name(book)
    acting, seen = acting_in(list(book.parties)), set[tuple[str, Any]]()
    for line, cells in table:
        parsed = person_row(mapping.cells(cells), country=book.installation.country)
        party = named.get(normalised(parsed.party)) if parsed.party else book.default_desk
        problems = (*parsed.problems, *_unfit(parsed, party))
        if problems or party is None:
            plan.unread.append((line, problems))
        elif (parsed.email, party.id) in acting | seen:
            plan.known.append(line)
        else:
            seen.add((parsed.email, party.id))
            plan.rows.append(Wanted(line, _invitation(parsed, party, book), party))
    return plan


def _by_name(book: Directory) -> Mapping[str, Party]:
    """Parties by key, and by a name that only one of them has."""
    found: dict[str, Party | None] = {}
    for party in book.parties.values():
        name = normalised(party.name)
        found[name] = None if name in found else party
    keys = {normalised(party.key): party for party in book.parties.values()}
    return {**{name: party for name, party in found.items() if party}, **keys}


def _unfit(parsed: ParsedPerson, party: Party | None) -> Iterable[Problem]:
    if party is None:
        yield Problem(
            "party", "“%(value)s” is not known as a desk, an agency or a firm.", {"value": parsed.party}
        )
    elif party.state == "ended":
        yield Problem("party", "%(value)s has ended.", {"value": party.name})
    elif parsed.role and not may_have_role(party.kind, parsed.role):
        yield Problem("role", "Nobody in %(value)s can have this role.", {"value": party.name})


def _invitation(parsed: ParsedPerson, party: Party, book: Directory) -> Invitation:
    language = parsed.language or next(iter(party.languages), book.installation.language)
    return Invitation(
        party_id=party.id,
        email=parsed.email,
        name=parsed.name,
        role=parsed.role or ROLES_IN[party.kind][0],
        language="de" if language == "de" else "en",
        phone=parsed.phone,
    )


def invite_people(plan: PeoplePlan, *, actor: Actor, now: datetime) -> int:
    """Invite all readable rows of the plan. Refused: as `invite_all`. Returns how many."""
    return invite_all([row.invitation for row in plan.rows], actor=actor, now=now)
