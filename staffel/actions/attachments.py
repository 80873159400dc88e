"""Puts files at a lead: pictures, documents, notes of a visit; and keeps those of an enquiry that was not taken in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.models import Attachment, Submission
from staffel.rules.files import MOST_FILES, file_name, file_type
from staffel.rules.refused import Refused
from staffel.rules.taps import told_late


@repeated
def attach_file(
    lead_id: UUID,
    *,
    filename: str,
    content: bytes,
    actor: Actor,
    now: datetime,
    is_internal: bool = False,
    mandate_id: UUID | None = None,
    at: datetime | None = None,
) -> UUID:
    """Keep a file at the lead, made at `at` (default now), and return its id. `is_internal`: not for agencies and partners. `mandate_id`: only while
    this mandate is open. Refused: `file_empty`, `file_large`, `file_unknown` (rules.files), `files_many`, `lead_erased`,
    `mandate_over`."""
    file = _read(filename, content)
    with open_case(lead_id, actor=actor, now=now) as case:
        _check(case, mandate_id=mandate_id)
        kept = Attachment(
            **file,
            lead=case.lead,
            author_id=actor.member_id,
            party_id=actor.party_id,
            is_internal=is_internal,
            created_at=at or now,
        )
        kept.save(force_insert=True)  # bytes do not go through the case's JSON
        case.enter(
            "attachment.added",
            attachment=kept.id,
            internal=is_internal or None,
            tapped_at=told_late(at, now=now),
        )
        return kept.id


def keep_files(submission: Submission, files: Sequence[tuple[str, bytes]], *, now: datetime) -> None:
    """Keep what came (name and content) with an arrival that waits for repair, the same file once, and no more than a
    lead would. Refused: as `rules.files.file_type`."""
    there = list(Attachment.objects.filter(submission=submission).values_list("filename", "size"))
    for filename, content in files:
        file = _read(filename, content)
        if len(there) >= MOST_FILES or (file["filename"], file["size"]) in there:
            continue
        Attachment(**file, submission=submission, created_at=now).save(force_insert=True)
        there.append((file["filename"], file["size"]))


@repeated
def hand_on_files(submission_ids: Sequence[UUID], lead_id: UUID, *, actor: Actor, now: datetime) -> None:
    """What was kept with these arrivals is the lead's that they have become, the same file once; what is more than a lead
    keeps stays with its arrival."""
    waiting = Attachment.objects.filter(submission__in=submission_ids, lead=None, content__isnull=False)
    if not waiting.exists():
        return
    with open_case(lead_id, actor=actor, now=now) as case:
        there = list(Attachment.objects.filter(lead=case.lead).values_list("filename", "size"))
        for file in waiting.only("filename", "size").order_by("created_at", "id"):
            if case.lead.erased_at or len(there) >= MOST_FILES or (file.filename, file.size) in there:
                continue
            file.lead = case.lead
            file.save(update_fields=["lead"])
            case.enter("attachment.added", attachment=file.id)
            there.append((file.filename, file.size))


def _read(filename: str, content: bytes) -> dict[str, Any]:
    """The columns that say what a file is."""
    content_type = file_type(content, filename=filename)
    name = file_name(filename, content_type=content_type)
    return {"filename": name, "content_type": content_type, "size": len(content), "content": content}


def _check(case: Case, *, mandate_id: UUID | None) -> None:
    if case.lead.erased_at:
        raise Refused("lead_erased", "This lead's data was erased.")
    if mandate_id is not None and (case.mandate is None or case.mandate.id != mandate_id):
        raise Refused("mandate_over", "This enquiry is not with you any more.")
    if Attachment.objects.filter(lead=case.lead).count() >= MOST_FILES:
        raise Refused(
            "files_many", f"A lead keeps at most {MOST_FILES} files.", field="files", most=MOST_FILES
        )
