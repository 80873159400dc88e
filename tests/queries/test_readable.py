"""What a party reads of a lead's history: all of its own part, of others only what is shared, and nobody else's name."""

from importlib import import_module

from django.db import connection

from staffel.actions import calls, desk, offers, qualifying, work
from staffel.actions.actors import SYSTEM
from staffel.models import Lead, Membership, Note
from staffel.queries.access import contact_of
from staffel.queries.directory import directory
from staffel.queries.teasers import note_author
from staffel.queries.timeline import Line, own_history, shared_history, story_page
from staffel.queries.values import value_of
from tests.scene import PROSPECT, Scene, actor_of, captured, open_offer


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
    assert [line.actor for line in told if line.kind == "lead.corrected"] == ["eine andere Firma"]


def test_an_agency_reads_what_was_noted_at_the_stand_also_of_an_enquiry_that_was_joined(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    Lead.objects.filter(id=lead.id).update(holder=scene.agency)
    again = captured(scene, "2", prospect=PROSPECT)
    assert again.joined_to_id == lead.id
    work.add_note(again.id, text="Will im Mai bauen", actor=vera, now=scene.now)
    work.add_note(again.id, text="Schwierig", actor=vera, now=scene.now, is_internal=True)
    work.add_note(again.id, text="Petra kennt ihn", actor=actor_of(scene.petra), now=scene.now)
    told = read(shared(lead, scene.tom))
    assert "Will im Mai bauen" in told
    assert not [word for word in ("Schwierig", "Petra kennt") if word in told]


def test_a_partner_reads_that_it_has_more_time(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    desk.extend_deadline(lead.id, work_minutes=60, actor=vera, now=scene.now, text="Kunde verreist")
    assert [line.note for line in own(lead, scene.paul) if line.kind == "deadline.extended"] == [
        "Kunde verreist"
    ]
    assert "deadline.extended" not in kinds(own(lead, scene.petra))


# -- what was said to one party only ----------------------------------------------------------------------------------


def spoken(lead: Lead, member: Membership) -> str:
    lead.refresh_from_db()
    notes = contact_of(lead, book=directory(), language="de").notes
    return "\n".join(f"{note_author(note, reader=member.party_id)}: {note.text}" for note in notes)


def test_why_a_partner_declined_is_read_by_the_house_and_by_itself_only(scene: Scene) -> None:
    lead = captured(scene)
    first = open_offer(lead)
    decliner, other = (
        (scene.paul, scene.petra) if first.party_id == scene.paul.party_id else (scene.petra, scene.paul)
    )
    offers.decline_offer(
        first.id, reason="other", actor=actor_of(decliner), now=scene.now, text="Kunde zahlt nie"
    )
    offers.accept_offer(open_offer(lead).id, actor=actor_of(other), now=scene.later(minutes=5))
    assert Note.objects.get(text="Kunde zahlt nie").is_internal
    assert "zahlt nie" in read(list(story_page(lead, book=directory()).lines))
    assert "zahlt nie" in read(own(lead, decliner))
    assert "zahlt nie" not in read(shared(lead, other))
    assert "zahlt nie" not in spoken(lead, other)


def test_why_one_partner_got_more_time_is_nothing_for_the_next(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    desk.extend_deadline(lead.id, work_minutes=60, actor=vera, now=scene.now, text="Paul ist krank")
    assert "Paul ist krank" in spoken(lead, scene.paul)
    desk.hand_over_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now, text="Tausch")
    assert "krank" not in spoken(lead, scene.petra)
    assert "krank" not in read(shared(lead, scene.petra))


def test_why_the_desk_ended_a_lead_is_nothing_for_whoever_gets_it_later(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    desk.close_lead(lead.id, reason="not_our_product", actor=vera, now=scene.now, text="Ärger mit Paul")
    desk.reopen_lead(lead.id, actor=vera, now=scene.now, text="Doch wieder")
    desk.place_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now)
    assert "Ärger" not in spoken(lead, scene.petra)
    assert "Ärger" not in read(shared(lead, scene.petra))


def test_a_note_of_the_desk_is_signed_and_one_of_the_agency_has_no_name(scene: Scene) -> None:
    lead = with_agency(scene)
    work.add_note(lead.id, text="Bitte freundlich", actor=actor_of(scene.vera), now=scene.now)
    qualifying.qualify_lead(lead.id, actor=actor_of(scene.tom), now=scene.now)
    desk.place_lead(
        lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.later(minutes=5)
    )
    said = spoken(lead, scene.paul)
    assert "die Agentur: Band lief" in said
    assert "Bitte freundlich" in said
    assert "Tom" not in said


def test_who_corrected_a_value_has_a_name_for_the_house_and_itself_only(scene: Scene) -> None:
    lead, vera = captured(scene), actor_of(scene.vera)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    qualifying.correct_lead(lead.id, values={"first_name": "Anne"}, actor=actor_of(scene.paul), now=scene.now)
    lead.refresh_from_db()

    def who(member: Membership) -> str:
        value = value_of(lead, "first_name", member=member, book=directory())
        assert value is not None
        return value.past[0].who

    assert who(scene.vera) == who(scene.paul) == "Paul"
    assert who(scene.tom) == who(scene.petra) == "eine andere Firma"


def test_declines_kept_before_that_was_so_become_internal(scene: Scene) -> None:
    lead = captured(scene)
    offer = open_offer(lead)
    offers.decline_offer(offer.id, reason="other", actor=SYSTEM, now=scene.now, text="Zu weit")
    work.add_note(lead.id, text="Für alle", actor=actor_of(scene.vera), now=scene.now)
    Note.objects.update(is_internal=False)
    migration = import_module("staffel.migrations.0019_declines_internal")
    with connection.cursor() as cursor:
        cursor.execute(migration.INTERNAL)
    assert dict(Note.objects.values_list("text", "is_internal")) == {"Zu weit": True, "Für alle": False}
