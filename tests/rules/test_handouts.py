"""By which ways a material can be given, and whether somebody has it already."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from staffel.rules.handouts import Giving, Had, check_way, had_before
from staffel.rules.refused import Refused

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BROCHURE, OTHER = UUID(int=1), UUID(int=2)


def giving(*, is_paper: bool = True, has_file: bool = True) -> Giving:
    return Giving(BROCHURE, "Brochure", is_paper, has_file, forbids_again=False)


@pytest.mark.parametrize(
    ("way", "what", "has_mail", "has_address", "code"),
    [
        ("pigeon", giving(), True, True, "way_unknown"),
        ("mail", giving(has_file=False), True, True, "material_not_mailed"),
        ("mail", giving(), False, True, "mail_missing"),
        ("letter", giving(is_paper=False), True, True, "material_not_paper"),
        ("letter", giving(), True, False, "address_missing"),
    ],
)
def test_some_ways_do_not_go(way: str, what: Giving, has_mail: bool, has_address: bool, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_way(what, way, has_mail=has_mail, has_address=has_address)
    assert refused.value.code == code


@pytest.mark.parametrize("way", ["fair", "by_hand", "partner"])
def test_from_hand_to_hand_it_always_goes(way: str) -> None:
    check_way(giving(is_paper=False), way, has_mail=False, has_address=False)


def test_what_counts_is_this_very_edition_and_its_first_time() -> None:
    had = [Had(BROCHURE, NOW), Had(BROCHURE, NOW - timedelta(days=3)), Had(OTHER, NOW - timedelta(days=9))]
    assert had_before(giving(), had) == Had(BROCHURE, NOW - timedelta(days=3))
    assert had_before(giving(), [Had(OTHER, NOW)]) is None
