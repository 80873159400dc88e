"""Moments come out of the database as they were put in, whatever zone the connection speaks in."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, connection

from staffel.moments import MomentLoader

MOMENTS = [
    datetime(2026, 11, 28, 15, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, 500_000, tzinfo=UTC),  # the server leaves out closing zeros
    datetime(2026, 3, 29, 1, 0, 0, 1, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
]


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_is_read_as_it_was_written(zone: str, moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('timezone', %s, true)", [zone])
        cursor.execute("SELECT %s::timestamptz", [moment])
        read = cursor.fetchone()[0]
    assert (read, read.tzinfo) == (moment, UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["10000-01-01 00:00+00", "0044-03-15 12:00+00 BC", "infinity"])
def test_a_moment_that_python_cannot_hold_is_refused_as_by_the_driver(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        with pytest.raises(DataError):
            cursor.fetchone()


@pytest.mark.django_db
def test_the_connection_reads_moments_by_this_loader() -> None:
    connection.ensure_connection()
    oid = connection.connection.adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(oid, psycopg.pq.Format.TEXT) is MomentLoader
