"""The filtered list of leads as a file: CSV is sent while it is read, XLSX is built on disk; neither holds formulas."""

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Final

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from staffel.models import Lead, Membership
from staffel.queries.directory import Directory
from staffel.queries.exported import Cell, Column, columns_for, exported
from staffel.rules.cells import harmless
from staffel.web.downloads import name_file

MOST_ROWS: Final = 50_000  # of a spreadsheet: some ten seconds of work; more go as CSV
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page


def csv_of(leads: QuerySet[Lead], member: Membership, *, book: Directory, now: datetime) -> HttpResponseBase:
    """All these leads as CSV, as the reader's Excel opens it: in German with semicolons and decimal commas."""
    language = translation.get_language() or "en"
    lines = _lines(leads, columns_for(member), book=book, language=language, zone=member.party.timezone)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name_file(response, f"{_name(now)}.csv")
    return response


def xlsx_of(leads: QuerySet[Lead], member: Membership, *, book: Directory, now: datetime) -> HttpResponseBase:
    """These leads as a spreadsheet; the caller has seen to it that they are at most `MOST_ROWS`."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it, and closed it is gone
    _write(file, leads, columns_for(member), book=book)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(now)}.xlsx", content_type=XLSX)


def _name(now: datetime) -> str:
    return f"leads-{timezone.localtime(now):%Y-%m-%d}"


def _lines(
    leads: QuerySet[Lead], columns: tuple[Column, ...], *, book: Directory, language: str, zone: str
) -> Iterator[str]:
    # sent when the view is long over: language and time zone have to be set again
    with translation.override(language), timezone.override(zone):
        yield BOM + _line([str(column.title) for column in columns])
        for cells in exported(leads, columns, book=book):
            yield _line([_written(cell) for cell in cells])


def _line(cells: list[str]) -> str:
    line = StringIO()
    comma = formats.get_format("DECIMAL_SEPARATOR") == ","
    csv.writer(line, delimiter=";" if comma else ",").writerow(cells)
    return line.getvalue()


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
        case Decimal():
            return formats.number_format(cell, decimal_pos=2, force_grouping=False, use_l10n=True)
        case _:
            return harmless(str(cell))


def _write(file: IO[bytes], leads: QuerySet[Lead], columns: tuple[Column, ...], *, book: Directory) -> None:
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet(_("Leads"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 18)
        bold = workbook.add_format({"bold": True})
        for at, column in enumerate(columns):
            sheet.write_string(0, at, str(column.title), bold)
        row = 0
        for row, cells in enumerate(exported(leads, columns, book=book), start=1):
            for at, cell in enumerate(cells):
                _put(sheet, row, at, cell)
        sheet.autofilter(0, 0, row, len(columns) - 1)


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, cell: Cell) -> None:
    match cell:
        case None | "":
            return
        case str():
            sheet.write_string(row, at, cell)  # a text stays one, whatever it begins with
        case datetime():
            sheet.write_datetime(row, at, timezone.localtime(cell).replace(tzinfo=None))
        case _:
            sheet.write_number(row, at, cell)
