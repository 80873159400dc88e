"""A stage, a post office, and an installation that is live."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from staffel.actions.parties import bump
from staffel.actions.push import subscribe
from staffel.models import Installation, Membership
from staffel.rules.bounce_mailbox import Access
from tests.channels import exchange as exchange_module
from tests.channels import mailbox as mailbox_module
from tests.channels.exchange import Exchange, Phone
from tests.channels.mailbox import Mailbox
from tests.channels.post_office import Opened, PostOffice
from tests.scene import MONDAY, Scene, actor_of, stage


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """Mail goes to a server of the test's own."""
    with Opened() as opened:
        settings.SENDS_MAIL = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", opened.port
        settings.EMAIL_TIMEOUT = 5
        yield opened.server.office


@pytest.fixture
def live(scene: Scene, office: PostOffice) -> PostOffice:
    """The installation sends to true receivers."""
    go_live()
    return office


def go_live() -> None:
    Installation.objects.update(
        live_at=MONDAY,
        sender="anfragen@waermewerk.example",
        contact="Vera Vogt, vera@waermewerk.example, +49 89 1234",
    )
    bump()


@pytest.fixture
def _journal_guarded_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("RESET staffel.maintenance")


@pytest.fixture
def committed(_journal_guarded_again: None, transactional_db: None) -> Iterator[None]:
    """What a test writes is committed, for threads to see; the journal lets itself be emptied afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET staffel.maintenance = 'on'")


@pytest.fixture
def exchange(settings: Settings) -> Iterator[Exchange]:
    """Push goes to a service of the test's own, SMS to its gateway at /sms."""
    with exchange_module.Opened() as opened:
        settings.STAFFEL_PUSH_SERVICES = [opened.url]
        settings.STAFFEL_SMS_URL = f"{opened.url}/sms"
        settings.STAFFEL_SMS_KEY, settings.STAFFEL_SMS_TEMPLATE = "geheim", ""
        yield opened.server.exchange


@dataclass(frozen=True)
class Reading:
    """The mailbox to which mail comes back, and how it is reached."""

    mailbox: Mailbox
    access: Access


@pytest.fixture
def reading() -> Iterator[Reading]:
    """A mailbox of the test's own; nobody has set it up yet."""
    with mailbox_module.Opened() as opened:
        access = Access("127.0.0.1", opened.port, "none", "bounces", "geheim")
        yield Reading(opened.server.mailbox, access)


def put_phone(scene: Scene, member: Membership, exchange_url: str, path: str = "/paul") -> Phone:
    """The member's phone, which takes push."""
    phone = Phone(path)
    subscribe(member, endpoint=f"{exchange_url}{path}", **phone.keys, actor=actor_of(member), now=scene.now)
    return phone
