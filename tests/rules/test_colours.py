"""Whatever colour a vendor has, what is pressed and linked can be read on both grounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffel.rules.colours import (
    DARK_GROUND,
    LIGHT_GROUND,
    PORTAL_DARK,
    PORTAL_LIGHT,
    Accent,
    Colour,
    contrast,
    palette,
    parse_colour,
)
from staffel.rules.refused import Refused


def rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def assert_readable(accent: Accent, ground: Colour, least: float) -> None:
    assert contrast(rgb(accent.colour), ground) >= least
    assert contrast(rgb(accent.colour), rgb(accent.ink)) >= least


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_becomes_readable(number: int) -> None:
    made = palette(f"#{number:06x}")
    assert_readable(made.light, LIGHT_GROUND, 4.5)
    assert_readable(made.dark, DARK_GROUND, 4.5)
    assert_readable(made.portal_light, PORTAL_LIGHT, 7)
    assert_readable(made.portal_dark, PORTAL_DARK, 7)


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert palette("#0b5cad").light == Accent("#0b5cad", "#ffffff")


def test_yellow_is_darkened_on_white_and_bright_in_the_dark() -> None:
    made = palette("#ffd400")
    assert made.dark == Accent("#ffd400", "#061411")
    assert contrast(rgb(made.light.colour), (255, 255, 255)) < 8  # no farther than needed


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("typed", "stored"), [("#0F6B5B", "#0f6b5b"), (" 0f6b5b ", "#0f6b5b"), ("#abc", "#aabbcc"), ("", "")]
)
def test_a_colour_is_read_as_people_write_it(typed: str, stored: str) -> None:
    assert parse_colour(typed) == stored


@pytest.mark.parametrize("typed", ["green", "#12", "#1234567", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_colour(typed)
    assert (refused.value.code, refused.value.details["field"]) == ("colour_unreadable", "colour")
