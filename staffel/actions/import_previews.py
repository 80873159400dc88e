"""What an uploaded file would do, before anything is taken in; writes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast, get_args

from staffel.actions.area_imports import plan_areas
from staffel.actions.arrivals import Unread
from staffel.actions.estimates import Estimate, estimate
from staffel.actions.imports import LeadOptions, Row, read_leads, sort_out
from staffel.actions.leads import Mode, NewLead
from staffel.actions.party_imports import plan_parties
from staffel.actions.uploads import Chosen, table_of, unreadable
from staffel.models import Import
from staffel.queries.directory import directory
from staffel.rules.columns import ColumnMapping, chosen_mapping
from staffel.rules.consents import PURPOSES
from staffel.rules.problems import Remark, Unreadable, remarks_of
from staffel.rules.tables import Table

LOOKED_AT: Final = 2_000  # rows of leads: a second's work; the job looks at all of them
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """`looked_at` of the rows. `first`: the first enquiries as they would be read; `remarks`: what blocks nothing;
    `consents`: how many of the new ones bring one, by purpose; `counts`: for parties and areas, what would change;
    `lines`: the first of it in words."""

    rows: int
    looked_at: int
    mapping: ColumnMapping
    new: int = 0
    known: int = 0
    first: Sequence[NewLead] = ()
    unread: Sequence[Unread] = ()
    remarks: Sequence[Remark] = ()
    unknown_products: Sequence[str] = ()
    consents: Mapping[str, int] = field(default_factory=dict)
    expected: Estimate | None = None
    counts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_part(self) -> bool:
        """Whether the file has more rows than were looked at."""
        return self.looked_at < self.rows

    @property
    def is_worth_it(self) -> bool:
        """Whether taking it in would do anything."""
        return bool(self.new or self.unread or self.is_part or any(self.counts.values()))


def preview_of(source_import: Import, chosen: Chosen, *, now: datetime) -> Preview:
    """What would become of the file. Refused: `file_unreadable` where two columns are the same, `campaign_unknown`,
    `areas_overlap`, `import_begun`."""
    table = table_of(source_import)
    try:
        mapping = chosen_mapping(table.headers, source_import.kind, chosen.columns)
    except Unreadable as error:
        raise unreadable(error, field="columns") from error
    rows = list(zip(table.lines, table.rows, strict=True))
    if source_import.kind == "leads":
        return _of_leads(table, rows[:LOOKED_AT], mapping, chosen, now=now)
    plan = plan_parties(rows, mapping) if source_import.kind == "parties" else plan_areas(rows, mapping)
    remarks = plan.remarks if hasattr(plan, "remarks") else []
    return Preview(
        rows=len(rows), looked_at=len(rows), mapping=mapping, unread=plan.unread, remarks=remarks_of(remarks)[:SHOWN],
        counts=plan.counts,
    )  # fmt: skip


def _of_leads(
    table: Table, rows: Sequence[Row], mapping: ColumnMapping, chosen: Chosen, *, now: datetime
) -> Preview:
    mode = cast(Mode, chosen.mode) if chosen.mode in get_args(Mode) else "held"
    options = LeadOptions(mode=mode, campaign=chosen.campaign, source=chosen.source)
    found = sort_out(read_leads(rows, mapping, options, now=now))
    products = dict.fromkeys(new.product for new in found.new if new.product)
    return Preview(
        rows=len(table.rows),
        looked_at=len(rows),
        mapping=mapping,
        new=len(found.new),
        known=found.known,
        first=found.new[:SHOWN],
        unread=found.unread,
        remarks=remarks_of((new.line, problem) for new in found.new for problem in new.problems)[:SHOWN],
        unknown_products=[one for one in products if one not in directory().products]
        if mode != "history"
        else [],
        consents=consents_of(found.new),
        expected=estimate(found.new, now=now) if mode == "new" else None,
    )


def consents_of(arrivals: Sequence[NewLead]) -> dict[str, int]:
    """How many of the enquiries bring a consent, by purpose; a purpose that nobody has consented to is missing."""
    given = Counter(one.purpose for new in arrivals for one in new.consents)
    return {purpose: given[purpose] for purpose in PURPOSES if given[purpose]}
