"""The brake on all outflow, and the switch to live."""

import pytest
from django.urls import reverse

from staffel.models import Installation, Lead
from tests.scene import Scene, captured
from tests.web.test_pages import AsMember, counted


def test_outflow_is_halted_and_goes_on(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    for scope, key in (("all", ""), ("campaign", "default"), ("market", "default")):
        for name in ("halt", "resume"):
            answer = vera.post(reverse("outflow-change", args=[name]), {"scope": scope, "key": key})
            assert answer["Location"] == reverse("outflow")
    vera.post(reverse("outflow-change", args=["halt"]), {"scope": "all"})
    assert "Der gesamte Versand ist angehalten" in vera.get("/").content.decode()


def test_many_leads_do_not_go_out_without_a_question(scene: Scene, as_member: AsMember) -> None:
    vera, going_on = as_member(scene.vera), reverse("outflow-change", args=["resume"])
    vera.post(reverse("outflow-change", args=["halt"]), {"scope": "campaign", "key": "default"})
    for number in range(21):
        captured(scene, f"halted {number}")
    before = counted()
    answer = vera.post(going_on, {"scope": "campaign", "key": "default"})
    assert answer.status_code == 422
    assert "21" in answer.content.decode()
    assert counted() == before
    assert vera.post(going_on, {"scope": "campaign", "key": "default", "sure": "1"}).status_code == 302
    assert Lead.objects.filter(deadline_kind="offer").count() == 21


@pytest.mark.parametrize(
    ("name", "typed", "status"),
    [
        ("resume", {"scope": "all"}, 422), ("halt", {"scope": "campaign", "key": "fehlt"}, 422),
        ("halt", {"scope": "world"}, 422), ("explode", {}, 404), ("live", {"sure": "1"}, 404),
    ],
)  # fmt: skip
def test_refused_brake_changes_nothing(
    scene: Scene, as_member: AsMember, name: str, typed: dict[str, str], status: int
) -> None:
    before = counted()
    assert as_member(scene.vera).post(reverse("outflow-change", args=[name]), typed).status_code == status
    assert counted() == before
    assert Installation.objects.get().live_at is None


def test_administrator_switches_to_live_after_confirming(scene: Scene, as_member: AsMember) -> None:
    ada = as_member(scene.ada)
    assert "Häkchen" in ada.post(reverse("outflow-change", args=["live"])).content.decode()
    assert Installation.objects.get().live_at is None
    assert ada.post(reverse("outflow-change", args=["live"]), {"sure": "1"}).status_code == 302
    assert Installation.objects.get().live_at == scene.now
    assert ada.post(reverse("outflow-change", args=["live"]), {"sure": "1"}).status_code == 422
