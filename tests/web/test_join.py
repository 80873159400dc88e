"""The invitation's page: it shows who invites and what is agreed, and only a press of a button changes something."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from staffel.actions import desk
from staffel.actions.invitations import Invitation, invite, revoke_invitation
from staffel.actions.links import link_for, token
from staffel.channels.sender import send_due
from staffel.models import Agreement, Delivery, Entry, Lead, Membership, PartyState
from tests.channels.post_office import PostOffice, text_of
from tests.scene import Scene, actor_of, add_partner, captured, open_offer

READ = {"answer": "accept", "agreed": "1", "name": "Nina Neu", "language": "de", "sms_for": "urgent"}


@pytest.fixture(autouse=True)
def _no_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def nina(scene: Scene) -> Membership:
    firm = add_partner("neu", "Neu Wärme", "82362", ["82"], state=PartyState.INVITED)
    return invited(scene, firm.id, "partner_manager")


def invited(scene: Scene, party_id: Any, role: str) -> Membership:
    wanted = Invitation(party_id=party_id, email="nina@example.com", name="Nina", role=role)
    return Membership.objects.get(id=invite(wanted, actor=actor_of(scene.vera), now=scene.now))


def address_of(member: Membership, scene: Scene) -> str:
    return f"/join/{token(link_for('invitation', member.id, member.id, now=scene.now))}"


def seen_on(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def answered(client: Client, address: str, **typed: str) -> Any:
    shown = client.get(address).text
    seen = {"seen": seen_on(shown)} if 'name="seen"' in shown else {}
    return client.post(address, {**READ, "language_shown": "de", **seen, **typed})


def counted() -> tuple[int, ...]:
    return Entry.objects.count(), Delivery.objects.count(), Agreement.objects.count()


def test_the_page_says_who_invites_and_what_is_agreed_and_changes_nothing(
    scene: Scene, nina: Membership, client: Client
) -> None:
    before = counted()
    answer = client.get(address_of(nina, scene))
    assert "Wärmewerk lädt Sie ein" in answer.text
    assert "Neu Wärme" in answer.text
    assert "Ich stimme für Neu Wärme zu." in answer.text
    for heading in (
        "Was wir von Ihnen erwarten",
        "Was Sie mit den Kontaktdaten tun dürfen",
        "Unsere Bedingungen",
    ):
        assert heading in answer.text
    assert "Staffel" not in answer.text.replace("staffel", "")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, private")
    assert counted() == before
    assert "invites you" in client.get(address_of(nina, scene) + "?language=en").text


def test_accepting_on_the_page_joins_and_a_second_press_is_harmless(
    scene: Scene, nina: Membership, client: Client
) -> None:
    address = address_of(nina, scene)
    typed = {"password": "Wintergarten-7", "quiet_from": "20:00", "quiet_to": "07:00"}
    assert answered(client, address, **typed)["Location"] == address
    nina.refresh_from_db()
    assert nina.joined_at == scene.now
    assert nina.party.state == PartyState.ACTIVE
    assert client.session["_auth_user_id"] == str(nina.person_id)
    page = client.get(address).text
    assert "Willkommen" in page
    assert "Zu meinem Portal" in page
    before = counted()
    assert "Willkommen" in client.post(address, READ).text
    assert counted() == before
    later = Client()
    assert "Anmelden" in later.get(address).text  # the link alone logs nobody in
    assert "_auth_user_id" not in later.session
    typed = {"login": "nina@example.com", "password": "Wintergarten-7"}
    assert later.post("/login", typed)["Location"] == "/"


def test_a_partner_can_join_without_a_password_and_answers_by_links(
    scene: Scene, nina: Membership, client: Client
) -> None:
    assert answered(client, address_of(nina, scene)).status_code == 302
    nina.refresh_from_db()
    assert nina.joined_at
    assert "_auth_user_id" not in client.session
    assert not nina.person.has_usable_password()
    assert "Anmelden" not in client.get(address_of(nina, scene)).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"agreed": ""}, "Bitte setzen Sie das Häkchen"),
        ({"password": "1234"}, "zu kurz"),
        ({"name": ""}, "zwingend erforderlich"),
        ({"phone": "12"}, "keine Telefonnummer"),
        ({"quiet_from": "20:00"}, "beide Zeiten"),
        ({"seen": "something else"}, "Der Text hat sich inzwischen geändert"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(
    scene: Scene, nina: Membership, client: Client, typed: dict[str, str], words: str
) -> None:
    before = counted()
    answer = answered(client, address_of(nina, scene), **{"phone": "0171 1234567", **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed.get("phone", "0171 1234567")}"' in answer.text
    assert counted() == before
    nina.refresh_from_db()
    assert nina.joined_at is None


def test_declining_needs_nothing_typed(scene: Scene, nina: Membership, client: Client) -> None:
    address = address_of(nina, scene)
    assert client.post(address, {"answer": "decline"})["Location"] == address
    nina.refresh_from_db()
    assert nina.declined_at == scene.now
    assert "abgelehnt" in client.get(address).text


def test_a_colleague_at_the_desk_agrees_to_nothing_and_needs_a_password(scene: Scene, client: Client) -> None:
    member = invited(scene, scene.desk.id, "desk")
    address = address_of(member, scene)
    page = client.get(address).text
    assert "Sie gehören künftig zum Team „Innendienst“ von Wärmewerk." in page
    assert "Unsere Bedingungen" not in page
    assert answered(client, address).status_code == 422
    assert answered(client, address, password="Wintergarten-7").status_code == 302
    member.refresh_from_db()
    assert member.joined_at
    assert not Agreement.objects.filter(member=member).exists()


def test_a_wrong_revoked_or_foreign_link_opens_nothing(
    scene: Scene, nina: Membership, client: Client
) -> None:
    address, lead = address_of(nina, scene), captured(scene)
    offer = open_offer(lead)
    other = Membership.objects.filter(party_id=offer.party_id)[0]
    of_offer = token(link_for("offer", offer.id, other.id, now=scene.now))
    assert client.get(f"/join/{of_offer}").status_code == 404
    assert client.get(address.replace("/join/", "/l/")).status_code == 404
    revoke_invitation(nina.id, actor=actor_of(scene.ada), now=scene.now)
    before = counted()
    assert "gilt nicht" in client.get(address).text
    assert client.post(address, READ).status_code == 404
    assert counted() == before
    assert client.put(address).status_code == 405


def test_the_mail_invites_and_leads_to_the_page(
    scene: Scene, nina: Membership, client: Client, live: PostOffice
) -> None:
    send_due(scene.now)
    (mail,) = live.to("nina@example.com")
    text = text_of(mail)
    assert mail["Subject"].strip() == "Wärmewerk lädt Sie ein: Anfragen aus Ihrer Nähe"
    assert "Vera lädt Neu Wärme ein" in text
    assert address_of(nina, scene) in text
    kept = Delivery.objects.get(kind="invitation")
    assert kept.state == "sent"
    assert "[link]" in kept.kept_body
    assert "/join/" not in kept.kept_body


def test_before_live_a_firm_is_not_reached_but_ones_own_people_are(
    scene: Scene, nina: Membership, office: PostOffice
) -> None:
    colleague = Invitation(party_id=scene.desk.id, email="kim@example.com", name="Kim", role="desk")
    invite(colleague, actor=actor_of(scene.ada), now=scene.now)
    send_due(scene.now)
    assert [receiver for receiver, _ in office.messages] == ["kim@example.com"]
    assert Delivery.objects.get(member=nina).state == "kept"


def test_who_has_answered_or_was_revoked_gets_no_invitation_any_more(
    scene: Scene, nina: Membership, client: Client, live: PostOffice
) -> None:
    answered(client, address_of(nina, scene))
    send_due(scene.now)
    assert Delivery.objects.get(member=nina).error == "answered"
    assert live.to("nina@example.com") == []


def test_administrators_find_the_working_link_where_nothing_leaves(
    scene: Scene, nina: Membership, as_member: Any
) -> None:
    send_due(scene.now)
    page = f"/deliveries/{Delivery.objects.get(member=nina).id}"
    assert address_of(nina, scene) in as_member(scene.ada).get(page).text
    assert address_of(nina, scene) not in as_member(scene.vera).get(page).text


def test_who_logs_in_before_answering_has_no_pages_yet(
    scene: Scene, nina: Membership, client: Client
) -> None:
    client.force_login(nina.person)
    answer = client.get("/process")
    assert answer.status_code == 404
    assert "Kein Zugang" in answer.text
    assert client.post("/logout").status_code == 302
    assert client.get("/login").status_code == 200


# -- the first lead by link of a firm that never agreed -------------------------------------------------------------


def first_offer(scene: Scene) -> str:
    """The address of an offer to a firm that has not agreed to anything."""
    offer = open_offer(captured(scene))
    member = Membership.objects.filter(party_id=offer.party_id)[0]
    Agreement.objects.all().delete()
    return f"/l/{token(link_for('offer', offer.id, member.id, now=scene.now))}"


def test_who_never_agreed_reads_first_and_nothing_has_happened_yet(scene: Scene, client: Client) -> None:
    address, before = first_offer(scene), counted()
    answer = client.post(f"{address}/accept")
    assert "Vor Ihrer ersten Anfrage" in answer.text
    assert "Musterfrau" not in answer.text
    assert Lead.objects.get().status == "brokering"
    assert counted() == (before[0], before[1], 0)
    assert client.get(f"{address}/accept").status_code == 302


def test_agreeing_and_accepting_are_one_and_asked_once(scene: Scene, client: Client) -> None:
    address = first_offer(scene)
    typed = {"seen": seen_on(client.post(f"{address}/accept").text)}
    assert client.post(f"{address}/accept", typed).status_code == 302
    kept = Agreement.objects.get()
    assert kept.party_id == Lead.objects.get().holder_id
    assert Entry.objects.filter(kind="agreement.made", actor_kind="link").count() == 1
    assert client.post(f"{address}/accept", typed).status_code == 302
    assert Agreement.objects.count() == 1


def test_who_agreed_to_another_text_reads_again_and_has_nothing_accepted(
    scene: Scene, client: Client
) -> None:
    address = first_offer(scene)
    answer = client.post(f"{address}/accept", {"seen": "something else"})
    assert answer.status_code == 422
    assert "inzwischen geändert" in answer.text
    assert (Lead.objects.get().status, Agreement.objects.count()) == ("brokering", 0)


def test_no_agreement_is_kept_when_the_lead_is_gone(scene: Scene, client: Client) -> None:
    address = first_offer(scene)
    seen = seen_on(client.post(f"{address}/accept").text)
    other = next(
        m for m in (scene.paul, scene.petra) if m.party_id != open_offer(Lead.objects.get()).party_id
    )
    desk.place_lead(Lead.objects.get().id, party_id=other.party_id, actor=actor_of(scene.vera), now=scene.now)
    assert client.post(f"{address}/accept", {"seen": seen}).status_code == 422
    assert not Agreement.objects.exists()
    assert "Vor Ihrer ersten Anfrage" not in client.post(f"{address}/accept").text


def test_declining_needs_no_agreement(scene: Scene, client: Client) -> None:
    address = first_offer(scene)
    assert client.post(f"{address}/decline", {"reason": "too_far"}).status_code == 302
    assert not Agreement.objects.exists()
