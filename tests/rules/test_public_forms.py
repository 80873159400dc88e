"""What the public form keeps besides the answers, what it doubts, and which websites may show it."""

from datetime import timedelta

import pytest

from staffel.rules.problems import Unreadable
from staffel.rules.public_forms import AT_MOST, FASTEST, LONGEST, doubt, is_of, parse_site, source_details

SLOW = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("trap", "age", "is_from_site", "sent", "doubted", "is_final"),
    [
        ("", SLOW, False, 1, False, False),
        ("", FASTEST, False, AT_MOST, False, False),
        ("", None, True, 1, False, False),
        ("x", SLOW, True, 1, True, True),
        (" ", SLOW, True, 1, False, False),
        ("", SLOW, True, AT_MOST + 1, True, True),
        ("", FASTEST - timedelta(seconds=1), False, 1, True, False),
        ("", None, False, 1, True, False),
    ],
)
def test_programs_are_doubted_and_people_may_send_once_more(
    trap: str, age: timedelta | None, is_from_site: bool, sent: int, doubted: bool, is_final: bool
) -> None:
    found = doubt(trap=trap, age=age, is_from_site=is_from_site, sent=sent)
    assert (found is not None) == doubted
    if found:
        assert found.is_final == is_final
        assert found.problem.text


def test_only_what_says_where_somebody_came_from_is_kept() -> None:
    given = {"utm_source": " news\0 ", "utm_term": "", "colour": "red", "gclid": "x" * 999}
    assert source_details(given, came_from="a.example") == {
        "utm_source": "news", "gclid": "x" * LONGEST, "referrer": "a.example",
    }  # fmt: skip
    assert source_details({"referrer": "b.example"}, came_from="a.example") == {"referrer": "b.example"}


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("www.example.com", "https://www.example.com"),
        ("https://Example.com/kontakt?x=1", "https://example.com"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("*.example.com", "https://*.example.com"),
    ],
)
def test_a_website_is_read_as_a_browser_names_it(typed: str, site: str) -> None:
    assert parse_site(typed) == site


@pytest.mark.parametrize(
    "typed", ["", "example", "a b.example", "*", "https://", "x.example;script-src", "'self'"]
)
def test_what_is_no_website_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        parse_site(typed)


@pytest.mark.parametrize(
    ("origin", "found"),
    [
        ("https://a.example", True),
        ("https://www.b.example", True),
        ("https://b.example", False),
        ("http://a.example", False),
        ("https://a.example.evil", False),
        ("https://evilb.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_an_origin_is_of_a_website_or_it_is_not(origin: str, found: bool) -> None:
    assert is_of(origin, ("https://a.example", "https://*.b.example")) == found
