"""The script of a call: one question after the other, each answer kept at once, and what two people write at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.calls import take_call
from staffel.actions.people import add_member
from staffel.actions.qualifying import correct_lead
from staffel.actions.versions import publish
from staffel.models import Consent, Entry, Lead, Membership
from staffel.rules.forms import DEFAULT_FORM, OnlyIf, Option, Question
from tests.actions.test_gates import asks
from tests.scene import Scene, actor_of, captured
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]
PART = {"HTTP_HX_REQUEST": "true"}

BUDGET = Question(
    "budget", {"de": "Budget", "en": "Budget"}, "choice", "interest", gate="market",
    options=(Option("fixed", {"de": "steht", "en": "fixed"}, 70), Option("none", {"de": "keines", "en": "none"})),
)  # fmt: skip
OWNER = Question("owner", {"de": "Eigentümer", "en": "Owner"}, "yes_no", "interest", gate="market")
SINCE = Question(
    "since", {"de": "Seit wann", "en": "Since when"}, "text", "interest", only_if=(OnlyIf("owner", ("yes",)),)
)


def asks_only(scene: Scene, *questions: Question, **campaign: Any) -> None:
    """Who somebody is, and of the interest nothing but these."""
    who = [question for question in DEFAULT_FORM.questions if question.section == "prospect"]
    form = replace(DEFAULT_FORM, questions=(*who, *questions))
    asks(scene, **campaign)
    publish("form", "default", form, actor=actor_of(scene.vera), now=scene.now)


@pytest.fixture
def lead(scene: Scene) -> Lead:
    """With the agency: what it is to ask is open, and Tom has it on the telephone."""
    text = {"de": "Guten Tag, Sie haben uns geschrieben.", "en": "Good day, you wrote to us."}
    asks_only(scene, BUDGET, OWNER, SINCE, qualifier="agency", script=text)
    found = captured(scene)
    take_call(found.id, actor=actor_of(scene.tom), now=scene.now)
    return Lead.objects.get(id=found.id)


def page(client: Client, lead: Lead, **query: str) -> str:
    response = client.get(reverse("call", args=[lead.id]), query)
    assert response.status_code == 200
    return response.content.decode()


def answer(client: Client, lead: Lead, key: str, *typed: str, seen: str = "", **head: Any) -> Any:
    return client.post(reverse("call-answer", args=[lead.id, key]), {"value": typed, "seen": seen}, **head)


def current(html: str) -> str:
    return html.split('<h2 id="asked"')[1].split(">", 1)[1].split("<", maxsplit=1)[0].strip()


def test_page_reads_out_the_text_and_asks_what_is_open_and_nothing_that_is_known(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    html = page(as_member(scene.tom), lead)
    assert "Guten Tag, Sie haben uns geschrieben." in html
    assert current(html) == "Budget"
    coming = html.split('class="coming"')[1].split("</ol>")[0]
    assert "Eigentümer" in coming
    assert "Postleitzahl" not in coming
    assert "Seit wann" not in coming  # nobody has said yet that it is the owner
    assert "Nachname" in html.split('class="known"')[1]


def test_each_answer_is_kept_at_once_and_the_temperature_moves(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    html = answer(tom, lead, "budget", "fixed", **PART).content.decode()
    lead.refresh_from_db()
    assert (lead.answers["budget"], lead.temperature, lead.score) == ("fixed", "hot", 70)
    assert "Punktwert 70" in html
    assert "Budget: steht (+70)" in html
    assert current(html) == "Eigentümer"
    assert lead.status == "qualifying"


def test_answer_opens_the_question_that_waits_for_it(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    response = answer(as_member(scene.tom), lead, "owner", "yes", **PART)
    assert current(response.content.decode()) == "Seit wann"
    assert response["HX-Replace-Url"].endswith("?reached=1&after=owner")
    html = answer(as_member(scene.tom), lead, "since", "2019", **PART).content.decode()
    assert current(html) == "Noch offen"  # the first was left out, and is needed


def test_without_htmx_the_next_question_is_on_the_page_again(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    response = answer(tom, lead, "budget", "none")
    assert response["Location"] == reverse("call", args=[lead.id]) + "?reached=1&after=budget#script"
    assert current(page(tom, lead, reached="1", after="budget")) == "Eigentümer"
    assert current(page(tom, lead, at="budget")) == "Budget"  # what is known can be corrected


def test_unreadable_answer_is_shown_with_what_was_typed_and_nothing_happens(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    before = Entry.objects.count()
    response = answer(as_member(scene.tom), lead, "budget", "viel", **PART)
    assert response.status_code == 422
    assert "viel" in response.content.decode()
    whole = answer(as_member(scene.tom), lead, "budget", "viel")
    assert whole.status_code == 422
    assert "<h1>" in whole.content.decode()
    assert Entry.objects.count() == before


def test_who_was_slower_sees_both_answers(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    correct_lead(lead.id, {"budget": "none"}, actor=actor_of(scene.vera), now=scene.now)
    response = answer(as_member(scene.tom), lead, "budget", "fixed", seen="", **PART)
    assert response.status_code == 409
    assert "Vera" in response.content.decode()
    lead.refresh_from_db()
    assert lead.answers["budget"] == "none"
    answer(as_member(scene.tom), lead, "budget", "fixed", seen="none", **PART)
    lead.refresh_from_db()
    assert lead.answers["budget"] == "fixed"


def test_while_a_colleague_calls_nobody_else_answers(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    before = Entry.objects.count()
    assert answer(as_member(tina), lead, "budget", "fixed", **PART).status_code == 422
    assert Entry.objects.count() == before


def test_answers_are_the_callers_alone(scene: Scene, lead: Lead, as_member: AsMember, client: Client) -> None:
    before = Entry.objects.count()
    for member in (scene.vera, scene.paul, scene.otto, scene.frieda):
        assert answer(as_member(member), lead, "budget", "fixed").status_code == 404
    assert answer(as_member(scene.tom), lead, "nonsense", "1").status_code == 404
    address = reverse("call-answer", args=[lead.id, "budget"])
    assert as_member(scene.tom).put(address).status_code == 405
    assert as_member(scene.tom).get(address, **PART).status_code == 200  # type: ignore[arg-type]
    client.logout()
    assert answer(client, lead, "budget", "fixed")["Location"].startswith("/login")
    assert Entry.objects.count() == before


def test_qualified_too_early_says_what_is_open_and_then_goes_to_the_market(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom, address = as_member(scene.tom), reverse("call-act", args=[lead.id, "done"])
    answer(tom, lead, "budget", "fixed")
    refused = tom.post(address, {"result": "reached", "then": "hand-on"})
    assert refused.status_code == 422
    assert "Eigentümer" in refused.content.decode().split('class="say error"')[1][:300]
    answer(tom, lead, "owner", "no")
    tom.post(address, {"result": "reached", "then": "hand-on"})
    lead.refresh_from_db()
    assert (lead.status, lead.temperature) == ("brokering", "hot")
    assert lead.offers.filter(state="open").exists()


def test_enter_in_the_date_agrees_the_date(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    typed = {"result": "reached", "then": "", "on": "2026-04-01", "text": "Nach dem Umbau"}
    as_member(scene.tom).post(reverse("call-act", args=[lead.id, "done"]), typed)
    lead.refresh_from_db()
    assert (lead.status, lead.deadline_kind) == ("qualifying", "follow_up")


def test_script_takes_as_many_queries_as_committed(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    many = [replace(OWNER, key=f"owner{n}") for n in range(9)]
    asks_only(scene, *many, qualifier="agency")
    other = captured(scene, "2")
    take_call(other.id, actor=actor_of(scene.tom), now=scene.now)
    address = reverse("call", args=[other.id])
    assert_as_committed(as_member(scene.tom), {"call_script": address})


def test_what_is_read_out_is_in_the_language_of_who_hears_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    assert "Guten Tag, Sie haben uns geschrieben." in page(tom, lead, reached="1")
    Lead.objects.update(language="en")
    said = page(tom, lead, reached="1")
    assert "Good day, you wrote to us." in said
    assert "Guten Tag" not in said


@pytest.fixture
def strict(scene: Scene) -> Lead:
    """As `lead`, of a campaign that passes nothing on without consent; one question is asked before it."""
    asks_only(scene, OWNER, qualifier="agency", needs_consent=True)
    found = captured(scene)
    take_call(found.id, actor=actor_of(scene.tom), now=scene.now)
    return Lead.objects.get(id=found.id)


def version_in(html: str) -> str:
    return html.split('name="version" value="')[1].split('"', maxsplit=1)[0]


def consents(client: Client, lead: Lead, said: str, version: str = "", **head: Any) -> Any:
    address = reverse("call-consent", args=[lead.id])
    return client.post(address, {"consents": said, "version": version}, **head)


def test_needed_consent_is_asked_after_the_questions_and_a_yes_is_kept_with_its_text_and_who_heard_it(
    scene: Scene, strict: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    first = page(tom, strict)
    assert current(first) == "Eigentümer"
    assert "Einwilligung zur Weitergabe" in first.split('class="coming"')[1].split("</ol>")[0]
    html = answer(tom, strict, "owner", "yes", **PART).content.decode()
    assert current(html) == "Einwilligung zur Weitergabe"
    assert "Ich bin einverstanden, dass meine Angaben" in html
    assert "Version 1" in html
    html = consents(tom, strict, "yes", version_in(html), **PART).content.decode()
    assert "Ich bin einverstanden" not in html.split('id="permissions-panel"')[0]
    assert "Alles, was die nächste Übergabe braucht, ist bekannt." in html
    assert 'id="permissions-panel"' in html  # beside it stands what is permitted now
    given = Consent.objects.get(lead=strict)
    assert (given.purpose, given.ground, given.source) == ("pass_on", "consent", "telephone")
    assert given.text_version is not None
    assert given.text_version.kind == "consent"
    assert given.proof == {"member": str(scene.tom.id), "language": "de"}
    strict.refresh_from_db()
    assert strict.may_pass_on
    consents(tom, strict, "yes", str(given.text_version_id), **PART)  # pressed twice
    assert Consent.objects.filter(lead=strict).count() == 1
    tom.post(reverse("call-act", args=[strict.id, "done"]), {"result": "reached", "then": "hand-on"})
    assert strict.offers.filter(state="open").exists()


def test_no_keeps_nothing_and_the_page_says_what_follows(
    scene: Scene, strict: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    answer(tom, strict, "owner", "yes")
    before = Entry.objects.count()
    response = consents(tom, strict, "no", version_in(page(tom, strict)))
    assert response["Location"] == reverse("call", args=[strict.id]) + "?reached=1&consent=no#script"
    html = page(tom, strict, reached="1", consent="no")
    assert current(html) == "Keine Einwilligung: Dieser Lead kann nicht weitergegeben werden"
    assert "Es wurde keine Einwilligung festgehalten." in html
    assert "Vereinbaren Sie" in html
    assert (Entry.objects.count(), Consent.objects.count()) == (before, 0)
    assert current(page(tom, strict, reached="1", consent="left")) == "Noch offen"
    assert current(page(tom, strict, reached="1", consent="ask")) == "Einwilligung zur Weitergabe"


def test_consent_is_read_out_in_the_prospects_language_and_only_the_text_that_holds_is_kept(
    scene: Scene, strict: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    answer(tom, strict, "owner", "yes")
    Lead.objects.update(language="en")
    html = page(tom, strict)
    assert '<p lang="en">I agree that my details are passed on' in html
    old, text = version_in(html), {"de": "Neuer Text", "en": "New text"}
    publish("consent", "pass_on", text, actor=actor_of(scene.ada), now=scene.now)
    before = Entry.objects.count()
    for head in (PART, {}):
        late = consents(tom, strict, "yes", old, **head)
        assert late.status_code == 409
        assert "New text" in late.content.decode()
        assert "Bitte lesen Sie den neuen vor" in late.content.decode()
    assert (Entry.objects.count(), Consent.objects.count()) == (before, 0)


def test_consent_is_not_asked_where_the_enquiry_suffices(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    assert "Einwilligung zur Weitergabe" not in page(tom, lead).split('id="script"')[1].split("</section>")[0]
    consents(tom, lead, "yes")
    assert not Consent.objects.exists()


def test_consents_are_the_callers_alone(
    scene: Scene, strict: Lead, as_member: AsMember, client: Client
) -> None:
    before = Entry.objects.count()
    version = version_in(page(as_member(scene.tom), strict, consent="ask"))
    for member in (scene.vera, scene.paul, scene.otto, scene.frieda):
        assert consents(as_member(member), strict, "yes", version).status_code == 404
    assert consents(as_member(scene.tom), strict, "perhaps", version).status_code == 404
    address = reverse("call-consent", args=[strict.id])
    assert as_member(scene.tom).get(address).status_code == 405
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    assert consents(as_member(tina), strict, "yes", version).status_code == 409  # Tom has it on the telephone
    client.logout()
    assert consents(client, strict, "yes", version)["Location"].startswith("/login")
    assert (Entry.objects.count(), Consent.objects.count()) == (before, 0)
