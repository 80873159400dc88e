"""What a phone is told, and what it is never told: encrypted for it alone, no contact data, quiet at night."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from py_vapid import Vapid02
from pytest_django import Settings

from staffel.actions.clock import run_due
from staffel.actions.desk import take_back_lead
from staffel.actions.links import link_by_token
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.outflow import halt, resume
from staffel.actions.parties import bump
from staffel.actions.push import subscribe, unsubscribe
from staffel.actions.sending import switch_mail_off
from staffel.channels.sender import send_due
from staffel.channels.vapid import public_key
from staffel.models import Delivery, Entry, Installation, Membership, PushSubscription
from staffel.rules.refused import Refused
from tests.channels.conftest import put_phone
from tests.channels.exchange import Exchange, Phone
from tests.channels.post_office import PostOffice
from tests.channels.test_letters import tell_everything
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # Monday, 21:00 in Berlin


def service() -> str:
    return str(django_settings.STAFFEL_PUSH_SERVICES[0])


@pytest.fixture
def phone(scene: Scene, live: PostOffice, exchange: Exchange) -> Phone:
    return put_phone(scene, scene.paul, service())


def pushes() -> list[Delivery]:
    return list(Delivery.objects.filter(channel="push").order_by("created_at", "id"))


def test_an_offer_arrives_on_the_phone_as_a_teaser_that_leads_to_its_answer(
    scene: Scene, phone: Phone, exchange: Exchange
) -> None:
    lead = captured(scene, temperature="warm")
    assert send_due(scene.now) == 2
    (request,) = exchange.requests
    told = phone.read(request)
    assert told["title"] == "Neue Anfrage aus 82362 Weilheim in Oberbayern, warm"
    assert told["text"] == "Bitte antworten Sie bis heute 14:00 Uhr."
    assert told["tag"] == lead.id.hex
    link = link_by_token(told["url"].removeprefix("http://testserver/l/"), now=scene.now)
    assert link is not None
    assert (link.subject, link.member_id) == (open_offer(lead).id, scene.paul.id)
    (row,) = pushes()
    assert (row.state, row.sent_to, row.attempts) == ("sent", service(), 1)
    assert row.kept_subject == told["title"]
    assert row.kept_body == "Bitte antworten Sie bis heute 14:00 Uhr.\n\n[link]"


def test_the_request_is_signed_for_the_service_and_says_how_long_it_is_of_use(
    scene: Scene, phone: Phone, exchange: Exchange
) -> None:
    lead = captured(scene)
    send_due(scene.now)
    headers = exchange.requests[0].headers
    assert Vapid02.verify(headers["Authorization"])
    assert headers["Authorization"].endswith(f"k={public_key()}")
    claims = headers["Authorization"].partition("t=")[2].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["aud"], said["sub"]) == (service(), "mailto:anfragen@waermewerk.example")
    assert scene.now.timestamp() < said["exp"] <= scene.now.timestamp() + 24 * 3600
    window = open_offer(lead).window_ends_at - scene.now
    assert int(headers["TTL"]) == window.total_seconds()
    assert (headers["Topic"], headers["Urgency"]) == (lead.id.hex, "high")
    assert (headers["Content-Encoding"], len(headers["Topic"])) == ("aes128gcm", 32)


def test_the_key_follows_from_the_link_key_alone(settings: Settings) -> None:
    first = public_key()
    assert public_key() == first
    settings.STAFFEL_LINK_KEY = "another"
    assert public_key() != first
    raw = base64.urlsafe_b64decode(first + "=")
    assert (len(raw), raw[0]) == (65, 4)


def test_no_push_and_no_sms_carries_what_a_prospect_typed(
    scene: Scene, phone: Phone, exchange: Exchange
) -> None:
    Membership.objects.filter(id=scene.paul.id).update(phone="0171 2345678", sms_for="all")
    bump()
    lead = tell_everything(scene, typed="Gift")
    read = [phone.read(request) for request in exchange.to("/paul")]
    texts = [request.body.decode() for request in exchange.to("/sms")]
    assert len(read) >= 4
    assert len(texts) >= 4
    kept = Delivery.objects.filter(lead=lead).exclude(channel="mail").values_list("kept_subject", "kept_body")
    for said in (*map(str, read), *texts, *map(str, kept)):
        assert "Gift" not in said
    assert all("/l/" not in body for _, body in kept)


def test_a_phone_that_is_gone_is_not_called_again(scene: Scene, phone: Phone, exchange: Exchange) -> None:
    exchange.answers["/paul"] = 410
    captured(scene)
    send_due(scene.now)
    gone = PushSubscription.objects.get()
    assert gone.ended_at == scene.now
    assert "410" in gone.error
    (row,) = pushes()
    assert (row.state, row.tries.get().is_permanent) == ("failed", True)
    assert Entry.objects.get(kind="push.switched_off").data == {"member": str(scene.paul.id), "code": 410}
    captured(scene, "2")
    assert len(pushes()) == 1


def test_one_phone_of_two_suffices_and_the_other_is_ended(
    scene: Scene, phone: Phone, exchange: Exchange
) -> None:
    second = put_phone(scene, scene.paul, service(), "/tablet")
    exchange.answers["/paul"] = 404
    captured(scene)
    send_due(scene.now)
    assert second.read(exchange.to("/tablet")[0])["title"].startswith("Neue Anfrage")
    assert pushes()[0].state == "sent"
    assert PushSubscription.objects.get(ended_at=None).endpoint.endswith("/tablet")


@pytest.mark.parametrize("code", [403, 429, 500, 302])
def test_a_service_that_has_a_bad_day_is_tried_again_with_the_same_pauses(
    scene: Scene, phone: Phone, exchange: Exchange, code: int
) -> None:
    exchange.answers["/paul"] = code
    captured(scene)
    send_due(scene.now)
    (row,) = pushes()
    assert (row.state, row.attempts, row.due_at) == ("waiting", 1, scene.now + timedelta(minutes=1))
    assert str(code) in row.error
    exchange.answers.clear()
    send_due(scene.later(minutes=1))
    assert pushes()[0].state == "sent"
    assert PushSubscription.objects.get().ended_at is None


def test_a_service_that_cannot_be_reached_holds_up_neither_mail_nor_the_next_run(
    scene: Scene, live: PostOffice, exchange: Exchange, settings: Settings
) -> None:
    settings.STAFFEL_PUSH_SERVICES = ["http://127.0.0.1:9"]
    put_phone(scene, scene.paul, "http://127.0.0.1:9")
    captured(scene)
    captured(scene, "2")
    send_due(scene.now)
    assert len(live.messages) == 2
    assert {(row.state, row.attempts) for row in pushes()} == {("waiting", 1)}
    assert any("a moment ago" in row.error for row in pushes())


def test_at_night_the_phone_stays_quiet_and_the_mail_goes(
    live: PostOffice, exchange: Exchange, scene: Scene
) -> None:
    put_phone(scene, scene.paul, service())
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    scene.now = EVENING
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Kunde hat sich gemeldet")
    send_due(scene.now)
    assert [str(one["Subject"]).strip() for one in live.to("paul@example.com")] == [
        "Zurückgeholt: Anfrage aus 82362 Weilheim in Oberbayern"
    ]
    morning = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    row = Delivery.objects.get(channel="push", kind="mandate.taken_back")
    assert (exchange.requests, row.state, row.due_at) == ([], "waiting", morning)
    send_due(morning)
    assert len(exchange.requests) == 1


def test_a_second_try_at_night_waits_for_the_morning(scene: Scene, phone: Phone, exchange: Exchange) -> None:
    captured(scene)
    Delivery.objects.filter(channel="push").update(due_at=EVENING)
    Delivery.objects.filter(channel="mail").update(state="dropped")
    send_due(EVENING)
    assert (exchange.requests, pushes()[0].due_at) == ([], datetime(2026, 3, 3, 6, 0, tzinfo=UTC))


def test_what_was_answered_by_morning_wakes_nobody(scene: Scene, phone: Phone, exchange: Exchange) -> None:
    offer = open_offer(captured(scene))
    decline_offer(offer.id, reason="too_far", actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.now)
    assert exchange.requests == []
    assert {row.error for row in pushes()} == {"offer_declined"}


@pytest.mark.parametrize("case", ["not live", "demonstration"])
def test_where_nothing_really_leaves_a_push_is_kept_in_the_log(
    scene: Scene, office: PostOffice, exchange: Exchange, case: str
) -> None:
    put_phone(scene, scene.paul, service())
    Membership.objects.filter(id=scene.paul.id).update(phone="+491712345678")
    Installation.objects.update(
        live_at=None if case == "not live" else scene.now,
        is_demo=case == "demonstration",
        redirect_to="ada@example.com",
    )
    bump()
    captured(scene, temperature="hot")
    send_due(scene.now)
    rows = Delivery.objects.exclude(channel="mail")
    assert {(row.channel, row.state, row.sent_to) for row in rows} == {
        ("push", "kept", ""),
        ("sms", "kept", ""),
    }
    assert all("[link]" in row.kept_body for row in rows)
    assert exchange.requests == []


def test_the_brake_holds_push_too(scene: Scene, phone: Phone, exchange: Exchange) -> None:
    captured(scene)
    halt("all", actor=actor_of(scene.ada), now=scene.now)
    assert send_due(scene.now) == 0
    assert exchange.requests == []
    resume("all", actor=actor_of(scene.ada), now=scene.later(minutes=30))
    send_due(scene.now)
    assert len(exchange.requests) == 1


def test_whoever_switches_it_off_is_told_nothing_more(scene: Scene, phone: Phone, exchange: Exchange) -> None:
    captured(scene)
    unsubscribe(scene.paul, endpoint=f"{service()}/paul", actor=actor_of(scene.paul), now=scene.now)
    unsubscribe(scene.paul, endpoint=f"{service()}/paul", actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.now)
    assert (exchange.requests, pushes()[0].error) == ([], "push_off")
    captured(scene, "2")
    assert len(pushes()) == 1
    kinds = [entry.kind for entry in Entry.objects.filter(kind__startswith="push.").order_by("id")]
    assert kinds == ["push.switched_on", "push.switched_off"]


def test_reminders_of_the_same_hour_are_one_push_as_they_are_one_mail(
    live: PostOffice, exchange: Exchange, scene: Scene
) -> None:
    vera = put_phone(scene, scene.vera, service(), "/vera")
    for key in "123":
        captured(scene, key, prospect={"postal_code": "01067"})  # nobody works there
    send_due(scene.now)
    (request,) = exchange.to("/vera")
    assert vera.read(request)["title"] == "3 Leads warten auf den Innendienst"
    assert vera.read(request)["url"] == "http://testserver/"
    captured(scene, "4", prospect={"postal_code": "01067"})
    send_due(scene.later(minutes=10))
    assert len(exchange.to("/vera")) == 1


def test_push_alone_keeps_a_party_within_reach(scene: Scene, phone: Phone, exchange: Exchange) -> None:
    lead = captured(scene)
    switch_mail_off(scene.paul.id, code=550, reason="no such user", now=scene.now)
    assert open_offer(lead).party_id == scene.paul.party_id  # still asked: the phone takes it
    second = captured(scene, "2")
    assert {row.channel for row in Delivery.objects.filter(lead=second)} == {"push"}
    exchange.answers["/paul"] = 410
    send_due(scene.now)
    assert {open_offer(one).party_id for one in (lead, second)} == {scene.petra.party_id}


def test_a_browser_goes_over_to_whoever_logs_in_there(scene: Scene, phone: Phone) -> None:
    put_phone(scene, scene.petra, service())
    row = PushSubscription.objects.get()
    assert row.member_id == scene.petra.id


def test_the_same_browser_twice_is_one(scene: Scene, phone: Phone) -> None:
    subscribe(
        scene.paul, endpoint=f"{service()}/paul", **phone.keys, actor=actor_of(scene.paul), now=scene.now
    )
    assert PushSubscription.objects.count() == 1
    assert Entry.objects.filter(kind="push.switched_on").count() == 1


def test_an_address_in_our_own_network_is_refused(scene: Scene, phone: Phone) -> None:
    with pytest.raises(Refused) as refused:
        subscribe(
            scene.paul, endpoint="http://169.254.169.254/x", **phone.keys, actor=actor_of(scene.paul),
            now=scene.now,
        )  # fmt: skip
    assert refused.value.code == "push_service_unknown"
    assert PushSubscription.objects.count() == 1


def test_a_warning_of_an_offer_takes_the_place_of_the_offer_on_the_screen(
    scene: Scene, phone: Phone, exchange: Exchange
) -> None:
    captured(scene)
    send_due(scene.now)
    run_due(scene.later(hours=3, minutes=30))
    send_due(scene.now)
    first, second = (phone.read(request) for request in exchange.to("/paul"))
    assert first["tag"] == second["tag"]
    assert second["title"].startswith("Nur noch bis heute 14:00 Uhr")
