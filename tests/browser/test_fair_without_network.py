"""A day at a fair without network: five hundred visitors, the browser killed in between; everything arrives once, and a
complete lead is offered as soon as there is network."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from staffel.actions.actors import SYSTEM
from staffel.actions.versions import publish
from staffel.models import Attachment, Entry, Lead, Note, Offer, Receipt, Submission
from staffel.queries.directory import directory
from staffel.rules.forms import Form, OnlyIf, Question, is_due, open_questions
from tests.browser.cable import Cable
from tests.browser.fair import TYPE_MANY, begin, capture, device, ready, unsent
from tests.browser.phones import CONTRAST
from tests.browser.sessions import log_in
from tests.browser.waiting import wait_until
from tests.scene import Scene, captured

pytestmark = pytest.mark.django_db(transaction=True)
log = logging.getLogger(__name__)
CARD = Path(__file__).with_name("card.jpg")
VISITORS = 500
SOONEST = 60  # seconds; far more than it takes: a time belongs into a report, not into a test
TARGETS = """() => [...document.querySelectorAll('button, .button, .choice, .tick, select, textarea, input:not([type=checkbox], [type=file])')]
  .filter((e) => e.checkVisibility()).map((e) => [Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width), e.outerHTML.slice(0, 60)])"""


@pytest.fixture
def stand(browser: Browser, scene: Scene, cable: Cable) -> BrowserContext:
    """Vera's phone, logged in."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="de-DE")
    log_in(context, scene.vera, cable.url)
    return context


def opened(stand: BrowserContext, cable: Cable) -> Page:
    """The app with its event chosen."""
    page = stand.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{cable.url}/capture")
    begin(ready(page))
    return page


def pull(page: Page, cable: Cable) -> None:
    cable.pull()
    page.context.set_offline(True)


def plug(page: Page, cable: Cable) -> None:
    cable.plug()
    page.context.set_offline(False)


def until(happened: Callable[[], bool], *, seconds: float = SOONEST) -> float:
    """How long it took, in seconds."""
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() - begun < seconds
        time.sleep(0.02)
    return time.monotonic() - begun


@pytest.mark.long
def test_five_hundred_visitors_without_network_arrive_once_though_the_browser_is_killed(
    browser: Browser, scene: Scene, cable: Cable, tmp_path: Path
) -> None:
    with device(browser, cable, tmp_path / "profile") as phone:
        page = phone.start(scene.vera)
        begin(ready(page))
        cable.pull()
        for n in range(3):
            capture(page, n)
        page.evaluate(TYPE_MANY, [3, VISITORS // 2])
        page.get_by_label("Nachname").fill("Halb getippt")
        wait_until(page, "async () => (await captured.drafts()).length === 1")
        phone.kill()

        page = phone.start()  # without network: the app itself comes from the device
        unsent(page, VISITORS // 2)
        expect(page.get_by_label("Nachname")).to_have_value("Halb getippt")
        page.get_by_role("button", name="Alles leeren").click()
        for n in range(VISITORS // 2, VISITORS // 2 + 3):
            capture(page, n)
        page.evaluate(TYPE_MANY, [VISITORS // 2 + 3, VISITORS])
        unsent(page, VISITORS)
        assert Lead.objects.count() == 0
        phone.kill()

        cable.plug()
        page = phone.start(scene.vera)
        until(Lead.objects.exists)
        cable.pull()  # in the middle of it: some answers are never heard
        phone.kill()

        cable.plug()
        page = phone.start(scene.vera)
        unsent(page, 0)
        page.locator(".thumb [data-show=list]").click()
        expect(page.locator("#list")).to_contain_text(f"{VISITORS} heute angekommen")
    mails = list(Lead.objects.values_list("email", flat=True))
    assert sorted(mails) == sorted(f"besucher.{n}@example.org" for n in range(VISITORS))
    assert Submission.objects.filter(state="taken").count() == VISITORS
    assert not Submission.objects.filter(state="problem").exists()


def test_a_complete_lead_is_offered_as_soon_as_the_network_is_back(
    stand: BrowserContext, scene: Scene, cable: Cable
) -> None:
    page, took = opened(stand, cable), []
    for n in range(5):
        pull(page, cable)
        capture(page, n)
        unsent(page, 1)
        plug(page, cable)
        took.append(until(Offer.objects.filter(lead__email=f"besucher.{n}@example.org").exists))
        unsent(page, 0)
    log.info("offered %.2f s after the network's return, by the median", median(took))
    expect(page.locator("[data-told]")).to_contain_text("ist angekommen. Gefragt wird")
    assert Lead.objects.count() == 5


def test_two_tabs_send_each_lead_once(stand: BrowserContext, scene: Scene, cable: Cable) -> None:
    page = opened(stand, cable)
    other = stand.new_page()
    other.goto(f"{cable.url}/capture")
    expect(other.locator("#form")).to_be_visible()
    pull(page, cable)
    capture(page, 1)
    capture(other, 2)
    posts: list[str] = []
    stand.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    plug(page, cable)
    unsent(page, 0)
    unsent(other, 0)
    sent = [one for one in posts if one.endswith("/capture/leads")]
    assert len(sent) in {1, 2}  # both at once, or one after the other
    assert Lead.objects.count() == 2
    assert Receipt.objects.filter(door__startswith="device:").exclude(key__startswith="more:").count() == 2


def test_what_is_typed_lies_sealed_on_the_device(stand: BrowserContext, scene: Scene, cable: Cable) -> None:
    page = opened(stand, cable)
    pull(page, cable)
    capture(page, 7)
    stored = page.evaluate("""async () => {
      const open = await new Promise((done) => { const asked = indexedDB.open('capture'); asked.onsuccess = () => done(asked.result); });
      const all = (store) => new Promise((done) => { const asked = open.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result); });
      const [row] = await all('leads'), key = (await all('about')).find((one) => one instanceof CryptoKey);
      return { fields: Object.keys(row).sort(), text: new TextDecoder('latin1').decode(row.sealed.bytes), isOpen: key.extractable, usages: key.usages } }""")
    assert stored["fields"] == ["at", "id", "sealed", "state", "taken"]
    assert "Besucher" not in stored["text"]
    assert (stored["isOpen"], stored["usages"]) == (False, ["encrypt", "decrypt"])


def test_a_login_that_is_over_loses_nothing(stand: BrowserContext, scene: Scene, cable: Cable) -> None:
    page = opened(stand, cable)
    pull(page, cable)
    capture(page, 1)
    stand.clear_cookies()
    plug(page, cable)
    expect(page.locator("#notice")).to_contain_text("Sie sind abgemeldet")
    capture(page, 2)  # it goes on
    assert Lead.objects.count() == 0
    log_in(stand, scene.frieda, cable.url)
    page.reload()
    unsent(page, 0)
    assert Lead.objects.count() == 2


def test_what_is_refused_is_said_kept_and_can_be_mended(
    stand: BrowserContext, scene: Scene, cable: Cable
) -> None:
    page = opened(stand, cable)
    page.get_by_label("Nachname").fill("\u200b")  # pasted: a sign that nobody sees
    page.get_by_role("button", name="Speichern").click()
    count = page.locator("#count")
    expect(count).to_contain_text("1 zu berichtigen")
    count.click()
    row = page.locator(".lead.refused")
    expect(row).to_contain_text("Hier ist niemand genannt.")
    expect(row).to_contain_text("unter „Ungeklärte Eingänge“")
    assert Submission.objects.get().state == "problem"
    row.get_by_role("button", name="Bearbeiten").click()
    page.get_by_label("Nachname").fill("Messner")
    page.get_by_role("button", name="Speichern").click()
    unsent(page, 0)
    expect(count).to_contain_text("Alles da")
    assert Lead.objects.get().last_name == "Messner"
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["repaired", "taken"]


def test_a_code_is_read_by_the_camera_and_a_card_goes_along(
    browser: Browser, scene: Scene, cable: Cable, tmp_path: Path
) -> None:
    film = tmp_path / "film.mjpeg"
    film.write_bytes(CARD.read_bytes())
    args = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    with device(browser, cable, tmp_path / "profile", args=args) as phone:
        page = phone.start(scene.vera)
        begin(ready(page))
        pull(page, cable)
        page.get_by_role("button", name="QR-Code scannen").click()
        expect(page.locator("[data-told]")).to_contain_text("Aus dem Code übernommen", timeout=40_000)
        for key, value in (
            ("first_name", "Jürgen"),
            ("company", "Österle Haustechnik GmbH"),
            ("phone", "+49 171 2345678"),
            ("place", "Weilheim"),
        ):
            expect(page.locator(f"#q-{key}")).to_have_value(value)
        expect(page.get_by_label("Notiz")).to_have_value("Geschäftsführer")
        page.locator("[data-card]").set_input_files(CARD)
        expect(page.locator("[data-cards] img")).to_be_visible()
        page.get_by_role("button", name="Speichern").click()
        unsent(page, 1)
        phone.kill()
        page = phone.start(scene.vera)
        plug(page, cable)
        unsent(page, 0)
    lead = Lead.objects.get()
    assert (lead.last_name, lead.phone, lead.country) == ("Österle", "+491712345678", "DE")
    assert Note.objects.get(lead=lead).text == "Geschäftsführer"
    kept = Attachment.objects.get(lead=lead)
    assert (kept.content_type, bytes(kept.content or b"")[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert Entry.objects.filter(lead=lead, kind="attachment.added").count() == 1


def test_whoever_is_known_already_is_shown_while_one_types(
    stand: BrowserContext, scene: Scene, cable: Cable
) -> None:
    known = captured(scene)
    page = opened(stand, cable)
    page.get_by_label("Telefon").fill("0881 12345")
    expect(page.locator("#known")).to_contain_text("Musterfrau")
    expect(page.locator("#known")).to_contain_text(str(known.number))
    page.get_by_label("Telefon").fill("")
    expect(page.locator("#known")).to_be_empty()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Ada Ott\nTEL;TYPE=fax:1\nTEL:+49 2\nEND:VCARD", {"first_name": "Ada", "last_name": "Ott", "phone": "+49 2"}),
        ("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=\r\n=C3=B6rg\r\nEND:VCARD", {"first_name": "Jörg", "last_name": "Müller"}),
        ("BEGIN:VCARD\nVERSION:4.0\nN:Ott;Ada;;;\nitem1.EMAIL:ada@\n example.org\nTEL;VALUE=uri:tel:+49-2\nEND:VCARD", {"first_name": "Ada", "last_name": "Ott", "email": "ada@example.org", "phone": "+49-2"}),
        ("BEGIN:VCARD\nORG:Rohr\\, Bad\\; Co;Einkauf\nADR;TYPE=HOME:;;Weg 1;Ulm;;89073;DE\nEND:VCARD", {"company": "Rohr, Bad; Co", "street": "Weg 1", "place": "Ulm", "postal_code": "89073", "country": "DE"}),
        ("MECARD:N:Ott,Ada;ORG:Ott GmbH;TEL:+492;EMAIL:ada@example.org;URL:https\\://example.org;;", {"first_name": "Ada", "last_name": "Ott", "company": "Ott GmbH", "phone": "+492", "email": "ada@example.org"}),
        ("MECARD:N:Ada Ott;;", {"first_name": "Ada", "last_name": "Ott"}),
        ("https://example.org/ada", None),
        ("BEGIN:VCARD\nEND:VCARD", None),
    ],
)  # fmt: skip
def test_cards_are_read_in_every_dialect(
    stand: BrowserContext, scene: Scene, cable: Cable, text: str, read: dict[str, str] | None
) -> None:
    page = stand.new_page()
    page.goto(f"{cable.url}/capture")
    found = page.evaluate(
        "(text) => import('/static/capture/cards.js').then(({ readCard }) => readCard(text)?.values ?? null)",
        text,
    )
    assert found == read


def test_what_a_card_says_and_the_form_does_not_ask_is_noted(
    stand: BrowserContext, scene: Scene, cable: Cable
) -> None:
    form = directory().current("form", "default", at=scene.now).body
    short = [one for one in form.questions if one.key not in {"company", "street"}]
    publish("form", "default", replace(form, questions=tuple(short)), actor=SYSTEM, now=scene.now)
    page = opened(stand, cable)
    card = "BEGIN:VCARD\nN:Ott;Ada\nORG:Ott Bau\nADR;TYPE=WORK:;;Weg 1;Ulm;;89073;\nTITLE:Chefin\nEND:VCARD"
    expect(page.get_by_label("Nachname")).to_be_visible()
    page.evaluate("(card) => import('/static/capture/form.js').then(({ take }) => take(card))", card)
    expect(page.get_by_label("Nachname")).to_have_value("Ott")
    expect(page.get_by_label("Notiz")).to_have_value("Ott Bau\nWeg 1\nChefin")


PARITY = Form(
    labels={},
    questions=(
        Question("name", {}, "text", "prospect", gate="agency", one_of="who"),
        Question("firm", {}, "text", "prospect", gate="market", one_of="who"),
        Question("own", {}, "yes_no", "interest", gate="market"),
        Question("roof", {}, "choice", "interest", gate="market", only_if=(OnlyIf("own", ("yes",)),)),
        Question(
            "age", {}, "text", "interest", gate="market", only_if=(OnlyIf("roof"), OnlyIf("gone", ("x",)))
        ),
        Question("ring", {}, "text", "interest", gate="market", only_if=(OnlyIf("ring"),)),
        Question("late", {}, "text", "interest", gate="close"),
    ),
)
KNOWN: tuple[dict[str, str], ...] = (
    {}, {"name": "A"}, {"firm": "B", "own": "no"}, {"own": "yes"}, {"own": "yes", "roof": "flat"}, {"roof": "flat"},
    {"own": "yes", "roof": "flat", "age": "7", "ring": "x", "name": "A"},
)  # fmt: skip


def test_the_device_judges_what_is_open_as_the_server_does(
    stand: BrowserContext, scene: Scene, cable: Cable
) -> None:
    page = stand.new_page()
    page.goto(f"{cable.url}/capture")
    questions = [
        {
            "key": one.key, "one_of": one.one_of, "needed": is_due(one.gate, at="market"),
            "only_if": [{"question": only.question, "values": list(only.values)} for only in one.only_if],
        }
        for one in PARITY.questions
    ]  # fmt: skip
    for known in KNOWN:
        groups = page.evaluate(
            "([questions, known]) => import('/static/capture/asked.js').then(({ openGroups }) => openGroups(questions, known))",
            [questions, known],
        )
        theirs = {question["key"] for group in groups for question in group}
        assert theirs == {question.key for question in open_questions(PARITY, known, gate="market")}, known


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_screen_is_for_one_thumb_and_for_screen_readers(
    stand: BrowserContext, scene: Scene, cable: Cable, scheme: Literal["light", "dark"]
) -> None:
    page = opened(stand, cable)
    page.emulate_media(color_scheme=scheme)
    pull(page, cable)
    capture(page, 1)
    for screen in ("form", "list", "start"):
        page.locator(f".thumb [data-show={screen}]").click()
        expect(page.locator(f"#{screen}")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [pair for pair in page.evaluate(CONTRAST) if pair[0] < 7] == []
        assert [pair for pair in page.evaluate(TARGETS) if pair[0] < 48] == []
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


def test_a_visitor_reads_the_consent_in_its_own_language(
    stand: BrowserContext, scene: Scene, cable: Cable
) -> None:
    page = opened(stand, cable)
    page.locator("[data-key=last_name] input").fill("Smith")
    page.locator("[data-key=email] input").fill("smith@example.org")
    tick = page.locator("[data-consents] label", has_text="angerufen").first
    tick.click()
    page.get_by_role("button", name="English").click()
    english = page.locator("[data-consents] input[value=call]")
    expect(english).not_to_be_checked()  # what was ticked was another text
    expect(page.locator("[data-consents] [lang=en]").first).to_contain_text("I agree")
    english.check()
    page.locator("#bar [data-save]").click()
    expect(page.locator("[data-told]")).to_contain_text(
        "Smith"
    )  # it is kept: only then is nothing left a fact
    unsent(page, 0)
    lead = Lead.objects.get()
    assert (lead.language, lead.consents.get().purpose) == ("en", "call")
    expect(page.get_by_role("button", name="Deutsch")).to_have_attribute(
        "aria-pressed", "true"
    )  # for the next one
