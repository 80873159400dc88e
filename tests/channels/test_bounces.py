"""The mailbox is read: notices about our mails are taken once, everything else is left untouched, trouble is kept."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from staffel.actions.bounce_mailbox import forget_mailbox, set_mailbox
from staffel.channels.bounces import read_bounces, try_mailbox
from staffel.channels.sender import send_due
from staffel.models import BounceMailbox, Delivery, Entry, Membership
from staffel.models.ids import new_id
from staffel.rules.bounce_mailbox import Access
from staffel.rules.refused import Refused
from tests import notices
from tests.channels.conftest import Reading
from tests.channels.post_office import PostOffice
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(scene: Scene, reading: Reading) -> Reading:
    """The administrator has set the mailbox up."""
    set_mailbox(reading.access, actor=actor_of(scene.ada), now=scene.now)
    return reading


def sent(scene: Scene, key: str = "1") -> Delivery:
    """An offer to Paul that the mail server has really taken."""
    lead = captured(scene, key)
    send_due(scene.now)
    return Delivery.objects.get(lead=lead, kind="offer.made", state="sent")


def message_id(delivery_id: UUID) -> str:
    return f"<{delivery_id.hex}.staffel@leads.example.com>"


def row() -> BounceMailbox:
    return BounceMailbox.objects.get()


def test_a_mail_that_was_sent_and_came_back_is_noticed(scene: Scene, live: PostOffice, read: Reading) -> None:
    delivery = sent(scene)
    number = read.mailbox.put(notices.postfix(str(live.only()["Message-ID"])))
    assert read_bounces(now=scene.later(minutes=3)) == 1
    delivery.refresh_from_db()
    assert delivery.state == "returned"
    assert delivery.error.startswith(
        "5.1.1 550 5.1.1 <paul@example.com>: Recipient address rejected: User unknown"
    )
    assert Membership.objects.get(id=scene.paul.id).mail_off_at == scene.now
    assert delivery.lead is not None
    assert open_offer(delivery.lead).party_id == scene.petra.party_id
    assert read.mailbox.seen == [number]
    assert (row().read_at, row().last_uid, row().trouble) == (scene.now, number, "")


def test_everything_else_stays_in_the_folder_unread(scene: Scene, live: PostOffice, read: Reading) -> None:
    delivery = sent(scene)
    others = (
        notices.out_of_office(message_id(delivery.id)), notices.read_receipt(message_id(delivery.id)),
        notices.forwarded(message_id(delivery.id)), notices.postfix("<other@waermewerk.example>"),
        notices.postfix(message_id(new_id())), b"Subject: broken", b"\xff\x00",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b",
    )  # fmt: skip
    for raw in others:
        read.mailbox.put(raw)
    entries = Entry.objects.count()
    assert read_bounces(now=scene.later(minutes=3)) == 0
    assert read.mailbox.seen == []
    assert len(read.mailbox.mails) == len(others)
    assert not {"EXPUNGE", "MOVE", "COPY"} & set(read.mailbox.commands)
    delivery.refresh_from_db()
    assert (delivery.state, Entry.objects.count()) == ("sent", entries)


def test_letters_are_known_by_their_head_and_never_read(
    scene: Scene, live: PostOffice, read: Reading
) -> None:
    read.mailbox.put(b"Subject: Bitte vertraulich\r\nContent-Type: text/plain\r\n\r\nLieber Otto")
    read_bounces(now=scene.now)
    assert read.mailbox.fetched == []


def test_the_next_run_goes_on_behind_the_last(scene: Scene, live: PostOffice, read: Reading) -> None:
    first, second = sent(scene), sent(scene, "2")
    read.mailbox.put(notices.postfix(message_id(first.id), status="5.2.2", said="552 5.2.2 full"))
    assert read_bounces(now=scene.later(minutes=3)) == 1
    assert read_bounces(now=scene.later(minutes=3)) == 0
    number = read.mailbox.put(notices.gmail(message_id(second.id)))
    assert read_bounces(now=scene.later(minutes=3)) == 1
    assert read.mailbox.fetched == [1, number]


def test_a_folder_that_was_made_anew_is_read_from_its_beginning_and_nothing_happens_twice(
    scene: Scene, live: PostOffice, read: Reading
) -> None:
    read.mailbox.put(notices.exchange(message_id(sent(scene).id)))
    read_bounces(now=scene.later(minutes=3))
    entries = Entry.objects.count()
    read.mailbox.validity = 8
    assert read_bounces(now=scene.later(minutes=3)) == 1
    assert read.mailbox.fetched == [1, 1]
    assert (Entry.objects.count(), row().uid_validity) == (entries, 8)


def test_a_mail_that_somebody_has_opened_before_counts_all_the_same(
    scene: Scene, live: PostOffice, read: Reading
) -> None:
    number = read.mailbox.put(notices.postfix(message_id(sent(scene).id)))
    read.mailbox.mails[number].is_seen = True
    assert read_bounces(now=scene.later(minutes=3)) == 1


def test_what_is_a_month_old_is_not_looked_at(scene: Scene, live: PostOffice, read: Reading) -> None:
    old = scene.now - timedelta(days=32)
    read.mailbox.put(notices.postfix(message_id(sent(scene).id)), arrived=old)
    assert read_bounces(now=scene.now) == 0


def test_a_delay_is_marked_as_read_and_changes_nothing(scene: Scene, live: PostOffice, read: Reading) -> None:
    delivery = sent(scene)
    number = read.mailbox.put(notices.postfix(message_id(delivery.id), action="delayed", status="4.4.1"))
    assert read_bounces(now=scene.now) == 1
    delivery.refresh_from_db()
    assert (delivery.state, read.mailbox.seen) == ("sent", [number])


def test_an_error_of_our_own_stops_one_mail_and_tells_no_address(
    scene: Scene, live: PostOffice, read: Reading, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    first, second = sent(scene), sent(scene, "2")
    for one in (first, second):
        read.mailbox.put(notices.postfix(message_id(one.id), status="5.2.2", said="552 5.2.2 full"))
    entered = Delivery.save

    def fails(self: Delivery, **values: Any) -> None:
        if self.id == first.id:
            raise ValueError("paul@example.com")
        entered(self, **values)

    monkeypatch.setattr(Delivery, "save", fails)
    assert read_bounces(now=scene.now) == 1
    assert read.mailbox.seen == [2]
    assert "paul@example.com" not in "".join(capfd.readouterr())


def test_without_a_database_all_is_read_again(
    scene: Scene, live: PostOffice, read: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    read.mailbox.put(notices.postfix(message_id(sent(scene).id)))

    def fails(self: Delivery, **values: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(Delivery, "save", fails)
        with pytest.raises(OperationalError):
            read_bounces(now=scene.now)
    assert row().last_uid == 0
    assert read_bounces(now=scene.later(minutes=3)) == 1


def test_without_a_mailbox_nothing_is_read(scene: Scene, read: Reading) -> None:
    forget_mailbox(actor=actor_of(scene.ada), now=scene.now)
    assert read_bounces(now=scene.now) == 0
    assert read.mailbox.commands == []


def test_a_connection_counts_the_mails_and_marks_none(scene: Scene, reading: Reading) -> None:
    reading.mailbox.put(notices.postfix())
    assert try_mailbox(reading.access) == 1
    assert reading.mailbox.seen == reading.mailbox.fetched == []


def changed(access: Access, **values: Any) -> Access:
    return Access(**{**{name: getattr(access, name) for name in Access.__slots__}, **values})


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"host": "no-such-host.invalid"}, "mailbox_host_unknown", "host"),
        ({"port": 1}, "mailbox_not_reached", "port"),
        ({"security": "tls"}, "mailbox_no_tls", "security"),
        ({"security": "starttls"}, "mailbox_no_tls", "security"),
        ({"password": "falsch"}, "mailbox_login", "password"),
        ({"username": "andere"}, "mailbox_login", "password"),
        ({"folder": "Fehler"}, "mailbox_no_folder", "folder"),
    ],
)
def test_what_does_not_fit_is_named(reading: Reading, values: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        try_mailbox(changed(reading.access, **values))
    assert (refused.value.code, refused.value.details["field"]) == (code, field)
    if code == "mailbox_no_folder":
        assert refused.value.details["folders"] == "INBOX, Mail Server"


def test_another_service_at_this_port_is_named(reading: Reading) -> None:
    reading.mailbox.greeting = "220 mail.example.com ESMTP"
    with pytest.raises(Refused) as refused:
        try_mailbox(reading.access)
    assert (refused.value.code, refused.value.details["field"]) == ("mailbox_not_understood", "port")


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_server_that_goes_away_is_read_again_later(
    scene: Scene, live: PostOffice, read: Reading, command: str
) -> None:
    delivery = sent(scene)
    read.mailbox.put(notices.postfix(message_id(delivery.id)))
    read.mailbox.hangs_up_at = command
    assert read_bounces(now=scene.later(minutes=3)) == 0
    since = scene.now
    assert (row().trouble, row().failed_at, row().last_uid) == ("mailbox_not_understood", since, 0)
    assert read_bounces(now=scene.later(minutes=3)) == 0
    assert row().failed_at == since  # since when, not when last
    read.mailbox.hangs_up_at = ""
    assert read_bounces(now=scene.later(minutes=3)) == 1
    assert (row().trouble, row().failed_at) == ("", None)
    delivery.refresh_from_db()
    assert delivery.state == "returned"
    assert Entry.objects.filter(kind="mail.returned").count() == 1


def test_another_key_is_said_and_nobody_is_asked(scene: Scene, read: Reading, settings: Any) -> None:
    settings.STAFFEL_LINK_KEY = "another"
    assert read_bounces(now=scene.now) == 0
    assert (row().trouble, read.mailbox.commands) == ("seal_broken", [])
