"""Keeps child processes running: starts them, starts them again when they die, stops them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from staffel.lifeline import environment

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
STOP_WITHIN_SECONDS = 15.0


@dataclass
class Child:
    """One `staffel` command in a process of its own, with a session of its own: Ctrl-C reaches only us."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS
    due_at: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "staffel", *self.arguments],
            env=environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started_at = time.monotonic()

    def look(self, *, say: Callable[[str], None]) -> None:
        """Start it when it is due; when it has died, clear away what it left and set a growing pause."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self._kill_group()
            if now - self.started_at > STEADY_AFTER_SECONDS:
                self.pause_seconds = FIRST_PAUSE_SECONDS
            say(f"{self.name} ended ({code}), starting it again in {self.pause_seconds:g} s")
            self.process, self.due_at = None, now + self.pause_seconds
            self.pause_seconds = min(self.pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait_until_stopped(self, *, ends: float) -> None:
        """Wait until `ends` (monotonic seconds), then kill it with everything that it has started."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._kill_group()
            self.process.wait()
        self._kill_group()

    def _kill_group(self) -> None:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # nobody is left of it


def stop(children: Sequence[Child]) -> None:
    """Ask all at once, then wait for each."""
    for child in children:
        child.ask_to_stop()
    ends = time.monotonic() + STOP_WITHIN_SECONDS
    for child in children:
        child.wait_until_stopped(ends=ends)
