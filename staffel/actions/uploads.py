"""A file that is uploaded in the browser: kept until it was looked at, then taken in by a job, started anew or thrown away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args
from uuid import UUID

from django.db import transaction

from staffel.actions.actors import Actor
from staffel.actions.arrivals import require_campaign
from staffel.actions.jobs import defer
from staffel.actions.leads import Mode
from staffel.models import Import, ImportState
from staffel.queries.directory import directory
from staffel.rules.columns import chosen_mapping, propose_mapping, unique_headers
from staffel.rules.fields import KINDS
from staffel.rules.jobs import RunImport
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused
from staffel.rules.tables import Table, read_table

LARGEST: Final = 25 * 1024 * 1024  # bytes
HEADERS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Chosen:
    """How an uploaded file is to be taken in. `columns`: a field for each header, "" for none; `mode`, `campaign` (a
    key) and `source` for leads only."""

    columns: Mapping[str, str]
    mode: str = ""
    campaign: str = ""
    source: str = ""


def unreadable(error: Unreadable, *, field: str = "file") -> Refused:
    """The refusal of a file or a column; its words are told in the reader's language from `template` and `values`."""
    return Refused("file_unreadable", str(error), field=field, template=error.message, values=error.details)


def keep_upload(kind: str, *, filename: str, content: bytes, actor: Actor, now: datetime) -> UUID:
    """Keep a file with the columns that it seems to have; nothing is taken in yet. Returns the import's id. Refused:
    `kind_unknown`, `upload_large`, `file_unreadable`, `columns_unknown` when not one column is known."""
    if kind not in KINDS:
        raise Refused("kind_unknown", "Please choose what is in the file.", field="kind")
    if len(content) > LARGEST:
        raise Refused(
            "upload_large", "This file is too large.", field="file", megabytes=LARGEST // 1024 // 1024
        )
    try:
        table = read_table(content, filename)
        mapping = propose_mapping(table.headers, kind)
    except Unreadable as error:
        raise unreadable(error) from error
    if not mapping.fields:
        headers = ", ".join(table.headers[:HEADERS_SHOWN])
        raise Refused("columns_unknown", "No column of this file is known.", field="file", headers=headers)
    names = unique_headers(table.headers)
    kept = Import.objects.create(
        kind=kind, filename=filename[-255:], content=content, state=ImportState.READY, made_by_id=actor.member_id,
        mapping={name: column.field for name, column in zip(names, mapping.columns, strict=True)},
        total=len(table.rows), started_at=now,
    )  # fmt: skip
    return kept.id


def begin_upload(import_id: UUID, chosen: Chosen, *, now: datetime) -> None:
    """Take the file in from now on, in the background. Refused: `import_begun` when it was begun before,
    `mode_unknown`, `campaign_unknown`, `file_unreadable` where two columns are the same."""
    with transaction.atomic():
        found = _locked(import_id, ImportState.READY)
        table = table_of(found)
        if found.kind == "leads":
            if chosen.mode not in get_args(Mode):
                raise Refused("mode_unknown", "Please choose how the leads are taken in.", field="mode")
            require_campaign(directory(), chosen.campaign)
        try:
            chosen_mapping(table.headers, found.kind, chosen.columns)
        except Unreadable as error:
            raise unreadable(error, field="columns") from error
        found.mapping = {name: chosen.columns.get(name, "") for name in unique_headers(table.headers)}
        found.mode, found.campaign, found.source = chosen.mode, chosen.campaign, chosen.source[:80]
        _run(found, now=now)


def begin_again(import_id: UUID, *, now: datetime) -> None:
    """Go on with a file that has failed; what was taken in is not taken twice. Refused: `import_begun`."""
    with transaction.atomic():
        _run(_locked(import_id, ImportState.FAILED), now=now)


def discard_upload(import_id: UUID) -> None:
    """Throw a file away that was only looked at. Refused: `import_begun`."""
    with transaction.atomic():
        _locked(import_id, ImportState.READY).delete()


def table_of(source_import: Import) -> Table:
    """The uploaded file's rows. Refused: `import_begun` where the file was taken in and is gone."""
    if source_import.content is None:
        raise Refused("import_begun", "This file was taken in before.")
    return read_table(bytes(source_import.content), source_import.filename)


def _locked(import_id: UUID, state: str) -> Import:
    found = Import.objects.select_for_update(no_key=True).filter(id=import_id, state=state).first()
    if found is None:
        raise Refused("import_begun", "This import was begun or thrown away before.")
    return found


def _run(found: Import, *, now: datetime) -> None:
    found.state, found.error, found.done, found.started_at = ImportState.RUNNING, "", 0, now
    found.save(
        update_fields=["state", "error", "done", "started_at", "mapping", "mode", "campaign", "source"]
    )
    defer(RunImport(str(found.id)))
