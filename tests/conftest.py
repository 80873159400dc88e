"""What all tests share."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest
from django.db import OperationalError, connection
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

OTHERS_OUT: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords() -> Iterator[None]:
    """Real password hashing is slow on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests that commit flush their tables afterwards; the journal lets that happen only under maintenance. At the end
    whoever is still in the database (a request of a page that a browser had open) does not keep it from being dropped."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET staffel.maintenance = 'tests'")
        cursor.execute("SET staffel.maintenance = 'tests'")
    yield
    with django_db_blocker.unblock():
        # this session itself may have ended by now
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute(OTHERS_OUT)
        connection.close()
