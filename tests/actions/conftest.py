"""A stage for every test of the actions."""

import pytest

from tests.scene import Scene, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()
