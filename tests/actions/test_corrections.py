"""Correcting what is known: the old value stays, the place follows, the holder is told, nobody overwrites unseen."""

import pytest

from staffel.actions.corrections import correct_value
from staffel.actions.desk import close_lead, place_lead
from staffel.actions.estimates import would_go_to
from staffel.actions.qualifying import correct_lead
from staffel.actions.work import report_contact
from staffel.models import Correction, Delivery, Entry, Lead
from staffel.queries.directory import directory
from staffel.queries.lead_filters import LeadFilters
from staffel.queries.leads import found_leads
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured, open_offer


def correct(scene: Scene, lead: Lead, key: str, typed: str, *, seen: str) -> None:
    correct_value(lead.id, key, [typed], seen=seen, actor=actor_of(scene.vera), now=scene.now)
    lead.refresh_from_db()


def mails(kind: str = "lead.corrected") -> list[str]:
    return list(Delivery.objects.filter(kind=kind).values_list("member__person__email", flat=True))


def test_the_old_value_stays_with_who_and_when_and_the_lead_is_found_under_the_new(scene: Scene) -> None:
    lead = captured(scene)
    correct(scene, lead, "last_name", "Neumann", seen="Musterfrau")
    kept = Correction.objects.get()
    assert (kept.field, kept.before, kept.after) == ("last_name", "Musterfrau", "Neumann")
    assert (kept.member_id, kept.party_id, kept.at) == (scene.vera.id, scene.desk.id, scene.now)
    assert Entry.objects.get(kind="lead.corrected").data == {"fields": ["last_name"]}
    found = found_leads(scene.vera, LeadFilters.of({"q": "neumann"}), book=directory(), now=scene.now)
    assert list(found) == [lead]


def test_a_postal_code_takes_the_place_along_and_says_where_the_lead_would_go(scene: Scene) -> None:
    lead = captured(scene)
    assert open_offer(lead).party_id == scene.paul.party_id
    assert would_go_to(lead.id, now=scene.now).parties == (scene.paul.party_id,)
    correct(scene, lead, "postal_code", "20095", seen="82362")
    assert (lead.place, round(lead.latitude or 0)) == ("Hamburg Altstadt", 54)
    assert set(Correction.objects.values_list("field", flat=True)) == {"postal_code", "place"}
    before = Entry.objects.count()
    assert would_go_to(lead.id, now=scene.now).parties == (scene.otto.party_id,)
    assert Entry.objects.count() == before
    assert open_offer(lead).party_id == scene.paul.party_id  # nothing has moved yet


def test_whoever_works_the_lead_is_not_asked_first_because_of_it(scene: Scene) -> None:
    lead = captured(scene)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    report_contact(lead.id, actor=actor_of(scene.paul), now=scene.now)
    correct(scene, lead, "postal_code", "20095", seen="82362")
    assert would_go_to(lead.id, now=scene.now).parties == (scene.otto.party_id,)


def test_a_place_that_nobody_knows_has_no_coordinates(scene: Scene) -> None:
    lead = captured(scene)
    correct(scene, lead, "postal_code", "", seen="82362")
    assert (lead.postal_code, lead.latitude) == ("", None)


def test_a_holder_that_did_not_do_it_is_told_once(scene: Scene) -> None:
    lead = captured(scene)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    correct(scene, lead, "phone", "0881 99887", seen="+4988112345")
    correct(scene, lead, "first_name", "Anne", seen="Anna")
    assert mails() == ["paul@example.com"]
    correct_lead(lead.id, {"company": "Muster GmbH"}, actor=actor_of(scene.paul), now=scene.now)
    assert mails() == ["paul@example.com"]


def test_whoever_saw_an_older_value_does_not_overwrite_the_newer(scene: Scene) -> None:
    lead = captured(scene)
    correct(scene, lead, "phone", "0881 99887", seen="+4988112345")
    before = (Correction.objects.count(), Entry.objects.count(), Delivery.objects.count())
    with pytest.raises(Refused) as refused:
        correct(scene, lead, "phone", "0881 11111", seen="+4988112345")
    assert refused.value.code == "changed_meanwhile"
    lead.refresh_from_db()
    assert lead.phone == "+4988199887"
    assert (Correction.objects.count(), Entry.objects.count(), Delivery.objects.count()) == before
    correct(scene, lead, "phone", "0881 99887", seen="+4988112345")  # both said the same
    assert Correction.objects.count() == before[0]


def test_answers_have_the_type_of_their_question_and_can_be_taken_away(scene: Scene) -> None:
    lead = captured(scene, answers={"customer_type": "private"})
    correct(scene, lead, "customer_type", "business", seen="private")
    assert lead.answers == {"customer_type": "business"}
    kept = Correction.objects.get()
    assert (kept.before, kept.after) == ("Privat", "Gewerblich")
    correct(scene, lead, "customer_type", "", seen="business")
    assert lead.answers == {}
    correct(scene, lead, "product", "Solar", seen="")
    assert lead.product == "Solar"


@pytest.mark.parametrize(
    ("key", "typed", "seen", "code"),
    [
        ("phone", "abends", "+4988112345", "value_unreadable"),
        ("customer_type", "vip", "", "value_unreadable"),
    ],
)
def test_what_cannot_be_read_changes_nothing(
    scene: Scene, key: str, typed: str, seen: str, code: str
) -> None:
    lead = captured(scene)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        correct(scene, lead, key, typed, seen=seen)
    assert refused.value.code == code
    assert (Entry.objects.count(), Correction.objects.count()) == (before, 0)


@pytest.mark.parametrize(("is_erased", "code"), [(False, "lead_closed"), (True, "lead_erased")])
def test_closed_and_erased_leads_stay_as_they_are(scene: Scene, is_erased: bool, code: str) -> None:
    lead = captured(scene)
    close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    if is_erased:
        Lead.objects.filter(id=lead.id).update(erased_at=scene.now)
    with pytest.raises(Refused) as refused:
        correct(scene, lead, "last_name", "Neu", seen="Musterfrau")
    assert refused.value.code == code
    assert not Correction.objects.exists()
