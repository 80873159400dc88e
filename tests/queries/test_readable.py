"""What a party reads of a lead's history: all of its own part, of others only what is shared, and nobody else's name."""

from staffel.actions import calls, desk, offers, qualifying, work
from staffel.models import Lead, Membership
from staffel.queries.directory import directory
from staffel.queries.timeline import Line, own_history, shared_history, story_page
from tests.scene import Scene, actor_of, captured, open_offer


def with_agency(scene: Scene) -> Lead:
    """The agency has called it and asked for what was missing; Vera has noted something internal; it is offered."""
    lead = captured(scene, prospect={"postal_code": ""})
    Lead.objects.filter(id=lead.id).update(holder=scene.agency)
    tom, vera, now = actor_of(scene.tom), actor_of(scene.vera), scene.now
    calls.take_call(lead.id, actor=tom, now=now)
    calls.report_call(lead.id, result="mailbox", actor=tom, now=now, text="Band lief")
    work.add_note(lead.id, text="Vorsicht, Wettbewerber", actor=vera, now=now, is_internal=True)
    work.add_note(lead.id, text="Paul wollte ihn nicht", actor=vera, now=now, is_internal=True)
    qualifying.correct_lead(lead.id, values={"postal_code": "82362"}, actor=vera, now=now)
    qualifying.correct_lead(lead.id, values={"first_name": "Anne"}, actor=tom, now=now)
    return lead


def read(lines: list[Line]) -> str:
    return "\n".join(f"{line.text} {line.note} {line.actor}" for line in lines)


def kinds(lines: list[Line]) -> set[str]:
    return {line.kind for line in lines}


def shared(lead: Lead, member: Membership) -> list[Line]:
    return shared_history(lead, party_id=member.party_id, book=directory())


def own(lead: Lead, member: Membership) -> list[Line]:
    return own_history(lead, party_id=member.party_id, book=directory())


def test_an_agency_reads_its_calls_and_what_was_corrected_while_it_held_the_lead(scene: Scene) -> None:
    lead = with_agency(scene)
    told = own(lead, scene.tom)
    assert {"call.made", "lead.corrected"} <= kinds(told)
    assert [line.actor.split(",")[0] for line in told if line.kind == "lead.corrected"] == ["Tom", "Vera"]
    qualifying.qualify_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    qualifying.correct_lead(
        lead.id, values={"first_name": "Anna"}, actor=actor_of(scene.vera), now=scene.later(minutes=5)
    )
    after = own(lead, scene.tom)
    assert "lead.qualified" in kinds(after)
    assert len([line for line in after if line.kind == "lead.corrected"]) == 2


def test_nothing_internal_reaches_an_agency_and_all_of_it_the_house(scene: Scene) -> None:
    lead = with_agency(scene)
    outside = story_page(lead, book=directory(), party_id=scene.agency.id).lines
    assert "Wettbewerber" not in read(list(outside))
    assert "Band lief" in read(list(outside))
    assert "Wettbewerber" in read(list(story_page(lead, book=directory()).lines))


def test_a_holder_reads_how_the_lead_arrived_and_who_of_the_vendor_called(scene: Scene) -> None:
    lead = with_agency(scene)
    qualifying.qualify_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    offer = open_offer(lead)
    holder = scene.paul if offer.party_id == scene.paul.party_id else scene.petra
    offers.accept_offer(offer.id, actor=actor_of(holder), now=scene.now)
    told = shared(lead, holder)
    assert {"lead.captured", "lead.qualified", "lead.corrected", "call.made", "offer.accepted"} <= kinds(told)
    assert "Tom" not in read(told)
    assert "Wettbewerber" not in read(told)
    assert "call.made" not in kinds(own(lead, holder))


def test_a_holder_reads_nothing_of_another_partner_that_had_the_lead(scene: Scene) -> None:
    lead, paul, vera = captured(scene), actor_of(scene.paul), actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    work.report_contact(lead.id, actor=paul, now=scene.now, text="Will Rabatt")
    work.report_quote(lead.id, amount=None, actor=paul, now=scene.now)
    qualifying.correct_lead(lead.id, values={"first_name": "Anne"}, actor=paul, now=scene.now)
    desk.hand_over_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now, text="Tausch")
    told = shared(lead, scene.petra)
    assert kinds(told) == {"lead.captured", "lead.corrected", "lead.placed"}
    assert not [word for word in ("Paul", "Rabatt", "Tausch") if word in read(told)]
    assert [line.actor for line in told if line.kind == "lead.corrected"] == ["ein anderer Partner"]


def test_a_partner_reads_that_it_has_more_time(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    desk.extend_deadline(lead.id, work_minutes=60, actor=vera, now=scene.now, text="Kunde verreist")
    assert [line.note for line in own(lead, scene.paul) if line.kind == "deadline.extended"] == [
        "Kunde verreist"
    ]
    assert "deadline.extended" not in kinds(own(lead, scene.petra))
