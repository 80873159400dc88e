"""Ends a process when the one that started it is gone, however that ended, so that nothing is left behind.

Asked by getppid twice a second and not by a pipe or a signal: it works on every Unix, through fork and spawn, and
for processes that a library starts on our behalf (granian's workers).
"""

import os
import signal
import threading
import time

VARIABLE = "STAFFEL_PARENT"
LOOK_EVERY_SECONDS = 0.5


def environment() -> dict[str, str]:
    """Our environment for a process that is to end with us."""
    return {**os.environ, VARIABLE: str(os.getpid())}


def end_with_parent(*, grace_seconds: float) -> None:
    """Watch the process named in the environment; without one this process stands alone and nothing happens.

    When it is gone: SIGTERM to ourselves, and after `grace_seconds` the hard end.
    """
    parent = os.environ.get(VARIABLE, "")
    if parent.isdigit():
        threading.Thread(
            target=_watch, args=(int(parent), grace_seconds), name="lifeline", daemon=True
        ).start()


def _watch(parent: int, grace_seconds: float) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_seconds)
    os._exit(1)
