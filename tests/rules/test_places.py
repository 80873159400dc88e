"""Where postal codes lie, and what is said about codes that nobody knows."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.places import canonical_code, distance_m, load_places, place_of
from staffel.rules.regions import region_code


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("DE", " D-80 331 ", "80331"),
        ("AT", "A-1010", "1010"),
        ("CH", "CH 8001", "8001"),
        ("NL", "1011 ab", "1011AB"),
        ("GB", "sw1a 1aa", "SW1A1AA"),
        ("CA", "k1a 0b1", "K1A0B1"),
        ("PT", "1000-001", "1000001"),
        ("PL", "00-002", "00002"),
        ("LU", "L-1111", "1111"),
        ("SE", "100 04", "10004"),
    ],
)
def test_a_code_has_one_form_however_it_is_written(country: str, written: str, code: str) -> None:
    assert canonical_code(country, written) == code


@pytest.mark.parametrize(
    ("country", "code", "place", "region", "point"),
    [
        ("DE", "80331", "München", "BY", (48.13, 11.57)),
        ("DE", "10117", "Berlin", "BE", (52.52, 13.39)),
        ("AT", "1010", "Wien, Innere Stadt", "9", (48.21, 16.37)),
        ("CH", "8001", "Zürich", "ZH", (47.37, 8.54)),
        ("NL", "1011 AB", "Amsterdam", "", (52.37, 4.90)),
        ("GB", "M1 1AE", "Manchester", "ENG", (53.48, -2.24)),
        ("PT", "1000-001", "Lisboa", "", (38.72, -9.13)),
        ("FR", "75008", "Paris", "", (48.87, 2.32)),
        ("LU", "1111", "Luxembourg", "", (49.60, 6.12)),
        ("DE", "79348", "Freiamt", "BW", (48.17, 7.93)),
    ],
)
def test_known_codes_lie_where_they_lie(
    country: str, code: str, place: str, region: str, point: tuple[float, float]
) -> None:
    found = place_of(country, code)
    assert found is not None
    assert (found.place, found.region, found.matched) == (place, region, "exact")
    assert distance_m(found.latitude, found.longitude, *point) < 3_000


def test_an_unknown_code_lies_in_the_middle_of_its_neighbours_and_says_so() -> None:
    found = place_of("DE", "80330")
    assert found is not None
    assert (found.place, found.region, found.matched) == ("München", "BY", "prefix")
    assert distance_m(found.latitude, found.longitude, 48.137, 11.56) < 3_000


def test_neighbours_of_different_names_leave_the_place_open() -> None:
    found = place_of("DE", "99")
    assert found is not None
    assert (found.place, found.region, found.matched) == ("", "TH", "prefix")


@pytest.mark.parametrize(
    ("code", "region", "latitude", "longitude"),
    [
        ("22033", "HH", 53.57, 10.02),  # listed in Munich, where the firm sits
        ("60647", "HE", 50.12, 8.66),  # listed in Berlin
        ("47789", "NW", 51.33, 6.57),  # listed in Flensburg
        ("10875", "BE", 52.51, 13.38),  # listed as Baden-Württemberg
    ],
)
def test_a_large_recipients_code_lies_in_its_town_not_at_headquarters(
    code: str, region: str, latitude: float, longitude: float
) -> None:
    found = place_of("DE", code)
    assert found is not None
    assert (found.region, found.matched) == (region, "prefix")
    assert "GmbH" not in found.place
    assert distance_m(found.latitude, found.longitude, latitude, longitude) < 12_000


@pytest.mark.parametrize(
    ("country", "code"), [("GR", "10558"), ("DE", ""), ("DE", "8"), ("", "80331"), ("ZZ", "1")]
)
def test_what_cannot_be_located_is_nowhere(country: str, code: str) -> None:
    assert place_of(country, code) is None


@pytest.mark.parametrize("country", ["DE", "AT", "CH"])
def test_every_german_austrian_and_swiss_code_has_a_region(country: str) -> None:
    places = [place_of(country, code) for code in load_places(country).codes[::5]]
    assert all(place is not None and place.region for place in places)


def test_jungholz_is_austrian_and_has_no_german_region() -> None:
    found = place_of("DE", "87491")
    assert found is not None
    assert found.region == ""


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("DE", "Land Berlin", "BE"),
        ("DE", "Bavaria", "BY"),
        ("DE", "Freistaat Bayern", "BY"),
        ("CH", "Canton du Valais", "VS"),
        ("CH", "Kanton St. Gallen", "SG"),
        ("AT", "Wien", "9"),
        ("AT", "wien ", "9"),
        ("DE", "Musterfirma GmbH", ""),
        ("FR", "Bretagne", ""),
    ],
)
def test_a_region_is_known_by_its_names(country: str, name: str, code: str) -> None:
    assert region_code(country, name) == code


def test_a_country_takes_little_memory() -> None:
    load_places.cache_clear()
    tracemalloc.start()
    load_places("DE")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 4_000_000


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((52.517, 13.388), (48.137, 11.575), 504_000),
        ((0.0, 0.0), (0.0, 180.0), 20_015_115),
        ((0.0, 179.9), (0.0, -179.9), 22_239),
        ((48.0, 11.0), (48.0, 11.0), 0),
    ],
)
def test_distances_are_those_of_the_globe(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert distance_m(*one, *other) == pytest.approx(metres, rel=0.002, abs=1)


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@settings(deadline=None)
@given(points, points)
def test_a_distance_is_the_same_both_ways(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert distance_m(*one, *other) == pytest.approx(distance_m(*other, *one), abs=0.01)
