"""Runs a function over parts of a file in several processes, each with its own database connection.

Nothing here may import a model: a spawned process imports this module before Django is set up.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

from staffel.lifeline import VARIABLE, end_with_parent
from staffel.rules.refused import Refused

Part = TypeVar("Part")
Result = TypeVar("Result")


class Workers(Protocol):
    """Calls a function with each part and gives the results in the same order."""

    def __call__(self, function: Callable[[Part], Result], parts: Iterable[Part], /) -> Iterator[Result]: ...


@contextmanager
def workers(processes: int) -> Iterator[Workers]:
    """Processes that end with us; with one, this process does the work itself. Refused: `worker_died` when one was
    killed."""
    if processes == 1:
        yield map
        return
    from django.db import connection

    os.environ[VARIABLE] = str(os.getpid())
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin_worker,
        initargs=(connection.settings_dict["NAME"],),
    )
    try:
        yield pool.map
    except BrokenProcessPool as error:
        raise Refused(
            "worker_died",
            "A process of the import ended unexpectedly. Start it again: what is done is not done twice.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def begin_worker(database: str) -> None:
    """In the new process: set Django up, on the very database that our parent uses."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    end_with_parent(grace_seconds=5)
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database


def parts_of(rows: Sequence[Part], size: int) -> list[Sequence[Part]]:
    """The rows in parts of `size`."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]
