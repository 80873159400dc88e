"""Reads the database's moments with the interpreter's own parser, because a page of leads reads more than a thousand."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import psycopg_any
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(TimestamptzLoader):
    """`timestamptz` as text to an aware datetime in UTC, much faster than by the driver's regular expression; what the
    interpreter cannot read (the year 10,000 and later, before Christ) goes to the driver, which says why."""

    timezone = UTC  # Django looks here whether a connection needs another loader

    def load(self, data: Any) -> datetime:
        try:
            found = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            found = super().load(data)
        return found if found.tzinfo is UTC else found.astimezone(UTC)


def use_moment_loader() -> None:
    """For every connection that Django opens from now on."""
    psycopg_any.get_adapters_template(settings.USE_TZ, UTC).register_loader("timestamptz", MomentLoader)
