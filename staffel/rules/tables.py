"""Reading a table from the bytes of a file: CSV in the usual encodings and separators, or a spreadsheet.

Cells become clean text. Whole numbers lose their ".0", dates and times are ISO text. Leading zeros that a
spreadsheet has thrown away (1067 for 01067) cannot be known here: `postal_codes.parse_postal_code` puts them
back, since it knows the country. Nothing that has content is dropped: cells beyond the header get a column of their own.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from staffel.rules.problems import Unreadable
from staffel.rules.words import cleaned

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SEPARATORS = ";,\t|"
_END = "\x1a end of the table"

Record = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """`headers` and each of `rows` are equally long. `lines`: where each row begins in the file, counted from 1."""

    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    lines: list[int]


def read_table(data: bytes, filename: str) -> Table:
    """Read CSV (UTF-8, UTF-16 with mark, else Windows-1252; comma, semicolon, tab or bar) or XLSX, XLS, ODS.

    The header is the first line with at least two filled cells, or the first filled line. Empty lines are left
    out. Refuses an empty file, one without rows, and one that cannot be read, with the reason.
    """
    if not data.strip():
        raise Unreadable("%(file)s is empty.", file=filename)
    read = _spreadsheet if data.startswith(_SPREADSHEETS) else _text_table
    records = [(line, cells) for line, cells in read(data, filename) if any(cells)]
    if not records:
        raise Unreadable("%(file)s has no filled line.", file=filename)
    start = next((n for n, (_, cells) in enumerate(records) if sum(map(bool, cells)) > 1), 0)
    if start + 1 == len(records):
        raise Unreadable("%(file)s has a header but no rows below it.", file=filename)
    return _table(records[start][1], records[start + 1 :])


def _table(header: tuple[str, ...], records: list[Record]) -> Table:
    width = max(len(header), *(len(cells) for _, cells in records))
    padded = [cells + ("",) * (width - len(cells)) for _, cells in records]
    names = header + ("",) * (width - len(header))
    kept = [n for n in range(width) if names[n] or any(cells[n] for cells in padded)]
    return Table(
        headers=tuple(names[n] or f"Column {n + 1}" for n in kept),
        rows=[tuple(cells[n] for n in kept) for cells in padded] if len(kept) < width else padded,
        lines=[line for line, _ in records],
    )


def _text_table(data: bytes, filename: str) -> Iterator[Record]:
    text = _decoded(data, filename)
    first, _, rest = text.partition("\n")
    separator, lines_before = "", 0
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own first line
        text, separator, lines_before = rest, first[4], 1
    yield from _records(text, separator or _separator(text), filename, lines_before=lines_before)


def _decoded(data: bytes, filename: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(
        "%(file)s is neither text nor a spreadsheet. Save it as CSV (UTF-8) or as XLSX and try again.",
        file=filename,
    )


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, as many as the header has on most of them; what
    stands inside quoted cells does not speak against the header."""
    sample = "\n".join(text[:20000].splitlines()[:30])

    def agreement(separator: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(io.StringIO(sample), delimiter=separator) if cells]
        agreed = {width: width * widths.count(width) for width in widths if width > 1}
        return agreed.get(widths[0], 0) if widths else 0, max(agreed.values(), default=0)

    return max(_SEPARATORS, key=agreement)


def _records(text: str, separator: str, filename: str, *, lines_before: int) -> Iterator[Record]:
    """Every record with the line on which it begins. A quote that is never closed would swallow the rest of the
    file without a word: the mark added at the end shows it."""
    reader = csv.reader(_with_end(text), delimiter=separator)
    line = 1
    cells: list[str] = []
    try:
        for cells in reader:
            if cells == [_END]:
                return
            begun, line = line, reader.line_num + 1
            if cells and _END in cells[-1]:
                line = begun
                break
            yield begun + lines_before, tuple(map(cleaned, cells))
    except csv.Error as error:
        raise Unreadable(
            "%(file)s cannot be read on line %(line)s: %(why)s.",
            file=filename,
            line=str(reader.line_num + lines_before),
            why=str(error),
        ) from error
    raise Unreadable(
        "%(file)s has a quotation mark on line %(line)s or below that is never closed. Close or remove it.",
        file=filename,
        line=str(line + lines_before),
    )


def _with_end(text: str) -> Iterator[str]:
    last = ""
    for last in io.StringIO(text, newline=""):
        yield last if last.endswith(("\n", "\r")) else f"{last}\n"
    yield _END


def _spreadsheet(data: bytes, filename: str) -> Iterator[Record]:
    """The first visible sheet that is not empty."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheets = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names)
        rows = next((sheet for sheet in sheets if any(map(_is_filled, sheet))), [])
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(
            "%(file)s cannot be opened as a spreadsheet. Remove its password or save it as XLSX or CSV (UTF-8).",
            file=filename,
        ) from error
    for line, row in enumerate(rows, start=1):
        yield line, tuple(map(_cell_text, row))


def _is_filled(row: Iterable[object]) -> bool:
    return any(cell not in {"", None} for cell in row)


def _cell_text(cell: object) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return _number_text(cell)
        case datetime():
            at = cell.replace(microsecond=0)
            return at.date().isoformat() if at.time() == time() else at.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="minutes" if not cell.second else "seconds")
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        case _:
            return cleaned(str(cell))


def _number_text(number: float) -> str:
    """A number as text: 1067.0 is "1067". Exactly three decimals get a zero, or 1.234 would read as thousands."""
    text = format(Decimal(f"{number:.15g}"), "f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals}0" if len(decimals) == 3 else text
