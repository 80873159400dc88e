"""What must be known before a lead is won or lost is asked right there, on the house's page and on both of a partner's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.desk import work_lead
from staffel.actions.work import report_contact
from staffel.models import Entry, Lead, Membership
from staffel.rules.forms import OnlyIf, Option, Question
from tests.actions.test_gates import BOUGHT, asks
from tests.scene import Scene, actor_of, captured
from tests.web.test_portal_correcting import BOTH, door

AsMember = Callable[[Membership], Client]
HEAT = Question(
    "litres", {"de": "Wie viele Liter", "en": "How many litres"}, "number", "interest", gate="close",
    only_if=(OnlyIf("bought", ("oil",)),),
)  # fmt: skip
OIL = Question(
    "bought", {"de": "Gekauft", "en": "Bought"}, "choice", "interest", gate="close",
    options=(Option("oil", {"de": "Öl", "en": "Oil"}), Option("gas", {"de": "Gas", "en": "Gas"})),
)  # fmt: skip


def trace(lead: Lead) -> tuple[str, int]:
    return Lead.objects.get(id=lead.id).status, Entry.objects.filter(lead=lead).count()


@BOTH
@pytest.mark.parametrize(("act", "more"), [("win", {"amount": "17900"}), ("lose", {"reason": "price"})])
def test_partner_answers_where_it_reports_the_end(
    scene: Scene, as_member: AsMember, act: str, more: dict[str, str], is_link: bool
) -> None:
    asks(scene, BOUGHT)
    lead = captured(scene)
    client, at = door(scene, lead, as_member, is_link=is_link)
    client.post(at("answer", "contact"))
    assert 'name="answer-bought"' in client.get(at()).content.decode()
    before = trace(lead)
    refused = client.post(at("answer", act), more)
    assert (refused.status_code, "Gekauft" in refused.content.decode()) == (422, True)
    assert trace(lead) == before
    done = client.post(at("answer", act), {**more, "answer-bought": "Wärmepumpe"})
    assert done.status_code == 302
    closed = Lead.objects.get(id=lead.id)
    assert (closed.outcome, closed.answers["bought"]) == ({"win": "won", "lose": "lost"}[act], "Wärmepumpe")


@pytest.mark.parametrize(("act", "more"), [("win", {"amount": "17900"}), ("lose", {"reason": "price"})])
def test_house_answers_where_it_reports_the_end(
    scene: Scene, as_member: AsMember, act: str, more: dict[str, str]
) -> None:
    asks(scene, OIL, HEAT)
    lead, vera = captured(scene), as_member(scene.vera)
    work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    report_contact(lead.id, actor=actor_of(scene.vera), now=scene.now)
    address = reverse("lead-act", args=[lead.id, act])
    assert 'name="answer-bought"' in vera.get(reverse("lead", args=[lead.id])).content.decode()
    before = trace(lead)
    assert vera.post(address, more).status_code == 422
    assert trace(lead) == before
    # the answer is kept, and what it makes necessary is asked next
    again = vera.post(address, {**more, "answer-bought": "oil"})
    assert (again.status_code, 'name="answer-litres"' in again.content.decode()) == (422, True)
    assert vera.post(address, {**more, "answer-litres": "viele"}).status_code == 422
    assert vera.post(address, {**more, "answer-litres": "3.000"}).status_code == 302
    closed = Lead.objects.get(id=lead.id)
    assert (closed.is_open, closed.answers) == (False, {"bought": "oil", "litres": 3000})


def test_only_what_is_open_at_the_end_is_taken_there(scene: Scene, as_member: AsMember) -> None:
    asks(scene, BOUGHT)
    lead = captured(scene)
    client, at = door(scene, lead, as_member, is_link=True)
    posted = {"amount": "1", "answer-bought": "x", "answer-last_name": "Fremd", "answer-budget": "none"}
    assert client.post(at("answer", "win"), posted).status_code == 302
    closed = Lead.objects.get(id=lead.id)
    assert (closed.last_name, closed.answers) == ("Musterfrau", {"bought": "x"})
