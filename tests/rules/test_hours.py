"""Working hours as text and JSON: what people write is read, what cannot be meant is refused with a mend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.hours import hours_from_json, hours_from_text, hours_to_json, hours_to_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mo-Fr 08:00-12:00 13:00-17:00; Sa 09:00-12:00", "Mo-Fr 08:00-12:00 13:00-17:00; Sa 09:00-12:00"),
        ("Montag bis Freitag: 8 bis 17 Uhr, Sa. 9.00-12.30 Uhr", "Mo-Fr 08:00-17:00; Sa 09:00-12:30"),
        ("Mon-Thu 9am - 5:30pm and Fri 9-12", "Mo-Do 09:00-17:30; Fr 09:00-12:00"),
        ("täglich 0-24", "Mo-So 00:00-24:00"),
        (
            "Mo, Di, Do 8-12 und 13-16; Mi geschlossen",
            "Mo-Di 08:00-12:00 13:00-16:00; Do 08:00-12:00 13:00-16:00",
        ),
        ("Sa-Mo 10–12", "Mo 10:00-12:00; Sa-So 10:00-12:00"),
        ("Mo-Fr 8-17, So zu", "Mo-Fr 08:00-17:00"),
        ("geschlossen", "geschlossen"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, shown: str) -> None:
    assert hours_to_text(hours_from_text(text), "de") == shown


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "cannot be read"),
        ("Mo-Fr 8", "Mo-Fr 8"),
        ("Mo", "Mo"),
        ("Foo 8-12", "foo"),
        ("8-12", "8-12"),
        ("Mo 8-12 Di", "“Di”"),
        ("Mo 22-6", "22:00 to 06:00"),
        ("Mo 8-12 11-13", "overlap at 11:00"),
        ("Mo 8-12; Mo 9-10", "overlap at 09:00"),
        ("Mo 20-25", "“25”"),
        ("Mo 8:75-9", "“8:75”"),
        ("Mo 13pm-2pm x", "13pm"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused_by_name(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        hours_from_text(text)


def test_hours_are_shown_in_english_too() -> None:
    assert hours_to_text(hours_from_text("Mo-Fr 8-17"), "en") == "Mon-Fri 08:00-17:00"


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({"mon": [["17:00", "08:00"]]}, "end before they begin"),
        ({"Montag": [["08:00", "17:00"]]}, "Montag"),
        ({"mon": ["08:00"]}, "pairs"),
        ({"mon": [["08:00"]]}, "pairs"),
        ({"mon": "8"}, "pairs"),
        ({"mon": [["8 o'clock", "17:00"]]}, "8 o'clock"),
        ([], "object"),
    ],
)
def test_json_of_another_shape_is_refused(value: object, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        hours_from_json(value)  # type: ignore[arg-type]


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    minutes = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(zip(minutes[::2], minutes[1::2], strict=False))


@settings(max_examples=20, deadline=None)
@given(hours=st.tuples(*[days()] * 7), language=st.sampled_from(["de", "en"]))
def test_text_and_json_give_back_the_same_hours(
    hours: tuple[tuple[tuple[int, int], ...], ...], language: str
) -> None:
    assert hours_from_text(hours_to_text(hours, language)) == hours
    assert hours_from_json(hours_to_json(hours)) == hours
