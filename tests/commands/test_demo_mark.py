"""A demonstration that was stopped half-way is cleared away; nothing else ever is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from staffel.actions.setup import set_up
from staffel.commands.demo_mark import clear_unfinished_demo, loading_marked
from staffel.demo.vendor import found_vendor
from staffel.models import Entry, Installation, Party

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path, transactional_db: None) -> Iterator[Path]:
    settings.STAFFEL_HOME = tmp_path
    yield tmp_path
    with connection.cursor() as cursor:
        cursor.execute("SET staffel.maintenance = 'tests'")


def interrupt() -> None:
    found_vendor(now=NOW, fair_on=NOW.date())
    raise KeyboardInterrupt


def test_half_a_demonstration_is_cleared_away_and_can_be_loaded_again() -> None:
    with pytest.raises(KeyboardInterrupt), loading_marked():
        interrupt()
    assert clear_unfinished_demo()
    assert not Party.objects.exists()
    assert not Entry.objects.exists()
    with loading_marked():
        found_vendor(now=NOW, fair_on=NOW.date())
    assert not clear_unfinished_demo()
    assert Party.objects.exists()


def test_a_vendors_own_installation_is_never_cleared_away() -> None:
    with pytest.raises(KeyboardInterrupt), loading_marked():
        raise KeyboardInterrupt
    set_up(vendor="Wärmewerk", administrator_email="ada@example.com", administrator_name="Ada", now=NOW)
    assert not clear_unfinished_demo()
    assert Installation.objects.get().vendor == "Wärmewerk"


def test_what_is_being_loaded_right_now_is_left_alone() -> None:
    with loading_marked():
        found_vendor(now=NOW, fair_on=NOW.date())
        assert not clear_unfinished_demo()
    assert Party.objects.exists()
