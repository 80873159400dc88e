"""Mending what could not be read loses nothing of what came along: consents with their proof, materials, the note, the time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from staffel.actions.arrivals import Unread, keep_unread
from staffel.actions.leads import NewLead
from staffel.actions.materials import add_material
from staffel.actions.repairs import read_repaired, repair_submission
from staffel.actions.versions import publish
from staffel.models import Consent, Entry, Handout, Lead, Note, Submission, Version
from staffel.queries.directory import directory
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.forms import Form, Question
from staffel.rules.problems import Problem
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of

pytestmark = pytest.mark.django_db
CELLS = {"last_name": "Berg", "email": "berg@example.org", "phone": "+498811234567", "postal_code": "82362"}
LATER = {"days": 2}


def arrived(scene: Scene, door: str, key: str = "k-1", **payload: Any) -> Submission:
    problem = Problem("asked_at", "“%(value)s” is no date.", {"value": "gestern"})
    keep_unread([Unread(key=key, payload=payload, problems=(problem,))], door=door, now=scene.now)
    return Submission.objects.latest("id")


def repaired(scene: Scene, row: Submission, **cells: str) -> Lead:
    """Mended two days later."""
    scene.later(**LATER)
    read = read_repaired(row, {**CELLS, **cells})
    assert isinstance(read, NewLead)
    return Lead.objects.get(id=repair_submission(row.id, read, actor=actor_of(scene.vera), now=scene.now))


def edition(purpose: str) -> Version:
    return Version.objects.get(kind="consent", key=purpose)


def kept(lead: Lead) -> dict[str, Consent]:
    return {one.purpose: one for one in Consent.objects.filter(lead=lead)}


def ask_for_mails(scene: Scene) -> None:
    book = directory()
    form: Form = book.current("form", "default", at=scene.now).body
    news = Question("news", {"de": "Neues", "en": "News"}, "consent", "interest", purpose="mail")
    body = Form(form.labels, (*form.questions, news))
    publish("form", "default", body, actor=actor_of(scene.ada), now=scene.now)


def test_a_request_keeps_its_consents_with_edition_time_source_and_reference(scene: Scene) -> None:
    given = {
        "purpose": "mail", "text_version": 1, "given_at": (scene.now - timedelta(hours=2)).isoformat(),
        "reference": "crm-7",
    }  # fmt: skip
    before = scene.now
    row = arrived(scene, "api:7", consents=[given, {"purpose": "text"}])
    lead = repaired(scene, row)
    found = kept(lead)
    mail, text = found["mail"], found["text"]
    assert (mail.text_version_id, mail.given_at) == (edition("mail").id, before - timedelta(hours=2))
    assert (mail.source, mail.proof) == ("api:7", {"reference": "crm-7", "submission": str(row.id)})
    assert (text.text_version_id, text.given_at) == (None, before), "when it arrived, not when it was mended"
    assert (lead.may_mail, lead.may_text) == (True, True)
    assert lead.asked_at == before


def test_what_proves_nothing_is_noted_and_not_kept_as_a_consent(scene: Scene) -> None:
    row = arrived(scene, "api:7", consents=[{"purpose": "mail", "text_version": 9}, {"purpose": "all"}])
    lead = repaired(scene, row)
    assert not kept(lead)
    assert not lead.may_mail
    noted = Submission.objects.get(lead=lead, state="taken").problems
    assert [one["field"] for one in noted] == ["consents.0.text_version", "consents.1.purpose"]


def test_a_public_form_keeps_the_edition_that_stood_beside_the_box(scene: Scene) -> None:
    ask_for_mails(scene)
    first = edition("mail").id
    row = arrived(scene, "form", campaign="default", news=str(first), last_name="Berg")
    publish(
        "consent", "mail", {"de": "Neu", "en": "New"}, actor=actor_of(scene.ada), now=scene.later(hours=1)
    )
    lead = repaired(scene, row)
    found = kept(lead)["mail"]
    assert (found.text_version_id, found.source) == (first, "form")
    assert found.proof == {"question": "news", "submission": str(row.id)}
    assert "news" not in lead.answers, "a consent is kept as one, and not as an answer"


def test_a_talk_keeps_consents_materials_note_and_who_held_it(scene: Scene) -> None:
    values = {"is_paper": True, "filename": "b.pdf", "content": b"%PDF-1.4"}
    for title in ("flyer", "prices"):
        add_material(title, actor=actor_of(scene.vera), now=scene.now, **values)  # type: ignore[arg-type]
    at = scene.now - timedelta(minutes=30)
    row = arrived(
        scene,
        "device:9",
        campaign="default",
        asked_at=at.isoformat(),
        values={"last_name": "Berg"},
        consents={"mail": {"version": str(edition("mail").id), "at": at.isoformat()}},
        materials={"flyer": "given", "prices": "promised", "gone": "given"},
        note="Eilt",
        colleague=str(scene.frieda.id),
    )
    lead = repaired(scene, row, asked_at=at.isoformat())
    assert kept(lead)["mail"].given_at == at
    handouts = {one.material.key: one for one in Handout.objects.filter(lead=lead).select_related("material")}
    assert (handouts["flyer"].way, handouts["flyer"].at) == ("fair", at)
    assert (handouts["prices"].way, handouts["prices"].at) == ("mail", None)
    assert Note.objects.get(lead=lead).text == "Eilt"
    captured = Entry.objects.get(lead=lead, kind="lead.captured")
    assert UUID(captured.data["member"]) == scene.frieda.id


def test_a_lead_that_needs_the_consent_goes_on_with_the_one_that_came_along(scene: Scene) -> None:
    strict = Campaign(markets=(MarketChoice("default"),), needs_consent=True)
    publish("campaign", "default", strict, actor=actor_of(scene.ada), now=scene.now)
    with_it = repaired(scene, arrived(scene, "api:7", "k-1", consents=[{"purpose": "pass_on"}]))
    without = repaired(
        scene, arrived(scene, "api:7", "k-2"), email="other@example.org", phone="+498817654321"
    )
    assert with_it.offers.filter(state="open").exists()
    assert without.desk_reason == "consent_missing"


def test_who_comes_second_finds_it_settled_and_adds_nothing(scene: Scene) -> None:
    row = arrived(scene, "api:7", consents=[{"purpose": "mail"}])
    repaired(scene, row)
    before = Lead.objects.count(), Consent.objects.count(), Entry.objects.count()
    read = read_repaired(row, CELLS)
    assert isinstance(read, NewLead)
    with pytest.raises(Refused) as refused:
        repair_submission(row.id, read, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == "settled_before"
    assert (Lead.objects.count(), Consent.objects.count(), Entry.objects.count()) == before


def test_a_body_that_is_mended_keeps_what_was_handed_out(scene: Scene) -> None:
    add_material("flyer", is_paper=True, actor=actor_of(scene.vera), now=scene.now - timedelta(days=9))
    at = scene.now - timedelta(days=1)
    given = [{"key": "flyer", "way": "partner", "given_at": at.isoformat()}, {"key": "gone"}]
    lead = repaired(scene, arrived(scene, "api:7", materials=given))
    handout = Handout.objects.get(lead=lead)
    assert (handout.material.key, handout.way, handout.at) == ("flyer", "partner", at)
    noted = Submission.objects.get(state="taken").problems
    assert [one["field"] for one in noted] == ["materials.1.key"]
