"""Takes an uploaded file in, in the background: in cases of a few hundred, with its progress to be read meanwhile.

Safe to run twice, and goes on where a killed worker has stopped: what was taken in is known then.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from staffel.actions.area_imports import import_areas
from staffel.actions.arrivals import Unread
from staffel.actions.imports import (
    LEADS_A_CASE,
    LeadOptions,
    Row,
    Taken,
    counts_of,
    end_import,
    importer,
    read_leads,
    sort_out,
    take_leads,
)
from staffel.actions.leads import Mode
from staffel.actions.party_imports import import_parties, plan_parties
from staffel.actions.uploads import table_of
from staffel.models import Import, ImportState, Submission
from staffel.queries.arrivals import whereabouts
from staffel.rules.columns import ColumnMapping, chosen_mapping
from staffel.rules.refused import Refused

READ_AT_ONCE: Final = 1_000

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


def run_import(import_id: UUID, *, clock: Clock) -> None:
    """Take the file in; a file that is not running is left alone. What goes wrong is kept with the import, which can
    then be started again. Raises only when the database is gone."""
    found = Import.objects.filter(id=import_id, state=ImportState.RUNNING).select_related("made_by").first()
    if found is None:
        return
    try:
        table = table_of(found)
        mapping = chosen_mapping(table.headers, found.kind, found.mapping)
        rows = list(zip(table.lines, table.rows, strict=True))
        counts, unread = TAKERS[found.kind](found, rows, mapping, clock)
        end_import(found, unread, counts=counts, now=clock())
        found.state, found.content, found.done = ImportState.DONE, None, found.total
        found.save(update_fields=["state", "content", "done"])
    except (OperationalError, InterfaceError):
        raise  # the database is gone; the job is done again
    except Exception as error:
        log.exception("import.failed", source_import=str(import_id))
        said = error.message if isinstance(error, Refused) else type(error).__name__
        Import.objects.filter(id=import_id).update(state=ImportState.FAILED, error=said[:500])


Result = tuple[dict[str, Any], list[Unread]]


def _take_leads(found: Import, rows: Sequence[Row], mapping: ColumnMapping, clock: Clock) -> Result:
    mode = cast(Mode, found.mode)
    options = LeadOptions(mode=mode, campaign=found.campaign, source=found.source)
    read = [
        one
        for start in range(0, len(rows), READ_AT_ONCE)
        for one in read_leads(rows[start : start + READ_AT_ONCE], mapping, options, now=clock())
    ]
    sorted_out = sort_out(read)
    total = Taken(unread=list(sorted_out.unread))
    done = len(rows) - len(sorted_out.new)
    _note_progress(found, done)
    for start in range(0, len(sorted_out.new), LEADS_A_CASE):
        part = sorted_out.new[start : start + LEADS_A_CASE]
        total.unread += take_leads(part, mode=mode, source_import=found, now=clock()).unread
        done += len(part)
        _note_progress(found, done)
    return _counts(found, total, rows=len(rows)), total.unread


def _counts(found: Import, total: Taken, *, rows: int) -> dict[str, Any]:
    """From what is stored: a run that went on after a killed one counts all of the file's leads."""
    taken = Submission.objects.filter(source_import=found, lead__isnull=False, state="taken").values_list(
        "lead_id", flat=True
    )
    there = whereabouts(list(taken))
    total.taken, total.known = there.leads, rows - there.leads - len(total.unread)
    total.offered, total.offers, total.placed = there.offered, there.offers, there.placed
    total.waiting.update(there.waiting)
    return counts_of(total)


def _note_progress(found: Import, done: int) -> None:
    Import.objects.filter(id=found.id).update(done=done)


def _take_parties(found: Import, rows: Sequence[Row], mapping: ColumnMapping, clock: Clock) -> Result:
    plan = plan_parties(rows, mapping)
    counts = plan.counts
    import_parties(plan, actor=importer(found), now=clock())
    return counts, plan.unread


def _take_areas(found: Import, rows: Sequence[Row], mapping: ColumnMapping, clock: Clock) -> Result:
    plan = import_areas(rows, mapping, actor=importer(found), now=clock())
    return plan.counts, plan.unread


TAKERS: Final = {"leads": _take_leads, "parties": _take_parties, "areas": _take_areas}
