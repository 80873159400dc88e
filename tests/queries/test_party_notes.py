"""Notes about parties come back to whoever wrote them and whoever looks after the party, and to nobody else."""

from datetime import date

from staffel.actions.party_notes import add_party_note, finish_party_note
from staffel.queries.party_notes import due_party_notes
from tests.scene import Scene, actor_of

TODAY = date(2026, 3, 2)


def test_due_notes_come_back_to_author_and_field_sales_until_they_are_done(scene: Scene) -> None:
    def note(text: str, due_on: date | None) -> object:
        return add_party_note(
            scene.paul.party_id, text=text, due_on=due_on, actor=actor_of(scene.vera), now=scene.now
        )

    due = note("Zertifikat", TODAY)
    note("Später", date(2026, 3, 3))
    note("Ohne Tag", None)
    for member in (scene.vera, scene.frieda):
        assert [one.id for one in due_party_notes(member, today=TODAY)] == [due]
    for member in (scene.ada, scene.paul, scene.otto):
        assert due_party_notes(member, today=TODAY) == []
    finish_party_note(
        due_party_notes(scene.vera, today=TODAY)[0].id, actor=actor_of(scene.vera), now=scene.now
    )
    assert due_party_notes(scene.vera, today=TODAY) == []
