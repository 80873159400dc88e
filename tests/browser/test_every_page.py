"""Every page that there is, opened as somebody who may: axe finds nothing serious, nothing overflows on a phone, no script
fails, no other host is asked. A new address that is missing here fails, so that no page is forgotten."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from staffel.actions import desk, offers, work
from staffel.actions.calls import report_call
from staffel.actions.handouts import hand_out
from staffel.actions.links import link_for, prospect_link, token
from staffel.actions.materials import add_material
from staffel.actions.uploads import keep_upload
from staffel.models import Activity, Delivery, Duplicate, Lead, Membership, Submission
from tests.browser.examined import found_wrong
from tests.browser.sessions import carry_session, choose_language, client_of
from tests.scene import Scene, actor_of, captured, open_offer, somebody

pytestmark = pytest.mark.django_db(transaction=True)

LEADS: Final = b"Nachname;PLZ;Telefon\nBerg;82362;08811234\n"
PART: Final = re.compile(r"<(?:\w+:)?(\w+)>")
# what a form sends, files, and pages that need what a test of their own makes (areas, a login's second step): tests/web
# has them all
NOT_PAGES: Final = frozenset(
    """account_inactive account_confirm_login_code account_reset_password_from_key account_reset_password_done
    set-up set_language leads-file lead-file intake-file portal-file link-file logo lead-value form-edit intake-restore
    areas-preview areas-changes-file areas-apply areas-restore absence-end agreement call-answer call-consent call-hand-out""".split()
)


def cast(scene: Scene) -> tuple[Membership | None, ...]:
    """Who tries to open a page, in this order; None is nobody."""
    return (scene.ada, scene.vera, scene.tom, scene.frieda, scene.paul, scene.petra, None)


def samples(scene: Scene) -> dict[str, Any]:
    """A value for each part of an address ("page:part" for one page alone), and leads in several states behind them."""
    captured(scene, "1", prospect={"postal_code": ""})
    captured(scene, "2", temperature="hot", answers={"message": "Bitte vormittags anrufen"})
    worked, offered = captured(scene, "3"), captured(scene, "4")
    with_agency, given_away = (captured(scene, key, prospect={"postal_code": ""}) for key in "56")
    Lead.objects.filter(id=with_agency.id).update(holder=scene.agency)
    worker, asked = receiver(scene, worked), receiver(scene, offered)
    offers.accept_offer(open_offer(worked).id, actor=actor_of(worker), now=scene.now)
    work.report_attempt(worked.id, actor=actor_of(worker), now=scene.now, text="Mailbox")
    soon = scene.now + timedelta(days=1)
    work.report_appointment(worked.id, due_at=soon, actor=actor_of(worker), now=scene.now)
    desk.work_lead(given_away.id, actor=actor_of(scene.tom), now=scene.now)
    report_call(given_away.id, result="wrong_number", actor=actor_of(scene.tom), now=scene.now)
    mandate = worked.mandates.get()
    captured(
        scene, "7", prospect=somebody("3"), answers={"message": "Noch einmal"}
    )  # joined to the one in work
    captured(scene, "8", prospect={"email": "", "phone": "+4989777777"})  # whom it may be
    return {
        "lead_id": worked.id,
        "call:lead_id": with_agency.id,
        "followed-lead:lead_id": given_away.id,
        "activity_id": Activity.objects.get(kind="appointment").id,
        "delivery_id": Delivery.objects.latest("id").id,
        "party_id": scene.paul.party_id,
        "member_id": scene.vera.id,
        "material_id": a_material(scene, worked),
        "pair_id": Duplicate.objects.filter(state="open").latest("found_at").id,
        "prospect:token": token(prospect_link(worked.id, now=scene.now)),
        "prospect-document:token": token(prospect_link(worked.id, now=scene.now)),
        "key": "default",
        "text-page:key": "offer.made",
        "text-edit:key": "offer.made",
        "consent-page:key": "mail",
        "consent-edit:key": "mail",
        "submission_id": Submission.objects.create(
            door="test", state="problem", payload={"Name": "Ohne Ort"}, problems=[], received_at=scene.now
        ).id,
        "import_id": keep_upload(
            "leads", filename="leads.csv", content=LEADS, actor=actor_of(scene.vera), now=scene.now
        ),
        "token": token(link_for("offer", open_offer(offered).id, asked.id, now=scene.now)),
        "link-contact:token": token(link_for("mandate", mandate.id, worker.id, now=scene.now)),
        "link-appointment:token": token(link_for("mandate", mandate.id, worker.id, now=scene.now)),
        "join:token": token(link_for("invitation", scene.petra.id, scene.petra.id, now=scene.now)),
    }


def a_material(scene: Scene, lead: Lead) -> UUID:
    """Of the catalogue, mailed to this lead's prospect and promised to it by post."""
    vera = actor_of(scene.vera)
    found = add_material(
        "Prospekt", is_paper=True, filename="p.pdf", content=b"%PDF-1.4", actor=vera, now=scene.now
    )
    for way in ("mail", "letter"):
        hand_out(lead.id, [found], way=way, is_again=True, actor=vera, now=scene.now)
    return found


def receiver(scene: Scene, lead: Lead) -> Membership:
    """Who is asked for the lead."""
    return next(m for m in (scene.paul, scene.petra) if m.party_id == open_offer(lead).party_id)


def pages(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and address of every page of ours; "" for the address of one that nobody has told how to open. An address
    that names an act takes what a form sends."""
    for pattern in all_patterns(get_resolver().url_patterns):
        name, address = pattern.name or "", f"/{pattern.pattern}"
        if name in NOT_PAGES or "<slug:act>" in address:
            continue
        for part in PART.finditer(address):
            value = found.get(f"{name}:{part[1]}", found.get(part[1]))
            address = address.replace(part[0], str(value)) if value is not None else ""
        yield name, address


def all_patterns(found: list[Any]) -> Iterator[URLPattern]:
    """Every address, those of the API left out."""
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        elif "api" not in str(one.pattern):
            yield from all_patterns(one.url_patterns)


def opener(clients: Mapping[UUID | None, Client], address: str) -> UUID | bool | None:
    """The first of the cast that gets the page; True when it is none (it takes a form, or gives a file or a part of a
    page), False when nobody gets anything."""
    for member_id, client in clients.items():
        response = client.get(address)
        if response.status_code == 405:
            return True
        if response.status_code == 200:
            return member_id if b"<!doctype html>" in response.getvalue()[:100].lower() else True
    return False


def ordered(clients: Mapping[UUID | None, Client], scene: Scene, name: str) -> Mapping[UUID | None, Client]:
    """The portal's pages are the partners' first."""
    if not name.startswith("portal"):
        return clients
    first = (scene.paul.id, scene.petra.id)
    return {key: clients[key] for key in (*first, *(key for key in clients if key not in first))}


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [
        (1440, "light", "de"),
        (360, "dark", "en"),
        pytest.param(768, "dark", "de", marks=pytest.mark.long),
        pytest.param(1440, "dark", "en", marks=pytest.mark.long),
        pytest.param(360, "light", "de", marks=pytest.mark.long),
    ],
)
def test_every_page_is_usable(
    browser: Browser,
    scene: Scene,
    live_server: LiveServer,
    settings: Any,
    width: int,
    scheme: str,
    language: str,
) -> None:
    settings.SENDS_MAIL = True  # some pages are there only then
    clients = {member.id if member else None: client_of(member) for member in cast(scene)}
    contexts: dict[UUID | None, BrowserContext] = {}
    wrong: list[str] = []
    for name, address in pages(samples(scene)):
        who = opener(ordered(clients, scene, name), address) if address else False
        if who is False:
            wrong.append(f"{name}: nobody can open {address or 'it: `samples` lacks a part of its address'}")
        if isinstance(who, bool):
            continue
        if who not in contexts:
            contexts[who] = _context(browser, clients[who], live_server, width, scheme, language)
        wrong += [
            f"{name}: {what}" for what in _found_wrong(contexts[who].new_page(), live_server.url + address)
        ]
    assert not wrong, "\n".join(wrong)


def _context(
    browser: Browser, client: Client, live_server: LiveServer, width: int, scheme: str, language: str
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
    )
    choose_language(context, language, live_server.url)
    carry_session(context, client, live_server.url)
    return context


def _found_wrong(page: Page, url: str) -> list[str]:
    wrong: list[str] = []
    host = url.split("/")[2]
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    page.on(
        "request", lambda asked: wrong.append(f"asks {asked.url}") if _is_foreign(asked.url, host) else None
    )
    page.goto(url)
    wrong += found_wrong(page)
    page.close()
    return wrong


def _is_foreign(url: str, host: str) -> bool:
    return not url.startswith(("data:", "blob:")) and url.split("/")[2] != host
