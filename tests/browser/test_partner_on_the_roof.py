"""A partner on a roof without network: reads the lead, reports what came of it, takes a photo, closes the portal. When the
network is back everything arrives once, with the time of the tap. Accepting waits for the network and says so."""

import re
import struct
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from staffel.actions.desk import place_lead, take_back_lead
from staffel.actions.offers import accept_offer
from staffel.actions.work import report_appointment, report_contact
from staffel.models import Activity, Attachment, Lead, Note, Offer
from tests.actions.test_gates import asks
from tests.browser.cable import Cable
from tests.browser.phones import assert_fits_the_thumb
from tests.browser.portal import opened
from tests.browser.sessions import log_in
from tests.browser.speech import Speech
from tests.browser.waiting import wait_until
from tests.scene import Scene, actor_of, captured, open_offer
from tests.web.test_closing_answers import OIL

pytestmark = pytest.mark.django_db(transaction=True)
REPORTS = "async (count) => Boolean(self.kept) && (await kept.reports()).length === count"
ONE_WAITS = "1 report waits to be sent. It goes out by itself when the network is back."
MANY_WAIT = "[n] reports wait to be sent. They go out by themselves when the network is back."
LEADS = "async (count) => (await kept.leads()).leads.length === count"


@pytest.fixture
def lead(scene: Scene) -> Lead:
    """In work with Paul."""
    made = captured(scene, answers={"message": "Bitte vormittags anrufen"})
    accept_offer(open_offer(made).id, actor=actor_of(scene.paul), now=scene.now)
    return made


def go_offline(phone: BrowserContext, cable: Cable) -> None:
    cable.pull()
    phone.set_offline(True)


def go_online(phone: BrowserContext, cable: Cable) -> None:
    cable.plug()
    phone.set_offline(False)


def picture(page: Page) -> bytes:
    """A photo as a camera makes it: large, lying on its side (Exif: turn it by 90°), with the place where it was taken."""
    raw = page.evaluate("""async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 2000 });
      const pen = canvas.getContext('2d');
      for (let i = 0; i < 4000; i++) {
        pen.fillStyle = `hsl(${i * 7 % 360} 80% 50%)`;
        pen.fillRect(i * 37 % 3000, i * 53 % 2000, 60, 40);
      }
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', .95));
      return [...new Uint8Array(await blob.arrayBuffer())] }""")
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)  # orientation: 6
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 1) + entry + bytes(4) + b"GPS 47.84N 11.14E"
    data = bytes(raw)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height, from the frame header."""
    at = 2
    while True:
        mark, length = struct.unpack(">HH", jpeg[at : at + 4])
        if mark in {0xFFC0, 0xFFC2}:
            height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
            return width, height
        at += 2 + length


def take_photo(page: Page, photo: bytes) -> None:
    page.locator("[data-photo]").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )


@pytest.mark.parametrize("speech", ["de", pytest.param("en", marks=pytest.mark.long)], indirect=True)
def test_everything_reported_on_the_roof_arrives_once_with_the_time_of_the_tap(
    phone: BrowserContext, cable: Cable, lead: Lead, scene: Scene, speech: Speech
) -> None:
    page = opened(phone, cable, "/portal/leads", leads=1)
    photo = picture(page)
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads")
    expect(page.get_by_text(speech("No network."))).to_be_visible()
    page.get_by_role("link", name=re.compile("Anna Musterfrau")).first.click()
    page.wait_for_url("**/portal/leads/*-*")  # the worker first asks the network in vain
    expect(page.locator("a.phone")).to_have_attribute("href", "tel:+4988112345")
    expect(page.get_by_text("Bitte vormittags anrufen")).to_be_visible()

    page.locator("summary", has_text=speech("Add a note")).click()
    page.get_by_label(speech("Note"), exact=True).fill("Dach ist frei, Zähler im Keller")
    page.get_by_role("button", name=speech("Save note")).click()
    expect(page.locator("#waiting")).to_contain_text(speech(ONE_WAITS))
    take_photo(page, photo)
    expect(page.locator("#waiting")).to_contain_text(speech(MANY_WAIT).replace("[n]", "2"))
    before_the_tap = datetime.now(UTC)
    page.get_by_role("button", name=speech("Reached"), exact=True).click()
    wait_until(page, REPORTS, 3)
    after_the_tap = datetime.now(UTC)
    page.close()

    page = phone.new_page()
    page.goto(f"{cable.url}/portal")
    expect(page.locator("#waiting")).to_contain_text(speech(MANY_WAIT).replace("[n]", "3"))
    assert (Note.objects.count(), Activity.objects.count(), Attachment.objects.count()) == (0, 0, 0)

    go_online(phone, cable)
    wait_until(page, REPORTS, 0)
    expect(page.locator("#waiting")).to_be_hidden()
    contact = Activity.objects.get(kind="contact")
    assert before_the_tap - timedelta(milliseconds=1) <= contact.at <= after_the_tap
    assert Note.objects.get().text == "Dach ist frei, Zähler im Keller"
    kept = Attachment.objects.get()
    content = bytes(kept.content or b"")
    assert (kept.lead_id, kept.content_type, kept.party_id) == (
        lead.id,
        "image/jpeg",
        scene.paul.party_id,
    )
    assert kept.created_at < after_the_tap
    assert len(content) <= 400_000
    assert size_of(content) == (1067, 1600)  # upright, and no longer than that
    assert b"GPS" not in content
    assert b"Exif" not in content


def test_the_appointment_and_what_happened_last_are_read_on_the_roof(
    phone: BrowserContext, cable: Cable, lead: Lead, scene: Scene
) -> None:
    due_at = scene.now + timedelta(days=2)
    paul = actor_of(scene.paul)
    report_appointment(lead.id, due_at=due_at, actor=paul, now=scene.now, text="Am Hintereingang")
    page = opened(phone, cable, "/portal/leads", leads=1)
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads/{lead.id}")
    local = due_at.astimezone(ZoneInfo("Europe/Berlin"))
    expect(page.locator("[data-agreed]")).to_contain_text(f"{local.day}.{local.month}")
    expect(page.locator("[data-happened]")).to_contain_text("Was bisher geschah")
    expect(page.locator("[data-happened] li").first).to_be_visible()
    expect(page.locator("[data-happened]")).to_contain_text("Am Hintereingang")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_without_network_are_for_gloves_and_sun_and_screen_readers(
    phone: BrowserContext, cable: Cable, lead: Lead, scheme: Literal["light", "dark"]
) -> None:
    page = opened(phone, cable, "/portal/leads", leads=1)
    page.emulate_media(color_scheme=scheme)
    go_offline(phone, cable)
    for path in ("/portal/leads", f"/portal/leads/{lead.id}", "/portal/firm"):
        page.goto(cable.url + path)
        expect(page.get_by_text("Kein Netz.")).to_be_visible()
        if path.endswith(str(lead.id)):
            page.locator("summary", has_text="Notiz hinzufügen").click()
            page.get_by_label("Notiz", exact=True).fill("Dach ist frei")
            page.get_by_role("button", name="Notiz speichern").click()
            expect(page.locator("#waiting")).to_contain_text("1 Meldung wartet")
        assert_fits_the_thumb(page)
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


def test_a_phone_that_only_believes_to_be_online_stays_on_the_page(
    phone: BrowserContext, cable: Cable, lead: Lead
) -> None:
    page = opened(phone, cable, "/portal/leads", leads=1)
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads")
    expect(page.get_by_text("Kein Netz.")).to_be_visible()
    page.evaluate(
        "async () => { self.isTheSamePage = true; dispatchEvent(new Event('online')); await kept.refresh(); }"
    )
    page.get_by_role("link", name=re.compile("Anna Musterfrau")).first.hover()
    assert page.evaluate("self.isTheSamePage")
    go_online(phone, cable)
    expect(page.get_by_text("Kein Netz.")).to_be_hidden()  # by itself, as soon as the server answers


def test_accepting_waits_for_the_network_and_says_so(
    phone: BrowserContext, cable: Cable, scene: Scene
) -> None:
    lead = captured(scene)
    page = opened(phone, cable, "/portal", leads=0)
    accept = page.get_by_role("button", name="Annehmen")
    expect(accept).to_be_enabled()
    go_offline(phone, cable)
    expect(accept).to_be_disabled()
    expect(page.get_by_text("Annehmen geht nur mit Netz")).to_be_visible()
    go_online(phone, cable)
    expect(accept).to_be_enabled()
    accept.click()
    page.wait_for_url("**/portal/leads/**")
    lead.refresh_from_db()
    assert lead.holder_id == scene.paul.party_id


def test_declining_and_a_follow_up_wait_for_the_network_by_themselves(
    phone: BrowserContext, cable: Cable, lead: Lead, scene: Scene
) -> None:
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)  # a follow-up comes after it
    other = captured(scene, "2", prospect={"last_name": "Beispiel", "email": "b@example.org", "phone": ""})
    offer = open_offer(other)
    Offer.objects.filter(id=offer.id).update(party_id=scene.paul.party_id)
    page = opened(phone, cable, "/portal", leads=1)
    go_offline(phone, cable)
    page.locator("summary", has_text="Ablehnen").click()
    page.get_by_label("Notiz (freiwillig)").fill("Zu weit für uns")
    page.get_by_role("button", name="Zu weit entfernt").click()
    expect(page.locator("#waiting")).to_contain_text("1 Meldung wartet")
    page.goto(f"{cable.url}/portal/leads/{lead.id}")
    page.locator("summary", has_text="Wiedervorlage am").click()
    page.get_by_label("Vereinbarter Tag").fill(f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}")
    page.get_by_label("Warum dann?").fill("Will erst das Dach decken")
    page.get_by_role("button", name="Wiedervorlage vereinbaren").click()
    expect(page.locator("#waiting")).to_contain_text("2 Meldungen warten")
    offer.refresh_from_db()
    assert offer.state == "open"
    go_online(phone, cable)
    wait_until(page, REPORTS, 0)
    offer.refresh_from_db()
    lead.refresh_from_db()
    assert (offer.state, offer.reason, lead.deadline_kind) == ("declined", "too_far", "follow_up")
    assert Note.objects.filter(lead=other, text="Zu weit für uns").count() == 1


def test_declining_from_what_the_phone_keeps_waits_and_can_be_undone_until_it_is_sent(
    phone: BrowserContext, cable: Cable, scene: Scene
) -> None:
    made = captured(scene)
    offer = open_offer(made)
    page = opened(phone, cable, "/portal/leads", leads=0)
    go_offline(phone, cable)
    for path in ("/portal", f"/portal/leads/{made.id}"):
        page.goto(cable.url + path)
        expect(page.get_by_text("Kein Netz.")).to_be_visible()
        expect(page.get_by_text("Ablehnen geht schon jetzt")).to_be_visible()
        assert "Musterfrau" not in page.content()
        assert_fits_the_thumb(page)
    card = page.locator(".offer")  # opened by the look at its targets
    page.get_by_label("Notiz (freiwillig)").fill("Zu weit für uns")
    page.get_by_role("button", name="Zu weit entfernt").click()
    expect(card).to_be_hidden()
    page.get_by_role("button", name="Rückgängig").click()
    expect(card).to_be_visible()
    wait_until(page, REPORTS, 0)
    expect(page.get_by_label("Notiz (freiwillig)")).to_have_value("Zu weit für uns")
    page.get_by_role("button", name="Zu weit entfernt").click()
    wait_until(page, REPORTS, 1)
    page.goto(f"{cable.url}/portal")
    expect(page.locator("#waiting")).to_contain_text("1 Meldung wartet")
    expect(page.locator(".offer")).to_be_hidden()
    offer.refresh_from_db()
    assert offer.state == "open"
    go_online(phone, cable)
    wait_until(page, REPORTS, 0)
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("declined", "too_far")
    assert Note.objects.filter(lead=made, text="Zu weit für uns").count() == 1


def test_a_decline_that_comes_after_the_offer_has_ended_is_said_and_kept(
    phone: BrowserContext, cable: Cable, scene: Scene
) -> None:
    lead = captured(scene)
    page = opened(phone, cable, "/portal", leads=0)
    go_offline(phone, cable)
    page.locator("summary", has_text="Ablehnen").click()
    page.get_by_label("Notiz (freiwillig)").fill("Zu weit für uns")
    page.get_by_role("button", name="Zu weit entfernt").click()
    expect(page.locator("#waiting")).to_contain_text("1 Meldung wartet")
    place_lead(lead.id, party_id=scene.petra.party_id, actor=actor_of(scene.vera), now=datetime.now(UTC))
    go_online(phone, cable)
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text("konnte nicht angenommen werden")
    expect(waiting).to_contain_text("Zu weit für uns")
    assert not Note.objects.filter(text="Zu weit für uns").exists()
    lead.refresh_from_db()
    assert lead.holder_id == scene.petra.party_id


def test_what_is_refused_is_shown_with_its_reason_and_kept_until_it_is_deleted(
    phone: BrowserContext, cable: Cable, lead: Lead, scene: Scene
) -> None:
    page = opened(phone, cable, f"/portal/leads/{lead.id}", leads=1)
    go_offline(phone, cable)
    page.locator("summary", has_text="Notiz hinzufügen").click()
    page.get_by_label("Notiz", exact=True).fill("Will im Mai bauen")
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.locator("#waiting")).to_contain_text("1 Meldung wartet")
    take_back_lead(lead.id, actor=actor_of(scene.vera), now=datetime.now(UTC), text="Kunde rief an")
    go_online(phone, cable)
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text("konnte nicht angenommen werden")
    expect(waiting).to_contain_text("Diese Anfrage ist nicht mehr bei Ihnen")
    expect(waiting).to_contain_text("Will im Mai bauen")
    page.reload()
    expect(page.locator("#waiting")).to_contain_text("Will im Mai bauen")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#waiting").get_by_role("button", name="Löschen").click()
    expect(page.locator("#waiting")).to_be_hidden()
    wait_until(page, LEADS, 0)  # no longer theirs
    assert not Note.objects.filter(text="Will im Mai bauen").exists()


def test_what_the_end_requires_is_asked_on_the_roof_too_so_that_a_win_is_not_refused_later(
    phone: BrowserContext, cable: Cable, scene: Scene
) -> None:
    asks(scene, OIL)
    made = captured(scene)
    accept_offer(open_offer(made).id, actor=actor_of(scene.paul), now=scene.now)
    report_contact(made.id, actor=actor_of(scene.paul), now=scene.now)
    page = opened(phone, cable, "/portal/leads", leads=1)
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads/{made.id}")
    page.locator("summary", has_text="Gewonnen").click()
    form = page.locator('form[data-act="win"]')
    form.locator('[name="amount"]').fill("17900")
    form.get_by_role("button").click()
    assert form.locator("select:invalid").count() == 1  # it is asked before it leaves the hand
    form.get_by_label("Gekauft").select_option("oil")
    form.get_by_role("button").click()
    wait_until(page, REPORTS, 1)
    go_online(phone, cable)
    wait_until(page, REPORTS, 0)
    assert Lead.objects.get(id=made.id).outcome == "won"
    assert Lead.objects.get(id=made.id).answers["bought"] == "oil"


def test_a_session_that_is_over_loses_nothing_and_forgets_names_and_numbers(
    phone: BrowserContext, cable: Cable, lead: Lead, scene: Scene
) -> None:
    page = opened(phone, cable, f"/portal/leads/{lead.id}", leads=1)
    go_offline(phone, cable)
    page.locator("summary", has_text="Notiz hinzufügen").click()
    page.get_by_label("Notiz", exact=True).fill("Schlüssel beim Nachbarn")
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.locator("#waiting")).to_contain_text("1 Meldung wartet")
    phone.clear_cookies()
    go_online(phone, cable)
    expect(page.locator("#waiting")).to_contain_text("Melden Sie sich an")
    wait_until(page, LEADS, 0)
    log_in(phone, scene.paul, cable.url)
    page.goto(f"{cable.url}/portal")
    wait_until(page, REPORTS, 0)
    assert Note.objects.get().text == "Schlüssel beim Nachbarn"


def test_logging_out_leaves_no_names_and_numbers_on_the_phone(
    phone: BrowserContext, cable: Cable, lead: Lead
) -> None:
    page = opened(phone, cable, "/portal/leads", leads=1)
    page.evaluate("kept.forget()")
    go_offline(phone, cable)
    page.goto(f"{cable.url}/portal/leads")
    expect(page.get_by_text("Auf diesem Telefon ist keine Anfrage gespeichert")).to_be_visible()
    assert "Musterfrau" not in page.content()


def test_a_result_can_be_undone_for_ten_seconds_and_was_never_sent(
    phone: BrowserContext, cable: Cable, lead: Lead
) -> None:
    page = opened(phone, cable, f"/portal/leads/{lead.id}", leads=1)
    page.get_by_role("button", name="Erreicht", exact=True).click()
    page.get_by_role("button", name="Rückgängig").click()  # is there as soon as the report is kept
    wait_until(page, REPORTS, 0)
    assert Activity.objects.count() == 0


def test_closing_the_page_at_once_still_reports_the_result_once(
    phone: BrowserContext, cable: Cable, lead: Lead
) -> None:
    page = opened(phone, cable, f"/portal/leads/{lead.id}", leads=1)
    page.get_by_role("button", name="Erreicht", exact=True).click()
    wait_until(page, REPORTS, 1)
    page.goto(f"{cable.url}/portal")
    wait_until(page, REPORTS, 0)
    assert Activity.objects.filter(kind="contact").count() == 1
