"""Tables are read from the files people really send; nothing is lost and nothing is guessed in silence."""

import io
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.tables import read_table


@pytest.mark.parametrize(
    ("data", "headers", "rows", "lines"),
    [
        ("Name;Ort\nMüller;Köln\n".encode(), ("Name", "Ort"), [("Müller", "Köln")], [2]),
        ("\ufeffName,Ort\r\nMüller,Köln".encode(), ("Name", "Ort"), [("Müller", "Köln")], [2]),
        ("Name;Ort\nMüller;Köln – €\n".encode("cp1252"), ("Name", "Ort"), [("Müller", "Köln – €")], [2]),
        ("Name\tOrt\r\nA\tB\r\n".encode("utf-16"), ("Name", "Ort"), [("A", "B")], [2]),
        (b"sep=,\na,b\n1,2", ("a", "b"), [("1", "2")], [3]),
        (b'a;b\n1;"x\ny; z"\n\n;;\n3;4\n', ("a", "b"), [("1", "x\ny; z"), ("3", "4")], [2, 6]),
        (b"a;b\n1,5;2,5\n", ("a", "b"), [("1,5", "2,5")], [2]),
        (b"Name, Vorname;PLZ;Ort\nA;B;C\n", ("Name, Vorname", "PLZ", "Ort"), [("A", "B", "C")], [2]),
        (b"a;b\n1\n1;2;3\n", ("a", "b", "Column 3"), [("1", "", ""), ("1", "2", "3")], [2, 3]),
        (b"a;;b;\n1;x;2;\n", ("a", "Column 2", "b"), [("1", "x", "2")], [2]),
        (b"Name\nA\nB\n", ("Name",), [("A",), ("B",)], [2, 3]),
        (b"Liste;;\n\nName;Ort;\nA;B;\n", ("Name", "Ort"), [("A", "B")], [4]),
        (b'a;b\n1;say "hi"\n', ("a", "b"), [("1", 'say "hi"')], [2]),
        (b"a;b\r1;2\r", ("a", "b"), [("1", "2")], [2]),
    ],
)
def test_text_tables_are_read(
    data: bytes, headers: tuple[str, ...], rows: list[tuple[str, ...]], lines: list[int]
) -> None:
    table = read_table(data, "x.csv")
    assert (table.headers, table.rows, table.lines) == (headers, rows, lines)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (b";;\n;;\n", "no filled line"),
        (b"a;b\n", "no rows"),
        (b'a;b\n1;2\n3;"4\n5;6\n', "line 3"),
        (b"\x00\x01\x02\x03", "neither text nor a spreadsheet"),
        (b"PK\x03\x04 torn", "cannot be opened"),
        (b"a;b\n" + b"x" * 200_000 + b";1\n", "line 2"),
    ],
)
def test_unreadable_files_are_refused_with_the_reason(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        read_table(data, "haendler.csv")
    assert "haendler.csv" in str(refused.value)


def test_spreadsheet_cells_become_clean_text() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    book.add_worksheet("leer")
    sheet = book.add_worksheet("Händler")
    sheet.write_row(1, 1, ["PLZ", "Am", "Um", "Beginn", "Wert", "Ja", "Telefon", "Ort"])
    sheet.write_number(3, 1, 1067)
    sheet.write_datetime(3, 2, datetime(2026, 11, 23), book.add_format({"num_format": "dd.mm.yyyy"}))
    sheet.write_datetime(
        3, 3, datetime(2026, 11, 23, 14, 5), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    )
    sheet.write_datetime(3, 4, time(9, 30), book.add_format({"num_format": "hh:mm"}))
    sheet.write_number(3, 5, 12.345)
    sheet.write_boolean(3, 6, True)
    sheet.write_number(3, 7, 498912345678)
    sheet.write_string(3, 8, " Köln\xa0")
    book.close()
    table = read_table(data.getvalue(), "haendler.xlsx")
    assert table.headers == ("PLZ", "Am", "Um", "Beginn", "Wert", "Ja", "Telefon", "Ort")
    day = date(2026, 11, 23).isoformat()
    assert table.rows == [
        ("1067", day, f"{day} 14:05:00", "09:30", "12.3450", "true", "498912345678", "Köln")
    ]
    assert table.lines == [4]


@pytest.mark.parametrize(
    ("row", "separator"),
    [(("", ";;;;", ";1"), "\t"), (("a;b", "c;d", ";"), "\t"), (("a\tb", "\t\t", "c"), ";")],
)
def test_what_stands_in_quotes_does_not_separate(row: tuple[str, ...], separator: str) -> None:
    data = (
        separator.join(["eins", "zwei", "drei"]) + "\n" + separator.join(f'"{cell}"' for cell in row) + "\n"
    )
    assert read_table(data.encode(), "x.csv").headers == ("eins", "zwei", "drei")


CELL = st.text(st.sampled_from("ab1ä;,\"\n '"), max_size=6).map(str.strip)


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL).filter(any), min_size=1, max_size=5),
    separator=st.sampled_from(";\t"),
)
def test_what_is_quoted_comes_back(rows: list[tuple[str, str, str]], separator: str) -> None:
    lines = [separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    data = separator.join(["eins", "zwei", "drei"]) + "\n" + "\n".join(lines) + "\n"
    assert read_table(data.encode(), "x.csv").rows == rows
