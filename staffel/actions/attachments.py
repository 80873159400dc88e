"""Puts files at a lead: pictures, documents, notes of a visit."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.models import Attachment
from staffel.rules.files import MOST_FILES, file_name, file_type
from staffel.rules.refused import Refused


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
    content_type = file_type(content, filename=filename)
    with open_case(lead_id, actor=actor, now=now) as case:
        _check(case, mandate_id=mandate_id)
        kept = Attachment(
            lead=case.lead,
            author_id=actor.member_id,
            party_id=actor.party_id,
            filename=file_name(filename, content_type=content_type),
            content_type=content_type,
            size=len(content),
            content=content,
            is_internal=is_internal,
            created_at=at or now,
        )
        kept.save(force_insert=True)  # bytes do not go through the case's JSON
        case.enter("attachment.added", attachment=kept.id, internal=is_internal or None)
        return kept.id


def _check(case: Case, *, mandate_id: UUID | None) -> None:
    if case.lead.erased_at:
        raise Refused("lead_erased", "This lead's data was erased.")
    if mandate_id is not None and (case.mandate is None or case.mandate.id != mandate_id):
        raise Refused("mandate_over", "This enquiry is not with you any more.")
    if Attachment.objects.filter(lead=case.lead).count() >= MOST_FILES:
        raise Refused(
            "files_many", f"A lead keeps at most {MOST_FILES} files.", field="files", most=MOST_FILES
        )
