"""What is due is sent once; what fails is tried again, given up or switched off; what is no longer true is dropped."""

from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from pytest_django import Settings

from staffel.actions.clock import run_due
from staffel.actions.desk import take_back_lead
from staffel.actions.offers import accept_offer, decline_offer
from staffel.actions.outflow import Scope, halt, resume
from staffel.actions.parties import bump
from staffel.actions.work import report_contact
from staffel.channels.sender import send_due
from staffel.models import Delivery, Entry, Installation, Membership, Offer, Version
from tests.channels.post_office import PostOffice
from tests.scene import Scene, actor_of, captured, open_offer

pytestmark = pytest.mark.django_db


def delivery_of(offer: Offer, kind: str = "offer.made") -> Delivery:
    return Delivery.objects.get(offer=offer, kind=kind)


def test_an_offer_is_sent_once(scene: Scene, live: PostOffice) -> None:
    offer = open_offer(captured(scene))
    assert send_due(scene.now) == 1
    assert send_due(scene.later(hours=1)) == 0
    assert [to for to, _ in live.messages] == ["paul@example.com"]
    kept = delivery_of(offer)
    assert (kept.state, kept.sent_to, kept.sent_at, kept.attempts) == (
        "sent",
        "paul@example.com",
        kept.created_at,
        1,
    )
    assert kept.text_version == Version.objects.get(kind="text", key="offer.made")
    assert kept.tries.get().succeeded


def test_many_mails_share_one_connection(scene: Scene, live: PostOffice) -> None:
    for key in "123":
        captured(scene, key)
    assert send_due(scene.now) == 3
    assert (len(live.messages), live.connections) == (3, 1)


def test_a_sender_killed_before_its_commit_sends_again_with_the_same_message_id(
    scene: Scene, live: PostOffice
) -> None:
    captured(scene)
    send_due(scene.now)
    # what a kill between the server's OK and our commit leaves behind: a taken row without a result
    Delivery.objects.update(
        state="waiting", sent_at=None, attempts=0, taken_until=scene.now + timedelta(minutes=2)
    )
    assert send_due(scene.later(minutes=1)) == 0
    assert send_due(scene.later(minutes=2)) == 1
    first, second = (message["Message-ID"] for _, message in live.messages)
    assert first == second


@pytest.mark.usefixtures("committed")
def test_a_database_that_is_gone_after_the_mail_is_no_failed_try(live: PostOffice, scene: Scene) -> None:
    captured(scene)
    live.then = end_all_sessions
    with pytest.raises(OperationalError):
        send_due(scene.now)
    live.then = None
    connection.close()
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.taken_until) == ("waiting", 0, scene.now + timedelta(minutes=2))
    assert send_due(scene.later(minutes=2)) == 1
    first, second = (message["Message-ID"] for _, message in live.messages)
    assert first == second


def end_all_sessions() -> None:
    """What a killed server does to its clients."""
    with psycopg.connect(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"]) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_no_batch_is_taken_when_its_time_would_be_over_before_it_is_sent(
    scene: Scene, live: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured(scene)
    monkeypatch.setattr("staffel.channels.sender.SENDS_WITHIN_SECONDS", 0.0)
    assert send_due(scene.now) == 0
    assert (Delivery.objects.get().taken_until, live.messages) == (None, [])


def test_a_passing_error_is_tried_again_after_a_pause(scene: Scene, live: PostOffice) -> None:
    offer = open_offer(captured(scene))
    live.refusals["paul@example.com"] = "451 4.7.1 greylisted, come back"
    send_due(scene.now)
    row = delivery_of(offer)
    assert (row.state, row.attempts, row.taken_until) == ("waiting", 1, None)
    assert row.due_at == scene.now + timedelta(minutes=1)
    assert "greylisted" in row.error
    live.refusals.clear()
    assert send_due(scene.now) == 0
    assert send_due(scene.later(minutes=1)) == 1
    assert delivery_of(offer).state == "sent"
    assert [one.succeeded for one in row.tries.order_by("at")] == [False, True]


def test_after_two_days_it_has_failed(scene: Scene, live: PostOffice) -> None:
    offer = open_offer(captured(scene))
    live.refusals["paul@example.com"] = "451 later"
    Offer.objects.update(window_ends_at=scene.now + timedelta(days=9))
    while (row := delivery_of(offer)).state == "waiting":
        send_due(row.due_at)
    assert row.state == "failed"
    assert row.tries.latest("at").at <= row.created_at + timedelta(days=2)
    assert Membership.objects.get(id=scene.paul.id).mail_off_at is None


def test_an_unknown_address_switches_mail_off_and_the_next_partner_is_asked_at_once(
    scene: Scene, live: PostOffice
) -> None:
    lead = captured(scene)
    live.refusals["paul@example.com"] = "550 5.1.1 no such user"
    send_due(scene.now)
    paul = Membership.objects.get(id=scene.paul.id)
    assert paul.mail_off_at == scene.now
    assert "no such user" in paul.mail_off_reason
    entry = Entry.objects.get(kind="mail.switched_off")
    assert (entry.party_id, entry.data) == (paul.party_id, {"member": str(paul.id), "code": 550})
    assert open_offer(lead).party_id == scene.petra.party_id
    failed = Delivery.objects.get(member=paul)
    assert (failed.state, failed.tries.get().is_permanent) == ("failed", True)
    assert live.to("petra@example.com")  # in the same run
    assert open_offer(captured(scene, "2")).party_id == scene.petra.party_id


def test_a_complaint_about_ourselves_switches_nobody_off(scene: Scene, live: PostOffice) -> None:
    captured(scene)
    live.refusals["paul@example.com"] = "554 5.7.1 relay access denied"
    send_due(scene.now)
    assert Membership.objects.get(id=scene.paul.id).mail_off_at is None
    assert Delivery.objects.get().state == "waiting"


def test_a_server_that_hangs_up_is_a_passing_error(scene: Scene, live: PostOffice) -> None:
    captured(scene)
    live.hangs_up = True
    send_due(scene.now)
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("waiting", 1)


def test_without_a_server_nothing_is_burnt(scene: Scene, live: PostOffice, settings: Settings) -> None:
    for key in "12":
        captured(scene, key)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert send_due(scene.now) == 0
    rows = list(Delivery.objects.values_list("state", "attempts", "taken_until"))
    assert rows == [("waiting", 0, None)] * 2
    assert all("Refused" in error for error in Delivery.objects.values_list("error", flat=True))
    settings.EMAIL_PORT = port
    assert send_due(scene.now) == 2


def test_one_message_that_cannot_be_written_stops_only_itself(scene: Scene, live: PostOffice) -> None:
    first, second = (open_offer(captured(scene, key)) for key in "12")
    Delivery.objects.filter(offer=first).update(kind="nobody.knows")
    send_due(scene.now)
    assert Delivery.objects.get(offer=first).state == "waiting"
    assert "nobody.knows" in Delivery.objects.get(offer=first).error
    assert delivery_of(second).state == "sent"


def test_while_everything_is_halted_nothing_leaves_and_nothing_is_lost(
    scene: Scene, live: PostOffice
) -> None:
    captured(scene)
    halt("all", actor=actor_of(scene.ada), now=scene.now)
    assert send_due(scene.now) == 0
    assert (live.messages, Delivery.objects.get().state) == ([], "waiting")
    resume("all", actor=actor_of(scene.ada), now=scene.later(minutes=30))
    assert send_due(scene.now) == 1


@pytest.mark.parametrize("scope", ["campaign", "market"])
def test_the_offers_of_a_halted_campaign_or_market_wait(scene: Scene, live: PostOffice, scope: Scope) -> None:
    captured(scene)
    halt(scope, "default", actor=actor_of(scene.ada), now=scene.now)
    send_due(scene.now)
    assert (live.messages, Delivery.objects.get().state) == ([], "waiting")
    resume(scope, "default", actor=actor_of(scene.ada), now=scene.later(minutes=10))
    send_due(scene.now)
    assert len(live.messages) == 1


def test_an_offer_that_was_answered_is_not_sent_any_more(scene: Scene, live: PostOffice) -> None:
    offer = open_offer(captured(scene))
    decline_offer(offer.id, reason="too_far", actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.now)
    assert [to for to, _ in live.messages] == ["petra@example.com"]
    assert (delivery_of(offer).state, delivery_of(offer).error) == ("dropped", "offer_declined")


def test_whoever_never_got_the_offer_is_not_told_that_it_is_gone(scene: Scene, live: PostOffice) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    Delivery.objects.create(
        kind="offer.withdrawn",
        member=scene.paul,
        lead=lead,
        offer=offer,
        created_at=scene.now,
        due_at=scene.now,
    )
    Offer.objects.filter(id=offer.id).update(state="withdrawn", answered_at=scene.now)
    send_due(scene.now)
    assert live.messages == []
    assert set(Delivery.objects.values_list("error", flat=True)) == {"offer_withdrawn", "never_asked"}


def test_somebody_who_left_gets_nothing(scene: Scene, live: PostOffice) -> None:
    captured(scene)
    Membership.objects.filter(id=scene.paul.id).update(is_active=False)
    send_due(scene.now)
    assert (live.messages, Delivery.objects.get().error) == ([], "member_gone")


def test_before_going_live_mail_goes_to_one_address_and_names_the_true_receiver(
    scene: Scene, office: PostOffice
) -> None:
    Installation.objects.update(redirect_to="ada@example.com", sender="a@waermewerk.example")
    captured(scene)
    send_due(scene.now)
    ((to, message),) = office.messages
    assert to == "ada@example.com"
    assert message["Subject"].startswith("[an paul@example.com] Neue Anfrage")
    assert Delivery.objects.get().sent_to == "ada@example.com"


def test_a_refused_redirect_says_nothing_about_the_member(scene: Scene, office: PostOffice) -> None:
    Installation.objects.update(redirect_to="ada@example.com")
    office.refusals["ada@example.com"] = "550 5.1.1 no such user"
    captured(scene)
    send_due(scene.now)
    assert Membership.objects.get(id=scene.paul.id).mail_off_at is None
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.parametrize("case", ["no server", "not live", "demonstration"])
def test_where_nothing_is_sent_the_mail_is_kept(
    scene: Scene, office: PostOffice, settings: Settings, case: str
) -> None:
    if case == "no server":
        settings.SENDS_MAIL = False
    if case != "not live":
        Installation.objects.update(live_at=scene.now, is_demo=case == "demonstration")
        bump()
    captured(scene)
    assert send_due(scene.now) == 1
    row = Delivery.objects.get()
    assert (office.messages, row.state, row.sent_to, row.sent_at) == ([], "kept", "", scene.now)
    assert row.kept_subject.startswith("Neue Anfrage")
    assert "[link]" in row.kept_body
    assert "/l/" not in row.kept_body


def test_what_falls_due_for_somebody_in_the_same_hour_is_one_mail(scene: Scene, live: PostOffice) -> None:
    leads = [captured(scene, key, prospect={"postal_code": "01067"}) for key in "123"]  # nobody works there
    send_due(scene.now)
    (message,) = live.to("vera@example.com")
    assert message["Subject"].startswith("3 Leads")
    assert {row.error.partition(" ")[0] for row in Delivery.objects.filter(state="dropped")} == {"joined"}
    captured(scene, "4", prospect={"postal_code": "01067"})
    send_due(scene.later(minutes=10))
    assert len(live.to("vera@example.com")) == 1
    send_due(scene.later(minutes=50))
    assert len(live.to("vera@example.com")) == 2
    assert len(leads) == 3


def test_a_reminder_whose_deadline_was_kept_in_the_meantime_is_dropped(
    scene: Scene, live: PostOffice
) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    while not Delivery.objects.filter(kind="deadline.warned").exists():
        run_due(scene.later(minutes=30))
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.now)
    row = Delivery.objects.get(kind="deadline.warned")
    told = [to for to, _ in live.messages if "musterfrau" not in to]
    assert (told, row.state, row.error) == ([], "dropped", "deadline_moved_on")


def test_nobody_is_reminded_of_a_lead_that_is_no_longer_with_them(scene: Scene, live: PostOffice) -> None:
    lead = captured(scene)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    while not Delivery.objects.filter(kind="deadline.missed", member=scene.paul).exists():
        run_due(scene.later(minutes=30))
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=scene.now, text="Kunde hat sich gemeldet")
    send_due(scene.now)
    assert Delivery.objects.get(kind="deadline.missed", member=scene.paul).error == "not_with_them"
    assert [str(message["Subject"]).strip() for message in live.to("paul@example.com")] == [
        "Zurückgeholt: Anfrage aus 82362 Weilheim in Oberbayern"
    ]
