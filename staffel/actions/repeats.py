"""Repeats a whole action that the database has sent back: passing errors are nobody's business."""

import functools
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

import psycopg
from django.db import DatabaseError, transaction

P = ParamSpec("P")
R = TypeVar("R")
REPEATS: Final = 3


def repeated(action: Callable[P, R]) -> Callable[P, R]:
    """Repeats a whole action after a deadlock or a serialization error, or when another door has just taken the same
    source's own id; at most three times."""

    @functools.wraps(action)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for left in reversed(range(REPEATS)):
            try:
                return action(*args, **kwargs)
            except DatabaseError as error:
                if not left or not _is_passing(error) or transaction.get_connection().in_atomic_block:
                    raise
        raise AssertionError("unreachable")

    return tried


def _is_passing(error: DatabaseError) -> bool:
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return cause.diag.constraint_name == "lead_source_key_once"
    return isinstance(cause, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)
