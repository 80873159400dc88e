"""Areas by a file that somebody has edited: kept, looked at, carried out as it was looked at, and undone by what was before."""

from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.area_imports import AreaPlan, carry_out, locked_plan, plan_areas
from staffel.actions.case import open_batch
from staffel.actions.imports import Row, end_import
from staffel.actions.repeats import repeated
from staffel.models import Import, ImportState, Party
from staffel.queries.areas import area_rows, areas_of
from staffel.rules.area_sheets import csv_sheet, no_area
from staffel.rules.columns import ColumnMapping, propose_mapping
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused
from staffel.rules.tables import read_table

MOST_BYTES: Final = 10_000_000


def keep_area_file(content: bytes, *, filename: str, actor: Actor, now: datetime) -> UUID:
    """Keep the file until somebody has looked at what it would do. Returns the import's id. Refused: `file_missing`,
    `table_large`, `areas_unreadable`, `areas_columns`."""
    if not content:
        raise Refused("file_missing", "Please choose a file.", field="file")
    if len(content) > MOST_BYTES:
        raise Refused("table_large", "This file is too large for a list of areas.", field="file")
    _table, mapping = _read(content, filename)
    made = Import.objects.create(
        kind="areas",
        filename=filename[-255:],
        mapping={header: field for field, header in mapping.fields.items()},
        state=ImportState.READY,
        content=content,
        made_by_id=actor.member_id,
        started_at=now,
    )
    return made.id


def _read(content: bytes, filename: str) -> tuple[list[Row], ColumnMapping]:
    try:
        table = read_table(content, filename)
        mapping = propose_mapping(table.headers, "areas")
    except Unreadable as error:
        raise Refused(
            "areas_unreadable", str(error), field="file", sentence=error.message, values=error.details
        ) from error
    if "party" not in mapping.fields:
        raise Refused("areas_columns", "This file has no column with the partner's number.", field="file")
    return list(zip(table.lines, table.rows, strict=True)), mapping


def plan_of(source: Import, *, is_complete: bool) -> AreaPlan:
    """What the kept file would do now. `is_complete`: it names all that shall remain, whoever is missing in it loses
    its areas. Refused: `areas_overlap`."""
    table, mapping = _read(bytes(source.content or b""), source.filename)
    return plan_areas(table, mapping, also=_also(is_complete=is_complete))


def _also(*, is_complete: bool) -> list[UUID]:
    if not is_complete:
        return []
    return list(Party.objects.filter(areas__isnull=False).distinct().values_list("id", flat=True))


@repeated
def apply_area_file(
    import_id: UUID, *, seen: str, is_complete: bool, actor: Actor, now: datetime
) -> AreaPlan:
    """Carry out the kept file exactly as it was looked at: `seen` is the fingerprint of that plan. What was before is
    kept in its place, to be restored. Refused: `areas_changed` when something else has changed meanwhile,
    `import_over`, `areas_overlap`."""
    with open_batch(actor=actor, now=now) as batch:
        source = Import.objects.select_for_update(no_key=True).filter(id=import_id, kind="areas").first()
        if source is None or source.state != ImportState.READY:
            raise Refused("import_over", "This file has been taken in already.")
        table, mapping = _read(bytes(source.content or b""), source.filename)
        plan = locked_plan(table, mapping, also=_also(is_complete=is_complete))
        if plan.fingerprint != seen:
            raise Refused("areas_changed", "Something has changed meanwhile. Please look at it again.")
        source.content = csv_sheet(_before(plan))
        source.state = ImportState.DONE
        source.save(update_fields=["content", "state"])
        carry_out(batch, plan)
    counts = {
        "changed": len(plan.changes),
        "areas_added": plan.added,
        "areas_removed": plan.removed,
        "unreadable": len(plan.unread),
    }
    end_import(source, plan.unread, counts=counts, now=now)
    return plan


def _before(plan: AreaPlan) -> list[dict[str, str]]:
    """The areas that the changed parties have now, with a row for each that has none."""
    rows = list(area_rows(areas_of(plan.changes), yes="yes"))
    had = {row["party"] for row in rows}
    keys = [plan.parties[party_id].key for party_id in plan.changes]
    return rows + [no_area(key) for key in keys if key not in had]


@repeated
def discard_area_file(import_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The file is not taken in. Nothing happens to one that was."""
    with open_batch(actor=actor, now=now):
        Import.objects.filter(id=import_id, kind="areas", state=ImportState.READY).delete()
