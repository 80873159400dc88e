"""Takes in what somebody has filled in on the public form: once, however often it is sent; what is refused is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from staffel.actions.arrivals import Unread, keep_unread
from staffel.actions.attachments import attach_file, hand_on_files, keep_files
from staffel.actions.imports import mark_repaired
from staffel.actions.leads import NewLead, capture_lead
from staffel.actions.prospects import PROSPECT
from staffel.actions.receipts import take_once
from staffel.models import Submission, SubmissionState
from staffel.rules.arrivals import digest
from staffel.rules.problems import Problem
from staffel.rules.public_forms import DOOR
from staffel.rules.refused import Refused


def take_enquiry(new: NewLead, files: Sequence[tuple[str, bytes]], *, now: datetime) -> UUID:
    """Take it in with its files (name and content, read by `rules.files`), and with those that the same page has brought
    before and that were kept; returns the lead's id. The same page sent again with something else in it is another
    enquiry. Refused: as `capture_lead`."""
    try:
        captured = capture_lead(new, door=DOOR, actor=PROSPECT, now=now)
    except Refused as refused:
        if refused.code != "key_reused":
            raise
        new = replace(new, key=f"{new.key}:{new.fingerprint[:16]}")
        captured = capture_lead(new, door=DOOR, actor=PROSPECT, now=now)
    for filename, content in files:
        _attach(captured.lead_id, new.key, filename, content, now=now)
    before = list(_waiting(new.key).values_list("id", flat=True))
    mark_repaired(DOOR)
    hand_on_files(before, captured.lead_id, actor=PROSPECT, now=now)
    return captured.lead_id


def _waiting(key: str) -> QuerySet[Submission]:
    """What came from this page and waits for repair."""
    return Submission.objects.filter(door=DOOR, key=key, state=SubmissionState.PROBLEM)


def _attach(lead_id: UUID, key: str, filename: str, content: bytes, *, now: datetime) -> None:
    once = digest([key, filename, len(content)])[:40]
    with transaction.atomic():
        if take_once(DOOR, f"file:{once}", now=now):
            attach_file(lead_id, filename=filename, content=content, actor=PROSPECT, now=now)


def keep_enquiry(
    key: str,
    payload: Mapping[str, Any],
    problems: Sequence[Problem],
    *,
    now: datetime,
    files: Sequence[tuple[str, bytes]] = (),
) -> None:
    """Keep for repair what was not taken, each once, with its files (name and content, read by `rules.files`); what comes
    mended from the same page settles it."""
    with transaction.atomic():
        keep_unread([Unread(key=key, payload=payload, problems=tuple(problems))], door=DOOR, now=now)
        kept = _waiting(key).order_by("-received_at", "-id").first() if files else None
        if kept is not None:
            keep_files(kept, files, now=now)
