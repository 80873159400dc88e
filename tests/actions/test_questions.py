"""A question goes to a party that has or had the lead; its answer stands below it, and who asked is told."""

import pytest

from staffel.actions.assessments import assess_lead
from staffel.actions.desk import close_lead, place_lead, take_back_lead
from staffel.actions.questions import answer_question, ask_party
from staffel.models import Delivery, Entry, Lead, Note
from staffel.queries.access import contact_of
from staffel.queries.directory import directory
from staffel.queries.timeline import own_history
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured


def placed(scene: Scene) -> Lead:
    lead, vera = captured(scene), actor_of(scene.vera)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    return lead


def ask(scene: Scene, lead: Lead, text: str = "Haben Sie angerufen?") -> Note:
    note_id = ask_party(
        lead.id, party_id=scene.paul.party_id, text=text, actor=actor_of(scene.vera), now=scene.now
    )
    return Note.objects.get(id=note_id)


def test_the_holder_is_asked_and_its_answer_reaches_who_asked(scene: Scene) -> None:
    lead = placed(scene)
    asked = ask(scene, lead)
    mail = Delivery.objects.get(kind="question.asked")
    assert (mail.member, mail.data) == (scene.paul, {"note": str(asked.id)})
    answer_id = answer_question(asked.id, text="Ja, gestern.", actor=actor_of(scene.paul), now=scene.now)
    answer = Note.objects.get(id=answer_id)
    assert (answer.answers, answer.party_id, answer.is_internal) == (asked, scene.paul.party_id, False)
    assert Delivery.objects.get(kind="question.answered").member == scene.vera
    told = [line.note for line in own_history(lead, party_id=scene.paul.party_id, book=directory())]
    assert told[:2] == ["Ja, gestern.", "Haben Sie angerufen?"]


def test_a_question_about_what_a_former_holder_did_is_not_shown_to_the_next(scene: Scene) -> None:
    lead, vera = placed(scene), actor_of(scene.vera)
    take_back_lead(lead.id, actor=vera, now=scene.now, text="Warum")
    asked = ask(scene, lead)
    answer_question(asked.id, text="Der Kunde war im Urlaub.", actor=actor_of(scene.paul), now=scene.now)
    place_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now)
    assert own_history(lead, party_id=scene.petra.party_id, book=directory())[0].kind == "lead.placed"
    assert contact_of(lead, book=directory(), language="de").notes == ()


def test_the_holder_asks_the_desk_and_reads_its_answer(scene: Scene) -> None:
    lead, paul = placed(scene), actor_of(scene.paul)
    note_id = ask_party(lead.id, party_id=scene.desk.id, text="Gilt der Preis?", actor=paul, now=scene.now)
    assert {mail.member for mail in Delivery.objects.filter(kind="question.asked")} == {scene.vera}
    answer_question(note_id, text="Ja.", actor=actor_of(scene.vera), now=scene.now)
    told = [line.note for line in own_history(lead, party_id=scene.paul.party_id, book=directory())]
    assert told[:2] == ["Ja.", "Gilt der Preis?"]


def test_a_partner_cannot_ask_another_one_that_had_the_lead(scene: Scene) -> None:
    lead, vera = placed(scene), actor_of(scene.vera)
    take_back_lead(lead.id, actor=vera, now=scene.now, text="Warum")
    place_lead(lead.id, party_id=scene.petra.party_id, actor=vera, now=scene.now)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        ask_party(
            lead.id, party_id=scene.paul.party_id, text="Was war?", actor=actor_of(scene.petra), now=scene.now
        )
    assert refused.value.code == "party_not_concerned"
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("text", "who", "is_erased", "code"),
    [
        (" ", "paul", False, "text_missing"),
        ("x" * 4001, "paul", False, "text_long"),
        ("Warum?", "petra", False, "party_not_concerned"),
        ("Warum?", "vera", False, "party_not_concerned"),
        ("Warum?", "paul", True, "lead_erased"),
    ],
)
def test_a_refused_question_asks_nobody(
    scene: Scene, text: str, who: str, is_erased: bool, code: str
) -> None:
    lead = placed(scene)
    if is_erased:
        close_lead(lead.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
        Lead.objects.filter(id=lead.id).update(erased_at=scene.now)
    before = Entry.objects.count(), Delivery.objects.count(), Note.objects.count()
    with pytest.raises(Refused) as refused:
        ask_party(
            lead.id,
            party_id=getattr(scene, who).party_id,
            text=text,
            actor=actor_of(scene.vera),
            now=scene.now,
        )
    assert refused.value.code == code
    assert (Entry.objects.count(), Delivery.objects.count(), Note.objects.count()) == before


def test_only_who_was_asked_answers(scene: Scene) -> None:
    asked = ask(scene, placed(scene))
    before = Entry.objects.count(), Note.objects.count()
    for member, text, code in ((scene.petra, "Ich", "question_gone"), (scene.paul, " ", "text_missing")):
        with pytest.raises(Refused) as refused:
            answer_question(asked.id, text=text, actor=actor_of(member), now=scene.now)
        assert refused.value.code == code
    assert (Entry.objects.count(), Note.objects.count()) == before


def test_the_desk_says_how_hot_a_lead_is(scene: Scene) -> None:
    lead = captured(scene)
    assess_lead(lead.id, temperature="hot", text="Baut im Mai", actor=actor_of(scene.vera), now=scene.now)
    lead.refresh_from_db()
    assert (lead.temperature, lead.temperature_reasons) == ("hot", [{"code": "by_hand"}])
    assert Entry.objects.get(kind="lead.assessed").data == {"before": "warm", "after": "hot"}
    assert Note.objects.get().is_internal


@pytest.mark.parametrize(
    ("temperature", "text", "code"),
    [
        ("boiling", "Warum", "temperature_unknown"),
        ("hot", " ", "reason_missing"),
        ("warm", "Warum", "temperature_same"),
    ],
)
def test_a_refused_assessment_changes_nothing(scene: Scene, temperature: str, text: str, code: str) -> None:
    lead = captured(scene)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        assess_lead(lead.id, temperature=temperature, text=text, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == code
    assert Entry.objects.count() == before
