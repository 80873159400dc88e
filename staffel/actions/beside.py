"""Adds to a lead what came along with its enquiry: materials that were given or promised, and a note; each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import structlog
from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.handouts import hand_out, record_handed
from staffel.actions.receipts import take_once
from staffel.actions.repeats import repeated
from staffel.actions.work import add_note
from staffel.queries.materials import editions_at
from staffel.rules.beside import Handed
from staffel.rules.handouts import PROMISED
from staffel.rules.refused import Refused

TITLES: Final = "%(titles)s"
Tried = Literal["done", "had", "refused"]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWords:
    """How a note says that a promise could not be kept by itself, and that the prospect `had` it already; each with a place
    for the titles."""

    unsent: str = TITLES
    had: str = TITLES


NO_WORDS: Final = PromiseWords()


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """A note of whoever held the talk, and the materials that were `given` (in which `way`) or `promised` (id and title), or
    `handed` (id, way and time) as another system says. `words`: of the note about promises that were not kept."""

    note: str = ""
    given: tuple[UUID, ...] = ()
    way: str = "fair"
    promised: tuple[tuple[UUID, str], ...] = ()
    handed: tuple[tuple[UUID, str, datetime], ...] = ()
    words: PromiseWords = NO_WORDS


@repeated
def add_along(
    lead_id: UUID, along: Along, *, door: str, key: str, at: datetime, actor: Actor, now: datetime
) -> None:
    """Once for each `key` of its door; `at`: when the talk was. What the lead refuses stays in the submission."""
    with transaction.atomic():
        has_any = along.note or along.given or along.promised or along.handed
        if not has_any or not take_once(door, f"more:{key}", now=now):
            return
        who: dict[str, Any] = {"at": at, "actor": actor, "now": now}
        if along.given:
            _tried(lead_id, along.given, way=along.way, **who)
        for material_id, way, handed_at in along.handed:
            _tried(lead_id, [material_id], way=way, at=handed_at, actor=actor, now=now)
        tried = [(title, _promised(lead_id, one, **who)) for one, title in along.promised]
        unsent = _said(along.words.unsent, [title for title, came_of in tried if came_of == "refused"])
        had = _said(along.words.had, [title for title, came_of in tried if came_of == "had"])
        if text := "\n".join(filter(None, (along.note, unsent, had))):
            add_note(lead_id, text=text, actor=actor, now=now, at=at)


def _said(words: str, titles: Collection[str]) -> str:
    return words % {"titles": ", ".join(titles)} if titles else ""


def handed_over(handed: Collection[Handed], *, at: datetime) -> tuple[tuple[UUID, str, datetime], ...]:
    """What another system says was handed out, of the catalogue as it was then; what it does not say the time of was given
    `at`. What was withdrawn before is left out. One query, none where nothing was."""
    edition = editions_at({one.key for one in handed})
    found = ((edition(one.key, one.at or at), one) for one in handed)
    return tuple((row.id, one.way, one.at or at) for row, one in found if row)


def _promised(lead_id: UUID, material: UUID, *, at: datetime, actor: Actor, now: datetime) -> Tried:
    """By mail, else by letter; what the prospect has is tried by no second way."""
    by_mail = _tried(lead_id, [material], way="mail", at=at, actor=actor, now=now)
    if by_mail != "refused":
        return by_mail
    return _tried(lead_id, [material], way="letter", at=at, actor=actor, now=now)


def _tried(
    lead_id: UUID, materials: Sequence[UUID], *, way: str, at: datetime, actor: Actor, now: datetime
) -> Tried:
    """Whether it was given or promised, or the prospect has it already, or it cannot be given in this way."""
    try:
        if way in PROMISED:
            done = hand_out(lead_id, materials, way=way, actor=actor, now=now)
            return "had" if done.blocked else "done"
        record_handed(lead_id, materials, way=way, at=at, actor=actor, now=now)
    except Refused as refused:
        log.info("beside.refused", lead=str(lead_id), way=way, code=refused.code)
        return "had" if refused.code == "material_again" else "refused"
    return "done"
