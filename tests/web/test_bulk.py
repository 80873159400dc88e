"""Many leads at once on the page: the desk only, a preview first, parts that follow each other, refusals named."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.versions import create_campaign, publish
from staffel.models import Delivery, Entry, Lead, Membership, Note, Offer
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.reasons import Reason, Reasons
from tests.scene import Scene, actor_of, captured

AsMember = Callable[[Membership], Client]
PREVIEW, DO = "/leads/bulk", "/leads/bulk/done"


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Offer.objects.count(), Note.objects.count()


def said(answer: Any) -> str:
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(text.split())


def hidden(answer: Any) -> dict[str, str]:
    """What the last form sends that is about chosen leads."""
    forms = re.findall(r"<form.*?</form>", answer.content.decode(), re.S)
    form = [one for one in forms if 'name="leads"' in one][-1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


@pytest.fixture
def leads(scene: Scene) -> list[Lead]:
    """Two in Weilheim, one where nobody works, one in work."""
    codes = ["82362", "82362", "01067", "82362"]
    made = [captured(scene, str(n), prospect={"postal_code": code}) for n, code in enumerate(codes)]
    desk.work_lead(made[3].id, actor=actor_of(scene.vera), now=scene.now)
    return made


def ids(leads: list[Lead]) -> list[str]:
    return [str(lead.id) for lead in leads]


def test_nobody_but_the_desk_changes_many(
    scene: Scene, leads: list[Lead], as_member: AsMember, client: Client
) -> None:
    before = counted()
    for member in (scene.otto, scene.tom, scene.frieda):
        other = as_member(member)
        assert "bulk-list" not in other.get(reverse("leads"), follow=True).content.decode()
        for address in (PREVIEW, DO):
            assert other.post(address, {"lead": ids(leads), "act": "offer"}).status_code == 404
    vera = as_member(scene.vera)
    for address in (PREVIEW, DO):
        assert client.post(address)["Location"].startswith("/login")
        assert vera.get(address).status_code == 405
    assert counted() == before


def test_the_preview_says_what_would_happen_and_changes_nothing(
    scene: Scene, leads: list[Lead], as_member: AsMember
) -> None:
    before, vera = counted(), as_member(scene.vera)
    answer = vera.post(PREVIEW, {"lead": ids(leads), "act": "offer"})
    text = said(answer)
    assert "4 Leads ändern" in text
    assert "2 Leadangebote an 1 Partner" in text
    assert "1 liegt dann beim Innendienst: Niemand kommt infrage" in text
    assert "1 bleibt, wie er ist: Dieser Lead ist in Bearbeitung" in text
    assert str(leads[3].number) in text
    assert counted() == before
    done = vera.post(DO, hidden(answer))
    assert "3 Leads geändert , 2 Leadangebote verschickt, 1 liegt beim Innendienst" in said(done)
    assert "1 Lead wurde nicht geändert" in said(done)
    again = counted()
    second = vera.post(DO, hidden(answer))  # a second press
    assert second.status_code == 422
    assert "schon erledigt" in said(second)
    assert counted() == again


def test_what_is_refused_is_named_with_its_track_before_and_after(
    scene: Scene, leads: list[Lead], as_member: AsMember
) -> None:
    lasted = 'aria-label="Innendienst 3 Std."'
    lying = leads[2]  # nobody works there
    with time_machine.travel(scene.later(hours=3), tick=False):
        vera = as_member(scene.vera)
        answer = vera.post(PREVIEW, {"lead": [str(lying.id)], "act": "release"})
        done = vera.post(DO, {"leads": str(lying.id), "act": "release", "run": "1"})
    for text in (answer.content.decode(), done.content.decode()):
        assert lasted in text[text.index('class="refused"') :]
        assert text.count('id="track-hatch"') == 1


def test_what_an_act_needs_is_asked_before_anything_is_expected(
    scene: Scene, leads: list[Lead], as_member: AsMember
) -> None:
    before, vera = counted(), as_member(scene.vera)
    first = vera.post(PREVIEW, {"lead": ids(leads), "act": "close"})
    assert first.status_code == 200
    assert "Was geschehen würde" not in said(first)
    wrong = vera.post(PREVIEW, {**hidden(first), "act": "close", "asked": "1", "text": "Messe"})
    assert wrong.status_code == 422
    assert "aufgeführten Gründe" in said(wrong)
    assert "Messe" in said(wrong)
    right = vera.post(PREVIEW, {**hidden(first), "act": "close", "asked": "1", "reason": "spam"})
    assert "4 Leads werden beendet" in said(right)
    assert counted() == before
    assert "4 Leads geändert" in said(vera.post(DO, hidden(right)))
    assert not Lead.objects.exclude(status="closed").exists()


def test_the_reasons_of_all_campaigns_that_are_chosen_can_be_given(
    scene: Scene, leads: list[Lead], as_member: AsMember
) -> None:
    ada, vera = actor_of(scene.ada), as_member(scene.vera)
    assert "Falsche Messe" not in vera.post(PREVIEW, {"lead": ids(leads), "act": "close"}).text
    reason = Reason("wrong_fair", {"de": "Falsche Messe", "en": "Wrong fair"}, "close", "disqualified")
    publish("reasons", "fair", Reasons(disqualify=(reason,)), actor=ada, now=scene.now)
    body = Campaign(markets=(MarketChoice("default"),), reasons="fair")
    create_campaign("fair", name="Messe", source="fair", body=body, actor=ada, now=scene.now)
    other = captured(scene, "9", campaign="fair")
    first = vera.post(PREVIEW, {"lead": ids([*leads, other]), "act": "close"})
    assert "Falsche Messe" in first.text
    assert "Keine echte Anfrage" in first.text
    wanted = {**hidden(first), "act": "close", "asked": "1", "reason": "wrong_fair"}
    vera.post(DO, hidden(vera.post(PREVIEW, wanted)))
    assert list(Lead.objects.filter(status="closed")) == [other]


def test_leads_go_to_one_partner_and_who_is_meant_must_be_clear(
    scene: Scene, leads: list[Lead], as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    first = hidden(vera.post(PREVIEW, {"lead": ids(leads), "act": "place"}))
    asked = {**first, "act": "place", "asked": "1"}
    assert "Mehrere Partner passen" in said(vera.post(PREVIEW, {**asked, "party": "p"}))
    assert vera.post(PREVIEW, {**asked, "party": "niemand"}).status_code == 422
    right = vera.post(PREVIEW, {**asked, "party": "petra"})
    assert "3 Leads gehen direkt an petra" in said(right)
    assert "3 Leads geändert" in said(vera.post(DO, hidden(right)))
    assert Lead.objects.filter(holder=scene.petra.party_id).count() == 3


def test_all_that_fit_the_filters_are_taken_up_to_a_number_that_is_said(
    scene: Scene, leads: list[Lead], as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = as_member(scene.vera)
    found = said(vera.post(f"{PREVIEW}?area=01", {"all": "1", "act": "test"}))
    assert "1 Lead ändern" in found
    monkeypatch.setattr("staffel.web.bulk.MOST", 2)
    cut = said(vera.post(PREVIEW, {"all": "1", "act": "test"}))
    assert "2 Leads ändern" in cut
    assert "Höchstens 2 gehen auf einmal" in cut


def test_many_go_in_parts_that_follow_each_other(
    scene: Scene, leads: list[Lead], as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.web.bulk.PART", 3)
    vera = as_member(scene.vera)
    form = hidden(vera.post(PREVIEW, {"lead": ids(leads), "act": "offer"}))
    first = vera.post(DO, form, HTTP_HX_REQUEST="true")
    assert "3 von 4 Leads" in said(first)
    assert 'hx-trigger="load, submit"' in first.content.decode()
    assert "<html" not in first.content.decode()
    last = vera.post(DO, hidden(first), HTTP_HX_REQUEST="true")
    assert "3 Leads geändert" in said(last)
    assert "1 Lead wurde nicht geändert" in said(last)
    assert 'hx-swap-oob="beforeend"' in last.content.decode()
    assert "in Bearbeitung" in said(last)


@pytest.mark.parametrize("typed", [{}, {"lead": ["x"]}, {"leads": "x,,"}, {"lead": [str(uuid4())]}])
def test_nothing_chosen_says_so(scene: Scene, as_member: AsMember, typed: dict[str, Any]) -> None:
    answer = as_member(scene.vera).post(PREVIEW, {"act": "offer", **typed})
    assert answer.status_code == 200
    assert "kein Lead ausgewählt" in said(answer)


def test_an_act_that_does_not_exist_is_refused(scene: Scene, leads: list[Lead], as_member: AsMember) -> None:
    before, vera = counted(), as_member(scene.vera)
    for address in (PREVIEW, DO):
        answer = vera.post(address, {"leads": ",".join(ids(leads)), "act": "explode", "asked": "1"})
        assert answer.status_code == 422
    assert counted() == before
