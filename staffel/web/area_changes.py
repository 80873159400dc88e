"""What a file of areas would change, partner by partner and area by area: on the preview, and whole as a spreadsheet."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from staffel.actions.area_imports import AreaPlan
from staffel.actions.areas import ground_of
from staffel.models import Party
from staffel.queries.areas import area_with_terms
from staffel.rules.area_changes import ORDER, AreaStep, area_steps
from staffel.rules.areas import AreaRule
from staffel.rules.cells import harmless

MOST_PARTIES: Final = 100
MOST_LINES: Final = 20  # of one party; the others are in the spreadsheet
MOST_OPEN: Final = 5
WIDTHS: Final = (16, 34, 16, 44, 44)


@dataclass(frozen=True, slots=True)
class Line:
    """One area: what becomes of it, and in words as it was and as it will be ("" is not there)."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PartyChanges:
    """What becomes of one party's areas. `more`: how many lines are left out."""

    party: Party
    said: str
    lines: tuple[Line, ...]
    more: int
    is_open: bool


def party_changes(plan: AreaPlan, *, names: Mapping[str, str]) -> list[PartyChanges]:
    """The first parties by name with their first lines. `names`: what products are called."""
    return [
        PartyChanges(
            party,
            counted(steps),
            tuple(_line(step, party, names=names) for step in steps[:MOST_LINES]),
            max(0, len(steps) - MOST_LINES),
            at < MOST_OPEN,
        )
        for at, (party, steps) in zip(range(MOST_PARTIES), _changes(plan), strict=False)
    ]


def changed_sheet(plan: AreaPlan, *, names: Mapping[str, str]) -> bytes:
    """All of it as a workbook, one row an area."""
    words = {"changes": _("changes"), "comes": pgettext("area", "comes"), "goes": pgettext("area", "goes")}
    headers = (
        pgettext("areas", "Number"), pgettext("areas", "Company"), pgettext("areas", "What"), pgettext("areas", "Before"),
        pgettext("areas", "Afterwards"),
    )  # fmt: skip
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Changes")[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
        for at, (header, width) in enumerate(zip(headers, WIDTHS, strict=True)):
            sheet.set_column(at, at, width, text)
            sheet.write_string(0, at, header, bold)
        row = 0
        for party, steps in _changes(plan):
            for one in (_line(step, party, names=names) for step in steps):
                row += 1
                for at, cell in enumerate((party.key, party.name, words[one.what], one.old, one.new)):
                    sheet.write_string(row, at, harmless(cell), text)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, row, len(headers) - 1)
    return file.getvalue()


def all_counted(plan: AreaPlan) -> str:
    """What becomes of all areas of all parties, counted: "3 areas come, 1 goes"."""
    return counted([step for _party, steps in _changes(plan) for step in steps])


def counted(steps: Sequence[AreaStep]) -> str:
    """ "2 areas change, 3 come, 1 goes"; only the first says what is counted."""
    whats = [step.what for step in steps]
    counts = [(what, whats.count(what)) for what in ORDER if what in whats]
    return ", ".join(_counted(what, n, is_first=at == 0) for at, (what, n) in enumerate(counts))


def _counted(what: str, n: int, *, is_first: bool) -> str:
    words = {
        ("changes", True): ngettext("%(n)d area changes", "%(n)d areas change", n),
        ("comes", True): ngettext("%(n)d area is added", "%(n)d areas are added", n),
        ("comes", False): ngettext("%(n)d is added", "%(n)d are added", n),
        ("goes", True): ngettext("%(n)d area is removed", "%(n)d areas are removed", n),
        ("goes", False): ngettext("%(n)d is removed", "%(n)d are removed", n),
    }
    return words[what, is_first] % {"n": n}


def _changes(plan: AreaPlan) -> Iterator[tuple[Party, list[AreaStep]]]:
    """Each changed party with what becomes of its areas, by name."""
    for party_id in sorted(
        plan.changes, key=lambda one: (plan.parties[one].name_key, plan.parties[one].name)
    ):
        change = plan.changes[party_id]
        removed = (AreaRule(party_id=party_id, **ground_of(area)._asdict()) for area in change.removed)
        added = (AreaRule(party_id=party_id, **ground._asdict()) for ground in change.added)
        yield plan.parties[party_id], area_steps(removed, added)


def _line(step: AreaStep, party: Party, *, names: Mapping[str, str]) -> Line:
    old, new = (
        area_with_terms(one, home=party.country, names=names) if one else "" for one in (step.old, step.new)
    )
    return Line(step.what, old, new)
