"""Adds to a lead what came along with its enquiry: materials that were given or promised, and a note; each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
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

UNSENT: Final = "%(titles)s"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """A note of whoever held the talk, and the materials that were `given` (in which `way`) or `promised` (id and title), or
    `handed` (id, way and time) as another system says. `unsent`: how a note says that a promise could not be kept by itself, with a place for the titles."""

    note: str = ""
    given: tuple[UUID, ...] = ()
    way: str = "fair"
    promised: tuple[tuple[UUID, str], ...] = ()
    handed: tuple[tuple[UUID, str, datetime], ...] = ()
    unsent: str = UNSENT


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
        open_ = [
            title
            for one, title in along.promised
            if not any(_tried(lead_id, [one], way=way, **who) for way in ("mail", "letter"))
        ]
        unsent = along.unsent % {"titles": ", ".join(open_)} if open_ else ""
        if text := "\n".join(filter(None, (along.note, unsent))):
            add_note(lead_id, text=text, actor=actor, now=now, at=at)


def handed_over(handed: Collection[Handed], *, at: datetime) -> tuple[tuple[UUID, str, datetime], ...]:
    """What another system says was handed out, of the catalogue as it was then; what it does not say the time of was given
    `at`. What was withdrawn before is left out. One query, none where nothing was."""
    edition = editions_at({one.key for one in handed})
    found = ((edition(one.key, one.at or at), one) for one in handed)
    return tuple((row.id, one.way, one.at or at) for row, one in found if row)


def _tried(
    lead_id: UUID, materials: Sequence[UUID], *, way: str, at: datetime, actor: Actor, now: datetime
) -> bool:
    try:
        if way in PROMISED:
            return bool(hand_out(lead_id, materials, way=way, actor=actor, now=now).given)
        record_handed(lead_id, materials, way=way, at=at, actor=actor, now=now)
    except Refused as refused:
        log.info("beside.refused", lead=str(lead_id), way=way, code=refused.code)
        return False
    return True
