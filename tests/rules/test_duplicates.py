"""Who has asked before: never joined on a guess, seldom overlooked, and the same in both directions."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.duplicates import tally
from bench.pairs import Pair, held_out, tuned
from staffel.rules.duplicates import POINTS, compare, compare_contacts
from staffel.rules.identities import LONGEST_KEY, blocking_keys, identity
from staffel.rules.prospects import Prospect

SIEMENS = Prospect(company="Siemens AG", postal_code="80333", country="DE")
HANS = Prospect(
    first_name="Hans",
    last_name="Müller",
    company="Müller & Söhne GmbH",
    email="hans.mueller@mueller-soehne.de",
    phone="+4917112345678",
    street="Hauptstraße 5",
    postal_code="82362",
    place="Weilheim",
    country="DE",
)


def _of(**values: list[str]) -> st.SearchStrategy[Prospect]:
    """Few values each, so that two agree often."""
    return st.builds(Prospect, **{name: st.sampled_from(["", *some]) for name, some in values.items()})


PLACES = {
    "street": ["Hauptstraße 5", "Am Anger 1"],
    "postal_code": ["82362", "80331"],
    "place": ["Weilheim", "Bad Tölz"],
    "country": ["DE", "AT"],
}
COMPANIES = {"company": ["Siemens AG", "Siemens Energy AG", "Müller & Co. KG", "GmbH", "日本電気"]}
CONTACTS = _of(
    salutation=["mr", "ms"],
    first_name=["Hans", "Dr. Hans", "H.", "Andrea", "Andreas", "Hans-Peter", "日本"],
    last_name=["Müller", "Mueller", "von der Heide", "Müller, Hans", "Moser jun.", "Moser sen."],
    email=["hans.mueller@gmx.de", "info@mueller.de", "hans@mueller.de", "H.Mueller+x@googlemail.com"],
    phone=["+4917112345678", "0881 12345", "+4988112345", "call me"],
    **PLACES,
    **COMPANIES,
)


@pytest.mark.parametrize("pairs", [tuned, held_out])
def test_automatic_joins_are_right_and_one_person_is_joined_or_shown(
    pairs: Callable[[], list[Pair]],
) -> None:
    judged = tally(pairs())
    assert judged.same.total() + judged.two.total() >= 2_000
    assert judged.precision >= 0.99
    assert judged.shown >= 0.90
    assert judged.recall >= 0.75  # a rule that joins nothing makes no mistakes either
    assert judged.bothered <= 0.20


@pytest.mark.parametrize(
    ("again", "outcome"),
    [
        ({}, "same"),
        ({"last_name": "MUELLER", "phone": "0171 / 1234 5678"}, "same"),
        ({"first_name": "Müller", "last_name": "Hans", "email": ""}, "same"),
        ({"first_name": "", "last_name": "Herr Dr. Müller", "phone": ""}, "same"),
        ({"company": "Meier AG", "email": "h.mueller@meier.de", "postal_code": "80331"}, "same"),
        ({"email": "info@mueller-soehne.de", "phone": ""}, "probable"),
        ({"email": "hans.mueller@mueller-soehn.de", "phone": ""}, "same"),
        ({"email": "hans.mueller@mueller-soehn.de", "phone": "", "postal_code": "80331"}, "probable"),
        ({"email": "", "phone": "", "company": "", "street": ""}, "probable"),
        ({"first_name": "Hanna"}, "probable"),
        ({"first_name": "Eva", "last_name": "Groß", "email": "eva.gross@mueller-soehne.de", "phone": "+4988111"}, "different"),
        ({"email": "hm@web.de", "phone": "+4917299999999", "company": "", "street": "Am Anger 1"}, "different"),
    ],
)  # fmt: skip
def test_somebody_who_asks_again(again: dict[str, str], outcome: str) -> None:
    assert compare_contacts(HANS, replace(HANS, **again)).outcome == outcome


def test_reasons_name_what_counted_the_weightiest_first() -> None:
    found = compare_contacts(
        HANS, Prospect(last_name="Müller", phone="+4917112345678", postal_code="80331", country="DE")
    )
    assert [(reason.code, reason.points) for reason in found.reasons] == [
        ("phone_same_mobile", 65),
        ("person_part", 15),
        ("place_differs", -5),
    ]
    assert found.reasons[0].stored() == {"code": "phone_same_mobile", "points": 65}


def test_a_concerns_firms_are_different_ones() -> None:
    energy = replace(SIEMENS, company="Siemens Energy AG")
    assert compare_contacts(SIEMENS, energy).outcome == "different"
    same_name = {"first_name": "Hans", "last_name": "Müller", "email": "hans.mueller@siemens.com"}
    other = replace(energy, **same_name | {"email": "hans.mueller@siemens-energy.com"})
    assert compare_contacts(replace(SIEMENS, **same_name), other).outcome != "same"


def test_family_and_colleagues_behind_one_line_are_never_joined() -> None:
    home = replace(HANS, company="", email="", phone="+4988112345")
    assert compare_contacts(home, replace(home, first_name="Hanna")).outcome != "same"
    assert (
        compare_contacts(
            replace(home, salutation="mr"), replace(home, first_name="", salutation="ms")
        ).outcome
        != "same"
    )
    office = replace(HANS, email="info@mueller-soehne.de", phone="+4988112345")
    assert (
        compare_contacts(office, replace(office, first_name="Eva", last_name="Groß")).outcome == "different"
    )


def test_what_says_nothing_is_nobodys() -> None:
    one = Prospect(last_name="k. A.", company="privat", email="keine@web.de", phone="0000000", country="DE")
    assert not identity(one).has_key
    assert compare_contacts(one, one).outcome == "different"
    assert not blocking_keys(one)


@settings(deadline=None)
@given(CONTACTS, CONTACTS)
def test_the_order_of_two_does_not_matter(one: Prospect, other: Prospect) -> None:
    assert compare_contacts(one, other, home="DE") == compare_contacts(other, one, home="DE")


@settings(deadline=None)
@given(CONTACTS)
def test_whoever_can_be_known_again_is_the_same_as_itself(one: Prospect) -> None:
    who = identity(one, home="DE")
    assert (compare(who, identity(one, home="DE")).outcome == "same") == who.has_key
    assert who.keys or not who.has_key


@settings(deadline=None)
@given(_of(**COMPANIES, **PLACES), _of(**COMPANIES, **PLACES))
def test_a_company_is_never_joined_by_its_name_and_place(one: Prospect, other: Prospect) -> None:
    assert compare_contacts(one, other, home="DE").outcome != "same"


@settings(deadline=None)
@given(CONTACTS, CONTACTS)
def test_what_is_joined_shares_a_key(one: Prospect, other: Prospect) -> None:
    if compare_contacts(one, other, home="DE").outcome == "same":
        assert blocking_keys(one, home="DE") & blocking_keys(other, home="DE")


@settings(deadline=None)
@given(st.builds(Prospect, **{field.name: st.text(max_size=40) for field in fields(Prospect)}))
def test_any_text_can_be_compared_and_its_keys_stay_short(one: Prospect) -> None:
    found = compare_contacts(one, HANS)
    assert 0 <= found.score <= 100
    assert {reason.code for reason in found.reasons} <= POINTS.keys()
    assert all(0 < len(key) <= LONGEST_KEY for key in blocking_keys(one))
