"""What becomes of areas: what only changes is one step from old to new, all else comes or goes."""

from typing import Any
from uuid import UUID

from staffel.rules.area_changes import area_steps
from staffel.rules.areas import AreaRule

PARTY = UUID(int=1)


def area(kind: Any, first: str = "", last: str = "", **terms: Any) -> AreaRule:
    return AreaRule(PARTY, "DE", kind, first, last, **terms)


def said(*steps: Any) -> list[tuple[str, str, str]]:
    return [(one.what, one.old.first if one.old else "", one.new.first if one.new else "") for one in steps]


def test_what_comes_and_what_goes_stands_in_the_order_of_the_codes() -> None:
    steps = area_steps([area("prefix", "22"), area("prefix", "21")], [area("prefix", "80")])
    assert said(*steps) == [("comes", "", "80"), ("goes", "21", ""), ("goes", "22", "")]


def test_the_same_ground_with_other_terms_changes() -> None:
    old, new = area("prefix", "80"), area("prefix", "80", is_exclusive=True)
    (step,) = area_steps([old], [new])
    assert (step.what, step.old, step.new) == ("changes", old, new)


def test_a_range_that_keeps_one_end_changes_and_another_does_not() -> None:
    old = area("range", "84000", "84999")
    for new in (area("range", "84000", "85999"), area("range", "83000", "84999")):
        assert [one.what for one in area_steps([old], [new])] == ["changes"]
    assert [one.what for one in area_steps([old], [area("range", "80000", "81999")])] == ["comes", "goes"]
    other = area("range", "84000", "85999", product="heat_pump")
    assert [one.what for one in area_steps([old], [other])] == ["comes", "goes"]


def test_a_circle_around_the_same_centre_changes() -> None:
    old = area("radius", latitude=48.1, longitude=11.5, radius_km=20.0)
    near = area("radius", latitude=48.1, longitude=11.5, radius_km=40.0)
    far = area("radius", latitude=50.1, longitude=11.5, radius_km=40.0)
    assert [one.what for one in area_steps([old], [near])] == ["changes"]
    assert [one.what for one in area_steps([old], [far])] == ["comes", "goes"]


def test_each_area_is_told_once() -> None:
    first, second = area("prefix", "80", product="a"), area("prefix", "80", product="b")
    steps = area_steps([first, second], [area("prefix", "80")])
    assert said(*steps) == [("changes", "80", "80"), ("goes", "80", "")]
    assert area_steps([], []) == []
