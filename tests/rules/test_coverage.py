"""Where nobody works and where two do, counted by the shipped postal codes; and areas that survive a round trip."""

from uuid import UUID

import pytest

from staffel.rules.area_sheets import Owner, area_cells, csv_sheet, no_area, xlsx_sheet
from staffel.rules.areas import AreaRule
from staffel.rules.columns import propose_mapping
from staffel.rules.coverage import coverage
from staffel.rules.party_rows import area_row
from staffel.rules.places import Place, place_near, place_of, spots
from staffel.rules.tables import read_table

PAUL, PETRA = UUID(int=1), UUID(int=2)
EVERYBODY = frozenset({PAUL, PETRA})


def prefix(party_id: UUID, first: str, product: str = "") -> AreaRule:
    return AreaRule(party_id, "DE", "prefix", first=first, product=product)


def test_what_nobody_and_what_only_one_covers_is_counted_by_region() -> None:
    found = coverage("DE", [prefix(PAUL, "80"), prefix(PETRA, "803")], active=EVERYBODY)
    regions = {region.key: region for region in found.regions}
    assert regions["80"].nobody == 0
    assert regions["80"].one == regions["80"].codes - sum(spot.code.startswith("803") for spot in spots("DE"))
    assert regions["81"].nobody == regions["81"].codes
    assert found.empty[0].nobody >= found.empty[-1].nobody > 0
    assert [region.key for region in found.thin] == ["80"]
    assert "80331" not in found.open_codes
    assert len(found.open_codes) == found.codes - regions["80"].codes


def test_who_is_not_active_and_another_product_cover_nothing() -> None:
    areas = [prefix(PAUL, "80"), prefix(PETRA, "80", "pv")]
    assert "80331" in coverage("DE", areas, active=frozenset({PETRA}), product="heat_pump").open_codes
    assert "80331" not in coverage("DE", areas, active=frozenset({PETRA})).open_codes


@pytest.mark.parametrize(("product", "are_shared"), [("", True), ("pv", True), ("heat_pump", False)])
def test_pairs_are_shared_where_both_are_asked_for_the_same(product: str, are_shared: bool) -> None:
    areas = [prefix(PAUL, "80", "pv"), prefix(PETRA, "803", product)]
    found = coverage("DE", areas, active=EVERYBODY, looked_at=[PETRA])
    assert bool(found.shared[PAUL, PETRA]) is are_shared
    assert not coverage("DE", areas, active=EVERYBODY).shared


def test_a_country_that_is_not_known_has_no_regions() -> None:
    found = coverage("XX", [], active=EVERYBODY)
    assert (found.codes, found.regions) == (0, ())


def known(code: str) -> Place:
    found = place_of("DE", code)
    assert found is not None
    return found


HOME, MUNICH = known("82362"), known("80331")
OWNER = Owner("paul", "Paul", "DE", "82362", "Weilheim", HOME.latitude, HOME.longitude)


@pytest.mark.parametrize(
    "area",
    [
        prefix(PAUL, "80", "pv"),
        AreaRule(PAUL, "DE", "code", first="01067", is_exclusive=True),
        AreaRule(PAUL, "DE", "range", first="84000", last="84999"),
        AreaRule(PAUL, "AT", "country"),
        AreaRule(PAUL, "AT", "prefix", first="60"),
        AreaRule(PAUL, "", "radius", latitude=HOME.latitude, longitude=HOME.longitude, radius_km=32.5),
        AreaRule(PAUL, "", "radius", latitude=MUNICH.latitude, longitude=MUNICH.longitude, radius_km=10.0),
    ],
    ids=lambda area: f"{area.kind} {area.first}",
)
@pytest.mark.parametrize("is_excel", [True, False])
def test_what_is_downloaded_is_read_again_as_the_same(area: AreaRule, is_excel: bool) -> None:
    rows = [area_cells(area, OWNER, yes="ja")]
    headers = ["Partnernummer", "Firma", "Land", "PLZ von", "PLZ bis", "PLZ Anfang", "Postleitzahl", "Umkreis km", "Ort", "Produkt", "Exklusiv"]  # fmt: skip
    content = (
        xlsx_sheet(rows, title="Gebiete", headers=headers, notes=["So geht es."])
        if is_excel
        else csv_sheet(rows)
    )
    table = read_table(content, "gebiete.xlsx")
    mapping = propose_mapping(table.headers, "areas")
    read = area_row(mapping.cells(table.rows[0]), country="DE")
    assert (read.party, read.product, read.is_exclusive) == ("paul", area.product, area.is_exclusive)
    assert not read.problems
    if area.kind == "radius":
        centre = known(read.postal_code)
        assert (centre.latitude, centre.longitude, read.radius_km) == (
            area.latitude,
            area.longitude,
            area.radius_km,
        )
    else:
        assert read.areas == ((area.kind, area.first, area.last),)
        assert read.country == area.country


def test_none_as_the_prefix_leaves_a_party_without_areas() -> None:
    for word in ("none", "keine", "–"):
        read = area_row(no_area("paul", none=word), country="DE")
        assert (read.areas, read.radius_km, read.problems) == ((), None, ())


def test_the_nearest_place_is_found_again() -> None:
    found = place_near("DE", MUNICH.latitude, MUNICH.longitude)
    assert found is not None
    assert (found.latitude, found.longitude) == (MUNICH.latitude, MUNICH.longitude)
    assert place_near("XX", 0.0, 0.0) is None
