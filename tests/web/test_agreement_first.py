"""A firm that never agreed and was given an enquiry by hand: it reads and agrees first, through every door."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, work
from staffel.actions.attachments import attach_file
from staffel.actions.links import link_for, token
from staffel.models import Activity, Agreement, Attachment, Entry, Lead, Mandate, Membership, Note
from tests.scene import Scene, actor_of, agreed

AsMember = Callable[[Membership], Client]
SECRETS = (
    "Musterfrau", "anna.musterfrau", "88112345", "8811", "Geheimweg", "skizze", "Hund im Hof", "Gartentor",
)  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@dataclass
class Side:
    """One of the two doors to the same enquiry."""

    client: Client
    lead: Lead
    token: str = ""

    def at(self, by_link: str, logged_in: str, *more: object) -> str:
        if self.token:
            return reverse(by_link, args=[self.token, *more])
        return reverse(logged_in, args=[self.lead.id, *more])

    def get(self) -> str:
        return self.client.get(self.at("link", "portal-lead")).content.decode()

    def post(self, act: str, typed: dict[str, str] | None = None, **headers: str) -> HttpResponse:
        address = self.at("answer", "portal-answer", act)
        return self.client.post(address, typed or {}, headers=headers)  # type: ignore[return-value]

    def files(self) -> list[str]:
        file, meeting = Attachment.objects.get(), Activity.objects.get(kind="appointment")
        return [
            self.at("link-file", "portal-file", file.id),
            self.at("link-appointment", "portal-appointment", meeting.id),
            self.at("link-contact", "portal-contact"),
        ]


@pytest.fixture(params=["link", "login"])
def side(request: pytest.FixtureRequest, scene: Scene, lead: Lead, as_member: AsMember) -> Side:
    """Paul's firm, that never agreed, was given the lead by hand; all that could be kept at it is there."""
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    lead.refresh_from_db()
    paul = actor_of(scene.paul)
    work.report_appointment(lead.id, due_at=scene.later(hours=1), actor=paul, now=scene.now, text="Gartentor")
    work.add_note(lead.id, text="Hund im Hof", actor=actor_of(scene.vera), now=scene.now)
    attach_file(lead.id, filename="skizze.png", content=PNG, actor=actor_of(scene.vera), now=scene.now)
    Agreement.objects.all().delete()
    if request.param == "login":
        return Side(as_member(scene.paul), lead)
    mandate = Mandate.objects.get(lead=lead)
    return Side(Client(), lead, token(link_for("mandate", mandate.id, scene.paul.id, now=scene.now)))


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def assert_nothing_of_the_prospect(text: str) -> None:
    assert not [secret for secret in SECRETS if secret in text]


def test_page_shows_what_is_agreed_and_nothing_of_the_prospect(side: Side) -> None:
    page = side.get()
    assert "Vor Ihrer ersten Anfrage" in page
    assert "Was Sie mit den Kontaktdaten tun dürfen" in page
    assert "Einverstanden, Anfrage öffnen" in page
    assert page.count('class="main"') == 1
    assert_nothing_of_the_prospect(page)


def test_files_appointments_and_the_card_do_not_exist_before(side: Side) -> None:
    for address in side.files():
        answer = side.client.get(address)
        assert answer.status_code == 404
        assert_nothing_of_the_prospect(answer.content.decode())


def test_agreeing_keeps_text_language_and_who_and_opens_the_enquiry(side: Side, scene: Scene) -> None:
    answer = side.post("agree", {"seen": seen_on(side.get()), "once": "1"})
    assert answer.status_code == 302
    kept = Agreement.objects.get()
    assert (kept.member_id, kept.party_id, kept.language) == (scene.paul.id, scene.paul.party_id, "de")
    assert "Was Sie mit den Kontaktdaten tun dürfen" in kept.text
    entry = Entry.objects.get(kind="agreement.made")
    assert entry.actor_member_id == scene.paul.id
    page = side.get()
    assert "Anna Musterfrau" in page
    assert 'href="tel:+4988112345"' in page
    for address in side.files():
        assert side.client.get(address).status_code == 200


def test_agreeing_twice_is_one_agreement(side: Side) -> None:
    seen = seen_on(side.get())
    for once in ("1", "2"):
        assert side.post("agree", {"seen": seen, "once": once}).status_code == 302
    assert Agreement.objects.count() == 1


def test_another_text_than_the_one_that_holds_is_no_agreement(side: Side) -> None:
    answer = side.post("agree", {"seen": "older", "once": "1"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Bitte lesen Sie ihn noch einmal" in text or "hat sich inzwischen geändert" in text
    assert_nothing_of_the_prospect(text)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("contact", {}), ("attempt", {}), ("note", {"text": "Bin dran"}), ("correct", {"seen-phone": ""}),
        ("follow-up", {"on": "2026-05-01", "text": "Später"}), ("win", {}), ("lose", {"reason": "price"}),
        ("pass-on", {}), ("more-time", {"text": "Bitte"}), ("reply", {}), ("photo", {}),
    ],
)  # fmt: skip
def test_whoever_has_not_agreed_reports_nothing(side: Side, act: str, typed: dict[str, str]) -> None:
    before = Entry.objects.count(), Note.objects.count(), Activity.objects.count()
    answer = side.post(act, typed)
    assert answer.status_code == 422
    assert_nothing_of_the_prospect(answer.content.decode())
    said = side.post(act, typed, Accept="application/json")
    assert said.status_code == 422
    assert_nothing_of_the_prospect(said.content.decode())
    assert (Entry.objects.count(), Note.objects.count(), Activity.objects.count()) == before


def test_whoever_does_not_want_to_agree_gives_back(side: Side) -> None:
    assert side.post("give-back", {"reason": "no_capacity"}).status_code == 302
    assert_nothing_of_the_prospect(side.get())
    side.lead.refresh_from_db()
    assert side.lead.status != "working"


def test_lists_and_the_phones_copy_name_nobody_before(scene: Scene, side: Side, as_member: AsMember) -> None:
    client = as_member(scene.paul)
    for address in (
        reverse("portal"),
        reverse("portal-leads"),
        reverse("portal-leads") + "?q=Musterfrau",
        reverse("portal-leads") + "?q=irgendwer",
        reverse("portal-closed"),
        reverse("known-leads") + "?phone=%2B4988112345&email=anna.musterfrau@example.org",
    ):
        text = (
            client.get(address).content.decode().replace("q=Musterfrau", "").replace('value="Musterfrau"', "")
        )
        assert_nothing_of_the_prospect(text)
    home = client.get(reverse("portal")).content.decode()
    assert f"Anfrage {side.lead.number}" in home
    assert "82362 Weilheim" in home
    assert client.get(reverse("portal-offline")).json()["leads"] == []
    agreed(scene.paul)
    assert len(client.get(reverse("portal-offline")).json()["leads"]) == 1
    assert "Musterfrau" in client.get(reverse("portal-leads")).content.decode()


def test_otto_cannot_agree_for_another_firm(scene: Scene, side: Side, as_member: AsMember) -> None:
    otto = as_member(scene.otto)
    assert otto.post(reverse("portal-answer", args=[side.lead.id, "agree"]), {"seen": "x"}).status_code == 404
    assert not Agreement.objects.exists()
