"""A visitor on a phone of 320 px asks without JavaScript; the desk sees how it came, a partner accepts, the visitor hears who
calls. And the same form within the vendor's own website."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from staffel.actions.actors import SYSTEM
from staffel.actions.links import link_for, token
from staffel.actions.outflow import go_live
from staffel.actions.parties import change_party
from staffel.actions.versions import publish
from staffel.channels.sender import send_due
from staffel.models import Lead, Party
from staffel.queries.directory import directory
from staffel.rules.forms import OnlyIf, Question
from tests.browser.cable import Cable
from tests.browser.house import log_in_at
from tests.browser.phones import assert_fits_the_thumb
from tests.browser.sessions import log_in
from tests.browser.speech import Speech
from tests.channels.post_office import PostOffice, text_of
from tests.scene import ALWAYS, Scene, actor_of, open_offer

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna.berg@example.org"
HEATS = Question("heats", {"de": "Heizen Sie mit Öl?", "en": "Do you heat with oil?"}, "yes_no", "interest")
SINCE = Question(
    "since",
    {"de": "Seit wann?", "en": "Since when?"},
    "text",
    "interest",
    only_if=(OnlyIf("heats", ("yes",)),),
)


@pytest.fixture
def website(live_server: LiveServer) -> Iterator[int]:
    """The port of the vendor's own website: one page with the code that the campaign's page gives."""
    code = f"""<!doctype html><title>Vendor</title><iframe data-staffel title="x" style="width:100%;height:500px"
        src="{live_server.url}/f/default?embedded=1&amp;theme=light"></iframe>
        <script src="{live_server.url}/static/embed.js" async></script>"""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(code.encode())

        def log_message(self, *_words: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def scene(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    Party.objects.update(hours=ALWAYS)
    values = {"phone": "+4988147110", "privacy_url": "https://paul.example/datenschutz"}
    for one in (scene.paul, scene.petra):
        change_party(one.party_id, values, actor=actor_of(scene.vera), now=scene.now)
    go_live(actor=actor_of(scene.ada), now=scene.now)
    form = directory().current("form", "default", at=scene.now).body
    publish(
        "form",
        "default",
        replace(form, questions=(*form.questions, HEATS, SINCE)),
        actor=SYSTEM,
        now=scene.now,
    )
    # a test fills in as fast as a program
    monkeypatch.setattr("staffel.rules.public_forms.FASTEST", timedelta(0))
    return scene


def opened(browser: Browser, speech: Speech, url: str, *, scripts: bool, scheme: str = "light") -> Page:
    page = browser.new_context(
        viewport={"width": 320, "height": 640}, locale=speech.locale, java_script_enabled=scripts,
        color_scheme="dark" if scheme == "dark" else "light",
    ).new_page()  # fmt: skip
    page.goto(url)
    return page


def fill_in(page: Page, speech: Speech, **typed: str) -> None:
    for name, value in {"last_name": "Berg", "email": ANNA, "postal_code": "82362", **typed}.items():
        page.locator(f"[name={name}]").fill(value)


def send(page: Page, speech: Speech) -> None:
    page.get_by_role("button", name=speech("Send my enquiry")).click()


def test_asked_without_javascript_and_told_who_calls(
    browser: Browser, scene: Scene, live_server: LiveServer, office: PostOffice, cable: Cable, speech: Speech
) -> None:
    address = f"{live_server.url}/f/default?utm_source=news&utm_campaign=herbst"
    page = opened(browser, speech, address, scripts=False)
    fill_in(page, speech, postal_code="82399999")
    send(page, speech)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text(speech("We do not know this postal code.")).first).to_be_visible()
    expect(page.locator("[name=last_name]")).to_have_value("Berg")
    page.locator("[name=postal_code]").fill("82362")
    send(page, speech)
    expect(page.get_by_role("heading", level=1)).to_have_text(speech("Thank you for your enquiry"))
    page.reload()
    lead = Lead.objects.get()
    assert (lead.language, lead.place) == (speech.language, "Weilheim in Oberbayern")

    send_due(datetime.now(UTC))
    arrived = office.to(ANNA)[-1]
    link = re.findall(r"https?://[^/\s]+(/p/\S+)", text_of(arrived))[0]

    desk = browser.new_context(locale=speech.locale)
    log_in(desk, scene.vera, cable.url)
    seen = desk.new_page()
    seen.goto(f"{cable.url}/leads/{lead.id}")
    expect(seen.get_by_text("herbst")).to_be_visible()

    offer = open_offer(lead)
    member = next(one for one in (scene.paul, scene.petra) if one.party_id == offer.party_id)
    partner = opened(
        browser, speech, f"{live_server.url}/l/{token(link_for('offer', offer.id, member.id, now=scene.now))}",
        scripts=False,
    )  # fmt: skip
    partner.get_by_role("button", name=speech("Accept")).click()
    send_due(datetime.now(UTC) + timedelta(minutes=30))
    said = text_of(office.to(ANNA)[-1])
    for part in (member.party.name, "0881 47110", "https://paul.example/datenschutz", link):
        assert part in said, said
    page.goto(live_server.url + link)
    expect(page.get_by_text(member.party.name).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_javascript_only_what_fits_is_asked_and_nothing_is_lost_in_the_other_language(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech, scheme: str
) -> None:
    page = opened(browser, speech, f"{live_server.url}/f/default", scripts=True, scheme=scheme)
    assert_fits_the_thumb(page)
    since = page.locator("[name=since]")
    expect(since).to_be_hidden()
    page.locator("[name=heats][value=yes]").check()
    expect(since).to_be_visible()
    since.fill("1990")
    page.locator("[name=postal_code]").fill("82362")
    expect(page.locator("[name=place]")).to_have_value("Weilheim in Oberbayern")
    page.locator("#other").click()
    other = "en" if speech.language == "de" else "de"
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("[name=since]")).to_have_value("1990")
    fill_in(page, speech)
    page.locator("[name=heats][value=no]").check()
    expect(page.locator("[name=since]")).to_be_hidden()
    page.locator("button.main").click()
    expect(page.locator(".thanks")).to_be_visible()
    lead = Lead.objects.get()
    assert lead.language == other
    assert (lead.answers["heats"], "since" in lead.answers) == (False, False)


def allow(scene: Scene, site: str) -> None:
    body = replace(directory().current("campaign", "default", at=scene.now).body, sites=(site,))
    publish("campaign", "default", body, actor=SYSTEM, now=scene.now)


def test_within_the_vendor_s_website_it_grows_and_hands_on_how_the_visitor_came(
    browser: Browser, scene: Scene, website: int, speech: Speech
) -> None:
    allow(scene, f"http://127.0.0.1:{website}")
    page = browser.new_context(viewport={"width": 800, "height": 600}, locale=speech.locale).new_page()
    page.goto(f"http://127.0.0.1:{website}/heizung?utm_source=portal&first_name=Anna")
    frame = page.frame_locator("iframe")
    expect(frame.locator("[name=first_name]")).to_have_value("Anna")
    expect(page.locator("iframe")).not_to_have_css("height", "500px")
    for name, value in {"last_name": "Berg", "email": ANNA, "postal_code": "82362"}.items():
        frame.locator(f"[name={name}]").fill(value)
    frame.locator("button.main").click()
    expect(frame.locator(".thanks")).to_be_visible()
    submission = Lead.objects.get().submissions.get()
    assert submission.payload["source_details"] == {"utm_source": "portal", "referrer": "127.0.0.1"}


def test_no_other_website_may_show_it(browser: Browser, scene: Scene, website: int, speech: Speech) -> None:
    allow(scene, f"http://127.0.0.1:{website}")
    page = browser.new_context(locale=speech.locale).new_page()
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.goto(f"http://localhost:{website}/")
    expect(page.frame_locator("iframe").locator("[name=last_name]")).to_have_count(0)


def test_the_code_for_the_website_is_copied_by_one_press(
    browser: Browser, scene: Scene, live_server: LiveServer, speech: Speech
) -> None:
    allow(scene, "https://www.example.com")
    context = browser.new_context(locale=speech.locale)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    log_in_at(page, live_server, "/campaigns/default", "ada@example.com")
    page.locator("[data-copy=public-code]").click()
    expect(page.locator("[data-copy=public-code]")).to_have_text(speech("Copied"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#public-code").input_value()
    assert "/f/default?embedded=1" in copied
    context.close()
