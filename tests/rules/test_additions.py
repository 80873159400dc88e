"""A further enquiry fills what is empty, and replaces nothing."""

from typing import Any

import pytest

from staffel.rules.additions import additions
from staffel.rules.forms import Form, Option, Question

ROOF = Question(
    "roof",
    {"en": "Roof"},
    "choice",
    "interest",
    options=(Option("flat", {"en": "Flat"}), Option("steep", {})),
)
AREA = Question("area", {"en": "Area"}, "number", "interest")
YES = Question("agrees", {"en": "Agrees"}, "consent", "interest")
FORM = Form({}, (ROOF, AREA, YES))
HOME = {"country": "DE", "postal_code": "82362", "place": "Weilheim"}


@pytest.mark.parametrize(
    ("known", "more", "found"),
    [
        ({"roof": "steep"}, {"roof": "flat"}, {}),
        ({"roof": None}, {"roof": "flat", "area": 0}, {"roof": "flat", "area": 0}),
        ({"phone": "", "email": "a@b.de"}, {"phone": "+491", "email": "c@d.de"}, {"phone": "+491"}),
        ({}, {"roof": "slate"}, {}),  # no option of the form that is asked now
        (
            {},
            {"colour": "red", "product": "heat_pump"},
            {"product": "heat_pump"},
        ),  # nobody here asks for a colour
        ({}, {"agrees": True}, {}),
        (HOME, {**HOME, "street": "Am Weg 7"}, {"street": "Am Weg 7"}),
        (HOME, {**HOME, "place": "WEILHEIM", "street": "Am Weg 7"}, {"street": "Am Weg 7"}),
        (HOME, {"country": "DE", "postal_code": "80331", "street": "Tal 1"}, {}),
        ({"country": "DE"}, {"country": "AT", "postal_code": "1010"}, {}),
        ({"country": "DE", "street": "Tal 1"}, {"street": "Am Weg 7", "postal_code": "82362"}, {}),
    ],
)
def test_only_what_is_empty_is_filled(
    known: dict[str, Any], more: dict[str, Any], found: dict[str, Any]
) -> None:
    assert additions(known, more, form=FORM, of=FORM) == found


def test_an_answer_of_another_type_answers_nothing() -> None:
    other = Form({}, (Question("area", {"en": "Which area"}, "text", "interest"),))
    assert additions({}, {"area": "large"}, form=FORM, of=other) == {}
