"""An agency that never agreed and has leads to call: it reads and agrees first, logged in and by the link of a mail."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk
from staffel.actions.attachments import attach_file
from staffel.actions.links import link_for, token
from staffel.models import Activity, Agreement, Attachment, Entry, Lead, Mandate, Membership, Note
from tests.scene import Scene, actor_of
from tests.web.test_agreement_first import PNG, assert_nothing_of_the_prospect, seen_on

AsMember = Callable[[Membership], Client]


@pytest.fixture
def given(scene: Scene, lead: Lead) -> Lead:
    """With Tom's agency, that has never agreed."""
    attach_file(lead.id, filename="skizze.png", content=PNG, actor=actor_of(scene.vera), now=scene.now)
    desk.place_lead(lead.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    Agreement.objects.all().delete()
    lead.refresh_from_db()
    return lead


def pages(lead: Lead) -> list[str]:
    file = Attachment.objects.get()
    return [
        reverse("today"), reverse("leads"), f"{reverse('leads')}?q=Musterfrau", reverse("leads-file", args=["csv"]),
        reverse("calls"), reverse("lead", args=[lead.id]), reverse("lead-contact", args=[lead.id]),
        reverse("lead-file", args=[lead.id, file.id]), reverse("call", args=[lead.id]), reverse("new-lead"),
        reverse("followed"), reverse("capture"),
    ]  # fmt: skip


def test_every_page_leads_to_what_is_agreed_and_shows_nothing_of_the_prospect(
    scene: Scene, given: Lead, as_member: AsMember
) -> None:
    tom = as_member(scene.tom)
    for address in pages(given):
        answer = tom.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(reverse("agreement")), address
        assert_nothing_of_the_prospect(answer.content.decode())
        part = tom.get(address, headers={"HX-Request": "true"})
        assert (part["HX-Redirect"], part.content) == (reverse("agreement"), b"")
    known = tom.post(reverse("known-leads"), {"email": "anna.musterfrau@example.org"})
    assert_nothing_of_the_prospect(known.content.decode())
    text = tom.get(reverse("agreement")).content.decode()
    assert "Was Sie mit den Kontaktdaten tun dürfen" in text
    assert "Ich stimme für Tom Telesales zu" in text
    assert_nothing_of_the_prospect(text)


@pytest.mark.parametrize(
    ("name", "act", "typed"),
    [
        ("call-act", "take", {}), ("lead-act", "note", {"text": "Bin dran"}), ("lead-act", "contact", {}),
        ("call-act", "done", {"result": "reached"}),
    ],
)  # fmt: skip
def test_nothing_is_done_before(
    scene: Scene, given: Lead, as_member: AsMember, name: str, act: str, typed: dict[str, str]
) -> None:
    before = Entry.objects.count(), Note.objects.count(), Activity.objects.count()
    answer = as_member(scene.tom).post(reverse(name, args=[given.id, act]), typed)
    assert answer["Location"] == reverse("agreement")
    assert (Entry.objects.count(), Note.objects.count(), Activity.objects.count()) == before


def test_agreeing_is_kept_and_goes_on_to_what_was_asked_for(
    scene: Scene, given: Lead, as_member: AsMember
) -> None:
    tom, wanted = as_member(scene.tom), reverse("lead", args=[given.id])
    shown = tom.get(wanted, follow=True).content.decode()
    typed = {"seen": seen_on(shown), "next": wanted}
    assert f'name="next" value="{wanted}"' in shown
    assert tom.post(reverse("agreement"), typed)["Location"] == wanted
    kept = Agreement.objects.get()
    assert (kept.member_id, kept.party_id, kept.language) == (scene.tom.id, scene.agency.id, "de")
    assert "Was Sie mit den Kontaktdaten tun dürfen" in kept.text
    assert Entry.objects.get(kind="agreement.made").actor_member_id == scene.tom.id
    assert "Musterfrau" in tom.get(wanted).content.decode()
    assert tom.post(reverse("agreement"), typed)["Location"] == wanted
    assert Agreement.objects.count() == 1
    assert tom.post(reverse("agreement"), {"next": "https://elsewhere.example"})["Location"] == reverse(
        "today"
    )


def test_another_text_than_the_one_that_holds_is_no_agreement(
    scene: Scene, given: Lead, as_member: AsMember
) -> None:
    answer = as_member(scene.tom).post(reverse("agreement"), {"seen": "older"})
    assert answer.status_code == 422
    assert "hat sich inzwischen geändert" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_the_link_of_a_mail_shows_what_is_agreed_first(scene: Scene, given: Lead, client: Client) -> None:
    mandate = Mandate.objects.get(lead=given, party=scene.agency)
    secret = token(link_for("mandate", mandate.id, scene.tom.id, now=scene.now))
    text = client.get(reverse("link", args=[secret])).content.decode()
    assert re.search("Was Sie mit den Kontaktdaten tun dürfen", text)
    assert_nothing_of_the_prospect(text)


def test_others_have_no_such_page(scene: Scene, client: Client, as_member: AsMember) -> None:
    for member in (scene.vera, scene.ada, scene.frieda, scene.paul, scene.otto):
        assert as_member(member).get(reverse("agreement")).status_code == 404
    tom = as_member(scene.tom)
    assert tom.put(reverse("agreement")).status_code == 405
    assert tom.get(reverse("agreement"))["Location"] == reverse("today")
    client.logout()
    assert client.get(reverse("agreement"))["Location"].startswith("/login")
