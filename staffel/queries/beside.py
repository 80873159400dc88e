"""What came beside the answers of something that waits for repair: read by its door, so that mending it loses nothing."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from staffel.models import Membership, Submission
from staffel.queries.consents import editions_of_texts
from staffel.queries.directory import Directory
from staffel.queries.materials import material_keys
from staffel.rules.beside import (
    BESIDE,
    Beside,
    beside_of_body,
    beside_of_talk,
    consents_of_form,
    ticks_of,
)
from staffel.rules.fairs import talked_at
from staffel.rules.forms import Form
from staffel.rules.refused import Refused

FORM: Final = "form"


def kind_of(submission: Submission) -> str:
    """Which of the doors it came through: api, device, form, import …"""
    return submission.door.partition(":")[0]


def beside_of(submission: Submission, *, book: Directory) -> Beside:
    """Its consents with the proof of their arrival, materials, note and colleague. A row of a file says all it has in its
    cells. At most one query."""
    payload, kind = submission.payload, kind_of(submission)
    if not isinstance(payload, Mapping):
        return Beside()
    texts, at = editions_of_texts(book), submission.received_at
    found = Beside()
    if kind == "api":
        zone, known = book.installation.timezone, material_keys(payload.get("materials"))
        found = beside_of_body(payload, texts, timezone=zone, known=known, now=at)
    elif kind == "device":
        moment = partial(talked_at, sent="", now=at)
        form = form_of(submission, book=book)
        found = beside_of_talk(payload, form, texts, key=submission.key, moment=moment)
        if found.colleague and not Membership.objects.filter(id=found.colleague).exists():
            found = replace(found, colleague=None)
    elif kind == FORM and (form := form_of(submission, book=book)):
        found = Beside(consents=tuple(consents_of_form(payload, form, texts)))
    arrived = {"submission": str(submission.id)}
    return replace(
        found, consents=tuple(replace(one, proof={**one.proof, **arrived}) for one in found.consents)
    )


def form_of(submission: Submission, *, book: Directory) -> Form | None:
    """What the campaign that it names asked when it arrived; None where it names none that there is."""
    payload: Any = submission.payload
    named = str(payload.get("campaign") or "") if isinstance(payload, Mapping) else ""
    campaign = book.campaigns.get(named) or next(
        (one for one in book.campaigns.values() if one.is_default), None
    )
    if campaign is None:
        return None
    try:
        body = book.current("campaign", campaign.key, at=submission.received_at).body
        form: Form = book.current("form", body.form, at=submission.received_at).body
    except Refused:  # neither was published then
        return None
    return form


def no_cells(submission: Submission, *, book: Directory) -> tuple[frozenset[str], frozenset[str]]:
    """What of it is no answer to be mended: by its name at the outermost level, and by its question."""
    kind = kind_of(submission)
    form = form_of(submission, book=book) if kind in {FORM, "device"} else None
    return BESIDE.get(kind, frozenset()), frozenset(ticks_of(form))
