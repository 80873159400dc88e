"""Mails to the prospect: who calls, from which number, by when; and, when the time is over, whether somebody has."""

from datetime import timedelta

import pytest

from staffel.actions.desk import extend_deadline, work_lead
from staffel.actions.leads import capture_lead
from staffel.actions.offers import accept_offer, undo_acceptance
from staffel.actions.parties import change_party
from staffel.actions.prospects import PROSPECT, confirm_contact, deny_contact, withdraw_enquiry
from staffel.actions.versions import publish
from staffel.actions.work import lose_lead, report_contact, win_lead
from staffel.channels.sender import send_due
from staffel.models import Delivery, Installation, Lead
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.channels.post_office import PostOffice
from tests.scene import Scene, actor_of, captured, enquiry, open_offer

pytestmark = pytest.mark.django_db
ANNA = "anna.musterfrau@example.org"


def accepted(scene: Scene) -> Lead:
    lead = captured(scene)
    values = {"phone": "+4988147110", "privacy_url": "https://paul.example/datenschutz"}
    change_party(scene.paul.party_id, values, actor=actor_of(scene.vera), now=scene.now)
    accept_offer(open_offer(lead).id, actor=actor_of(scene.paul), now=scene.now)
    return Lead.objects.get(id=lead.id)


def to_anna(live: PostOffice) -> list[str]:
    """The subjects, with the text of the mail."""
    found = [message for receiver, message in live.messages if receiver == ANNA]
    return [f"{one['Subject']}\n{one.get_body(('plain',)).get_content()}" for one in found]  # type: ignore[union-attr]


def test_it_hears_who_calls_from_which_number_by_when_and_whose_notice_applies(
    scene: Scene, live: PostOffice
) -> None:
    accepted(scene)
    send_due(scene.now)
    assert to_anna(live) == []  # the acceptance can still be taken back
    send_due(scene.later(minutes=10))
    (mail,) = to_anna(live)
    assert mail.startswith("Paul Heizungsbau meldet sich bei Ihnen")
    for part in ("0881 47110", "bis morgen 09:00 Uhr", "https://paul.example/datenschutz", "/p/"):
        assert part in mail, mail
    assert "Musterfrau" not in mail  # what somebody typed is sent to no address that somebody typed


def test_of_an_acceptance_that_was_taken_back_it_hears_nothing(scene: Scene, live: PostOffice) -> None:
    lead = accepted(scene)
    undo_acceptance(lead.offers.get(state="accepted").id, actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.later(minutes=11))
    assert not [mail for mail in to_anna(live) if mail.startswith("Paul")]
    assert Delivery.objects.get(kind="prospect.accepted", mandate__party=scene.paul.party).state == "dropped"


def test_it_is_asked_when_the_time_is_over_and_later_where_that_was_extended(
    scene: Scene, live: PostOffice
) -> None:
    lead = accepted(scene)
    extend_deadline(lead.id, work_minutes=240, text="Baustelle", actor=actor_of(scene.vera), now=scene.now)
    first, later = lead.deadline_at, Lead.objects.get(id=lead.id).deadline_at
    assert first is not None
    assert later is not None
    assert later > first
    send_due(first)
    assert len(to_anna(live)) == 1
    send_due(later)
    assert to_anna(live)[1].startswith("Hat sich Paul Heizungsbau bei Ihnen gemeldet?")


def test_who_has_answered_or_withdrawn_is_not_asked(scene: Scene, live: PostOffice) -> None:
    lead = accepted(scene)
    confirm_contact(lead.id, now=scene.now)
    assert lead.deadline_at is not None
    send_due(lead.deadline_at)
    assert [mail.splitlines()[0] for mail in to_anna(live)] == ["Paul Heizungsbau meldet sich bei Ihnen"]
    withdraw_enquiry(lead.id, now=scene.now)
    send_due(lead.deadline_at + timedelta(days=9))
    assert len(to_anna(live)) == 1


def test_of_a_lead_closed_after_a_reported_contact_it_is_asked_all_the_same(
    scene: Scene, live: PostOffice
) -> None:
    lead = accepted(scene)
    due_at = lead.deadline_at
    assert due_at is not None
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    send_due(due_at)
    (mail,) = to_anna(live)
    assert mail.startswith("Hat sich Paul Heizungsbau bei Ihnen gemeldet?")


def test_who_has_bought_is_not_asked(scene: Scene, live: PostOffice) -> None:
    lead = accepted(scene)
    due_at = lead.deadline_at
    assert due_at is not None
    win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    send_due(due_at)
    assert to_anna(live) == []


def test_the_desk_is_told_of_a_denied_contact_that_closed_the_lead(scene: Scene, live: PostOffice) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    lose_lead(lead.id, reason="price", actor=actor_of(scene.paul), now=scene.now)
    deny_contact(lead.id, now=scene.later(minutes=1))
    send_due(scene.now)
    found = [
        message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for receiver, message in live.messages
        if receiver == scene.vera.person.email and "niemand angerufen" in message["Subject"]
    ]
    assert len(found) == 1
    assert "abgeschlossen, nachdem ein Kontakt gemeldet war" in found[0]
    assert "rufen Sie gleich an" not in found[0]


@pytest.mark.parametrize("who", ["vera", "tom"])
def test_where_the_vendors_own_side_takes_the_lead_it_hears_so_in_the_vendors_name(
    scene: Scene, live: PostOffice, who: str
) -> None:
    lead, member = captured(scene), getattr(scene, who)
    vera, now = actor_of(scene.vera), scene.now
    change_party(scene.desk.id, {"phone": "+49301234567"}, actor=vera, now=now)
    Installation.objects.update(vendor="Wärme AG", privacy_url="https://waerme.example/datenschutz")
    work_lead(lead.id, actor=actor_of(member), now=now)
    send_due(scene.later(minutes=10))
    (mail,) = to_anna(live)
    assert mail.startswith("Wärme AG meldet sich bei Ihnen")
    for part in (
        "030 1234567",
        " bis ",
        "Datenschutzerklärung von Wärme AG: https://waerme.example/datenschutz",
    ):
        assert part in mail, mail
    assert mail.count("https://waerme.example/datenschutz") == 1
    assert member.party.name not in mail
    due_at = Lead.objects.get(id=lead.id).deadline_at
    assert due_at is not None
    send_due(due_at)
    assert to_anna(live)[1].startswith("Hat sich Wärme AG bei Ihnen gemeldet?")


def test_who_was_called_within_minutes_is_promised_no_later_call(scene: Scene, live: PostOffice) -> None:
    lead = accepted(scene)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    send_due(scene.later(minutes=10))
    (mail,) = to_anna(live)
    assert mail.startswith("Paul Heizungsbau meldet sich bei Ihnen")
    assert " bis " not in mail.split("Wie es steht")[0]


@pytest.mark.parametrize("needs_consent", [False, True])
def test_whose_consent_is_missing_is_asked_for_it_and_not_told_that_a_firm_is_looked_for(
    scene: Scene, live: PostOffice, needs_consent: bool
) -> None:
    body = Campaign(markets=(MarketChoice("default"),), needs_consent=needs_consent)
    publish("campaign", "default", body, actor=actor_of(scene.ada), now=scene.now)
    capture_lead(enquiry("1", at=scene.now), door="form", actor=PROSPECT, now=scene.now)
    send_due(scene.later(minutes=1))
    (mail,) = to_anna(live)
    assert ("brauchen wir Ihre Einwilligung" in mail, "Wir suchen jetzt den Betrieb" in mail) == (
        needs_consent,
        not needs_consent,
    )
    assert "/p/" in mail
