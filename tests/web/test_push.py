"""The doors by which a browser says that it wants to be told, and that it does not any more."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.models import Entry, PushSubscription
from tests.channels.exchange import Phone
from tests.scene import Scene
from tests.web.test_pages import AsMember

SERVICE = "https://fcm.googleapis.com/fcm/send/abc"


def post(client: Client, name: str, body: Any) -> Any:
    return client.post(reverse(name), json.dumps(body), content_type="application/json")


def asked() -> dict[str, Any]:
    return {"endpoint": SERVICE, "expirationTime": None, "keys": Phone("/").keys}


def test_a_browser_is_switched_on_and_off(scene: Scene, as_member: AsMember) -> None:
    paul = as_member(scene.paul)
    assert post(paul, "push-subscribe", asked()).status_code == 204
    assert PushSubscription.objects.get().member_id == scene.paul.id
    assert post(paul, "push-unsubscribe", {"endpoint": SERVICE}).status_code == 204
    assert PushSubscription.objects.get().ended_at == scene.now
    assert post(paul, "push-unsubscribe", {"endpoint": SERVICE}).status_code == 204


def test_nobody_switches_off_somebody_elses(scene: Scene, as_member: AsMember) -> None:
    post(as_member(scene.paul), "push-subscribe", asked())
    assert post(as_member(scene.otto), "push-unsubscribe", {"endpoint": SERVICE}).status_code == 204
    assert PushSubscription.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], "push_invalid"),
        ({"endpoint": SERVICE}, "push_invalid"),
        ({"endpoint": SERVICE, "keys": "x"}, "push_invalid"),
        ({"endpoint": "https://10.0.0.1/x", "keys": {"p256dh": "x", "auth": "y"}}, "push_service_unknown"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_nothing_changes(
    scene: Scene, as_member: AsMember, body: Any, code: str
) -> None:
    before = Entry.objects.count()
    answer = post(as_member(scene.paul), "push-subscribe", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["message"].startswith(("Dieser Browser", "Der Push-Dienst"))
    assert (PushSubscription.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize("name", ["push-subscribe", "push-unsubscribe"])
def test_the_doors_are_kept(scene: Scene, as_member: AsMember, client: Client, name: str) -> None:
    assert as_member(scene.paul).get(reverse(name)).status_code == 405
    assert post(client, name, asked())["Location"].startswith("/login")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.paul.person)
    assert post(strict, name, asked()).status_code == 403
    assert PushSubscription.objects.count() == 0
