"""What somebody types into a field is read as its question demands, or refused with words."""

from collections.abc import Mapping
from typing import Any

import pytest

from staffel.rules.answers import Doubted, as_typed, product_named, read_answer, read_answers, read_column
from staffel.rules.forms import Form, Option, Question
from staffel.rules.problems import Unreadable

KNOWN = {"last_name": "Musterfrau", "phone": "+4988112345", "country": "DE", "postal_code": "82362"}


def question(kind: str, *options: str) -> Question:
    return Question(
        "key", {"en": "Key"}, kind, "interest", options=tuple(Option(one, {"en": one}) for one in options)
    )


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("phone", "0881 99887", "+4988199887"),
        ("email", "mailto:Anna@Example.org", "Anna@example.org"),
        ("postal_code", "D-80331", "80331"),
        ("country", "Österreich", "AT"),
        ("salutation", "Frau", "ms"),
        ("language", "Deutsch", "de"),
        ("last_name", "  Neu ", "Neu"),
        ("phone", "", ""),
    ],
)
def test_a_column_is_read_as_every_other_door_does(field: str, typed: str, value: str) -> None:
    assert read_column(field, typed, known=KNOWN) == value


@pytest.mark.parametrize(
    ("field", "typed", "known"),
    [
        ("phone", "abends", KNOWN),
        ("email", "anna", KNOWN),
        ("postal_code", "8o331", KNOWN),
        ("country", "Atlantis", KNOWN),
        ("last_name", "x" * 101, KNOWN),
        ("last_name", "", {"last_name": "Musterfrau", "country": "DE"}),
    ],
)
def test_what_cannot_be_read_is_refused(field: str, typed: str, known: Mapping[str, str]) -> None:
    with pytest.raises(Unreadable):
        read_column(field, typed, known=known)


def test_an_unknown_postal_code_is_doubted_until_somebody_is_sure() -> None:
    with pytest.raises(Doubted) as doubt:
        read_column("postal_code", "D-99999", known=KNOWN)
    assert doubt.value.value == "99999"
    assert read_column("postal_code", "D-99999", known=KNOWN, sure="99999") == "99999"
    with pytest.raises(Doubted):
        read_column("postal_code", "00000", known=KNOWN, sure="99999")


@pytest.mark.parametrize(
    ("asked", "typed", "value"),
    [
        (question("choice", "oil", "gas"), ["gas"], "gas"),
        (question("choice", "oil", "gas"), ["GAS"], "gas"),
        (question("choice"), ["Solar X"], "Solar X"),
        (question("choices", "oil", "gas", "none"), ["gas", "oil"], ["gas", "oil"]),
        (question("choices", "oil"), [], None),
        (question("yes_no"), ["no"], False),
        (question("number"), ["1.250"], 1250),
        (question("number"), ["-5,5"], -5.5),
        (question("number"), ["0,125"], 0.125),
        (question("money"), ["12.500,50 €"], 12500.5),
        (question("date"), ["3.4.2026"], "2026-04-03"),
        (question("text"), [" zwei\nZeilen "], "zwei Zeilen"),
        (question("long_text"), ["zwei\r\nZeilen"], "zwei\nZeilen"),
        (question("telephone"), ["0881 99887"], "+4988199887"),
        (question("number"), [" "], None),
        (None, ["irgendwas"], "irgendwas"),
    ],
)
def test_an_answer_has_the_type_of_its_question(
    asked: Question | None, typed: list[str], value: object
) -> None:
    assert read_answer(asked, typed, country="DE") == value


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (question("choice", "oil"), ["coal"]),
        (question("choices", "oil"), ["oil", "coal"]),
        (question("yes_no"), ["maybe"]),
        (question("number"), ["viel"]),
        (question("date"), ["31.2.2026"]),
        (question("email"), ["anna"]),
        (question("text"), ["x" * 501]),
    ],
)
def test_an_answer_of_another_type_is_refused(asked: Question, typed: list[str]) -> None:
    with pytest.raises(Unreadable):
        read_answer(asked, typed, country="DE")


@pytest.mark.parametrize(
    ("asked", "typed", "named"),
    [
        (question("number"), "12 kW", "is no number"),
        (question("number"), "25 kWh", "is no number"),
        (question("number"), "viel", "is no number"),
        (question("money"), "viel", "is no amount"),
        (question("date"), "bald", "is no date"),
        (question("telephone"), "abends", "is no telephone number"),
        (question("postal_code"), "82 362 11", "is no postal code"),
        (question("email"), "anna", "is no e-mail address"),
        (question("choice", "oil"), "coal", "is none of the options"),
        (question("yes_no"), "maybe", "is neither yes nor no"),
    ],
)
def test_what_is_refused_is_called_what_was_asked_for(asked: Question, typed: str, named: str) -> None:
    with pytest.raises(Unreadable, match=named):
        read_answer(asked, [typed], country="DE")


def test_equal_values_are_typed_alike() -> None:
    values: tuple[object, ...] = (None, [], "", True, False, 5, 2.5, "x", ["b", "a"])
    assert [as_typed(value) for value in values] == ["", "", "", "yes", "no", "5", "2.5", "x", "a\nb"]


@pytest.mark.parametrize("value", [12.345, -1.125, 0.125, 12345, 1.5, 1234.567])
def test_a_number_that_is_typed_again_as_the_form_holds_it_stays_what_it_is(value: float) -> None:
    assert read_answer(question("number"), [as_typed(value)], country="DE") == value


OIL = Option("oil", {"de": "Öl", "en": "Oil"})
GAS = Option("gas", {"de": "Gas, Fernwärme", "en": "Gas, district heating"})


def asked(key: str, kind: str, *options: Option, purpose: str = "") -> Question:
    return Question(key, {"en": key}, kind, "interest", options=options, purpose=purpose)


FORM = Form(
    {"en": "Form"},
    (
        asked("heating", "choice", OIL, GAS),
        asked("more", "choices", OIL, GAS),
        asked("owner", "yes_no"),
        asked("agrees", "consent"),
        asked("called", "consent", purpose="call"),
        asked("litres", "number"),
        asked("since", "date"),
        asked("mobile", "telephone"),
        asked("billing", "email"),
        asked("said", "text"),
    ),
)


@pytest.mark.parametrize(
    ("key", "given", "read"),
    [
        ("heating", "Öl", "oil"),
        ("heating", "oil", "oil"),
        ("heating", "OEL", "oil"),
        ("heating", ["Oil"], "oil"),
        ("more", "Öl; Gas, Fernwärme", ["oil", "gas"]),
        ("more", "Gas, Fernwärme", ["gas"]),
        ("more", "oil, gas", ["oil", "gas"]),
        ("more", ["Öl", "gas"], ["oil", "gas"]),
        ("owner", "Ja", True),
        ("owner", "no", False),
        ("owner", True, True),
        ("agrees", "x", True),
        ("litres", "3.000", 3000),
        ("litres", 12.5, 12.5),
        ("since", "01.03.2026", "2026-03-01"),
        ("mobile", "0171 5554443", "+491715554443"),
        ("billing", "mailto:a@example.org", "a@example.org"),
        ("said", " Öl ", " Öl "),
        ("said", ["a", "b"], ["a", "b"]),
        ("unasked", "Öl", "Öl"),
    ],
)
def test_an_answer_of_any_door_is_read_by_its_question_and_twice_is_the_same(
    key: str, given: Any, read: Any
) -> None:
    found = read_answers(FORM, {key: given}, country="DE")
    assert (found.answers, found.problems) == ({key: read}, ())
    assert read_answers(FORM, found.answers, country="DE") == found


@pytest.mark.parametrize(
    ("given", "agreed"),
    [("ja", True), (True, True), ("yes", True), ("nein", False), (False, False), ("", False)],
)
def test_a_yes_to_being_called_is_a_consent_and_no_answer(given: Any, agreed: bool) -> None:
    found = read_answers(FORM, {"called": given, "said": "x"}, country="DE")
    assert (found.agreed, found.problems) == ({"call": "called"} if agreed else {}, ())
    assert found.answers == {"said": "x"}


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("called", "vielleicht"), ("heating", "Kohle"), ("heating", True), ("heating", ["oil", "gas"]), ("more", "oil, Kohle"),
        ("owner", "vielleicht"), ("litres", "viele"), ("litres", True), ("since", "gestern"), ("mobile", "12"),
    ],
)  # fmt: skip
def test_what_does_not_fit_its_question_is_kept_beside_it_and_named(key: str, given: Any) -> None:
    found = read_answers(FORM, {key: given, "said": "x"}, country="DE")
    assert found.answers == {f"{key}_given": given, "said": "x"}
    assert [(one.field, one.is_blocking) for one in found.problems] == [(key, False)]


@pytest.mark.parametrize(
    ("typed", "product"), [("Öl", "oil"), ("oil", "oil"), ("ÖL ", "oil"), ("Kohle", "Kohle"), ("", "")]
)
def test_a_product_is_known_by_what_the_form_calls_it(typed: str, product: str) -> None:
    form = Form({}, (asked("product", "choice", OIL, GAS),))
    assert product_named(form, typed) == product
    assert product_named(Form({}, ()), typed) == typed
