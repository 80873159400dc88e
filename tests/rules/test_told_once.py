"""What campaigns have in common is said once, what differs is said of those in which it does; markets alike stand together."""

from staffel.rules.markets_told import MarketTold, each_market, in_every_market
from staffel.rules.process import Limit, Part, Row
from staffel.rules.told_once import among, in_order, told_once

USUAL = Part("", (Row("Frist", ("Nach 5.", "Immer.")), Row("Sonst", ("Der Nächste.",))))


def test_what_is_the_same_everywhere_is_said_once_and_names_nobody() -> None:
    assert told_once([(["Web"], [USUAL]), (["Messe"], [USUAL])], "de") == (USUAL,)


def test_of_another_only_the_sentences_that_differ_are_said_with_where() -> None:
    other = Part("", (Row("Frist", ("Nach 9.", "Immer.")), USUAL.rows[1]))
    (part,) = told_once([(["Web"], [USUAL]), (["Messe"], [other])], "de")
    assert part.rows == (USUAL.rows[0], Row("Frist", ("Nach 9.",), where="in Messe"), USUAL.rows[1])


def test_most_campaigns_say_what_is_usual() -> None:
    other = Part("", (Row("Frist", ("Nach 9.", "Immer.")), USUAL.rows[1]))
    told = [(["Web"], [USUAL]), (["Messe", "Post"], [other])]
    (part,) = told_once(told, "en")
    assert [(row.lines, row.where) for row in part.rows[:2]] == [
        (("Nach 9.", "Immer."), ""),
        (("Nach 5.",), "in Web"),
    ]


def test_where_one_has_more_sentences_all_of_its_own_are_said() -> None:
    other = Part("", (Row("Frist", ("Nach 5.", "Nie.", "Immer.")), USUAL.rows[1]))
    (part,) = told_once([(["Web"], [USUAL]), (["Messe"], [other])], "de")
    assert part.rows[1] == Row("Frist", ("Nach 5.", "Nie.", "Immer."), where="in Messe")


def test_what_is_not_everywhere_always_says_where_and_stands_where_it_belongs() -> None:
    step = Row("Ortstermin", limits=(Limit("hot", "1 Tag", "1 Tag", ""),))
    other = Part("", (USUAL.rows[0], step, USUAL.rows[1]))
    (part,) = told_once([(["Web"], [USUAL]), (["Messe"], [other]), (["Post"], [other])], "de")
    assert [(row.term, row.where) for row in part.rows] == [
        ("Frist", ""),
        ("Ortstermin", "in allen außer Web"),
        ("Sonst", ""),
    ]


def test_two_rows_of_one_name_stay_two() -> None:
    twice = Part("", (Row("Im Gespräch", ("1 Tag.",)), Row("Im Gespräch", ("2 Tage.",))))
    assert told_once([(["Web"], [twice]), (["Messe"], [twice])], "de") == (twice,)


def test_campaigns_are_named_the_shorter_way() -> None:
    everybody = ["Web", "Messe", "Post"]
    assert among(everybody, everybody, "de") == ""
    assert among(["Web"], everybody, "en") == "in Web"
    assert among(["Web", "Post"], everybody, "en") == "in all but Messe"


def test_an_order_keeps_what_belongs_together() -> None:
    assert in_order([["a", "c"], ["a", "b", "c"], ["d"]]) == ["a", "b", "c", "d"]


def market(name: str, *rounds: str, desk: str = "Innendienst", which: str = "Alles.") -> MarketTold:
    return MarketTold(name, desk, (which,), rounds, ("Wer gerade arbeitet.",))


def test_markets_that_ask_alike_stand_together_and_what_all_have_is_said_once() -> None:
    markets = [
        market("Süd", "Zuerst A.", which="80."),
        market("Nord", "Zuerst A.", which="20."),
        market("Solar", "Zuerst B."),
    ]
    assert [(row.term, row.lines) for row in in_every_market(markets, "de")] == [
        ("Zuständig", ("Innendienst",)),
        ("So geht es", ("Wer gerade arbeitet.",)),
    ]
    together, alone = each_market(markets, "de")
    assert together.title == "Süd, Nord"
    assert [row.lines for row in together.rows] == [("Süd: 80.", "Nord: 20."), ("Zuerst A.",)]
    assert [row.lines for row in alone.rows] == [("Alles.",), ("Zuerst B.",)]


def test_desks_that_differ_are_named_at_their_markets() -> None:
    markets = [market("Süd", "Zuerst A."), market("Nord", "Zuerst A.", desk="Nordbüro")]
    assert [row.term for row in in_every_market(markets, "de")] == ["So geht es"]
    (together,) = each_market(markets, "de")
    assert together.rows[1].lines == ("Süd: Innendienst", "Nord: Nordbüro")


def test_one_market_alone_says_all_of_it_itself() -> None:
    markets = [market("Alle", "Zuerst A.")]
    assert in_every_market(markets, "de") == ()
    (alone,) = each_market(markets, "de")
    assert [row.lines for row in alone.rows] == [
        ("Alles.",),
        ("Innendienst",),
        ("Zuerst A.", "Wer gerade arbeitet."),
    ]
