"""The portal of a partner that is logged in: what it sees, what it may, and what nobody else may."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, follow_ups, offers, work
from staffel.actions.attachments import attach_file
from staffel.actions.people import add_member
from staffel.models import Activity, Agreement, Delivery, Entry, Lead, Membership, Note
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]
SECRETS = ("Musterfrau", "Anna", "anna.musterfrau", "88112345", "Geheimweg")
PAGES = ("portal", "portal-leads", "portal-closed", "portal-process")


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Note.objects.count(), Activity.objects.count()


def asked(scene: Scene, lead: Lead) -> Membership:
    party_id = open_offer(lead).party_id
    return next(one for one in (scene.paul, scene.petra) if one.party_id == party_id)


def page(lead: Lead, act: str = "") -> str:
    return reverse("portal-answer", args=[lead.id, act]) if act else reverse("portal-lead", args=[lead.id])


def placed(scene: Scene, lead: Lead) -> Membership:
    """Paul works it."""
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return scene.paul


# -- the doors ----------------------------------------------------------------------------------------------------


def test_anonymous_is_sent_to_the_login(scene: Scene, lead: Lead, client: Client) -> None:
    before = counted()
    for address in (*(reverse(name) for name in PAGES), page(lead)):
        assert client.get(address)["Location"].startswith("/login")
    assert client.post(page(lead, "accept"))["Location"].startswith("/login")
    assert counted() == before


def test_otto_the_outsider_sees_nothing_and_does_nothing(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    otto, before = as_member(scene.otto), counted()
    assert otto.get(page(lead)).status_code == 404
    for act in ("accept", "decline", "contact", "note", "pass-on"):
        assert otto.post(page(lead, act), {"text": "Hallo", "reason": "too_far"}).status_code == 404
    for name in ("portal", "portal-leads", "portal-closed"):
        text = otto.get(reverse(name)).content.decode()
        assert "Weilheim" not in text
        assert not [secret for secret in SECRETS if secret in text]
    assert counted() == before


@pytest.mark.parametrize("who", ["vera", "tom", "ada", "frieda"])
def test_the_portal_does_not_exist_for_the_house(
    scene: Scene, lead: Lead, as_member: AsMember, who: str
) -> None:
    client = as_member(getattr(scene, who))
    for address in (*(reverse(name) for name in PAGES), page(lead)):
        assert client.get(address).status_code == 404
    assert client.post(page(lead, "accept")).status_code == 404


def test_wrong_methods_and_unknown_acts_are_refused(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    client, before = as_member(asked(scene, lead)), counted()
    for address in (*(reverse(name) for name in PAGES), page(lead)):
        assert client.post(address).status_code == 405
    assert client.put(page(lead, "accept")).status_code == 405
    assert client.post(page(lead, "explode")).status_code == 404
    assert client.get(page(lead, "accept"))["Location"] == page(lead)
    assert counted() == before


def test_forms_of_the_portal_ask_for_a_csrf_token(scene: Scene, lead: Lead) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(asked(scene, lead).person)
    assert strict.post(page(lead, "accept")).status_code == 403
    home = strict.get(reverse("portal")).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', home)
    assert found
    assert strict.post(page(lead, "accept"), {"csrfmiddlewaretoken": found[1]}).status_code == 302


def test_a_partner_begins_in_its_portal(scene: Scene, as_member: AsMember) -> None:
    assert as_member(scene.paul).get("/")["Location"] == reverse("portal")


# -- what is asked ------------------------------------------------------------------------------------------------


def test_home_shows_the_teaser_of_what_is_asked_and_nothing_more(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    text = as_member(asked(scene, lead)).get(reverse("portal")).content.decode()
    assert "1 neue Anfrage" in text
    assert "82362 Weilheim" in text
    assert "Pause bis wann?" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_accepting_at_home_opens_the_lead_with_its_contact_data(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client = as_member(asked(scene, lead))
    text = client.post(page(lead, "accept"), follow=True).content.decode()
    assert 'href="tel:+4988112345"' in text
    assert "Die Anfrage gehört jetzt Ihnen" in text or "Vielen Dank" in text
    assert "Musterfrau" in client.get(reverse("portal-leads")).content.decode()
    assert Entry.objects.filter(kind="offer.accepted").get().actor_kind == "member"


def test_a_firms_first_acceptance_shows_what_is_agreed_and_keeps_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    member = asked(scene, lead)
    Agreement.objects.all().delete()
    client, before = as_member(member), counted()
    shown = client.post(page(lead, "accept")).content.decode()
    assert "Vor Ihrer ersten Anfrage" in shown
    wrong = client.post(page(lead, "accept"), {"seen": "x"})
    assert wrong.status_code == 422
    assert counted() == before
    found = re.search(r'name="seen" value="([^"]+)"', shown)
    assert found
    client.post(page(lead, "accept"), {"seen": found[1]})
    kept = Agreement.objects.get()
    assert (kept.member_id, kept.party_id) == (member.id, member.party_id)
    lead.refresh_from_db()
    assert lead.holder_id == member.party_id


def test_declining_with_a_pause_lets_the_firm_rest(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    member = asked(scene, lead)
    client = as_member(member)
    client.post(page(lead, "decline"), {"reason": "no_capacity", "pause_until": "2026-03-09"})
    member.party.refresh_from_db()
    assert member.party.paused_until is not None
    assert "nimmt zurzeit keine Anfragen an" in client.get(reverse("portal")).content.decode()


def test_what_is_late_and_still_free_stands_below(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    offer, member = open_offer(lead), asked(scene, lead)
    offers.accept_offer(offer.id, actor=actor_of(member), now=scene.now)
    offers.undo_acceptance(offer.id, actor=actor_of(member), now=scene.now)
    text = as_member(member).get(reverse("portal")).content.decode()
    assert "noch niemand angenommen" in text or "noch niemand" in text


# -- my leads -----------------------------------------------------------------------------------------------------


def test_my_leads_are_grouped_by_what_is_due(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    client = as_member(placed(scene, lead))
    resting = captured(scene, "2", prospect={"last_name": "Ruhig"})
    placed(scene, resting)
    actor = actor_of(scene.paul)
    work.report_contact(resting.id, actor=actor, now=scene.now)
    on = (scene.now + timedelta(days=20)).date()
    follow_ups.agree_follow_up(resting.id, on=on, text="Umbau", actor=actor, now=scene.now)
    text = client.get(reverse("portal-leads")).content.decode()
    assert text.index("Musterfrau") < text.index("Ruhend") < text.index("Ruhig")
    later = scene.now + timedelta(days=9)
    with time_machine.travel(later, tick=False):
        text = client.get(reverse("portal-leads")).content.decode()
    assert text.index("Überfällig") < text.index("Musterfrau")


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ("muster", True),
        ("weilheim", True),
        ("12345", True),
        ("2345", True),
        ("Hamburg", False),
        ("!!", False),
    ],
)
def test_search_finds_own_leads_by_name_place_and_digits(
    scene: Scene, lead: Lead, as_member: AsMember, wanted: str, is_found: bool
) -> None:
    client = as_member(placed(scene, lead))
    other = captured(scene, "2", prospect={"last_name": "Musterfremd"})
    desk.place_lead(other.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=scene.now)
    text = client.get(reverse("portal-leads"), {"q": wanted}).content.decode()
    assert ("Musterfrau" in text) is is_found
    assert "Musterfremd" not in text


def test_the_list_pages_by_what_was_seen_last(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.queries.own_leads.PAGE", 2)
    for number in range(5):
        placed(scene, captured(scene, str(number), prospect={"last_name": f"Muster{number}"}))
    client, address, seen = as_member(scene.paul), reverse("portal-leads"), []
    for _ in range(3):
        text = client.get(address).content.decode()
        seen += re.findall(r"(Muster\d)</b>", text)
        more = re.search(r'href="(\?after=[^"]+)"', text)
        address = reverse("portal-leads") + more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == [f"Muster{number}" for number in range(5)]
    assert not address


# -- one lead -----------------------------------------------------------------------------------------------------


def test_whoever_gave_back_sees_no_contact_data_and_what_became_of_it(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client = as_member(placed(scene, lead))
    client.post(page(lead, "give-back"), {"reason": "no_capacity"})
    for address in (page(lead), reverse("portal-closed"), reverse("portal-leads"), reverse("portal")):
        assert not [s for s in SECRETS if s in client.get(address).content.decode()]
    assert "zurückgegeben" in client.get(reverse("portal-closed")).content.decode()


def test_one_tap_after_the_contact_says_how_hot_it_really_was(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client = as_member(placed(scene, lead))
    question = "Wie heiß ist die Anfrage wirklich?"
    assert question not in client.get(page(lead)).content.decode()
    client.post(page(lead, "contact"))
    assert question in client.get(page(lead)).content.decode()
    said = client.post(page(lead, "rate"), {"temperature": "cold"}, follow=True).content.decode()
    assert "Ihre Einschätzung:" in said
    assert lead.mandates.get().rated_temperature == "cold"
    before = counted()
    assert client.post(page(lead, "rate"), {"temperature": "lukewarm"}).status_code == 422
    assert counted() == before


def test_whoever_left_the_firm_sees_nothing(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    client = as_member(placed(scene, lead))
    Membership.objects.filter(id=scene.paul.id).update(is_active=False)
    for address in (reverse("portal"), page(lead)):
        assert client.get(address).status_code == 404
    assert client.post(page(lead, "contact")).status_code == 404
    assert not Activity.objects.exists()


def test_a_report_counts_at_the_time_of_the_tap_and_is_entered_now(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client = as_member(placed(scene, lead))
    tapped = scene.now + timedelta(hours=1)
    with time_machine.travel(scene.now + timedelta(hours=3), tick=False):
        client.post(page(lead, "contact"), {"at": tapped.isoformat()})
        client.post(page(lead, "note"), {"at": tapped.isoformat(), "text": "Hund im Hof"})
    lead.refresh_from_db()
    assert (lead.contacted_at, Activity.objects.get().at) == (tapped, tapped)
    assert Note.objects.get().created_at == tapped
    assert Entry.objects.get(kind="activity.contact").at == scene.now + timedelta(hours=3)


def test_the_same_tap_sent_twice_counts_once_and_another_act_counts_too(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client = as_member(placed(scene, lead))
    for _ in range(2):
        client.post(page(lead, "attempt"), {"once": "a"})
    client.post(page(lead, "contact"), {"once": "a"})
    assert sorted(Activity.objects.values_list("kind", flat=True)) == ["attempt", "contact"]


def test_a_script_is_answered_in_json(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    client = as_member(placed(scene, lead))
    done = client.post(page(lead, "attempt"), HTTP_ACCEPT="application/json")
    assert done.json() == {"said": "Notiert: nicht erreicht."}
    refused = client.post(page(lead, "quote"), {"amount": "viel"}, HTTP_ACCEPT="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "amount_unreadable")


def test_an_appointment_goes_into_the_calendar(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    client = as_member(placed(scene, lead))
    client.post(page(lead, "appointment"), {"due_at": "2026-03-05T14:00"})
    found = re.search(r'href="([^"]+\.ics)"', client.get(page(lead)).content.decode())
    assert found
    answer = client.get(found[1])
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART:20260305T130000Z" in text
    assert "Anna Musterfrau" in text
    assert as_member(scene.otto).get(found[1]).status_code == 404
    work.give_back(lead.id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.now)
    assert client.get(found[1]).status_code == 404


def test_shared_files_are_fetched_and_internal_ones_do_not_exist(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    client, vera = as_member(placed(scene, lead)), actor_of(scene.vera)
    plan, secret = (
        attach_file(lead.id, filename=name, content=b"Plan", actor=vera, now=scene.now, is_internal=inside)
        for name, inside in (("plan.txt", False), ("intern.txt", True))
    )
    text = client.get(page(lead)).content.decode()
    assert "plan.txt" in text
    assert "intern.txt" not in text
    shared = reverse("portal-file", args=[lead.id, plan])
    answer = client.get(shared)
    assert answer.content == b"Plan"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("portal-file", args=[lead.id, secret])).status_code == 404
    assert as_member(scene.otto).get(shared).status_code == 404
    work.give_back(lead.id, reason="no_capacity", actor=actor_of(scene.paul), now=scene.now)
    assert client.get(shared).status_code == 404


def test_a_lead_is_passed_on_inside_the_firm_and_nowhere_else(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    pia = add_member(scene.paul.party_id, email="pia@example.com", name="Pia", role="partner_member")
    client = as_member(placed(scene, lead))
    assert "Pia" in client.get(page(lead)).content.decode()
    before = counted()
    for wrong in (str(scene.otto.id), "x", ""):
        assert client.post(page(lead, "pass-on"), {"member": wrong}).status_code == 422
    assert counted() == before
    client.post(page(lead, "pass-on"), {"member": str(pia.id)})
    assert lead.mandates.get().member_id == pia.id


def test_whoever_is_asked_again_reads_nothing_that_was_typed_before(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    paul = placed(scene, lead)
    work.report_contact(lead.id, actor=actor_of(paul), now=scene.now, text="Schlüssel beim Nachbarn")
    assert "Schlüssel beim Nachbarn" in as_member(paul).get(page(lead)).content.decode()
    desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Tausch")
    desk.offer_by_hand(
        lead.id, party_id=paul.party_id, actor=actor_of(scene.vera), now=scene.later(minutes=5), text="Doch"
    )
    text = as_member(paul).get(page(lead)).content.decode()
    assert "Annehmen" in text
    assert "Erreicht" in text
    assert "Schlüssel beim Nachbarn" not in text


def test_whoever_works_a_lead_reads_how_it_arrived(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    paul = placed(scene, lead)
    text = as_member(paul).get(page(lead)).content.decode()
    assert "Die Anfrage ging ein (" in text


def test_who_looks_after_us_can_be_called(scene: Scene, as_member: AsMember) -> None:
    Membership.objects.filter(id=scene.frieda.id).update(phone="+498912345")
    text = as_member(scene.paul).get(reverse("portal")).content.decode()
    assert "Frieda" in text
    assert 'href="tel:+498912345"' in text


def test_portal_pages_take_as_many_queries_as_committed(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    for number in range(2, 9):
        other = captured(scene, str(number))
        if number % 2:
            placed(scene, other)
    for number in range(20, 23):
        gone = captured(scene, str(number))
        placed(scene, gone)
        work.win_lead(gone.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    work.report_attempt(placed_lead(scene).id, actor=actor_of(scene.paul), now=scene.now)
    addresses = {name: reverse(name) for name in PAGES} | {"portal-lead": page(placed_lead(scene))}
    assert_as_committed(as_member(scene.paul), addresses)


def placed_lead(scene: Scene) -> Lead:
    found = Lead.objects.filter(holder_id=scene.paul.party_id, status="working").order_by("id").first()
    assert found
    return found
