"""Gives a command its database: the embedded server while it runs, or the one that DATABASE_URL names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, connections

from staffel.embedded import running

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def database() -> Iterator[None]:
    """The database answers while we are in here; otherwise an error with the reason is raised on entering."""
    if settings.IS_EMBEDDED:
        with running(settings.EMBEDDED):
            try:
                yield
            finally:
                connections.close_all()
    else:
        connection.ensure_connection()
        yield


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """For a command's function: its database answers while it runs."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with database():
            return command(*args, **kwargs)

    return run
