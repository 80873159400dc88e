"""What was offered before live and never sent: sent once, with its full time; what has ended meanwhile is left out."""

from datetime import timedelta

import pytest

from staffel.actions.desk import place_lead
from staffel.actions.invitations import Invitation, invite
from staffel.actions.offers import accept_offer
from staffel.actions.outflow import go_live
from staffel.actions.unsent import Sent, send_unsent
from staffel.channels.sender import send_due
from staffel.models import Delivery, Entry, Installation, Lead, Offer
from staffel.queries.directory import directory
from staffel.queries.never_sent import NeverSent, never_sent
from staffel.rules.refused import Refused
from tests.actions.relay import broken, trace
from tests.channels.conftest import office
from tests.channels.post_office import PostOffice
from tests.scene import Scene, actor_of, captured, open_offer

__all__ = ["office"]


def seen() -> NeverSent:
    found = never_sent(book=directory())
    assert found is not None
    return found


def gone_live(scene: Scene, *, hours: float) -> None:
    """What was promised until now is kept or redirected; then Staffel goes live."""
    send_due(scene.now)
    go_live(actor=actor_of(scene.ada), now=scene.later(hours=hours))


@pytest.mark.parametrize("redirect", ["", "probe@example.com"])
def test_an_open_offer_is_sent_once_with_its_full_window(
    scene: Scene, office: PostOffice, redirect: str
) -> None:
    Installation.objects.update(redirect_to=redirect)
    lead = captured(scene)
    before = open_offer(lead)
    gone_live(scene, hours=1)
    assert (seen().offers, seen().others) == (1, 0)
    assert send_unsent(actor=actor_of(scene.ada), now=scene.now) == Sent(1, 0, 0)
    after = open_offer(lead)
    assert (after.party_id, after.offered_at) == (before.party_id, scene.now)
    assert after.window_ends_at - before.window_ends_at == timedelta(hours=1)
    assert Lead.objects.get(id=lead.id).deadline_at == after.window_ends_at
    assert broken(now=scene.now) == {}
    assert not seen()
    assert send_unsent(actor=actor_of(scene.ada), now=scene.later(minutes=1)) == Sent(0, 0, 0)
    send_due(scene.now)
    assert Delivery.objects.filter(kind="offer.made", sent_to="paul@example.com").count() == 1
    assert not seen()
    assert Entry.objects.filter(kind="deadline.renewed", lead=lead).count() == 1
    accept_offer(after.id, actor=actor_of(scene.paul), now=scene.later(minutes=1))


def test_what_has_ended_or_is_a_test_is_left_out_and_counted(scene: Scene, office: PostOffice) -> None:
    over, test = captured(scene, "1"), captured(scene, "2", is_test=True)
    send_due(scene.now)
    Offer.objects.filter(lead=over).update(state="expired", answered_at=scene.now)
    found = seen()
    assert (bool(found), found.over, found.tests) == (False, 1, 1)
    gone_live(scene, hours=1)
    before = open_offer(test).window_ends_at
    assert send_unsent(actor=actor_of(scene.ada), now=scene.now) == Sent(0, 0, 0)
    assert open_offer(test).window_ends_at == before


def test_a_lead_placed_by_hand_and_an_invitation_are_sent_too(scene: Scene, office: PostOffice) -> None:
    lead = captured(scene)
    place_lead(
        lead.id,
        party_id=scene.petra.party_id,
        text="knows them",
        actor=actor_of(scene.vera),
        now=scene.later(minutes=1),
    )
    wanted = Invitation(
        party_id=scene.otto.party_id, email="ole@example.com", name="Ole", role="partner_member"
    )
    invite(wanted, actor=actor_of(scene.ada), now=scene.now)
    ends = Lead.objects.get(id=lead.id).deadline_at
    gone_live(scene, hours=2)
    assert (seen().placed, seen().invitations) == (1, 1)
    assert send_unsent(actor=actor_of(scene.ada), now=scene.now) == Sent(0, 1, 1)
    renewed = Lead.objects.get(id=lead.id)
    assert ends is not None
    assert renewed.deadline_at is not None
    assert (renewed.deadline_from, renewed.deadline_at > ends) == (scene.now, True)
    send_due(scene.now)
    told = set(Delivery.objects.filter(state="sent").values_list("sent_to", flat=True))
    assert {"petra@example.com", "ole@example.com"} <= told
    assert send_unsent(actor=actor_of(scene.ada), now=scene.later(hours=1)) == Sent(0, 0, 0)
    assert broken(now=scene.now) == {}


def test_what_reached_its_receiver_is_never_sent_twice(scene: Scene, office: PostOffice) -> None:
    go_live(actor=actor_of(scene.ada), now=scene.now)
    captured(scene)
    assert not seen()
    send_due(scene.now)
    assert not seen()


def test_without_a_mail_server_nothing_is_asked(scene: Scene) -> None:
    captured(scene)
    send_due(scene.now)
    assert never_sent(book=directory()) is None


def test_nothing_is_sent_before_live(scene: Scene, office: PostOffice) -> None:
    captured(scene)
    send_due(scene.now)
    before = trace()
    with pytest.raises(Refused) as refused:
        send_unsent(actor=actor_of(scene.ada), now=scene.later(hours=1))
    assert (refused.value.code, trace()) == ("not_live", before)
