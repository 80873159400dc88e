"""In what a lead agrees with what is being typed: exact where it must be, generous where it may."""

import pytest

from staffel.rules.matches import Known, Typed, agreements

KNOWN = Known(phone="+4988112345", email="Anna@Example.org", company="Siemens Energy AG", postal_code="82362")


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ({"phone": "0881 123"}, ("phone",)),
        ({"phone": "0881 124"}, ()),
        ({"email": "anna@ex"}, ("email",)),
        ({"email": "ann"}, ()),
        ({"company": "siemens"}, ("company",)),
        ({"company": "Siemens AG"}, ("company",)),
        ({"company": "AG"}, ()),
        ({"company": "Siemens Healthineers"}, ()),
        ({"company": "Energy", "postal_code": " 82362"}, ("company", "postal_code")),
        ({"company": "Energy", "postal_code": "80331"}, ("company",)),
        ({"postal_code": "82362"}, ()),
        ({"phone": "+49 881 12345", "email": "anna@example.org"}, ("phone", "email")),
        ({}, ()),
    ],
)
def test_agreements_are_named_the_surest_first(typed: dict[str, str], by: tuple[str, ...]) -> None:
    assert agreements(Typed(country="DE", **typed), KNOWN) == by


@pytest.mark.parametrize(
    "typed", ["Müller und Söhne G.m.b.H.", "Mueller & Soehne GmbH & Co. KG", "Firma Müller"]
)
def test_a_company_is_found_however_its_form_is_written(typed: str) -> None:
    known = Known(phone="", email="", company="Müller & Söhne GmbH", postal_code="")
    assert agreements(Typed(company=typed), known) == ("company",)
