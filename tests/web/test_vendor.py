"""The vendor's page, its colour and logo on all pages, what partners are called, and the state in plain sight."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions.outflow import go_live, halt
from staffel.actions.vendor import change_vendor
from staffel.models import Entry, Installation, Lead, Logo, Membership
from staffel.queries.directory import directory
from tests.scene import Scene, actor_of
from tests.web.typed import typed_in

AsMember = Callable[[Membership], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
WORDS = {"de": ["Händler", "Händler"], "en": ["Dealer", "Dealers"]}


def typed(client: Client) -> dict[str, Any]:
    return typed_in(client.get("/vendor").content.decode(), form="vendor")


def test_only_the_administrator_has_the_page(scene: Scene, as_member: AsMember, client: Client) -> None:
    assert client.get("/vendor")["Location"].startswith("/login")
    before = Entry.objects.count()
    for member in (scene.vera, scene.otto, scene.tom, scene.frieda):
        assert as_member(member).get("/vendor").status_code == 404
        assert as_member(member).get("/vendor/look?colour=%23123456").status_code == 404
        assert as_member(member).post("/vendor", {"vendor": "Otto"}).status_code == 404
    assert as_member(scene.ada).put("/vendor").status_code == 405
    assert Entry.objects.count() == before


def test_what_is_changed_is_saved_and_nothing_else(scene: Scene, as_member: AsMember) -> None:
    ada = as_member(scene.ada)
    form = typed(ada)
    assert form["country"] == ["Deutschland"]
    change_vendor({"imprint": "Von jemand anderem"}, actor=actor_of(scene.ada), now=scene.now)
    done = ada.post("/vendor", form | {"vendor": "Neu AG", "colour": "#ffd400", "de_one": "Händler", "de_many": "Händler",
                                       "en_one": "Dealer", "en_many": "Dealers"})  # fmt: skip
    assert done.status_code == 302
    row = directory().installation
    assert (row.vendor, row.colour, row.partner_words) == ("Neu AG", "#ffd400", WORDS)
    assert row.imprint == "Von jemand anderem"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vendor": ""}, "vendor"), ({"colour": "grün"}, "colour"), ({"sender": "x"}, "sender"), ({"country": "Atlantis"}, "country"),
        ({"de_one": ""}, "de_one"), ({"timezone": "Mars"}, "timezone"),
    ],
)  # fmt: skip
def test_what_cannot_be_stands_beside_its_field(
    scene: Scene, as_member: AsMember, change: dict[str, str], field: str
) -> None:
    ada, before = as_member(scene.ada), Entry.objects.count()
    answer = ada.post("/vendor", typed(ada) | {"en_one": "Dealer", "contact": "Neu"} | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "Neu" in answer.content.decode()
    assert Entry.objects.count() == before


def test_a_logo_is_uploaded_shown_everywhere_and_taken_away(
    scene: Scene, as_member: AsMember, client: Client
) -> None:
    ada = as_member(scene.ada)
    assert client.get("/logo").status_code == 404
    ada.post("/vendor", typed(ada) | {"logo": SimpleUploadedFile("x.png", PNG)})
    for page in (ada.get("/leads"), client.get("/login")):
        assert 'src="/logo?v=' in page.content.decode()
    answer = client.get("/logo")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert "immutable" in answer["Cache-Control"]
    svg = SimpleUploadedFile("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    wrong = ada.post("/vendor", typed(ada) | {"logo": svg})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["logo"]
    ada.post("/vendor", typed(ada) | {"no_logo": "on"})
    assert Logo.objects.count() == 0


def test_the_colour_is_on_every_page_readable_in_light_and_dark(
    scene: Scene, as_member: AsMember, client: Client
) -> None:
    assert "vendor.css" not in as_member(scene.ada).get("/leads").content.decode()
    change_vendor({"colour": "#ffd400"}, actor=actor_of(scene.ada), now=scene.now)
    page = as_member(scene.ada).get("/leads").content.decode()
    address = re.search(r'href="(/vendor\.css[^"]+)"', page)
    assert address
    css = client.get(address[1])
    assert css["Content-Type"].startswith("text/css")
    assert "immutable" in css["Cache-Control"]
    assert "[data-bs-theme=dark]{--st-accent:#ffd400" in css.text
    assert "--st-accent:#ffd400;--st-accent-ink" not in css.text.split("[data-bs-theme=dark]")[0]
    assert client.post("/vendor.css").status_code == 405
    look = as_member(scene.ada).get("/vendor/look?colour=%230b5cad").content.decode()
    assert "#0b5cad" in look
    assert "background:#" not in as_member(scene.ada).get("/vendor/look?colour=url(x)").content.decode()


def test_partners_are_called_as_the_vendor_calls_them(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    change_vendor({"partner_words": WORDS}, actor=actor_of(scene.ada), now=scene.now)
    vera = as_member(scene.vera)
    today = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", vera.get("/").content.decode()))
    assert "1 Händler" in today
    assert "<th>Händler</th>" in vera.get(reverse("lead", args=[lead.id])).content.decode()
    market = vera.get("/markets/default").content.decode()
    assert "Zuerst der nächstgelegene Händler im Gebiet des Leads" in market
    assert "three nearest dealers within 60 km" in market


# -- the brake, the redirect and live -----------------------------------------------------------------------------


def test_the_state_stands_on_every_page_of_those_who_decide(
    scene: Scene, as_member: AsMember, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    Installation.objects.update(redirect_to="test@example.com")
    change_vendor({"redirect_to": "probe@example.com"}, actor=actor_of(scene.ada), now=scene.now)
    words = "Nicht live: Jede E-Mail geht an probe@example.com"
    for address in ("/", "/leads", "/markets", "/process"):
        assert words in as_member(scene.vera).get(address).content.decode()
    for member in (scene.frieda, scene.tom, scene.otto):
        assert "Nicht live" not in as_member(member).get("/process").content.decode()
    halt("all", actor=actor_of(scene.vera), now=scene.now)
    assert "Alles ist angehalten seit" in as_member(scene.ada).get("/leads").content.decode()
    directory()
    go_live(actor=actor_of(scene.ada), now=scene.now)
    assert "Nicht live" not in as_member(scene.ada).get("/leads").content.decode()


def test_live_without_a_mail_server_is_said_on_every_page(scene: Scene, as_member: AsMember) -> None:
    go_live(actor=actor_of(scene.ada), now=scene.now)
    said = "kein Mailserver eingestellt"
    assert said in as_member(scene.vera).get("/leads").content.decode()
    assert "tatsächlichen Empfänger" not in as_member(scene.ada).get("/outflow").content.decode()
    assert said not in as_member(scene.frieda).get("/leads").content.decode()


def test_outflow_says_what_going_live_would_do(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    page = re.sub(r"\s+", " ", as_member(scene.ada).get("/outflow").content.decode())
    assert "1 E-Mail wartet und geht sofort hinaus" in page
    assert "3 Partner" in page
    assert "1 Lead ist in Vergabe" in page
    assert "Was geschieht" not in as_member(scene.vera).get("/outflow").content.decode()


def test_the_administrator_sends_mail_elsewhere(scene: Scene, as_member: AsMember) -> None:
    address, before = reverse("outflow-change", args=["redirect"]), Entry.objects.count()
    assert as_member(scene.vera).post(address, {"redirect_to": "v@example.com"}).status_code == 404
    wrong = as_member(scene.ada).post(address, {"redirect_to": "niemand"})
    assert wrong.status_code == 422
    assert "wrong-because" in wrong.content.decode()
    assert (Entry.objects.count(), directory().installation.redirect_to) == (before, "")
    as_member(scene.ada).post(address, {"redirect_to": "probe@example.com"})
    assert directory().installation.redirect_to == "probe@example.com"
