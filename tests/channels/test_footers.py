"""The foot of a mail: each party is led to what is expected of it."""

import pytest
from django.conf import settings

from staffel.actions import desk
from staffel.actions.questions import ask_party
from staffel.actions.summaries import promise_summaries
from staffel.channels.sender import send_due
from tests.channels.post_office import PostOffice, text_of
from tests.scene import Scene, actor_of, captured


def feet(office: PostOffice, name: str) -> list[str]:
    """What stands under each mail to this member, in order."""
    mails = [message for _, message in office.messages if message["To"] == f"{name}@example.com"]
    return [text_of(mail).rpartition("-- \n")[2] for mail in mails]


@pytest.mark.django_db
def test_every_mail_to_a_partner_leads_to_its_part_also_where_its_link_opens_no_lead(
    scene: Scene, live: PostOffice
) -> None:
    lead, vera, paul = captured(scene), actor_of(scene.vera), scene.paul.party_id
    desk.place_lead(lead.id, party_id=paul, actor=vera, now=scene.now)
    send_due(scene.now)
    ask_party(lead.id, party_id=paul, text="Wann?", actor=vera, now=scene.now)
    send_due(scene.later(minutes=1))
    desk.take_back_lead(lead.id, actor=vera, now=scene.now, text="Doch nicht")
    send_due(scene.later(minutes=1))
    found = feet(live, "paul")[-3:]
    assert len(found) == 3
    assert f"{settings.STAFFEL_URL}/l/" in found[0]
    assert "/process" in found[0]
    for foot in found[1:]:
        assert f"{settings.STAFFEL_URL}/portal/process" in foot


@pytest.mark.django_db
def test_every_mail_to_an_agency_leads_to_its_part_and_none_to_the_desk(
    scene: Scene, live: PostOffice
) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.agency.id, actor=vera, now=scene.now)
    send_due(scene.now)
    ask_party(lead.id, party_id=scene.agency.id, text="Wann?", actor=vera, now=scene.now)
    promise_summaries(now=scene.now)
    send_due(scene.later(minutes=1))
    found = feet(live, "tom")
    assert len(found) >= 3
    assert all(f"{settings.STAFFEL_URL}/process" in foot for foot in found)
    assert feet(live, "vera")
    assert not any("/process" in foot for foot in feet(live, "vera"))
