"""Takes in what was captured at a fair, many at once as a device sends them: each once, however often it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction

from staffel.actions.actors import Actor
from staffel.actions.arrivals import Unread, keep_unread
from staffel.actions.attachments import attach_file
from staffel.actions.beside import Along, add_along
from staffel.actions.imports import mark_repaired
from staffel.actions.leads import NewLead, capture_leads
from staffel.actions.receipts import take_once
from staffel.actions.repeats import repeated
from staffel.models import Receipt
from staffel.rules.problems import Problem
from staffel.rules.refused import Refused

DOOR: Final = "device"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One talk at the stand: the enquiry, whose key is the device's own UUID, and what came along with it."""

    new: NewLead
    along: Along = field(default_factory=Along)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one talk. `lead_id` where it arrived; `refused` where it did not, and is kept for repair; neither
    where it is to be sent again."""

    lead_id: UUID | None = None
    refused: Refused | None = None


def door_of(device_id: UUID) -> str:
    """The door of one device: what it has sent is known there, whoever is logged in."""
    return f"{DOOR}:{device_id}"


def take_talks(talks: Sequence[Talk], *, device_id: UUID, actor: Actor, now: datetime) -> Mapping[str, Taken]:
    """Take them in, in one case; where that fails, one by one, so that a bad one stops only itself. By key. What cannot
    be taken is kept for repair. Raises only when the database is gone."""
    door = door_of(device_id)
    taken = _captured(talks, door=door, actor=actor, now=now)
    keep_unread(
        [
            _unread(talk, refused)
            for talk in talks
            if (refused := taken[talk.new.key].refused) and refused.code != "key_reused"
        ],
        door=door,
        now=now,
    )
    for talk in talks:
        if lead_id := taken[talk.new.key].lead_id:
            taken[talk.new.key] = _completed(talk, lead_id, door=door, actor=actor, now=now)
    mark_repaired(door)
    return taken


def keep_unread_talks(unread: Sequence[Unread], *, device_id: UUID, now: datetime) -> None:
    """Keep what could not be read for repair, each once."""
    keep_unread(unread, door=door_of(device_id), now=now)


def _captured(talks: Sequence[Talk], *, door: str, actor: Actor, now: datetime) -> dict[str, Taken]:
    try:
        return _together(talks, door=door, actor=actor, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - it is logged, and each is tried alone
        if len(talks) == 1:
            return {talks[0].new.key: Taken(refused=_reason(error))}
        log.warning("fair.batch_failed", leads=len(talks), error=type(error).__name__)
    found: dict[str, Taken] = {}
    for talk in talks:
        found |= _captured([talk], door=door, actor=actor, now=now)
    return found


def _together(talks: Sequence[Talk], *, door: str, actor: Actor, now: datetime) -> dict[str, Taken]:
    if not talks:
        return {}
    arrived = [talk.new for talk in talks]
    captured = capture_leads(arrived, door=door, mode="new", actor=actor, now=now)
    return {new.key: Taken(one.lead_id) for new, one in zip(arrived, captured, strict=True)}


def _reason(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    log.error("fair.lead_failed", exc_info=error)
    return Refused("talk_failed", "This lead could not be taken. It is kept under unclear arrivals.")


def _unread(talk: Talk, refused: Refused) -> Unread:
    problem = Problem(str(refused.details.get("field", "")), refused.message)
    return Unread(key=talk.new.key, payload=talk.new.raw, problems=(problem,))


def _completed(talk: Talk, lead_id: UUID, *, door: str, actor: Actor, now: datetime) -> Taken:
    """What belongs to the lead besides its columns, once. An error says: send it again."""
    at, key = talk.new.asked_at, talk.new.key
    try:
        add_along(lead_id, talk.along, door=door, key=key, at=at, actor=actor, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("fair.more_failed", lead=str(lead_id))
        return Taken()
    return Taken(lead_id)


@repeated
def attach_card(
    key: str, *, device_id: UUID, photo_id: UUID, content: bytes, at: datetime, actor: Actor, now: datetime
) -> UUID:
    """Keep the photo of a business card at the lead that this device has sent under `key`, once. Returns the lead's id.
    Refused: `talk_unknown` when it has not arrived; as `attach_file`."""
    door = door_of(device_id)
    lead_id = Receipt.objects.filter(door=door, key=key).values_list("lead_id", flat=True).first()
    if lead_id is None:
        raise Refused("talk_unknown", "The lead of this photo has not arrived yet.")
    with transaction.atomic():
        if take_once(door, f"photo:{photo_id}", now=now):
            attach_file(lead_id, filename="card.jpg", content=content, actor=actor, now=now, at=at)
    return lead_id
