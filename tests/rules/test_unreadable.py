"""Whatever people write: it is read, or refused with words. No reader fails in any other way."""

from collections.abc import Callable
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.amounts import parse_amount, parse_count, parse_currency, parse_positive
from staffel.rules.choices import parse_boolean, parse_lead_status, parse_salutation
from staffel.rules.columns import propose_mapping
from staffel.rules.countries import parse_country, parse_languages
from staffel.rules.dates import parse_date, parse_moment
from staffel.rules.fields import HEADERS
from staffel.rules.hours import hours_from_text
from staffel.rules.names import parse_email, split_name
from staffel.rules.party_rows import area_row, parse_timezone, party_row
from staffel.rules.phones import telephone, telephone_shown
from staffel.rules.postal_codes import areas_from_text, parse_postal_code
from staffel.rules.problems import Unreadable
from staffel.rules.rows import history_row, lead_row
from staffel.rules.tables import read_table
from staffel.rules.words import normalised, search_terms, search_words

READERS: list[Callable[[str], object]] = [
    parse_amount, parse_count, parse_currency, parse_positive, parse_boolean, parse_lead_status, parse_salutation,
    parse_country, parse_languages, parse_date, partial(parse_moment, timezone="Europe/Berlin"), hours_from_text,
    parse_email, split_name, parse_timezone, partial(telephone, country="DE"), partial(telephone_shown, country="DE"),
    *(partial(areas_from_text, country=country) for country in ("DE", "CZ", "GB", "")),
    *(partial(parse_postal_code, country=country) for country in ("DE", "CZ", "GB", "")),
    search_terms, search_words,
]  # fmt: skip

LIKELY = st.text(st.sampled_from("0123456789.,:;-+/* ()aAmoMoFrÄß@€'\u0661\n\x00"), max_size=20)
TEXT = LIKELY | st.text(max_size=12)


@settings(max_examples=60, deadline=None)
@given(text=TEXT, reader=st.sampled_from(READERS))
def test_a_text_is_read_or_refused_with_words(text: str, reader: Callable[[str], object]) -> None:
    try:
        reader(text)
    except Unreadable as refused:
        assert str(refused)  # noqa: PT017 - both ways are right


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=60) | TEXT.map(str.encode))
def test_a_file_is_read_or_refused_with_words(data: bytes) -> None:
    try:
        table = read_table(data, "x.csv")
    except Unreadable as refused:
        assert "x.csv" in str(refused)  # noqa: PT017 - both ways are right
    else:
        assert {len(row) for row in table.rows} == {len(table.headers)}
        assert len(table.rows) == len(table.lines) > 0


@settings(max_examples=40, deadline=None)
@given(
    cells=st.dictionaries(
        st.sampled_from(sorted({field for kind in HEADERS.values() for field in kind})), TEXT
    )
)
def test_a_row_is_read_whatever_is_in_it(cells: dict[str, str]) -> None:
    lead = lead_row(cells, timezone="Europe/Berlin", country="DE")
    rows = (
        lead,
        history_row(cells, timezone="Europe/Berlin"),
        party_row(cells, country="DE"),
        area_row(cells, country="DE"),
    )
    assert all(problem.text for row in rows for problem in row.problems)


@settings(max_examples=30, deadline=None)
@given(headers=st.lists(TEXT, max_size=6), text=st.text(max_size=12))
def test_any_headers_are_mapped_without_losing_one(headers: list[str], text: str) -> None:
    mapping = propose_mapping(headers, "leads")
    assert [column.header for column in mapping.columns] == headers
    assert len(mapping.cells(["x"] * len(headers))) == len(headers)
    assert normalised(normalised(text)) == normalised(text)
