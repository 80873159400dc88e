"""Mends what arrived and could not be read: taken in by the same door as everything else, or dismissed with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.arrivals import Unread
from staffel.actions.attachments import hand_on_files
from staffel.actions.beside import NO_WORDS, Along, PromiseWords, add_along, handed_over
from staffel.actions.case import Batch, open_batch
from staffel.actions.imports import LeadOptions, read_row
from staffel.actions.leads import Mode, NewLead, capture_leads
from staffel.actions.repeats import repeated
from staffel.models import Entry, Submission, SubmissionState
from staffel.queries.beside import beside_of
from staffel.queries.directory import directory
from staffel.queries.materials import editions_at
from staffel.rules import journal
from staffel.rules.beside import IN_ROWS, Beside
from staffel.rules.consents import together
from staffel.rules.refused import Refused
from staffel.rules.repairs import DISMISSALS


def read_repaired(submission: Submission, cells: Mapping[str, str]) -> NewLead | Unread:
    """The mended cells as an enquiry, or with the reasons why it still is none. It keeps the key of its arrival, so that
    the same row does nothing when it comes again; its time, where it does not say when it was asked; and the consents that
    came with it, each with its own proof."""
    source = submission.source_import
    if source is None:  # only a file says consents in its cells
        cells = {field: text for field, text in cells.items() if field not in IN_ROWS}
    options = LeadOptions(
        mode=mode_of(submission),
        campaign=source.campaign if source else "",
        source=source.source if source else "",
    )
    book = directory()
    read = read_row(submission.line, cells, dict(cells), options, book=book, now=submission.received_at)
    if isinstance(read, NewLead):
        read = _with_beside(read, beside_of(submission, book=book))
    return replace(read, key=submission.key or f"repaired:{submission.id}")


def _with_beside(read: NewLead, beside: Beside) -> NewLead:
    return replace(
        read,
        consents=together(beside.consents, read.consents),
        captured_by=beside.colleague,
        problems=(
            *read.problems,
            *(replace(one, is_blocking=False) for one in (*beside.unread, *beside.unhanded)),
        ),
    )


def mode_of(submission: Submission) -> Mode:
    """As what it is taken in: as its import wanted it, else as new."""
    return cast(Mode, submission.source_import.mode) if submission.source_import else "new"


@repeated
def repair_submission(
    submission_id: UUID, new: NewLead, *, actor: Actor, now: datetime, words: PromiseWords = NO_WORDS
) -> UUID:
    """Take what `read_repaired` has read in as a lead, with the materials, the note and the files that came along; returns its id.
    `words`: as `Along`. Refused: `settled_before` when somebody has mended or dismissed it meanwhile."""
    with transaction.atomic():
        found = _locked([submission_id], SubmissionState.PROBLEM)[0]
        captured = capture_leads(
            [new],
            door=found.door,
            mode=mode_of(found),
            actor=actor,
            now=now,
            source_import=found.source_import,
        )[0]
        found.state, found.lead_id = SubmissionState.REPAIRED, captured.lead_id
        found.save(update_fields=["state", "lead"])
        along = along_of(beside_of(found, book=directory()), words=words, at=new.asked_at, now=now)
        add_along(
            captured.lead_id, along, door=found.door, key=new.key, at=new.asked_at, actor=actor, now=now
        )
        hand_on_files([found.id], captured.lead_id, actor=actor, now=now)
        return captured.lead_id


def along_of(beside: Beside, *, at: datetime, now: datetime, words: PromiseWords = NO_WORDS) -> Along:
    """The materials by what they are in the catalogue: given what was in it then (`at`: when the prospect asked), promised
    what is in it `now`; else it stays in the submission. A query for each way in which materials are said, none where
    nothing was given."""
    edition = editions_at({*beside.given, *beside.promised})
    given, promised = (
        (edition(one, at) for one in beside.given),
        (edition(one, now) for one in beside.promised),
    )
    return Along(
        note=beside.note,
        given=tuple(one.id for one in given if one),
        promised=tuple((one.id, one.title) for one in promised if one),
        handed=handed_over(beside.handed, at=at),
        words=words,
    )


def dismiss_submissions(ids: Collection[UUID], *, reason: str, actor: Actor, now: datetime) -> int:
    """These are no leads; they can be taken up again. Those that are settled already stay. Returns how many. Refused:
    `reason_unknown`, `nothing_chosen`."""
    if reason not in DISMISSALS:
        raise Refused("reason_unknown", "Please choose one of the listed reasons.", field="reason")
    if not ids:
        raise Refused("nothing_chosen", "Please choose at least one.", field="ids")
    mark = {"dismissed": reason, "at": now.isoformat()}
    with open_batch(actor=actor, now=now) as batch:
        found = _rows(ids, SubmissionState.PROBLEM)
        for row in found:
            row.state, row.problems = SubmissionState.DISMISSED, [*row.problems, mark]
            row.save(update_fields=["state", "problems"])
            _enter(batch, "intake.dismissed", submission=row.id, reason=reason)
    return len(found)


def restore_submission(submission_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take a dismissed one up again. Refused: `settled_before`."""
    with open_batch(actor=actor, now=now) as batch:
        found = _locked([submission_id], SubmissionState.DISMISSED)[0]
        found.state = SubmissionState.PROBLEM
        found.problems = [one for one in found.problems if not (isinstance(one, dict) and "dismissed" in one)]
        found.save(update_fields=["state", "problems"])
        _enter(batch, "intake.restored", submission=found.id)


def _rows(ids: Collection[UUID], state: str) -> list[Submission]:
    rows = Submission.objects.select_for_update(no_key=True, of=("self",)).select_related("source_import")
    return list(rows.filter(id__in=ids, state=state).order_by("id"))


def _locked(ids: Collection[UUID], state: str) -> list[Submission]:
    found = _rows(ids, state)
    if not found:
        raise Refused("settled_before", "Somebody has settled this meanwhile.")
    return found


def _enter(batch: Batch, kind: str, **data: Any) -> None:
    actor = batch.actor
    batch.add(
        Entry(
            at=batch.now, kind=kind, actor_kind=actor.kind, actor_member_id=actor.member_id,
            actor_party_id=actor.party_id, data=journal.checked(kind, data),
        )
    )  # fmt: skip
