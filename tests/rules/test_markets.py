"""Which market takes a lead, and how its conditions read."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffel.rules.markets import FACTS, Condition, Op, Value, first_market, matches

LEAD: dict[str, object] = {
    "country": "DE",
    "postal_code": "80331",
    "product": "Heat pump",
    "customer_type": "private",
    "expected_amount": Decimal("12500.00"),
    "temperature": "warm",
    "company": " ",
    "answers": {
        "roof_area": "40",
        "systems": ["PV", "Storage"],
        "owner": True,
        "remark": "Garage mit Flachdach",
    },
}


@pytest.mark.parametrize(
    ("field", "op", "value", "holds"),
    [
        ("country", "is", "DE", True),
        ("country", "is", " de", True),
        ("country", "is", "AT", False),
        ("country", "is_not", "AT", True),
        ("country", "is_not", "DE", False),
        ("country", "in", ("AT", "DE"), True),
        ("country", "in", (), False),
        ("postal_code", "is", "80", True),
        ("postal_code", "is", "80 331", True),
        ("postal_code", "is", "81", False),
        ("postal_code", "is_not", "80", False),
        ("postal_code", "in", ("01", "80"), True),
        ("product", "contains", "pump", True),
        ("expected_amount", "at_least", 12500, True),
        ("expected_amount", "at_most", "12500", True),
        ("expected_amount", "below", 12500, False),
        ("expected_amount", "below", 12500.01, True),
        ("expected_amount", "is", 12500, True),
        ("temperature", "at_least", "warm", True),
        ("temperature", "at_least", "hot", False),
        ("temperature", "below", "hot", True),
        ("company", "known", True, False),
        ("company", "known", False, True),
        ("customer_type", "known", True, True),
        ("answer.roof_area", "at_least", 40, True),
        ("answer.roof_area", "is", 40.0, True),
        ("answer.roof_area", "below", 40, False),
        ("answer.systems", "is", "pv", True),
        ("answer.systems", "contains", "stor", True),
        ("answer.systems", "is_not", "PV", False),
        ("answer.systems", "in", ("heat", "storage"), True),
        ("answer.owner", "is", True, True),
        ("answer.owner", "at_least", 1, False),
        ("answer.remark", "contains", "flachdach", True),
        ("answer.remark", "at_least", 1, False),
        ("answer.nothing", "is", "x", False),
        ("answer.nothing", "is_not", "x", True),
        ("answer.nothing", "below", 5, False),
        ("answer.nothing", "known", False, True),
    ],
)
def test_a_condition_holds_or_does_not(field: str, op: Op, value: Value, holds: bool) -> None:
    assert matches(Condition(field, op, value), LEAD) is holds


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("mood", "is", "good"),
        ("answer.", "is", "good"),
        ("country", "like", "D"),
        ("country", "in", "DE"),
        ("country", "is", ("DE",)),
        ("company", "known", "yes"),
        ("expected_amount", "at_least", "much"),
        ("expected_amount", "below", True),
        ("temperature", "at_least", "boiling"),
        ("answer.roof_area", "below", "NaN"),
    ],
)
def test_a_condition_that_cannot_be_judged_is_refused(field: str, op: str, value: Value) -> None:
    with pytest.raises(ValueError, match=r"."):
        Condition(field, op, value)  # type: ignore[arg-type]


AUSTRIA, SMALL, SOUTH = (
    Condition("country", "is", "AT"),
    Condition("expected_amount", "below", 50_000),
    Condition("postal_code", "in", ("80", "81")),
)


@pytest.mark.parametrize(
    ("choices", "market"),
    [
        ([("austria", [AUSTRIA]), ("south", [SMALL, SOUTH]), ("all", [])], "south"),
        ([("both", [SOUTH, AUSTRIA]), ("all", [])], "all"),
        ([("all", []), ("south", [SOUTH])], "all"),
        ([("austria", [AUSTRIA])], None),
        ([], None),
    ],
)
def test_the_first_market_whose_conditions_all_hold_takes_the_lead(
    choices: list[tuple[str, list[Condition]]], market: str | None
) -> None:
    assert first_market(choices, LEAD) == market


def test_facts_without_answers_are_facts_too() -> None:
    assert not matches(Condition("answer.roof_area", "known"), {"country": "DE"})


@pytest.mark.parametrize(
    ("condition", "german", "english"),
    [
        (AUSTRIA, "Land ist Österreich", "Country is Austria"),
        (SOUTH, "Postleitzahl beginnt mit einem von: 80, 81", "Postal code begins with one of: 80, 81"),
        (SMALL, "Erwarteter Wert ist unter 50.000", "Expected amount is below 50,000"),
        (Condition("company", "known", False), "Firma ist nicht bekannt", "Company is not known"),
        (
            Condition("temperature", "at_least", "hot"),
            "Leadtemperatur ist mindestens heiß",
            "Temperature is at least hot",
        ),
        (Condition("answer.owner", "is", True), "Eigentümer ist ja", "Eigentümer is yes"),
        (Condition("answer.roof", "contains", "flat"), "roof enthält flat", "roof contains flat"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Condition, german: str, english: str) -> None:
    labels = {"owner": "Eigentümer"}
    assert condition.in_words("de", labels=labels) == german
    assert condition.in_words("en", labels=labels) == english


values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.lists(st.text(max_size=3), max_size=3)
)
fields = st.sampled_from([*FACTS, "answer.a"])
wanted = st.text(max_size=3) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def lead(field: str, value: object) -> dict[str, object]:
    return {"answers": {"a": value}} if field == "answer.a" else {field: value}


@settings(deadline=None)
@given(fields, values, wanted)
def test_is_and_is_not_are_opposites(field: str, value: object, one: str | float) -> None:
    facts = lead(field, value)
    assert matches(Condition(field, "is", one), facts) is not matches(Condition(field, "is_not", one), facts)


@settings(deadline=None)
@given(fields, values, wanted)
def test_in_one_value_is_the_same_as_is(field: str, value: object, one: str | float) -> None:
    facts = lead(field, value)
    assert matches(Condition(field, "in", (one,)), facts) is matches(Condition(field, "is", one), facts)


@settings(deadline=None)
@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False), st.integers())
def test_a_known_number_is_either_below_or_at_least(value: float, limit: int) -> None:
    facts = lead("expected_amount", value)
    below, at_least = (
        matches(Condition("expected_amount", op, limit), facts) for op in ("below", "at_least")
    )
    assert below is not at_least
