"""What a phone without network has kept and sends later: it counts at the time of the tap, within bounds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from staffel.actions import desk
from staffel.models import Activity, Consent, Entry, Lead, Note
from tests.scene import Scene, actor_of
from tests.web.test_pages import AsMember, plain

SOON = timedelta(minutes=5)
LATER = timedelta(hours=5)


@pytest.fixture
def worked(scene: Scene, lead: Lead) -> Lead:
    """Paul works it since 10:00."""
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return lead


@pytest.fixture
def send(scene: Scene, worked: Lead, as_member: AsMember) -> Any:
    """What Paul tapped at `at` (default 10:05) arrives at 15:00, as his phone sends it; the answer's code."""

    def sent(act: str, *, at: datetime | None = None, **typed: Any) -> int:
        tapped = (at or scene.now + SOON).isoformat()
        path = reverse("portal-answer", args=[worked.id, act])
        with time_machine.travel(scene.now + LATER, tick=False):
            paul = as_member(scene.paul)
            sent = {"at": tapped, "once": act, **typed}
            return paul.post(path, sent, HTTP_ACCEPT="application/json").status_code

    return sent


@pytest.mark.parametrize(("act", "typed"), [("lose", {"reason": "price"}), ("win", {"amount": "12000"})])
def test_what_was_won_or_lost_on_the_roof_ended_at_the_time_of_the_tap(
    scene: Scene, worked: Lead, send: Any, act: str, typed: dict[str, str]
) -> None:
    assert send(act, text="Zu teuer", **typed) == 200
    worked.refresh_from_db()
    assert (worked.status, worked.closed_at) == ("closed", scene.now + SOON)
    assert Note.objects.get().created_at == scene.now + SOON
    assert Entry.objects.get(kind="lead.closed").at == scene.now + LATER


@pytest.mark.parametrize(
    ("hours", "believed"),
    [(-3, timedelta()), (48, LATER)],
    ids=["before the lead was there", "in the future"],
)
def test_a_phone_with_a_wrong_clock_is_believed_within_bounds(
    scene: Scene, worked: Lead, send: Any, hours: int, believed: timedelta
) -> None:
    assert send("lose", at=scene.now + timedelta(hours=hours), reason="price") == 200
    worked.refresh_from_db()
    assert worked.closed_at == scene.now + believed


def test_a_follow_up_is_agreed_at_the_time_of_the_tap(scene: Scene, send: Any) -> None:
    assert send("contact") == 200
    assert send("follow-up", on="2026-03-09", text="Nach der Messe") == 200
    assert Note.objects.get().created_at == scene.now + SOON
    assert Entry.objects.get(kind="follow_up.agreed").data["tapped_at"] == (scene.now + SOON).isoformat()


def test_a_follow_up_for_the_day_after_the_tap_is_no_date_of_the_past_when_it_arrives_on_it(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    contact, follow_up = (reverse("portal-answer", args=[worked.id, act]) for act in ("contact", "follow-up"))
    tapped = {"at": (scene.now + SOON).isoformat()}
    on_time = {"on": "2026-03-03", "text": "Morgen"}
    with time_machine.travel(scene.now + timedelta(hours=20), tick=False):
        paul = as_member(scene.paul)
        paul.post(contact, tapped, HTTP_ACCEPT="application/json")
        assert paul.post(follow_up, on_time, HTTP_ACCEPT="application/json").status_code == 422
        kept = paul.post(follow_up, tapped | on_time, HTTP_ACCEPT="application/json")
    assert kept.status_code == 200
    worked.refresh_from_db()
    assert worked.deadline_kind == "follow_up"
    assert worked.deadline_at
    assert worked.deadline_at > scene.now + timedelta(hours=20)


def test_a_withdrawal_holds_since_the_tap(scene: Scene, worked: Lead, send: Any) -> None:
    assert send("withdrawal", purposes=["call"], text="Rief heute an") == 200
    assert Consent.objects.get(purpose="call").withdrawn_at == scene.now + SOON
    assert Note.objects.get().created_at == scene.now + SOON


def test_the_history_says_when_it_happened_and_that_it_arrived_later(
    scene: Scene, worked: Lead, send: Any, as_member: AsMember
) -> None:
    assert [send("contact"), send("lose", reason="price")] == [200, 200]
    assert Activity.objects.get().at == scene.now + SOON
    with time_machine.travel(scene.now + LATER, tick=False):
        text = plain(as_member(scene.vera).get(reverse("lead", args=[worked.id])).text)
    assert "Nachgemeldet: heute, 15:00." in text
    assert "heute, 10:05 · Paul" in text


def test_what_is_told_as_it_happens_says_nothing_of_the_kind(
    scene: Scene, worked: Lead, as_member: AsMember
) -> None:
    with time_machine.travel(scene.now + SOON, tick=False):
        paul = as_member(scene.paul)
        paul.post(
            reverse("portal-answer", args=[worked.id, "contact"]), {"at": (scene.now + SOON).isoformat()}
        )
        text = plain(as_member(scene.vera).get(reverse("lead", args=[worked.id])).text)
    assert "tapped_at" not in Entry.objects.get(kind="activity.contact").data
    assert "Nachgemeldet" not in text
