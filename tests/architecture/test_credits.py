"""Whoever made what we ship is named, with the licence."""

from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "staffel"
NOTICE = (PACKAGE.parent / "NOTICE").read_text()


def test_everything_vendored_is_named_in_the_notice() -> None:
    shipped = {path.name for path in (PACKAGE / "static" / "vendor").iterdir() if path.suffix != ".gz"}
    assert [name for name in shipped if name not in NOTICE] == []
    assert "staffel/templates/icons" in NOTICE


def test_geonames_is_credited_where_its_places_are_shown() -> None:
    assert "GeoNames" in NOTICE
    assert "GeoNames</a>, CC BY 4.0" in (PACKAGE / "templates" / "base.html").read_text()
