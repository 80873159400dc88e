"""The cast on its stage, the moment it stands at, and clients that are logged in."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from staffel.models import Lead, Membership
from tests.channels.conftest import live, office, reading
from tests.scene import Scene, captured, stage

__all__ = ["as_member", "lead", "live", "office", "reading", "scene"]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    made = stage()
    with time_machine.travel(made.now, tick=False):
        yield made


@pytest.fixture
def lead(scene: Scene) -> Lead:
    return captured(scene)


@pytest.fixture
def as_member() -> Callable[[Membership], Client]:
    def client(member: Membership) -> Client:
        made = Client()
        made.force_login(member.person)
        return made

    return client
