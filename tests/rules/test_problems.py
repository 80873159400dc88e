"""What is said about many rows is said once, with how often and where."""

from staffel.rules.problems import LINES_NAMED, Problem, remarks_of

NUMBER = Problem("phone", "This is no telephone number.", is_blocking=False)
PLACE = Problem("place", "Nobody knows %(value)s.", {"value": "Nirgends"}, is_blocking=False)


def test_each_sentence_once_the_most_frequent_first() -> None:
    found = remarks_of([(2, PLACE), (3, NUMBER), (4, NUMBER)])
    assert [(one.problem, one.count, list(one.lines)) for one in found] == [
        (NUMBER, 2, [3, 4]),
        (PLACE, 1, [2]),
    ]


def test_the_same_sentence_about_another_value_is_another() -> None:
    other = Problem(PLACE.field, PLACE.message, {"value": "Nirgendwo"}, is_blocking=False)
    assert len(remarks_of([(2, PLACE), (3, other)])) == 2


def test_of_many_lines_the_first_are_named() -> None:
    (one,) = remarks_of((line, NUMBER) for line in range(2, 3 + LINES_NAMED))
    assert (one.count, list(one.lines)) == (LINES_NAMED + 1, list(range(2, 2 + LINES_NAMED)))
    assert not one.are_all_named


def test_where_rows_have_no_line_none_is_named() -> None:
    (one,) = remarks_of([(None, NUMBER)])
    assert (one.count, list(one.lines)) == (1, [])
