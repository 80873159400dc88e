"""Sets the mailbox to which mail comes back, and keeps how far it was read."""

from datetime import datetime

from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.parties import party_entry
from staffel.actions.repeats import repeated
from staffel.actions.sealing import sealed, unsealed
from staffel.models import BounceMailbox
from staffel.rules.bounce_mailbox import Access, checked_access
from staffel.rules.refused import Refused


@repeated
def set_mailbox(given: Access, *, actor: Actor, now: datetime) -> None:
    """Read this mailbox from now on; without a password the kept one stays. Another folder or person is read from its
    beginning. Refused: as `with_password`."""
    with open_batch(actor=actor, now=now) as batch:
        row = BounceMailbox.objects.select_for_update(no_key=True).first()
        wanted = with_password(given)
        if row and _access(row) == wanted:
            return
        is_same = row is not None and (_place(row), row.folder) == (wanted.place, wanted.folder)
        row = row or BounceMailbox()
        row.host, row.port, row.security, row.username = wanted.place
        row.password, row.folder, row.set_at = sealed(wanted.password), wanted.folder, now
        row.read_at = row.failed_at = None
        row.trouble = ""
        if not is_same:
            row.uid_validity = row.last_uid = 0
        row.save()
        party_entry(batch, batch.book.default_desk.id, "vendor.changed", fields=["bounce_mailbox"])


@repeated
def forget_mailbox(*, actor: Actor, now: datetime) -> None:
    """Nothing is read any more, and the password is gone. Twice is once."""
    with open_batch(actor=actor, now=now) as batch:
        if BounceMailbox.objects.all().delete()[0]:
            party_entry(batch, batch.book.default_desk.id, "vendor.changed", fields=["bounce_mailbox"])


def with_password(given: Access) -> Access:
    """What was entered, checked, without a password with the kept one. Refused: as
    `rules.bounce_mailbox.checked_access`."""
    row = BounceMailbox.objects.first()
    return checked_access(given, kept=_access(row) if row else None)


def access_of(row: BounceMailbox) -> Access:
    """How to reach it. Refused: `seal_broken`."""
    return Access(row.host, row.port, row.security, row.username, unsealed(row.password), row.folder)


def _access(row: BounceMailbox) -> Access | None:
    try:
        return access_of(row)
    except Refused:
        return None


def _place(row: BounceMailbox) -> tuple[str, int, str, str]:
    return row.host, row.port, row.security, row.username


@transaction.atomic
def record_read(row: BounceMailbox, *, uid_validity: int, last_uid: int, now: datetime) -> None:
    """It was looked at as far as this. Nothing where it was set anew meanwhile."""
    same = BounceMailbox.objects.filter(id=row.id, set_at=row.set_at)
    same.update(uid_validity=uid_validity, last_uid=last_uid, read_at=now, failed_at=None, trouble="")


@transaction.atomic
def record_unread(row: BounceMailbox, *, trouble: str, now: datetime) -> None:
    """It cannot be read, and why; since when is kept from the first time."""
    same = BounceMailbox.objects.filter(id=row.id, set_at=row.set_at)
    same.filter(failed_at=None).update(failed_at=now)
    same.update(trouble=trouble[:40])
