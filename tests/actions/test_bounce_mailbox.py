"""The mailbox to which mail comes back: set, checked, sealed, changed without showing its password to another server."""

from typing import Any

import pytest

from staffel.actions.bounce_mailbox import access_of, forget_mailbox, record_read, record_unread, set_mailbox
from staffel.models import BounceMailbox, Entry
from staffel.rules.bounce_mailbox import Access, checked_access
from staffel.rules.refused import Refused
from tests.actions.test_journey import refusal
from tests.scene import Scene, actor_of

pytestmark = pytest.mark.django_db
GIVEN = Access("imap.example.com", 993, "tls", "bounces@example.com", "geheim")


def given(**values: Any) -> Access:
    return Access(**{**{name: getattr(GIVEN, name) for name in Access.__slots__}, **values})


def put(scene: Scene, access: Access = GIVEN) -> BounceMailbox:
    set_mailbox(access, actor=actor_of(scene.ada), now=scene.now)
    return BounceMailbox.objects.get()


def kept() -> tuple[Any, ...]:
    return list(BounceMailbox.objects.values()), Entry.objects.count()


def test_what_was_entered_is_kept_and_the_password_only_sealed(scene: Scene, settings: Any) -> None:
    row = put(scene, given(host=" IMAP.example.com ", folder=" "))
    assert access_of(row) == GIVEN
    assert "geheim" not in row.password
    entry = Entry.objects.get(kind="vendor.changed")
    assert (entry.data, entry.actor_member_id) == ({"fields": ["bounce_mailbox"]}, scene.ada.id)
    settings.STAFFEL_LINK_KEY = "another"
    assert refusal(access_of, row) == "seal_broken"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"host": ""}, "host"), ({"host": "https://imap.example.com"}, "host"), ({"host": "a b"}, "host"),
        ({"port": 0}, "port"), ({"port": 65536}, "port"), ({"security": "ssl"}, "security"), ({"username": " "}, "username"),
        ({"password": ""}, "password"), ({"password": "x\ny"}, "password"), ({"folder": "x" * 201}, "folder"),
        ({"username": "a\r\nb"}, "username"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(scene: Scene, values: dict[str, Any], field: str) -> None:
    before = kept()
    with pytest.raises(Refused) as refused:
        put(scene, given(**values))
    assert refused.value.code == f"mailbox_{field}"
    assert refused.value.details["field"] == field
    assert kept() == before


def test_the_same_again_changes_nothing(scene: Scene) -> None:
    put(scene)
    before = kept()
    scene.later(hours=1)
    put(scene)
    put(scene, given(password=""))
    assert kept() == before


def test_the_kept_password_stays_where_only_the_folder_changes(scene: Scene) -> None:
    put(scene)
    assert access_of(put(scene, given(password="", folder="Fehler"))) == given(folder="Fehler")


@pytest.mark.parametrize(
    "values",
    [{"host": "evil.example.com"}, {"port": 143}, {"security": "none"}, {"username": "other@example.com"}],
)
def test_the_kept_password_is_shown_to_nobody_else(scene: Scene, values: dict[str, Any]) -> None:
    put(scene)
    before = kept()
    with pytest.raises(Refused) as refused:
        put(scene, given(**values, password=""))
    assert refused.value.code == "mailbox_password"
    assert kept() == before
    assert checked_access(given(**values), kept=GIVEN).password == "geheim"  # it was entered


def test_another_folder_is_read_from_its_beginning_another_password_goes_on(scene: Scene) -> None:
    record_read(put(scene), uid_validity=7, last_uid=41, now=scene.now)
    assert (put(scene, given(password="neu")).last_uid, access_of(BounceMailbox.objects.get()).password) == (
        41,
        "neu",
    )
    assert put(scene, given(password="neu", folder="Fehler")).last_uid == 0


def test_what_was_read_by_the_old_settings_says_nothing_about_the_new(scene: Scene) -> None:
    old = put(scene)
    scene.later(minutes=1)
    put(scene, given(folder="Fehler"))
    before = kept()
    record_read(old, uid_validity=7, last_uid=41, now=scene.now)
    record_unread(old, trouble="mailbox_login", now=scene.now)
    assert kept() == before


def test_a_mailbox_is_forgotten_once(scene: Scene) -> None:
    put(scene)
    forget_mailbox(actor=actor_of(scene.ada), now=scene.now)
    assert not BounceMailbox.objects.exists()
    before = kept()
    forget_mailbox(actor=actor_of(scene.ada), now=scene.now)
    assert kept() == before
