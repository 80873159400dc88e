"""The link's page: what it shows in each situation, what each button does, and what nobody may see."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, offers, outflow
from staffel.actions.clock import run_due
from staffel.actions.links import link_for, token
from staffel.actions.work import add_note
from staffel.models import Activity, Delivery, Entry, Lead, Link, Membership, Note, Offer, Receipt
from tests.channels.post_office import PostOffice
from tests.scene import Scene, actor_of, open_offer

pytestmark = pytest.mark.django_db
SECRETS = ("Musterfrau", "Anna", "anna.musterfrau", "88112345", "Geheimweg")


def member_of(scene: Scene, offer: Offer) -> Membership:
    return next(m for m in (scene.paul, scene.petra, scene.otto) if m.party_id == offer.party_id)


def address(scene: Scene, offer: Offer, act: str = "") -> str:
    proof = token(link_for("offer", offer.id, member_of(scene, offer).id, now=scene.now))
    return reverse("answer", args=[proof, act]) if act else reverse("link", args=[proof])


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Note.objects.count(), Activity.objects.count()


def accepted(scene: Scene, client: Client, lead: Lead) -> Offer:
    offer = open_offer(lead)
    client.post(address(scene, offer, "accept"))
    return offer


def contacted(scene: Scene, client: Client, lead: Lead) -> Offer:
    offer = accepted(scene, client, lead)
    client.post(address(scene, offer, "contact"))
    return offer


def test_open_offer_shows_the_teaser_and_nothing_more(scene: Scene, lead: Lead, client: Client) -> None:
    text = client.get(address(scene, open_offer(lead))).content.decode()
    assert "82362 Weilheim" in text
    assert "Annehmen" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_looking_changes_nothing_however_often(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    before, links = counted(), None
    for _ in range(2):
        client.get(address(scene, offer))
        client.head(address(scene, offer))
        client.get(address(scene, offer, "accept"))
        links = links or Link.objects.count()
    assert counted() == before
    assert Link.objects.count() == links
    assert open_offer(lead) == offer


def test_page_keeps_its_address_to_itself(scene: Scene, lead: Lead, client: Client) -> None:
    answer = client.get(address(scene, open_offer(lead)))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_accepting_shows_the_contact_data_and_the_deadline(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    answer = client.post(address(scene, offer, "accept"), follow=True)
    text = answer.content.decode()
    assert 'href="tel:+4988112345"' in text
    assert "Anna Musterfrau" in text
    assert "Am Geheimweg 7" in text
    assert "fällig bis" in text
    lead.refresh_from_db()
    assert lead.holder_id == offer.party_id


def test_answers_need_no_cookie_and_no_csrf_token(scene: Scene, lead: Lead) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(scene, open_offer(lead), "accept")).status_code == 302


def test_second_tap_on_accept_is_harmless(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    client.post(address(scene, offer, "accept"))
    before = counted()
    assert client.post(address(scene, offer, "accept")).status_code == 302
    assert counted() == before


def test_second_tap_on_a_report_counts_once(scene: Scene, lead: Lead, client: Client) -> None:
    offer = accepted(scene, client, lead)
    page = client.get(address(scene, offer)).content.decode()
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    for _ in range(2):
        client.post(address(scene, offer, "attempt"), {"once": found[1]})
    assert Activity.objects.filter(kind="attempt").count() == 1
    assert Receipt.objects.filter(door__startswith="link:").count() == 1


def test_refused_report_leaves_no_receipt(scene: Scene, lead: Lead, client: Client) -> None:
    offer = accepted(scene, client, lead)
    client.post(address(scene, offer, "follow-up"), {"once": "x", "on": "2026-03-20", "text": "later"})
    assert not Receipt.objects.filter(door__startswith="link:").exists()


@pytest.mark.parametrize(
    ("act", "typed", "kind"),
    [
        ("contact", {}, "activity.contact"),
        ("attempt", {}, "activity.attempt"),
        ("appointment", {"due_at": "2026-03-05T14:00"}, "activity.appointment"),
        ("quote", {"amount": "18.500,00"}, "activity.quote"),
        ("win", {"amount": "17.900"}, "lead.closed"),
        ("lose", {"reason": "price"}, "lead.closed"),
        ("give-back", {"reason": "no_capacity"}, "mandate.given_back"),
        ("more-time", {"text": "Wartet auf Unterlagen"}, "deadline.extension_asked"),
        ("note", {"text": "Hund im Hof"}, "note.added"),
        ("undo", {}, "offer.undone"),
    ],
)
def test_report_does_what_its_button_says(
    scene: Scene, lead: Lead, client: Client, act: str, typed: dict[str, str], kind: str
) -> None:
    offer = accepted(scene, client, lead)
    answer = client.post(address(scene, offer, act), typed, follow=True)
    assert answer.status_code == 200
    assert Entry.objects.filter(
        lead=lead, kind=kind, actor_member=member_of(scene, offer), actor_kind="link"
    ).exists()


def test_follow_up_is_agreed_after_the_first_contact(scene: Scene, lead: Lead, client: Client) -> None:
    offer = contacted(scene, client, lead)
    client.post(address(scene, offer, "follow-up"), {"on": "2026-04-20", "text": "Nach dem Umbau"})
    lead.refresh_from_db()
    assert lead.deadline_kind == "follow_up"
    assert "Nach dem Umbau" in client.get(address(scene, offer)).content.decode()


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("follow-up", {"on": "2026-03-20", "text": "Nach dem Umbau"}, "nach dem Erstkontakt"),
        ("follow-up", {"on": "kein Tag", "text": "Nach dem Umbau"}, "wählen Sie einen Tag"),
        ("appointment", {"due_at": "", "text": "Nach dem Umbau"}, "wählen Sie einen Tag"),
        ("appointment", {"due_at": "2126-03-05T14:00", "text": "Nach dem Umbau"}, "zu weit"),
        ("quote", {"amount": "viel", "text": "Nach dem Umbau"}, "kein Betrag"),
        ("win", {"amount": "-5", "text": "Nach dem Umbau"}, "nicht negativ"),
        ("lose", {"reason": "erfunden", "text": "Nach dem Umbau"}, "aufgeführten Gründe"),
        ("lose", {"reason": "not_reachable", "text": "Nach dem Umbau"}, "4-mal"),
        ("give-back", {"reason": "", "text": "Nach dem Umbau"}, "aufgeführten Gründe"),
        ("more-time", {"text": " "}, "Bitte sagen Sie, warum"),
        ("note", {"text": " "}, "leer"),
    ],
)
def test_refusal_is_said_in_words_keeps_what_was_typed_and_changes_nothing(
    scene: Scene, lead: Lead, client: Client, act: str, typed: dict[str, str], words: str
) -> None:
    offer = accepted(scene, client, lead)
    before = counted()
    answer = client.post(address(scene, offer, act), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert typed.get("text", " ").strip() in text
    assert counted() == before


def test_declining_asks_why_and_the_next_partner_is_asked(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    answer = client.post(
        address(scene, offer, "decline"), {"reason": "too_far", "text": "Zu weit"}, follow=True
    )
    assert "abgelehnt" in answer.content.decode()
    assert answer.content.decode().count("Vielen Dank") <= 1
    assert 'role="status"' not in answer.content.decode()
    assert open_offer(lead).party_id != offer.party_id


def test_an_appointment_is_repeated_with_its_time(scene: Scene, lead: Lead, client: Client) -> None:
    page = address(scene, accepted(scene, client, lead), "appointment")
    answer = client.post(page, {"due_at": "2026-03-05T14:00"}, follow=True)
    assert "Notiert: Termin am Do, 5.3., 14:00." in answer.content.decode()


def test_declining_without_capacity_may_ask_for_a_pause(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    client.post(address(scene, offer, "decline"), {"reason": "no_capacity", "pause_until": "2026-03-09"})
    offer.party.refresh_from_db()
    assert offer.party.paused_until is not None


def test_declining_without_a_reason_is_refused(scene: Scene, lead: Lead, client: Client) -> None:
    before = counted()
    assert client.post(address(scene, open_offer(lead), "decline")).status_code == 422
    assert counted() == before


def test_expired_offer_says_so_and_can_still_be_accepted(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    scene.now = offer.window_ends_at + timedelta(minutes=1)
    with time_machine.travel(scene.now, tick=False):
        run_due(now=scene.now)
        text = client.get(address(scene, offer)).content.decode()
        assert "Noch frei" in text
        client.post(address(scene, offer, "accept"))
    lead.refresh_from_db()
    assert lead.holder_id == offer.party_id


def test_enquiry_that_went_to_another_says_so_friendly(scene: Scene, lead: Lead, client: Client) -> None:
    first = open_offer(lead)
    client.post(address(scene, first, "decline"), {"reason": "too_far"})
    second = open_offer(lead)
    desk.place_lead(lead.id, party_id=first.party_id, actor=actor_of(scene.vera), now=scene.now)
    page = client.get(address(scene, second)).content.decode()
    assert "bei einer anderen Firma" in page
    answer = client.post(address(scene, second, "accept"))
    assert answer.status_code == 422
    assert "bereits bei einer anderen Firma" in answer.content.decode()
    assert not [secret for secret in SECRETS if secret in answer.content.decode()]


def test_whoever_no_longer_holds_the_lead_sees_no_contact_data(
    scene: Scene, lead: Lead, client: Client
) -> None:
    offer = accepted(scene, client, lead)
    for act, typed in (("give-back", {"reason": "no_capacity"}), ("note", {"text": "zu spät"})):
        text = client.post(address(scene, offer, act), typed, follow=True).content.decode()
        assert not [secret for secret in SECRETS if secret in text]
    assert "nicht mehr bei Ihnen" in client.get(address(scene, offer)).content.decode()


def test_won_enquiry_thanks_and_closes(scene: Scene, lead: Lead, client: Client) -> None:
    offer = accepted(scene, client, lead)
    text = client.post(address(scene, offer, "win"), {"amount": "17.900"}, follow=True).content.decode()
    assert "17.900" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_closed_enquiry_says_so(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    desk.close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    assert "beendet" in client.get(address(scene, offer)).content.decode()


def test_withdrawn_enquiry_says_so(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    scene.later(minutes=1)
    client.post(address(scene, offer, "accept"))
    desk.take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Irrtum")
    assert "nicht mehr bei Ihnen" in client.get(address(scene, offer)).content.decode()


def test_halted_outflow_is_said_and_accepting_stays_possible(
    scene: Scene, lead: Lead, client: Client
) -> None:
    outflow.halt("all", actor=actor_of(scene.ada), now=scene.now)
    offer = open_offer(lead)
    assert "steht zurzeit still" in client.get(address(scene, offer)).content.decode()
    assert client.post(address(scene, offer, "accept")).status_code == 302


def test_not_reachable_has_a_plan_and_may_close_after_enough_attempts(
    scene: Scene, lead: Lead, client: Client
) -> None:
    offer = accepted(scene, client, lead)
    for attempt in range(4):
        text = client.post(
            address(scene, offer, "attempt"), {"once": str(attempt)}, follow=True
        ).content.decode()
        assert "Nächster Versuch am besten" in text
    assert "Als nicht erreichbar beenden" in text
    client.post(address(scene, offer, "lose"), {"reason": "not_reachable"})
    lead.refresh_from_db()
    assert (lead.status, lead.reason) == ("closed", "not_reachable")


def test_page_speaks_the_members_language_and_can_be_switched(
    scene: Scene, lead: Lead, client: Client
) -> None:
    page = address(scene, open_offer(lead))
    assert "Annehmen" in client.get(page).content.decode()
    english = client.get(page, {"language": "en"}).content.decode()
    assert ">Accept<" in english.replace("</svg>", ">")
    answer = client.post(address(scene, open_offer(lead), "accept"), {"language": "en"}, follow=True)
    assert "The enquiry is yours now" in answer.content.decode()


@pytest.mark.parametrize("wrong", ["x", "A" * 48, "ü", "a" * 3000])
def test_wrong_token_gets_a_friendly_page_in_the_browsers_language(client: Client, wrong: str) -> None:
    for path in (f"/l/{wrong}", f"/l/{wrong}/accept"):
        answer = client.get(path, HTTP_ACCEPT_LANGUAGE="de")
        assert answer.status_code == 404
        assert "Dieser Link öffnet nichts" in answer.content.decode()
    assert (
        "This link does not open anything"
        in client.get(f"/l/{wrong}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )


def test_revoked_wrong_and_foreign_links_look_the_same(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    revoked = link_for("offer", offer.id, member_of(scene, offer).id, now=scene.now)
    path = reverse("link", args=[token(revoked)])
    Link.objects.filter(id=revoked.id).update(revoked_at=scene.now)
    foreign = reverse("link", args=[token(link_for("offer", offer.id, scene.otto.id, now=scene.now))])
    pages = {client.get(p, HTTP_ACCEPT_LANGUAGE="de").content for p in (path, foreign, "/l/wrong")}
    assert len(pages) == 1


def test_unknown_act_and_wrong_method_are_refused(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    before = counted()
    assert client.post(address(scene, offer, "explode")).status_code == 404
    assert client.post(address(scene, offer)).status_code == 405
    assert client.put(address(scene, offer, "accept")).status_code == 405
    assert counted() == before


def test_note_of_the_desk_that_is_internal_stays_inside(scene: Scene, lead: Lead, client: Client) -> None:
    offer = accepted(scene, client, lead)
    add_note(lead.id, text="Nur fuer uns", actor=actor_of(scene.vera), now=scene.now, is_internal=True)
    add_note(lead.id, text="Bitte beachten", actor=actor_of(scene.vera), now=scene.now)
    text = client.get(address(scene, offer)).content.decode()
    assert "Nur fuer uns" not in text
    assert "Bitte beachten" in text


def test_what_one_partner_did_is_not_shown_to_the_next(scene: Scene, lead: Lead, client: Client) -> None:
    first = open_offer(lead)
    name = first.party.name
    client.post(address(scene, first, "decline"), {"reason": "too_far", "text": "Vertraulich"})
    text = client.get(address(scene, open_offer(lead))).content.decode()
    assert name not in text
    assert "Vertraulich" not in text


def test_accepting_twice_by_two_people_of_one_firm_is_one(scene: Scene, lead: Lead, client: Client) -> None:
    offer = open_offer(lead)
    offers.accept_offer(offer.id, actor=actor_of(member_of(scene, offer)), now=scene.now)
    assert client.post(address(scene, offer, "accept")).status_code == 302


# -- the way from the link to all leads -----------------------------------------------------------------------------


def test_who_has_no_password_is_led_to_a_code_for_its_own_address(
    scene: Scene, lead: Lead, client: Client, office: PostOffice
) -> None:
    offer = open_offer(lead)
    member = member_of(scene, offer)
    member.person.set_unusable_password()
    member.person.save()
    page = client.get(address(scene, offer)).text
    found = re.search(r'href="(/login/code\?[^"]+)"[^>]*>Alle meine Anfragen', page)
    assert found
    assert f'value="{member.person.email}"' in client.get(found[1].replace("&amp;", "&")).text
    assert 'href="/login?' not in page


def test_who_has_a_password_comes_to_the_login_with_its_address(
    scene: Scene, lead: Lead, client: Client, office: PostOffice
) -> None:
    offer = open_offer(lead)
    page = client.get(address(scene, offer)).text
    found = re.search(r'href="(/login\?[^"]+)"[^>]*>Alle meine Anfragen', page)
    assert found
    email = member_of(scene, offer).person.email
    assert f'value="{email}"' in client.get(found[1].replace("&amp;", "&")).text
    assert "/login/code?" in page


def test_where_no_mail_is_sent_no_code_is_offered(scene: Scene, lead: Lead, client: Client) -> None:
    page = client.get(address(scene, open_offer(lead))).text
    assert "/login/code" not in page
    assert "/login?" in page
