"""The page of returned mail: who has it, what it keeps, what trying says; and where a mail that came back is seen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions.bounce_mailbox import record_read, record_unread, set_mailbox
from staffel.actions.bounces import record_bounce
from staffel.actions.sending import Said, record_sent, take_due
from staffel.models import BounceMailbox, Delivery, Entry, Lead, Membership
from staffel.rules.bounces import Notice
from tests.channels.conftest import Reading
from tests.scene import Scene, actor_of

AsMember = Callable[[Membership], Client]
PAGE, TRY, FORGET = "/vendor/mailbox", "/vendor/mailbox/try", "/vendor/mailbox/forget"
SAID = Said("Neue Anfrage", "Text", None)


def said(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def typed(reading: Reading, **values: Any) -> dict[str, Any]:
    access = reading.access
    return {name: getattr(access, name) for name in access.__slots__} | values


def kept() -> tuple[Any, ...]:
    return list(BounceMailbox.objects.values()), Entry.objects.count()


@pytest.fixture
def put(scene: Scene, reading: Reading) -> Reading:
    set_mailbox(reading.access, actor=actor_of(scene.ada), now=scene.now)
    return reading


def test_only_the_administrator_has_the_page(
    scene: Scene, put: Reading, as_member: AsMember, client: Client
) -> None:
    before = kept()
    for address in (PAGE, TRY, FORGET):
        assert client.post(address, typed(put))["Location"].startswith("/login")
        for member in (scene.vera, scene.otto, scene.paul, scene.tom, scene.frieda):
            assert as_member(member).post(address, typed(put)).status_code == 404
            assert as_member(member).get(address).status_code in {404, 405}
    assert as_member(scene.ada).put(PAGE).status_code == 405
    assert [as_member(scene.ada).get(address).status_code for address in (TRY, FORGET)] == [405, 405]
    assert kept() == before
    assert put.mailbox.commands == []


def test_what_is_entered_is_kept_and_the_password_never_shown_again(
    scene: Scene, reading: Reading, as_member: AsMember
) -> None:
    ada = as_member(scene.ada)
    assert "wird nicht bemerkt" in said(ada.get(PAGE))
    done = ada.post(PAGE, typed(reading), follow=True)
    assert "innerhalb von drei Minuten" in said(done)
    assert "geheim" not in done.content.decode()
    row = BounceMailbox.objects.get()
    assert (row.host, row.port, row.username, row.folder) == (
        "127.0.0.1",
        reading.access.port,
        "bounces",
        "INBOX",
    )
    ada.post(PAGE, typed(reading, password="", folder="Mail Server"))
    assert BounceMailbox.objects.get().folder == "Mail Server"


@pytest.mark.parametrize("address", [PAGE, TRY])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"host": ""}, "host"), ({"host": "http://x"}, "host"), ({"port": "0"}, "port"), ({"port": "x"}, "port"),
        ({"security": "ssl"}, "security"), ({"username": ""}, "username"), ({"password": ""}, "password"),
    ],
)  # fmt: skip
def test_what_cannot_be_stands_beside_its_field_and_nothing_typed_is_lost(
    scene: Scene, reading: Reading, as_member: AsMember, address: str, change: dict[str, str], field: str
) -> None:
    before = kept()
    answer = as_member(scene.ada).post(address, typed(reading, folder="Mail Server", **change))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert 'value="Mail Server"' in answer.content.decode()
    assert kept() == before
    assert reading.mailbox.commands == []


def test_trying_says_that_it_works_and_keeps_nothing(
    scene: Scene, reading: Reading, as_member: AsMember
) -> None:
    reading.mailbox.put(b"Subject: x\r\n\r\n")
    before = kept()
    ada = as_member(scene.ada)
    answer = ada.post(TRY, typed(reading))
    assert answer.status_code == 200
    assert (
        "Die Verbindung steht. Im Ordner „INBOX“ liegt 1 Mail. Gespeichert oder verändert wurde nichts."
        in said(answer)
    )
    part = ada.post(TRY, typed(reading), headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<form id="mailbox"')
    assert (kept(), reading.mailbox.seen) == (before, [])


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"password": "falsch"}, "password", "lehnt diesen Benutzer mit diesem Passwort ab"),
        ({"folder": "Fehler"}, "folder", "Diesen Ordner gibt es nicht. Es gibt: INBOX, Mail Server"),
        ({"security": "starttls"}, "security", "bietet diese Verschlüsselung an diesem Port nicht an"),
        ({"port": "1"}, "port", "antwortet an diesem Port nicht"),
    ],
)
def test_trying_names_the_field_that_does_not_fit(
    scene: Scene, reading: Reading, as_member: AsMember, change: dict[str, str], field: str, words: str
) -> None:
    before = kept()
    answer = as_member(scene.ada).post(TRY, typed(reading, **change))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert kept() == before


def test_trying_uses_the_kept_password_for_the_same_server_only(
    scene: Scene, put: Reading, as_member: AsMember
) -> None:
    ada = as_member(scene.ada)
    assert ada.post(TRY, typed(put, password="")).status_code == 200
    asked = list(put.mailbox.commands)
    answer = ada.post(TRY, typed(put, password="", host="localhost"))
    assert answer.context["form"].errors["password"]
    assert put.mailbox.commands == asked


def test_the_mailbox_is_removed(scene: Scene, put: Reading, as_member: AsMember) -> None:
    answer = as_member(scene.ada).post(FORGET, follow=True)
    assert "nicht mehr gelesen" in said(answer)
    assert not BounceMailbox.objects.exists()


def test_the_pages_say_whether_it_can_be_read(scene: Scene, put: Reading, as_member: AsMember) -> None:
    ada, vera = as_member(scene.ada), as_member(scene.vera)
    record_read(BounceMailbox.objects.get(), uid_validity=1, last_uid=0, now=scene.now)
    assert "alle drei Minuten gelesen" in said(ada.get(PAGE))
    assert "Zurückgekommene Mails wurden zuletzt gelesen" in said(ada.get("/vendor"))
    record_unread(BounceMailbox.objects.get(), trouble="mailbox_login", now=scene.now)
    for client, address in ((ada, PAGE), (ada, "/vendor"), (ada, "/deliveries"), (vera, "/deliveries")):
        assert "lehnt diesen Benutzer mit diesem Passwort ab" in said(client.get(address))
    assert PAGE in ada.get("/deliveries").content.decode()
    assert PAGE not in vera.get("/deliveries").content.decode()


# -- where it is seen ---------------------------------------------------------------------------------------------


@pytest.fixture
def returned(scene: Scene, lead: Lead) -> Delivery:
    """The offer to Paul came back: his mailbox is full."""
    (taken,) = take_due("mail", now=scene.now)
    record_sent(taken, SAID, sent_to="paul@example.com", now=scene.now)
    record_bounce(Notice(taken, True, "5.2.2", "552 Postfach voll, paul"), now=scene.now)
    return Delivery.objects.get(id=taken)


def test_the_log_shows_what_came_back_and_why(scene: Scene, returned: Delivery, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    text = said(vera.get("/deliveries?state=returned"))
    assert "kam zurück Das Postfach ist voll" in text
    assert "Niemandem" not in text
    assert "Keine Nachricht passt" in said(vera.get("/deliveries?state=failed"))
    one = said(vera.get(reverse("delivery", args=[returned.id])))
    assert "Warum sie zurückkam Das Postfach ist voll 5.2.2 552 Postfach voll, paul" in one
    assert vera.get(reverse("delivery", args=[returned.id])).content.decode().count("data-sure") == 0


def test_what_came_back_is_sent_again_one_or_all(
    scene: Scene, returned: Delivery, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    address = "/deliveries/failed?state=returned"
    assert address in vera.get("/deliveries?state=returned").content.decode()
    assert "1 zurückgekommene Nachricht wird noch einmal gesendet." in said(vera.get(address))
    assert "nichts fehlgeschlagen" in said(vera.get("/deliveries/failed"))
    answer = vera.post(reverse("send-again", args=[returned.id]), follow=True)
    assert "Sie wird noch einmal gesendet." in said(answer)
    assert Delivery.objects.filter(state="waiting").count() == 1
    assert "Hier kam nichts zurück." in said(vera.get(address))


def test_the_partners_page_says_that_mail_comes_back_until_its_address_is_another(
    scene: Scene, returned: Delivery, as_member: AsMember
) -> None:
    page = reverse("party", args=[scene.paul.party_id])
    assert "Mail kommt zurück: Das Postfach ist voll" in said(as_member(scene.vera).get(page))
    scene.paul.person.email = "paul.neu@example.com"
    scene.paul.person.save()
    assert "kommt zurück" not in said(as_member(scene.vera).get(page))


def test_the_lead_says_so(scene: Scene, lead: Lead, returned: Delivery, as_member: AsMember) -> None:
    text = said(as_member(scene.vera).get(reverse("lead", args=[lead.id])))
    assert "Eine Mail an Paul Heizungsbau kam zurück: Das Postfach ist voll." in text
