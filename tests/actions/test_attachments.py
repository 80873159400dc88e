"""Files come to a lead through one action, for the desk's page and for a partner's camera."""

import pytest

from staffel.actions.attachments import attach_file
from staffel.actions.offers import accept_offer
from staffel.models import Attachment, Entry, Lead
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured, open_offer

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20


def test_a_file_is_kept_with_who_and_when_and_named_in_the_journal(scene: Scene) -> None:
    lead = captured(scene)
    kept = attach_file(
        lead.id,
        filename="Dach.jpg",
        content=JPEG,
        actor=actor_of(scene.vera),
        now=scene.now,
        is_internal=True,
    )
    row = Attachment.objects.get(id=kept)
    assert (row.filename, row.content_type, row.size) == ("Dach.jpg", "image/jpeg", len(JPEG))
    assert row.content is not None
    assert bytes(row.content) == JPEG
    assert (row.author_id, row.party_id, row.created_at) == (scene.vera.id, scene.desk.id, scene.now)
    entry = Entry.objects.get(kind="attachment.added")
    assert entry.data == {"attachment": str(kept), "internal": True}


def test_a_partner_attaches_while_its_mandate_is_open(scene: Scene) -> None:
    lead, paul = captured(scene), actor_of(scene.paul)
    mandate_id = accept_offer(open_offer(lead).id, actor=paul, now=scene.now)
    attach_file(lead.id, filename="a.jpg", content=JPEG, actor=paul, now=scene.now, mandate_id=mandate_id)
    assert Attachment.objects.get().party_id == scene.paul.party_id
    with pytest.raises(Refused) as refused:
        attach_file(lead.id, filename="b.jpg", content=JPEG, actor=paul, now=scene.now, mandate_id=lead.id)
    assert refused.value.code == "mandate_over"
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "is_erased", "files", "code"),
    [
        (b"", False, 0, "file_empty"),
        (b"<html>", False, 0, "file_unknown"),
        (JPEG, True, 0, "lead_erased"),
        (JPEG, False, 100, "files_many"),
    ],
)
def test_a_refused_file_leaves_no_trace(
    scene: Scene, content: bytes, is_erased: bool, files: int, code: str
) -> None:
    lead = captured(scene)
    if is_erased:
        Lead.objects.filter(id=lead.id).update(erased_at=scene.now)
    Attachment.objects.bulk_create(
        Attachment(lead=lead, filename="x", content_type="text/plain", size=1, created_at=scene.now)
        for _ in range(files)
    )
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        attach_file(lead.id, filename="a", content=content, actor=actor_of(scene.vera), now=scene.now)
    assert refused.value.code == code
    assert (Attachment.objects.count(), Entry.objects.count()) == (files, before)
