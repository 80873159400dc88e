"""Marks a demonstration that is being loaded, and clears away one that was stopped half-way."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from staffel.home import ensure_home
from staffel.models import Installation
from staffel.queries.directory import forget_directory


def _mark() -> Path:
    return Path(settings.STAFFEL_HOME) / "demo.unfinished"


def _is_held() -> bool:
    """Whether the one who loads it lives: the kernel frees the lock, however that one ends."""
    with _mark().open() as mark:
        try:
            flock(mark, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def loading_marked() -> Iterator[None]:
    """While the demonstration is loaded a mark lies in the data directory; it stays when we do not come to the end."""
    ensure_home(_mark().parent)
    with _mark().open("w") as mark:
        flock(mark, LOCK_EX)
        yield
        _mark().unlink()


def clear_unfinished_demo() -> bool:
    """Empty the tables when half a demonstration is in them; true when it was. Nothing but a demonstration is ever
    cleared away, and none that is being loaded right now."""
    if not _mark().exists() or _is_held():
        return False
    is_there = Installation.objects.filter(is_demo=True).exists()
    if is_there:
        with connection.cursor() as cursor:
            cursor.execute("SET staffel.maintenance = 'unfinished demonstration'")  # the journal's guard
            call_command("flush", interactive=False, verbosity=0)
            cursor.execute("RESET staffel.maintenance")
            cursor.execute("ALTER SEQUENCE lead_number RESTART")
        forget_directory()
    _mark().unlink()
    return is_there
