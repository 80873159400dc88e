"""The log of deliveries: found by receiver, kind and day; what has failed is sent again once, and mail switched on."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffel.actions.links import link_for, token
from staffel.actions.sending import switch_mail_off
from staffel.models import Delivery, Entry, Installation, Lead, Link, Membership
from staffel.queries.directory import forget_directory
from tests.scene import Scene, captured, open_offer

AsMember = Callable[[Membership], Client]
LOG, FAILED = "/deliveries", "/deliveries/failed"


def counted() -> tuple[int, ...]:
    return Delivery.objects.count(), Entry.objects.count(), Delivery.objects.filter(state="failed").count()


def said(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def failed(scene: Scene) -> list[Delivery]:
    """Three lead offers to Paul or Petra that did not arrive."""
    for n in range(3):
        captured(scene, str(n))
    Delivery.objects.update(state="failed", error="connection refused", attempts=9)
    return list(Delivery.objects.order_by("id"))


def test_only_the_desk_sends_again(
    scene: Scene, failed: list[Delivery], as_member: AsMember, client: Client
) -> None:
    one, before = failed[0], counted()
    again = reverse("send-again", args=[one.id])
    on = reverse("mail-on", args=[scene.paul.id])
    for address in (again, on, FAILED):
        assert client.post(address)["Location"].startswith("/login")
        for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
            assert as_member(member).post(address, {"count": "3"}).status_code == 404
    vera = as_member(scene.vera)
    assert vera.get(again).status_code == 405
    assert vera.get(on).status_code == 405
    assert vera.put(FAILED).status_code == 405
    assert counted() == before


def test_failed_message_is_sent_again_and_says_so(
    scene: Scene, failed: list[Delivery], as_member: AsMember
) -> None:
    vera, old = as_member(scene.vera), failed[0]
    answer = vera.post(reverse("send-again", args=[old.id]), follow=True)
    assert "Sie wird noch einmal gesendet." in said(answer)
    new = Delivery.objects.get(state="waiting")
    assert (new.kind, new.member_id, new.offer_id) == (old.kind, old.member_id, old.offer_id)
    old.refresh_from_db()
    assert (old.state, old.error) == ("dropped", f"again {new.id}")
    assert "Wurde noch einmal verschickt" in said(vera.get(reverse("delivery", args=[old.id])))


def test_waiting_message_is_not_sent_again(scene: Scene, as_member: AsMember) -> None:
    captured(scene)
    one, before = Delivery.objects.get(), counted()
    answer = as_member(scene.vera).post(reverse("send-again", args=[one.id]))
    assert answer.status_code == 422
    assert "wartet noch" in said(answer)
    assert counted() == before


def test_all_that_failed_are_looked_at_and_sent_again_once(
    scene: Scene, failed: list[Delivery], as_member: AsMember
) -> None:
    vera, before = as_member(scene.vera), counted()
    assert FAILED in vera.get(f"{LOG}?state=failed").content.decode()
    text = said(vera.get(FAILED))
    assert "3 fehlgeschlagene Nachrichten werden noch einmal gesendet." in text
    assert "3 × Leadangebot" in text
    assert counted() == before
    assert "3 Nachrichten werden noch einmal gesendet." in said(
        vera.post(FAILED, {"count": "3"}, follow=True)
    )
    assert Delivery.objects.filter(state="waiting").count() == 3
    before = counted()
    assert vera.post(FAILED, {"count": "3"}).status_code == 422  # a second press
    assert "nichts fehlgeschlagen" in said(vera.get(FAILED))
    assert counted() == before


def test_filters_hold_for_sending_again_too(
    scene: Scene, failed: list[Delivery], as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    assert "Hier ist nichts fehlgeschlagen" in said(vera.get(f"{FAILED}?q=otto"))
    assert "Hier ist nichts fehlgeschlagen" in said(vera.get(f"{FAILED}?kind=lead.closed"))
    number = failed[0].lead.number if failed[0].lead else 0
    vera.post(f"{FAILED}?lead={number}", {"count": "1"})
    assert Delivery.objects.filter(state="failed").count() == 2


def test_switched_off_mail_shows_stays_and_is_switched_on(
    scene: Scene, failed: list[Delivery], as_member: AsMember
) -> None:
    vera, receiver = as_member(scene.vera), failed[0].to
    switch_mail_off(receiver.id, code=550, reason="no such user", now=scene.now)
    text = said(vera.get(LOG))
    assert "E-Mail ist abgeschaltet" in text
    assert "no such user" in text
    assert "An alle diese Empfänger ist die E-Mail abgeschaltet." in said(vera.get(FAILED))
    assert vera.post(reverse("send-again", args=[failed[0].id])).status_code == 422
    answer = vera.post(reverse("mail-on", args=[receiver.id]), follow=True)
    assert "wieder eingeschaltet" in said(answer)
    receiver.refresh_from_db()
    assert (receiver.mail_off_at, receiver.mail_off_reason) == (None, "")
    assert Entry.objects.get(kind="mail.switched_on").actor_member_id == scene.vera.id
    before = counted()
    assert vera.post(reverse("mail-on", args=[receiver.id])).status_code == 404
    assert counted() == before


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True), ("?state=failed", True), ("?state=sent", False), ("?kind=offer.made", True), ("?kind=x", False),
        ("?channel=mail", True), ("?channel=sms", False), ("?q=example.com", True), ("?q=Wärme", True), ("?q=otto", False),
        ("?since=2026-03-02", True), ("?since=2026-03-03", False), ("?until=2026-03-02", True), ("?until=2026-03-01", False),
        ("?party=otto", False), ("?since=x", True), ("?q=%00", True), ("?lead=99999999999999999999", False),
    ],
)  # fmt: skip
def test_address_filters_the_log(scene: Scene, as_member: AsMember, query: str, is_shown: bool) -> None:
    captured(scene)
    Delivery.objects.update(state="failed", member=scene.petra)
    assert ("Petra Wärme GmbH" in as_member(scene.vera).get(LOG + query).content.decode()) is is_shown


@pytest.mark.parametrize(
    "words", ["Musterfrau", "anna musterf", "Muster GmbH", "anna.musterfrau@example.org"]
)
def test_messages_are_found_by_whom_they_are_about(scene: Scene, as_member: AsMember, words: str) -> None:
    lead = captured(scene, prospect={"company": "Muster GmbH"})
    other = captured(scene, "2", prospect={"last_name": "Anders", "first_name": "Ina", "company": ""})
    to_prospect = Delivery.objects.create(
        kind="prospect.received", lead=lead, created_at=scene.now, due_at=scene.now
    )
    found = {one.id for one in found_by(as_member(scene.vera), words)}
    assert found == {*Delivery.objects.filter(lead=lead).values_list("id", flat=True)}
    assert to_prospect.id in found
    by_number = {one.lead_id for one in found_by(as_member(scene.vera), str(other.number))}
    assert by_number == {other.id}


def found_by(client: Client, words: str) -> list[Delivery]:
    text = client.get(LOG, {"q": words}).content.decode()
    return [one for one in Delivery.objects.order_by("id") if reverse("delivery", args=[one.id]) in text]


@pytest.mark.parametrize("few", [5_000, 0])
def test_a_message_about_several_leads_is_found_by_each_however_many_are_called_that(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("staffel.queries.delivery_log.FEW", few)
    one, two = captured(scene, "1"), captured(scene, "2", prospect={"last_name": "Anders"})
    Delivery.objects.all().delete()
    several = Delivery.objects.create(
        kind="deadline.missed", member=scene.paul, leads=[one.id, two.id], created_at=scene.now,
        due_at=scene.now,
    )  # fmt: skip
    single = Delivery.objects.create(
        kind="offer.made", member=scene.paul, lead=two, created_at=scene.now, due_at=scene.now
    )
    vera = as_member(scene.vera)
    assert found_by(vera, "Anders") == [several, single]
    assert found_by(vera, "Nirgendwer") == found_by(vera, "!?") == []
    assert str(several.id) in vera.get(f"{LOG}?lead={one.number}").content.decode()


def test_log_pages_by_what_was_seen_last_in_as_many_queries(
    scene: Scene, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        captured(scene, str(n))
        scene.now += timedelta(minutes=1)
    vera = as_member(scene.vera)
    vera.get(LOG)
    with CaptureQueriesContext(connection) as many:
        vera.get(LOG)
    monkeypatch.setattr("staffel.queries.delivery_log.PAGE", 2)
    with CaptureQueriesContext(connection) as few:
        vera.get(LOG)
    assert len(few) == len(many)
    address, seen = f"{LOG}?state=waiting", 0
    while address:
        text = vera.get(address, HTTP_HX_REQUEST="true").content.decode()
        seen += text.count("btn-open")
        more = re.search(r'class="more" href="([^"]+)"', text)
        address = LOG + more[1].replace("&amp;", "&") if more else ""
    assert seen == 5


def kept_mail(scene: Scene, lead: Lead) -> Delivery:
    mail = Delivery.objects.get(kind="offer.made")
    Delivery.objects.filter(id=mail.id).update(
        state="kept", kept_subject="Neue Anfrage", kept_body="Bitte: [link]"
    )
    link_for("offer", open_offer(lead).id, mail.to.id, now=scene.now)
    return mail


def test_log_of_deliveries_shows_what_went_to_whom(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    mail, vera = kept_mail(scene, lead), as_member(scene.vera)
    text = vera.get(reverse("deliveries"), {"lead": str(lead.number)}).content.decode()
    assert "Neue Anfrage" in text
    assert mail.to.party.name in text
    assert "Bitte: [link]" in vera.get(reverse("delivery", args=[mail.id])).content.decode()
    assert "Neue Anfrage" not in vera.get(reverse("deliveries"), {"state": "failed"}).content.decode()


def test_a_kept_mail_is_not_called_sent_and_a_waiting_one_says_until_when(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    mail, vera = kept_mail(scene, lead), as_member(scene.vera)
    Delivery.objects.filter(id=mail.id).update(state="kept", sent_at=scene.now)
    page = vera.get(reverse("delivery", args=[mail.id])).content.decode()
    assert "<dt>Verwahrt</dt><dd>heute, 10:00" in page
    assert "Verschickt" not in page
    assert "Bisher keiner" not in page
    assert "Versuche" not in page
    Delivery.objects.filter(id=mail.id).update(state="waiting", due_at=scene.now + timedelta(hours=2))
    assert "bis heute, 12:00" in vera.get(reverse("deliveries")).content.decode()


def test_only_administrators_get_working_links_and_only_of_what_nobody_has_got(
    scene: Scene, lead: Lead, as_member: AsMember, settings: Any
) -> None:
    mail = kept_mail(scene, lead)
    secret = token(Link.objects.get())
    page = reverse("delivery", args=[mail.id])
    assert secret in as_member(scene.ada).get(page).content.decode()
    assert secret not in as_member(scene.vera).get(page).content.decode()
    settings.SENDS_MAIL = True
    assert secret in as_member(scene.ada).get(page).content.decode()  # not live yet, and kept
    Delivery.objects.filter(id=mail.id).update(sent_to=mail.to.person.email)
    assert secret not in as_member(scene.ada).get(page).content.decode()
    Delivery.objects.filter(id=mail.id).update(sent_to="")
    Installation.objects.update(live_at=scene.now)
    forget_directory()
    assert secret not in as_member(scene.ada).get(page).content.decode()
    Installation.objects.update(is_demo=True)
    forget_directory()
    assert secret in as_member(scene.ada).get(page).content.decode()


def test_looking_at_a_mail_makes_no_link(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    mail = Delivery.objects.get(kind="offer.made")
    assert as_member(scene.ada).get(reverse("delivery", args=[mail.id])).status_code == 200
    assert not Link.objects.exists()
