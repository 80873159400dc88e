"""Releases the held leads of an import: all at once, or so many every working day."""

from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from staffel.actions.actors import Actor, acting
from staffel.actions.qualifying import release_leads
from staffel.models import Import
from staffel.queries.directory import directory
from staffel.queries.uploads import held_of
from staffel.rules.refused import Refused
from staffel.rules.worktime import next_opening

MOST_A_DAY: Final = 500  # they go in one case


def release_every_day(import_id: UUID, *, count: int, actor: Actor) -> None:
    """Release so many of the import's held leads every working day from now on, at the opening of the desk. Refused:
    `count_unreadable` unless it is between 1 and 500."""
    if not 1 <= count <= MOST_A_DAY:
        raise Refused(
            "count_unreadable",
            f"Please give a number from 1 to {MOST_A_DAY}.",
            field="count",
            most=MOST_A_DAY,
        )
    Import.objects.filter(id=import_id).update(release_daily=count, release_by=actor.member_id)


def stop_releasing(import_id: UUID) -> None:
    """No more leads of this import are released by themselves."""
    Import.objects.filter(id=import_id).update(release_daily=None)


def release_due(now: datetime) -> int:
    """Release what is due today of every import: once a working day, also when several workers look or one is killed.
    Returns how many leads went."""
    desk = directory().default_desk
    calendar = directory().calendars[desk.id]
    opening = next_opening(now, calendar)
    today = timezone.localdate(now, ZoneInfo(desk.timezone))
    if opening is None or opening > now:
        return 0  # the desk is closed: nobody would see what happens
    waiting = Import.objects.filter(release_daily__isnull=False).exclude(released_on__gte=today)
    return sum(
        _release(import_id, today=today, now=now) for import_id in waiting.values_list("id", flat=True)
    )


def _release(import_id: UUID, *, today: date, now: datetime) -> int:
    """In one transaction with the note that it was done: nothing is released twice or forgotten."""
    with transaction.atomic():
        rows = Import.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        rows = rows.filter(id=import_id).select_related("release_by")
        found = rows.exclude(released_on__gte=today).first()
        if found is None or not found.release_daily:
            return 0
        ids = list(held_of(found.id)[: found.release_daily])
        gone = release_leads(ids, actor=acting(found.release_by), now=now) if ids else 0
        found.released_on = today
        if not held_of(found.id).exists():
            found.release_daily = None  # it is done
        found.save(update_fields=["released_on", "release_daily"])
        return gone
