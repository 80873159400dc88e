"""Questions about a lead: a note to a party that answers it from its mail's link, and the answer below it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.models import Membership, Note, PartyKind, PartyState
from staffel.rules.refused import Refused

LONGEST: Final = 4000


@repeated
def ask_party(lead_id: UUID, *, party_id: UUID, text: str, actor: Actor, now: datetime) -> UUID:
    """Ask a party that may know: the lead's holder, one that worked it before, or its desk. Its members are told by mail.
    Returns the note's id. Refused: `text_missing`, `text_long`, `lead_erased`, `party_not_concerned`, `party_inactive`."""
    _check_text(text)
    with open_case(lead_id, actor=actor, now=now) as case:
        if case.lead.erased_at:
            raise Refused("lead_erased", "This lead's data was erased.")
        if party_id not in concerned(case) - {actor.party_id}:
            raise Refused(
                "party_not_concerned", "Only who has or had this lead can be asked about it.", field="party"
            )
        party = case.book.parties[party_id]
        if party.state == PartyState.ENDED:
            raise Refused("party_inactive", f"{party.name} is not active.", field="party", name=party.name)
        note = case.note(text)
        assert note is not None
        note.asked_id = party_id
        case.enter("question.asked", note=note, party_id=party_id)
        case.tell("question.asked", case.book.recipients(party_id, at=now), data={"note": str(note.id)})
        return note.id


def concerned(case: Case) -> set[UUID]:
    """Whom the actor may ask: a desk the holder, who worked the lead before, and the lead's own desk; everybody else only
    that one, because they are not told of the others."""
    asker = case.book.parties.get(case.actor.party_id) if case.actor.party_id else None
    if asker is None or asker.kind != PartyKind.DESK:
        return {case.lead.desk_id}
    found = {case.lead.desk_id, *(mandate.party_id for mandate in case.mandates)}
    return found | ({case.lead.holder_id} if case.lead.holder_id else set())


@repeated
def answer_question(note_id: UUID, *, text: str, actor: Actor, now: datetime) -> UUID:
    """Answer a question as a member of the party that was asked; who asked is told by mail. Returns the answer's id.
    Refused: `text_missing`, `text_long`, `question_gone` (of another party, or erased)."""
    _check_text(text)
    asked = Note.objects.filter(id=note_id, asked_id=actor.party_id).first()
    if asked is None or asked.asked_id is None:
        raise Refused("question_gone", "This question is no longer here.")
    with open_case(asked.lead_id, actor=actor, now=now) as case:
        if case.lead.erased_at:
            raise Refused("question_gone", "This question is no longer here.")
        answer = case.note(text)
        assert answer is not None
        answer.answers = asked
        case.enter(
            "question.answered", note=answer, party_id=asked.party_id
        )  # its own history tells whoever asked
        case.tell("question.answered", _asker(case, asked), data={"note": str(answer.id)})
        return answer.id


def _asker(case: Case, asked: Note) -> tuple[Membership, ...]:
    """Who asked, while it is there; otherwise its party."""
    if asked.party_id is None:
        return ()
    team = case.book.members.get(asked.party_id, ())
    own = tuple(one for one in team if one.id == asked.author_id and one.mail_off_at is None)
    return own or case.book.recipients(asked.party_id, at=case.now)


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused("text_missing", "The note is empty.", field="text")
    if len(text) > LONGEST:
        raise Refused("text_long", f"At most {LONGEST} characters fit.", field="text", longest=LONGEST)
