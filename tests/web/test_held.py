"""Held leads: what would go out is said before, nobody but the desk releases, and nothing happens unasked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.actors import SYSTEM
from staffel.actions.leads import capture_leads
from staffel.actions.offers import accept_offer
from staffel.models import Delivery, Entry, Lead, Membership, Offer
from tests.scene import Scene, actor_of, enquiry

AsMember = Callable[[Membership], Client]
HELD = "/leads/held"
UNTOLD = "Die Interessenten erhalten dazu keine E-Mail, auch nicht bei der Annahme eines Leads:"


@pytest.fixture
def held(scene: Scene) -> list[Lead]:
    """Three in Weilheim, one in Dresden, where no partner is, one without a postal code."""
    codes = ["82362", "82362", "82362", "01067", ""]
    arrivals = [
        enquiry(str(n), prospect={"postal_code": code, "email": f"anna{n}@example.org", "phone": ""})
        for n, code in enumerate(codes)
    ]
    capture_leads(arrivals, door="test", mode="held", actor=SYSTEM, now=scene.now)
    return list(Lead.objects.order_by("id"))


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Offer.objects.count()


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_desk_reads_what_would_go_out_and_nothing_happens(
    scene: Scene, held: list[Lead], as_member: AsMember
) -> None:
    before, vera = counted(), as_member(scene.vera)
    assert "Alle freigeben (5)" in said(vera.get("/"))
    assert "Alle freigeben (5)" in said(vera.get("/?desk=held"))
    page = said(vera.get(HELD))
    assert "5 Leads, etwa 3 E-Mails an 1 Partner." in page
    assert "Für 1 davon kann derzeit niemand gefragt werden" in page
    assert "Bei 1 davon fehlen Angaben" in page
    assert UNTOLD in page
    assert counted() == before


def test_all_held_leads_are_released_once(scene: Scene, held: list[Lead], as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    assert "5 Leads freigegeben." in said(vera.post(HELD, {"leads": "5"}, follow=True))
    assert Offer.objects.filter(state="open").count() == 3
    before = counted()
    assert vera.post(HELD, {"leads": "5"}).status_code == 422  # a second press
    assert "Es wird kein Lead zurückgehalten." in said(vera.get(HELD))
    assert counted() == before


def test_more_leads_than_were_shown_are_shown_again(
    scene: Scene, held: list[Lead], as_member: AsMember
) -> None:
    before = counted()
    answer = as_member(scene.vera).post(HELD, {"leads": "4"})
    assert answer.status_code == 422
    assert "sehen Sie noch einmal nach" in said(answer)
    assert counted() == before


def test_many_leads_go_in_several_cases(
    scene: Scene, held: list[Lead], as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.web.held.LEADS_A_CASE", 2)
    as_member(scene.vera).post(HELD, {"leads": "5"})
    assert not Lead.objects.filter(deadline_kind="release").exists()


def test_nobody_but_the_desk_releases(
    scene: Scene, held: list[Lead], as_member: AsMember, client: Client
) -> None:
    before = counted()
    for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
        other = as_member(member)
        assert other.get(HELD).status_code == 404
        assert other.post(HELD, {"leads": "5"}).status_code == 404
    assert client.post(HELD, {"leads": "5"})["Location"].startswith("/login")
    assert as_member(scene.vera).put(HELD).status_code == 405
    assert counted() == before


def test_one_release_says_to_whom_it_went(scene: Scene, held: list[Lead], as_member: AsMember) -> None:
    vera = as_member(scene.vera)

    def released(lead: Lead) -> str:
        return said(vera.post(reverse("lead-act", args=[lead.id, "release"]), follow=True))

    assert "Freigegeben: Paul Heizungsbau wird gefragt." in released(held[0])
    assert "Freigegeben, aber noch wird niemand gefragt: Niemand kommt infrage" in released(held[3])
    vera.cookies["django_language"] = "en"
    assert "Released, but nobody is asked yet: Answers are missing." in released(held[4])


def test_whoever_releases_reads_that_the_prospects_are_told_nothing_and_they_are_not(
    scene: Scene, held: list[Lead], as_member: AsMember
) -> None:
    vera, one = as_member(scene.vera), held[0]
    assert UNTOLD in said(vera.get(reverse("lead", args=[one.id])))
    chosen = {"leads": str(one.id), "act": "release"}
    assert UNTOLD in said(vera.post(reverse("bulk"), chosen))
    vera.post(reverse("lead-act", args=[one.id, "release"]))
    offer = Offer.objects.get(lead=one, state="open")
    accept_offer(offer.id, actor=actor_of(scene.paul), now=scene.now)
    assert not Delivery.objects.filter(kind__startswith="prospect.").exists()
    assert UNTOLD not in said(vera.get(reverse("lead", args=[one.id])))
