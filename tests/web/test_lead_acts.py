"""The buttons of a lead's page: what the desk, the agency and whoever works it may do, and what is refused."""

from decimal import Decimal

import pytest
from django.urls import reverse

from staffel.actions import desk, offers
from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.leads import capture_leads
from staffel.models import Entry, Lead
from staffel.queries.sentences import SENTENCES
from staffel.rules.journal import KINDS
from tests.scene import Scene, actor_of, captured, enquiry, open_offer
from tests.web.test_pages import AsMember, accept, act, counted, page_of, plain


def test_lead_page_tells_its_story_in_both_languages(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    offers.decline_offer(open_offer(lead).id, reason="too_far", actor=SYSTEM, now=scene.now)
    accept(scene, lead)
    vera = as_member(scene.vera)
    german = plain(page_of(vera, lead))
    assert "hat abgelehnt: Zu weit entfernt." in german
    assert "Warum, warum nicht" in german
    vera.cookies["django_language"] = "en"
    english = plain(page_of(vera, lead))
    assert "declined: Too far away." in english
    assert "Why, why not" in english


def test_a_deadline_of_a_step_has_the_name_of_the_step(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    accept(scene, lead)
    run_due(scene.later(days=1))
    vera = as_member(scene.vera)
    page = plain(page_of(vera, lead))
    assert "Erstkontakt" in plain(vera.get("/").content.decode())
    assert "(Erstkontakt)" in page
    assert "nächste Phase" not in page


def test_every_kind_of_entry_has_a_sentence() -> None:
    of_leads = {
        k
        for k in KINDS
        if not k.startswith(
            (
                "party.",
                "absence.",
                "mail.",
                "push.",
                "outflow.",
                "vendor.",
                "version.",
                "import.",
                "member.",
                "agreement.",
            )
        )
    }
    assert of_leads <= set(SENTENCES)
    assert set(SENTENCES) <= set(KINDS)


def lying(scene: Scene) -> Lead:
    return captured(scene, "desk", prospect={"postal_code": "01067"})


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("place", {"party": "paul"}, "Der Lead liegt jetzt bei: Paul Heizungsbau."),
        ("offer", {"party": "petra"}, "Gefragt ist jetzt: Petra Wärme GmbH."),
        ("market", {"market": "default"}, "Noch wird niemand gefragt: Niemand"),
        ("work", {}, "Der Lead liegt jetzt bei: Innendienst."),
    ],
)
def test_the_desk_reads_what_became_of_the_lead(
    scene: Scene, as_member: AsMember, name: str, typed: dict[str, str], words: str
) -> None:
    client = as_member(scene.vera)
    act(client, lead := lying(scene), name, **typed)
    assert words in client.get(reverse("lead", args=[lead.id])).content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "kind"),
    [
        ("place", {"party": "Paul Heizungsbau"}, "lead.placed"),
        ("offer", {"party": "petra"}, "offer.made"),
        ("place", {"party": "Paul H"}, "lead.placed"),
        ("place", {"party": " wärme gmbh"}, "lead.placed"),
        ("work", {}, "mandate.started"),
        ("close", {"reason": "spam"}, "lead.closed"),
        ("note", {"text": "Bitte anrufen", "internal": "1"}, "note.added"),
        ("market", {"market": "default"}, "brokerage.started"),
    ],
)
def test_desk_decides_about_a_lead_that_lies_there(
    scene: Scene, as_member: AsMember, name: str, typed: dict[str, str], kind: str
) -> None:
    lead = lying(scene)
    before = Entry.objects.filter(kind=kind).count()
    assert act(as_member(scene.vera), lead, name, **typed)["Location"] == reverse("lead", args=[lead.id])
    assert Entry.objects.filter(kind=kind).count() == before + 1


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("place", {"party": "Niemand"}, "aus der Liste"),
        ("offer", {"party": ""}, "aus der Liste"),
        ("place", {"party": "P"}, "Paul Heizungsbau (paul), Petra Wärme GmbH (petra)."),
        ("market", {"market": "fehlt"}, "wählen Sie eine Verteilregel"),
        ("close", {"reason": "erfunden"}, "aufgeführten Gründe"),
        ("note", {"text": " "}, "leer"),
        ("release", {}, "nicht zurückgehalten"),
        ("take-back", {"text": "Warum"}, "bei niemandem"),
        ("take-back", {"text": ""}, "sagen Sie, warum"),
        ("extend", {"text": "Warum", "minutes": "1"}, "um wie viel"),
        ("extend", {"text": "Warum", "minutes": "480"}, "nicht verlängert"),
        ("reopen", {"text": "Warum"}, "schon offen"),
        ("contact", {}, "nicht mehr bei Ihnen"),
        ("quote", {"amount": "x"}, "kein Betrag"),
        ("follow-up", {"on": "2026-05-01", "text": "Warum"}, "der den Lead bearbeitet"),
    ],
)
def test_refused_act_is_said_in_words_and_changes_nothing(
    scene: Scene, as_member: AsMember, name: str, typed: dict[str, str], words: str
) -> None:
    lead = lying(scene)
    before, wake = counted(), lead.wake_at
    answer = act(as_member(scene.vera), lead, name, **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert counted() == before
    assert Lead.objects.get(id=lead.id).wake_at == wake


def test_unknown_acts_do_not_exist(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    assert act(as_member(scene.vera), lead, "explode").status_code == 404


def test_desk_works_a_lead_itself_until_it_is_won(scene: Scene, as_member: AsMember) -> None:
    lead, vera = lying(scene), as_member(scene.vera)
    for name, typed in (
        ("work", {}), ("attempt", {}), ("contact", {}), ("appointment", {"due_at": "2026-03-04T10:00"}),
        ("quote", {"amount": "18.500"}), ("follow-up", {"on": "2026-04-01", "text": "Bank"}), ("win", {"amount": "17.900"}),
    ):  # fmt: skip
        assert act(vera, lead, name, **typed).status_code == 302
    lead.refresh_from_db()
    assert (lead.outcome, lead.won_amount) == ("won", Decimal(17900))
    assert act(vera, lead, "reopen", text="Doch nicht").status_code == 302
    assert Lead.objects.get(id=lead.id).is_open


def test_desk_takes_back_and_extends_with_a_reason(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    accept(scene, lead)
    vera = as_member(scene.vera)
    assert act(vera, lead, "extend", text="Urlaub", minutes="480").status_code == 302
    assert "schon verlängert" in act(vera, lead, "extend", text="Urlaub", minutes="480").content.decode()
    assert act(vera, lead, "take-back", text="Kunde drängt").status_code == 302
    assert "Vom Innendienst zurückgeholt" in plain(page_of(vera, lead))


def test_held_leads_are_released(scene: Scene, as_member: AsMember) -> None:
    capture_leads([enquiry("held")], door="test", mode="held", actor=SYSTEM, now=scene.now)
    lead = Lead.objects.get()
    assert act(as_member(scene.vera), lead, "release").status_code == 302
    assert open_offer(lead).state == "open"


def test_missing_answers_are_completed_and_the_lead_goes_on(scene: Scene, as_member: AsMember) -> None:
    lead, vera = captured(scene, "3", prospect={"postal_code": ""}), as_member(scene.vera)
    assert lead.status == "qualifying"
    before = counted()
    assert act(vera, lead, "complete").status_code == 422
    assert counted() == before
    assert act(vera, lead, "complete", **{"answer-postal_code": "82362"}).status_code == 302
    assert open_offer(lead).state == "open"


def test_agency_reports_on_what_it_holds_and_nothing_else(scene: Scene, as_member: AsMember) -> None:
    lead, other, tom = lying(scene), captured(scene, "4"), as_member(scene.tom)
    desk.place_lead(lead.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    assert act(tom, lead, "contact").status_code == 302
    assert act(tom, lead, "close", reason="spam").status_code == 404
    assert act(tom, other, "note", text="x").status_code == 404
    assert act(tom, lead, "give-back", reason="no_capacity")["Location"] == "/"
