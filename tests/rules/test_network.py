"""Whose area covers a place, who is near it, and which exclusive areas cannot stand side by side."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.areas import AreaKind, AreaRule, overlapping_exclusive_areas
from staffel.rules.globe import ground_m, vector
from staffel.rules.network import Network
from staffel.rules.places import distance_m
from tests.rules.cast import AUGSBURG, BERLIN, MUNICH, OTTO, PAUL, PETRA, network, partner


def covers(area: AreaRule, country: str, code: str, product: str = "") -> bool:
    return network([partner(PAUL)], [area]).in_area(country, code, None, None, product) != {}


@pytest.mark.parametrize(
    ("kind", "first", "last", "code", "is_covered"),
    [
        ("country", "", "", "80331", True),
        ("code", "80331", "", "80331", True),
        ("code", "80331", "", "80333", False),
        ("prefix", "80", "", "80331", True),
        ("prefix", "8", "", "80331", True),
        ("prefix", "81", "", "80331", False),
        ("prefix", "80331", "", "80331", True),
        ("range", "80", "82", "82515", True),
        ("range", "80", "82", "83022", False),
        ("range", "86150", "86199", "86150", True),
        ("range", "86150", "86199", "86199", True),
        ("range", "86150", "86199", "86200", False),
        ("range", "86150", "86199", "86149", False),
        ("range", "82", "80", "81000", False),
        ("prefix", "", "", "80331", False),
        ("code", "", "", "80331", False),
    ],
)
def test_an_area_covers_its_codes(kind: AreaKind, first: str, last: str, code: str, is_covered: bool) -> None:
    assert covers(AreaRule(PAUL, "DE", kind, first, last), "DE", code) is is_covered


@pytest.mark.parametrize(
    ("country", "kind", "first", "code"),
    [
        ("NL", "code", "1011", "1011 AB"),
        ("GB", "code", "SW1A", "sw1a 1aa"),
        ("PL", "prefix", "00-0", "00-002"),
        ("LU", "prefix", "L-11", "1111"),
        ("SE", "range", "100 00", "100 04"),
    ],
)
def test_areas_and_codes_are_written_as_in_their_country(
    country: str, kind: AreaKind, first: str, code: str
) -> None:
    assert covers(AreaRule(PAUL, country, kind, first, "101" if kind == "range" else ""), country, code)


def test_an_area_ends_at_the_border() -> None:
    assert not covers(AreaRule(PAUL, "AT", "prefix", "8"), "DE", "80331")


def test_an_area_for_a_product_covers_that_product_only() -> None:
    area = AreaRule(PAUL, "DE", "country", product="heat pump")
    assert covers(area, "DE", "80331", "heat pump")
    assert not covers(area, "DE", "80331", "roof")
    assert not covers(area, "DE", "80331", "")


def test_a_lead_without_a_code_is_covered_by_whole_countries_only() -> None:
    assert covers(AreaRule(PAUL, "DE", "country"), "DE", "")
    assert not covers(AreaRule(PAUL, "DE", "prefix", "8"), "DE", "")


@pytest.mark.parametrize(("radius_km", "is_covered"), [(50, False), (60, True), (3_000, True)])
def test_a_circle_covers_what_lies_in_it(radius_km: float, is_covered: bool) -> None:
    circle = AreaRule(PAUL, "DE", "radius", latitude=AUGSBURG[0], longitude=AUGSBURG[1], radius_km=radius_km)
    assert (network([partner(PAUL)], [circle]).in_area("DE", "80331", *MUNICH, "") != {}) is is_covered


def test_a_circle_without_a_country_crosses_borders() -> None:
    salzburg = {"latitude": 47.80, "longitude": 13.04, "radius_km": 30.0}
    freilassing = (47.84, 12.98)
    for country, found in (("", {PAUL: False}), ("AT", {}), ("DE", {PAUL: False})):
        net = network([partner(PAUL)], [AreaRule(PAUL, country, "radius", **salzburg)])  # type: ignore[arg-type]
        assert net.in_area("DE", "83395", *freilassing, "") == found


def test_an_exclusive_area_is_told_apart_also_where_another_of_the_same_party_covers() -> None:
    areas = [
        AreaRule(PAUL, "DE", "prefix", "80", is_exclusive=True),
        AreaRule(PAUL, "DE", "country"),
        AreaRule(PETRA, "DE", "country"),
    ]
    found = network([partner(PAUL), partner(PETRA)], areas).in_area("DE", "80331", None, None, "")
    assert found == {PAUL: True, PETRA: False}


def test_areas_of_strangers_are_left_out() -> None:
    assert (
        network([partner(PAUL)], [AreaRule(OTTO, "DE", "country")]).in_area("DE", "80331", None, None, "")
        == {}
    )


def test_a_weight_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        Network.of([partner(PAUL, weight=0.0)], [])


def test_the_bidders_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        network([partner(PAUL)]).bidders[OTTO] = partner(OTTO)  # type: ignore[index]


codes = st.text("0123", min_size=1, max_size=3)
areas = st.builds(
    AreaRule,
    party_id=st.integers(0, 4).map(lambda number: UUID(int=number)),
    country=st.just("DE"),
    kind=st.sampled_from(["country", "code", "prefix", "range"]),
    first=codes,
    last=codes,
)


@settings(deadline=None)
@given(st.lists(areas, max_size=12), codes)
def test_the_index_finds_what_a_scan_would_find(some: list[AreaRule], code: str) -> None:
    def holds(area: AreaRule) -> bool:
        match area.kind:
            case "code":
                return code == area.first
            case "prefix":
                return code.startswith(area.first)
            case "range":
                return area.first <= code and (code <= area.last or code.startswith(area.last))
        return True

    net = network([partner(UUID(int=number)) for number in range(5)], some)
    assert set(net.in_area("DE", code, None, None, "")) == {area.party_id for area in some if holds(area)}


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@settings(deadline=None)
@given(st.lists(points, max_size=20), points, st.floats(0, 20_000_000))
def test_the_grid_finds_who_a_scan_would_find(
    homes: list[tuple[float, float]], at: tuple[float, float], metres: float
) -> None:
    net = network([partner(UUID(int=number), home) for number, home in enumerate(homes)], [])
    found = net.within(*at, metres)
    for number, home in enumerate(homes):
        away = distance_m(*home, *at)
        if abs(away - metres) > 1:
            assert (UUID(int=number) in found) is (away < metres)


@settings(deadline=None)
@given(st.lists(st.tuples(points, st.floats(0.001, 5_000)), max_size=12), points)
def test_circles_reach_whom_a_scan_would_reach(
    circles: list[tuple[tuple[float, float], float]], at: tuple[float, float]
) -> None:
    bidders = [partner(UUID(int=number)) for number in range(len(circles))]
    areas = [
        AreaRule(UUID(int=number), "", "radius", latitude=home[0], longitude=home[1], radius_km=radius_km)
        for number, (home, radius_km) in enumerate(circles)
    ]
    found = network(bidders, areas).in_area("DE", "", *at, "")
    for number, (home, radius_km) in enumerate(circles):
        away = distance_m(*home, *at)
        if abs(away - radius_km * 1000) > 1:
            assert (UUID(int=number) in found) is (away < radius_km * 1000)


@settings(deadline=None)
@given(points, points)
def test_chords_and_haversine_agree(one: tuple[float, float], other: tuple[float, float]) -> None:
    # Near the antipode the haversine loses digits; there a few metres are the same.
    assert ground_m(vector(*one), vector(*other)) == pytest.approx(distance_m(*one, *other), rel=1e-6, abs=30)


def exclusive(party: UUID, kind: AreaKind, first: str = "", last: str = "", **facts: object) -> AreaRule:
    return AreaRule(party, "DE", kind, first, last, is_exclusive=True, **facts)  # type: ignore[arg-type]


CIRCLE: dict[str, Any] = {"latitude": MUNICH[0], "longitude": MUNICH[1], "radius_km": 20.0}


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        (exclusive(PAUL, "prefix", "80"), exclusive(PETRA, "prefix", "803"), True),
        (exclusive(PAUL, "prefix", "80"), exclusive(PETRA, "prefix", "81"), False),
        (exclusive(PAUL, "range", "80", "82"), exclusive(PETRA, "code", "81111"), True),
        (exclusive(PAUL, "range", "80", "82"), exclusive(PETRA, "range", "83", "85"), False),
        (exclusive(PAUL, "country"), exclusive(PETRA, "code", "01067"), True),
        (exclusive(PAUL, "prefix", "80"), exclusive(PAUL, "prefix", "80"), False),
        (exclusive(PAUL, "prefix", "80", product="a"), exclusive(PETRA, "prefix", "80", product="b"), False),
        (exclusive(PAUL, "prefix", "80", product="a"), exclusive(PETRA, "prefix", "80"), True),
        (exclusive(PAUL, "prefix", "80"), AreaRule(PETRA, "DE", "prefix", "80"), False),
        (exclusive(PAUL, "prefix", "80"), AreaRule(PETRA, "AT", "prefix", "80", is_exclusive=True), False),
        (
            exclusive(PAUL, "radius", **CIRCLE),
            exclusive(PETRA, "radius", **{**CIRCLE, "latitude": 48.4}),
            True,
        ),
        (
            exclusive(PAUL, "radius", **CIRCLE),
            exclusive(PETRA, "radius", **{**CIRCLE, "latitude": 48.6}),
            False,
        ),
        (exclusive(PAUL, "radius", **CIRCLE), exclusive(PETRA, "prefix", "803"), True),
        (exclusive(PAUL, "radius", **CIRCLE), exclusive(PETRA, "prefix", "10"), False),
    ],
)
def test_exclusive_areas_that_overlap_are_told(one: AreaRule, other: AreaRule, conflicts: bool) -> None:
    for pair in ([one, other], [other, one]):
        assert bool(overlapping_exclusive_areas(pair)) is conflicts


def test_a_conflict_names_both_areas_once() -> None:
    one, other = exclusive(PAUL, "prefix", "80"), exclusive(PETRA, "prefix", "803")
    conflicts = overlapping_exclusive_areas([one, other, exclusive(OTTO, "prefix", "9")])
    assert [{conflict.one, conflict.other} for conflict in conflicts] == [{one, other}]


def test_distances_within_are_told_in_metres() -> None:
    net = network([partner(PAUL, AUGSBURG), partner(PETRA, BERLIN), partner(OTTO, None)], [])
    found = net.within(*MUNICH, 100_000)
    assert list(found) == [PAUL]
    assert found[PAUL] == pytest.approx(distance_m(*MUNICH, *AUGSBURG), abs=1)
