"""`staffel vendor`: what the vendor says of itself stands on every mail and link page."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from staffel.actions.links import link_for, token
from staffel.channels.sender import send_due
from staffel.commands.vendor_command import command as vendor
from staffel.models import Delivery, Entry, Installation
from staffel.rules.refused import Refused
from tests.actions.relay import trace
from tests.scene import Scene, captured, open_offer, stage

CONTACT = "Vera Vogt, vera@waermewerk.example"
IMPRINT = "Beispielweg 1, 34117 Kassel\nHRB 4711"


@pytest.fixture
def scene(db: None) -> Scene:
    return stage(timezone.now())


def change(*said: str) -> dict[str, str]:
    done = CliRunner().invoke(vendor, [*said, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    shown: dict[str, str] = json.loads(done.stdout)
    return shown


def test_contact_and_imprint_stand_on_every_mail_and_link_page(scene: Scene, client: Client) -> None:
    shown = change("--contact", CONTACT, "--imprint", IMPRINT.replace("\n", r"\n"))
    assert (shown["contact"], shown["imprint"]) == (CONTACT, IMPRINT)
    offer = open_offer(captured(scene))
    send_due(scene.now)
    kept = Delivery.objects.get(offer=offer, kind="offer.made").kept_body
    page = client.get(f"/l/{token(link_for('offer', offer.id, scene.paul.id, now=scene.now))}").text
    lost = client.get("/l/nothing").text
    for line in ("Wärmewerk", CONTACT, *IMPRINT.splitlines()):
        assert line in kept
        assert line in page
        assert line in lost


def test_what_is_not_given_stays_and_the_journal_names_the_fields_only(scene: Scene) -> None:
    change("--sender", "anfragen@waermewerk.example")
    shown = change("--imprint", IMPRINT)
    assert (shown["vendor"], shown["sender"]) == ("Wärmewerk", "anfragen@waermewerk.example")
    change("--imprint", IMPRINT)  # nothing new
    entries = Entry.objects.filter(kind="vendor.changed").order_by("id")
    assert [entry.data for entry in entries] == [{"fields": ["sender"]}, {"fields": ["imprint"]}]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("--name", " "), "vendor_missing"),
        (("--sender", "vera"), "email_unreadable"),
        (("--redirect-to", ""), "email_unreadable"),
        (("--contact", "x" * 301), "contact_long"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    scene: Scene, said: tuple[str, ...], code: str
) -> None:
    before = (trace(), Installation.objects.values().get())
    refused = CliRunner().invoke(vendor, said).exception
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert (trace(), Installation.objects.values().get()) == before
