"""Countries by the names people read."""

import pytest

from staffel.rules.countries import _COUNTRY_NAMES, country_name, parse_country


@pytest.mark.parametrize("code", sorted(_COUNTRY_NAMES))
def test_every_country_with_a_name_is_shown_by_it_and_read_from_it(code: str) -> None:
    for language in ("de", "en"):
        name = country_name(code, language=language)
        assert name != code
        assert parse_country(name) == code


def test_a_country_without_a_name_is_shown_by_its_code() -> None:
    assert (country_name("JP", language="de"), country_name("", language="en")) == ("JP", "")


def test_names_follow_the_language_of_the_reader() -> None:
    assert country_name("AT", language="de-AT") == "Österreich"
    assert country_name("AT", language="en") == "Austria"
