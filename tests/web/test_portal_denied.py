"""What the partner reads when the prospect denies the contact that it has reported."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staffel.actions import desk, work
from staffel.actions.links import link_for, token
from staffel.actions.prospects import complain_for, deny_contact
from staffel.models import Lead, Membership
from tests.scene import Scene, actor_of

AsMember = Callable[[Membership], Client]
DENIED = "Der Interessent sagt, dass niemand angerufen hat"


@pytest.fixture
def pages(scene: Scene, lead: Lead, as_member: AsMember) -> Callable[[], list[str]]:
    """The page of the lead that Paul works and has reported a contact of: in the portal, and behind his link."""
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    own = token(link_for("mandate", lead.mandates.get().id, scene.paul.id, now=scene.now))

    def read() -> list[str]:
        doors = (
            as_member(scene.paul).get(reverse("portal-lead", args=[lead.id])),
            Client().get(reverse("link", args=[own])),
        )
        return [one.content.decode() for one in doors]

    return read


def test_a_no_is_said_with_its_words_until_a_contact_is_reported_again(
    scene: Scene, lead: Lead, pages: Callable[[], list[str]]
) -> None:
    assert not any(DENIED in text for text in pages())
    deny_contact(lead.id, now=scene.now, text="Bei mir war <keiner>")
    for text in pages():
        head, history = text.split("Was bisher geschah")
        assert DENIED in head
        assert "Bei mir war &lt;keiner&gt;" in head
        assert "Der Interessent sagt: Es hat niemand angerufen." in history
    work.report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    assert not any(DENIED in text for text in pages())


def test_a_complaint_is_said_as_one(scene: Scene, lead: Lead, pages: Callable[[], list[str]]) -> None:
    complain_for(lead.id, text="Wartet seit Tagen", actor=actor_of(scene.vera), now=scene.now)
    for text in pages():
        head = text.split("Was bisher geschah")[0]
        assert "Der Kunde hat sich beschwert" in head
        assert "Wartet seit Tagen" in head


def test_the_next_partner_reads_nothing_of_it(
    scene: Scene, lead: Lead, pages: Callable[[], list[str]], as_member: AsMember
) -> None:
    deny_contact(lead.id, now=scene.now, text="Bei mir war keiner")
    complain_for(lead.id, text="Paul ruft nie an", actor=actor_of(scene.vera), now=scene.now)
    vera = actor_of(scene.vera)
    desk.hand_over_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now, text="Nähe")
    text = as_member(scene.petra).get(reverse("portal-lead", args=[lead.id])).content.decode()
    for word in (DENIED, "Bei mir war keiner", "Paul"):
        assert word not in text
