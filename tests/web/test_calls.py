"""The call list's pages: whose they are, one lead after the other, and what is kept of a refused result."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.calls import report_call, take_call
from staffel.actions.desk import close_lead
from staffel.actions.handouts import hand_out
from staffel.actions.materials import add_material
from staffel.actions.people import add_member
from staffel.actions.qualifying import qualify_lead
from staffel.actions.work import add_note
from staffel.models import Activity, Duplicate, Entry, Handout, Lead, Membership
from staffel.models.ids import new_id
from staffel.queries.calls import MOST
from staffel.rules.refused import Refused
from tests.actions.test_gates import asks
from tests.scene import PROSPECT, Scene, actor_of, captured
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]


@pytest.fixture
def lead(scene: Scene) -> Lead:
    """With the agency, because its postal code is missing."""
    return with_agency(scene, "1")


def with_agency(scene: Scene, key: str, **values: Any) -> Lead:
    found = captured(scene, key, prospect={"postal_code": "", "last_name": f"Muster{key}"}, **values)
    Lead.objects.filter(id=found.id).update(holder=scene.agency)
    return Lead.objects.get(id=found.id)


def page(client: Client, name: str = "calls", *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def act(client: Client, lead: Lead, name: str, **typed: str) -> Any:
    return client.post(reverse("call-act", args=[lead.id, name]), typed)


def test_list_is_for_the_agency_and_the_desk(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    assert "Muster1" in page(as_member(scene.tom))
    assert "Muster1" not in page(as_member(scene.vera))
    before = Entry.objects.count()
    for member in (scene.paul, scene.otto, scene.frieda):
        client = as_member(member)
        assert client.get(reverse("calls")).status_code == 404
        assert client.post(reverse("next-call")).status_code == 404
        assert client.get(reverse("call", args=[lead.id])).status_code == 404
        assert act(client, lead, "take").status_code == 404
    assert as_member(scene.vera).get(reverse("call", args=[lead.id])).status_code == 404
    assert Entry.objects.count() == before


def test_anonymous_is_sent_to_the_login_and_a_get_does_nothing(
    scene: Scene, lead: Lead, client: Client, as_member: AsMember
) -> None:
    assert client.get(reverse("calls"))["Location"].startswith("/login")
    assert act(client, lead, "take")["Location"].startswith("/login")
    tom, before = as_member(scene.tom), Entry.objects.count()
    for address in (reverse("next-call"), reverse("call-act", args=[lead.id, "take"])):
        assert tom.get(address).status_code == 405
    assert act(tom, lead, "dance").status_code == 404
    assert Entry.objects.count() == before


def test_one_lead_after_the_other(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    second = with_agency(scene, "2", temperature="hot")
    tom = as_member(scene.tom)
    assert tom.post(reverse("next-call"))["Location"] == reverse("call", args=[second.id])
    assert "Speichern und weiter" in page(tom, "call", second.id)
    after = act(tom, second, "done", result="mailbox")
    assert after["Location"] == reverse("call", args=[lead.id])
    assert "Muster2: Mailbox. Nächster Versuch" in page(tom, "call", lead.id).replace("Anna ", "")
    assert act(tom, lead, "done", result="no_answer")["Location"] == reverse("calls")
    assert "Zurzeit ist kein Anruf fällig; 2 Anrufe sind für später geplant." in page(tom)


def test_nobody_else_of_the_agency_moves_a_lead_on_while_a_colleague_telephones(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    take_call(lead.id, actor=actor_of(tina), now=scene.now)
    before = Entry.objects.count()
    for move in (qualify_lead, partial(close_lead, reason="spam")):
        with pytest.raises(Refused) as refused:
            move(lead.id, actor=actor_of(scene.tom), now=scene.now)
        assert refused.value.code == "call_taken"
    assert Entry.objects.count() == before
    tom, vera = as_member(scene.tom), as_member(scene.vera)
    assert "Tina ruft diesen Lead bis" in page(tom, "lead", lead.id)
    assert "Tina, Tom Telesales ruft diesen Lead bis" in page(vera, "lead", lead.id)
    assert "ruft diesen Lead bis" not in page(as_member(tina), "lead", lead.id)
    refusal = tom.post(reverse("lead-act", args=[lead.id, "complete"]))
    assert refusal.status_code == 422
    assert "Jemand aus dem Team ruft diesen Lead gerade an" in refusal.content.decode()
    assert Entry.objects.count() == before
    close_lead(
        lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now
    )  # the desk, whose lead it is
    assert Lead.objects.get(id=lead.id).status == "closed"


def test_whoever_has_it_and_everybody_after_the_quarter_of_an_hour_moves_it_on(
    scene: Scene, lead: Lead
) -> None:
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    close_lead(lead.id, reason="spam", actor=actor_of(scene.tom), now=scene.now)
    other = with_agency(scene, "2")
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    take_call(other.id, actor=actor_of(tina), now=scene.now)
    close_lead(other.id, reason="spam", actor=actor_of(scene.tom), now=scene.later(minutes=15))
    assert not Lead.objects.exclude(status="closed").exists()


def test_next_one_passes_over_what_a_colleague_has(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    tina = add_member(scene.agency.id, email="tina@example.com", name="Tina", role="agency_member")
    take_call(lead.id, actor=actor_of(tina), now=scene.now)
    tom = as_member(scene.tom)
    assert "Tina bis" in page(tom)
    assert tom.post(reverse("next-call"))["Location"] == reverse("calls")
    assert "Tina ruft diesen Lead bis" in page(tom, "call", lead.id)
    refused = act(tom, lead, "take")
    assert refused.status_code == 422
    assert "Jemand aus dem Team ruft diesen Lead gerade an." in refused.content.decode()


def test_reached_and_qualified_hands_the_lead_on(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    tom = as_member(scene.tom)
    act(tom, lead, "take")
    act(
        tom,
        lead,
        "done",
        result="reached",
        then="hand-on",
        **{"answer-postal_code": "82362"},
        text="Will es sofort",
    )
    lead.refresh_from_db()
    assert (lead.status, lead.postal_code) == ("brokering", "82362")
    assert lead.offers.filter(state="open").exists()
    assert lead.contacted_at == scene.now


def test_refused_end_of_a_call_keeps_what_was_typed_and_nothing_happens(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    act(tom, lead, "take")
    before = (Entry.objects.count(), Activity.objects.count())
    response = act(tom, lead, "done", result="reached", then="hand-on", text="Wird gebaut")
    assert response.status_code == 422
    assert "Wird gebaut" in response.content.decode()
    later = act(tom, lead, "done", result="reached", then="later", on="", text="Im Frühling")
    assert later.status_code == 422
    assert (Entry.objects.count(), Activity.objects.count()) == before


def test_what_is_missing_is_said_at_its_field_and_the_note_says_when_it_is_needed(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    act(tom, lead, "take")
    assert "nötig: warum jetzt nicht" in page(tom, "call", lead.id)
    before = (Entry.objects.count(), Activity.objects.count())
    for typed, field, words in (
        ({"then": "later", "on": "2026-04-01"}, "text", "Bitte sagen Sie, warum."),
        ({"then": "later", "text": "Im Frühling"}, "on", "Bitte wählen Sie einen Tag."),
        ({"then": "sort-out"}, "reason", "Bitte wählen Sie einen der aufgeführten Gründe."),
    ):
        answer = act(tom, lead, "done", result="reached", **typed)
        assert answer.status_code == 422
        said = answer.content.decode()
        assert f'<p class="wrong-because" id="{field}-wrong">{words}</p>' in said
        assert said.count('aria-invalid="true"') == 1
    late = act(tom, lead, "done", result="call_back", call_back_at="2026-03-01T10:00")
    assert 'id="call_back_at-wrong"' in late.content.decode()
    assert (Entry.objects.count(), Activity.objects.count()) == before


def test_not_now_is_a_follow_up_and_sorting_out_ends_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    tom, second = as_member(scene.tom), with_agency(scene, "2")
    act(tom, lead, "done", result="reached", then="later", on="2026-04-01", text="Im Frühling", whose="mine")
    lead.refresh_from_db()
    assert (lead.deadline_kind, lead.follow_up_by_id) == ("follow_up", scene.tom.id)
    act(tom, second, "done", result="reached", then="sort-out", reason="spam")
    second.refresh_from_db()
    assert (second.status, second.outcome) == ("closed", "disqualified")


def test_put_back_returns_to_the_list(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    tom = as_member(scene.tom)
    act(tom, lead, "take")
    assert act(tom, lead, "put-back")["Location"] == reverse("calls")
    assert "Zurückgelegt." in page(tom)


def test_empty_list_says_what_will_appear(scene: Scene, as_member: AsMember) -> None:
    assert "Kein Lead wartet auf einen Anruf" in page(as_member(scene.tom))


def test_list_and_call_take_as_many_queries_as_committed(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    for key in "23456789":
        other = with_agency(scene, key)
        if key > "5":
            report_call(other.id, result="engaged", actor=actor_of(scene.tom), now=scene.now)
    addresses = {"calls": reverse("calls"), "call": reverse("call", args=[lead.id])}
    assert_as_committed(as_member(scene.tom), addresses)


def test_the_call_page_shows_an_agency_its_own_calls_and_nothing_internal(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    add_note(
        lead.id, text="Wettbewerber fragt an", actor=actor_of(scene.vera), now=scene.now, is_internal=True
    )
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    report_call(lead.id, result="mailbox", actor=actor_of(scene.tom), now=scene.now, text="Band lief")
    text = page(as_member(scene.tom), "call", lead.id)
    assert "Band lief" in text
    assert "Wettbewerber" not in text
    Lead.objects.filter(id=lead.id).update(holder=scene.desk)
    assert "Wettbewerber" in page(as_member(scene.vera), "call", lead.id)


def test_call_page_counts_the_attempts_of_a_lead_far_down_the_list(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    actor = actor_of(scene.tom)
    for _ in range(3):
        report_call(lead.id, result="no_answer", actor=actor, now=scene.now)
    at = scene.now + timedelta(minutes=20)
    report_call(lead.id, result="call_back", call_back_at=at, actor=actor, now=scene.now)
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    fields = {field.attname: getattr(lead, field.attname) for field in Lead._meta.concrete_fields}
    more = [{"id": new_id(), "number": lead.number + at, "source_key": ""} for at in range(1, MOST + 2)]
    Lead.objects.bulk_create(Lead(**{**fields, **values}) for values in more)
    tom = as_member(scene.tom)
    assert f"<b>{MOST + 1}</b> Leads sind jetzt anzurufen, 1 für später geplant" in page(tom)
    assert f"Die ersten {MOST} stehen hier." in page(tom)
    shown = page(tom, "call", lead.id)
    assert "4 von" in shown
    assert "Wird jetzt niemand erreicht" not in shown, "a time is promised"
    assert reverse("call-act", args=[lead.id, "give-up"]) in shown
    assert act(tom, lead, "give-up")["Location"].startswith("/calls/")
    lead.refresh_from_db()
    assert lead.desk_reason == "not_reachable"


@pytest.mark.parametrize(
    ("unreachable", "follows"),
    [
        ("cold", "geht der Lead sofort als kalt in die Verteilung"),
        ("close", "wird der Lead sofort als nicht erreichbar beendet"),
        ("desk", "geht der Lead sofort als nicht erreichbar an den Innendienst"),
    ],
)
def test_who_makes_the_last_attempt_reads_before_what_follows_and_then_that_it_has(
    scene: Scene, as_member: AsMember, unreachable: str, follows: str
) -> None:
    asks(scene, qualifier="agency", unreachable=unreachable)
    lead = captured(scene, prospect={"postal_code": ""})
    actor, tom = actor_of(scene.tom), as_member(scene.tom)
    for made in range(3):
        take_call(lead.id, actor=actor, now=scene.now)
        shown = page(tom, "call", lead.id)
        assert ("data-sure-again" in shown, follows in shown) == (False, False), f"after {made} attempts"
        report_call(lead.id, result="no_answer", actor=actor, now=scene.now)
    take_call(lead.id, actor=actor, now=scene.now)
    shown = page(tom, "call", lead.id)
    assert "Dies ist Versuch 4 von 4." in shown
    assert follows in shown
    assert "data-sure-again" in shown
    done = tom.post(reverse("call-act", args=[lead.id, "done"]), {"result": "no_answer"}, follow=True)
    said = " ".join(done.content.decode().split())
    assert "Niemand wurde erreicht" in said or "nicht erreichbar" in said
    assert "Nächster Versuch" not in said
    assert Entry.objects.get(lead=lead, kind="call.given_up").data["follows"] == unreachable


@pytest.fixture
def brochure(scene: Scene) -> UUID:
    values = {"is_paper": True, "filename": "p.pdf", "content": b"%PDF-1.4"}
    return add_material("Prospekt Wärmepumpe", **values, actor=actor_of(scene.vera), now=scene.now)  # type: ignore[arg-type]


def give(client: Client, lead: Lead, material: UUID, **typed: str) -> Any:
    values = {"materials": str(material), "way": "mail", **typed}
    return client.post(reverse("call-hand-out", args=[lead.id]), values, HTTP_HX_REQUEST="true")


def test_caller_sees_before_the_call_what_the_prospect_has_when_where_and_from_whom(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    hand_out(lead.id, [brochure], way="fair", actor=actor_of(scene.vera), now=scene.now)
    html = page(as_member(scene.tom), "call", lead.id)
    panel = html.split('id="materials-panel"')[1].split("</section>")[0]
    for words in ("Prospekt Wärmepumpe", "auf der Messe", "10:00", "Vera"):
        assert words in panel


def test_on_the_telephone_it_is_promised_once_and_again_only_with_a_second_word(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    said = give(tom, lead, brochure)
    assert (said.status_code, Handout.objects.get().way) == (200, "mail")
    assert "Notiert: 1 Unterlage." in said.content.decode()
    again = give(tom, lead, brochure)
    assert again.status_code == 422
    assert "Der Interessent hat sie schon: Prospekt Wärmepumpe" in again.content.decode()
    assert Handout.objects.count() == 1
    assert give(tom, lead, brochure, again="1").status_code == 200
    assert Handout.objects.filter(is_repeat=True).count() == 1
    lead.refresh_from_db()
    assert lead.taken_by_id == scene.tom.id  # the call goes on


def test_what_must_not_be_given_twice_is_blocked_on_the_telephone_too(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    once = add_material(
        "Preisliste", is_paper=True, repeats="forbid", actor=actor_of(scene.vera), now=scene.now
    )
    hand_out(lead.id, [once], way="fair", actor=actor_of(scene.vera), now=scene.now)
    tom = as_member(scene.tom)
    assert "hat der Interessent, nicht noch einmal" in page(tom, "call", lead.id)
    said = give(tom, lead, once, way="by_hand", again="1").content.decode()
    assert "1 wurde nicht ausgehändigt" in said
    assert Handout.objects.count() == 1
    assert Entry.objects.filter(lead=lead, kind="handout.blocked").count() == 1


def test_without_scripts_the_call_page_says_the_same(
    scene: Scene, lead: Lead, brochure: UUID, as_member: AsMember
) -> None:
    tom, address = as_member(scene.tom), reverse("call-hand-out", args=[lead.id])
    assert tom.post(address, {"way": "mail"}).status_code == 422
    assert tom.post(address, {"way": "mail", "materials": "x"}).status_code == 422
    typed = {"way": "mail", "materials": str(brochure)}
    assert tom.post(address, typed)["Location"] == reverse("call", args=[lead.id])
    assert tom.post(address, typed).status_code == 422


def test_only_whoever_calls_the_lead_gives_something_there(
    scene: Scene, lead: Lead, brochure: UUID, client: Client, as_member: AsMember
) -> None:
    address, typed = reverse("call-hand-out", args=[lead.id]), {"materials": str(brochure), "way": "mail"}
    assert client.post(address, typed)["Location"].startswith("/login")
    assert as_member(scene.tom).get(address).status_code == 405
    for member in (scene.vera, scene.paul, scene.otto, scene.frieda):
        assert as_member(member).post(address, typed).status_code == 404
    assert not Handout.objects.exists()


def test_what_the_prospect_has_asked_since_stands_on_the_call_page(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    captured(
        scene,
        "2",
        prospect={**PROSPECT, "postal_code": "", "last_name": "Muster1"},
        answers={"message": "Bitte abends", "roof": "Schiefer"},
    )
    take_call(lead.id, actor=actor_of(scene.tom), now=scene.now)
    shown = page(as_member(scene.tom), "call", lead.id)
    assert "Hat erneut angefragt" in shown
    assert "Schiefer" in shown
    assert "übernommen: Nachricht" in shown
    assert reverse("duplicate", args=[Duplicate.objects.get().id]) not in shown, "the desk parts them"
