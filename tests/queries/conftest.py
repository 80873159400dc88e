"""The cast on its stage, at the moment it stands at."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.scene import Scene, stage


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = stage()
    with time_machine.travel(made.now, tick=False):
        yield made
