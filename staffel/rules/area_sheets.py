"""A table of areas as people edit it: one row an area, in the columns that the import reads."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from staffel.rules.areas import AreaRule
from staffel.rules.cells import harmless
from staffel.rules.places import place_near, place_of

COLUMNS: Final = (
    "party", "name", "country", "from", "to", "prefix", "postal_code", "radius_km", "place", "product", "exclusive",
)  # fmt: skip
WIDTHS: Final = (16, 34, 8, 12, 12, 12, 12, 12, 20, 18, 10)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose areas they are; position in decimal degrees."""

    key: str
    name: str
    country: str
    postal_code: str
    place: str
    latitude: float | None
    longitude: float | None


def area_cells(area: AreaRule, owner: Owner, *, yes: str) -> dict[str, str]:
    """One area by the import's field names; read again it is the same area. `yes`: the word for exclusive."""
    cells = {"party": owner.key, "name": owner.name, "country": area.country or owner.country}
    cells |= {"product": area.product, "exclusive": yes if area.is_exclusive else ""}
    match area.kind:
        case "prefix":
            cells["prefix"] = area.first
        case "code":
            cells["postal_code"] = area.first
        case "range":
            cells |= {"from": area.first, "to": area.last}
        case "radius":
            cells |= _circle(area, owner)
    return {name: cells.get(name, "") for name in COLUMNS}


def no_area(party: str, name: str = "", *, none: str = "none") -> dict[str, str]:
    """The row that says that a party (its key) has no area; `none`: the word for it."""
    return dict.fromkeys(COLUMNS, "") | {"party": party, "name": name, "prefix": none}


def _circle(area: AreaRule, owner: Owner) -> dict[str, str]:
    circle = area.circle()
    assert circle is not None
    return {"radius_km": f"{area.radius_km:g}", **_centre(circle[:2], area.country or owner.country, owner)}


def _centre(at: tuple[float, float], country: str, owner: Owner) -> dict[str, str]:
    """How the centre can be named so that it is found again: the firm's own postal code or place, else the nearest."""
    home = place_of(owner.country, owner.postal_code) if owner.postal_code else None
    if home and (home.latitude, home.longitude) == at and country == owner.country:
        return {"postal_code": owner.postal_code}
    if (owner.latitude, owner.longitude) == at and owner.place:
        return {"place": owner.place}
    near = place_near(country, *at)
    return {"postal_code": near.code} if near else {}


def csv_sheet(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows below the import's own field names, to be kept and read again."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return text.getvalue().encode()


def xlsx_sheet(
    rows: Iterable[Mapping[str, str]],
    *,
    title: str,
    headers: Sequence[str],
    notes: Sequence[str],
) -> bytes:
    """A workbook: `notes` (what may be done here) above the `headers`, one for each of COLUMNS, and the rows below.
    All cells are text: a spreadsheet must not take 01067 for a number."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
        soft = book.add_format({"italic": True, "font_color": "#5c6b67"})
        for at, width in enumerate(WIDTHS):
            sheet.set_column(at, at, width, text)
        for line, note in enumerate(notes):
            sheet.write_string(line, 0, note, soft)
        top = len(notes)
        for at, header in enumerate(headers):
            sheet.write_string(top, at, header, bold)
        line = top
        for line, row in enumerate(rows, start=top + 1):
            for at, name in enumerate(COLUMNS):
                if row[name]:
                    sheet.write_string(line, at, harmless(row[name]), text)
        sheet.freeze_panes(top + 1, 2)
        sheet.autofilter(top, 0, line, len(headers) - 1)
    return file.getvalue()
