"""How times, rounds and what follows are said in plain sentences, in both languages."""

from dataclasses import replace
from uuid import UUID

import pytest

from staffel.rules.campaigns import Market
from staffel.rules.expectations import of_partner, shortest
from staffel.rules.forms import DEFAULT_FORM, Question
from staffel.rules.pipelines import DAY, DEFAULT_PIPELINE
from staffel.rules.policies import Policy, Rung
from staffel.rules.process import must_be_known, rung_in_words, steps
from staffel.rules.rankings import Round
from staffel.rules.reasons import DEFAULT_REASONS, Reason
from staffel.rules.reasons_told import by_what_follows, reasons_told
from staffel.rules.rounds_in_words import Names, market_in_words, round_in_words
from staffel.rules.spans import after_hours, after_working_time, by_temperature, limit_in_words

OWN = UUID(int=7)
NAMES = Names(parties={OWN: "Wärmewerk Direkt"}, questions={"product": "Produkt"})
WINDOW = Policy().window_work_minutes


@pytest.mark.parametrize(
    ("minutes", "longest", "german", "english"),
    [
        (
            30,
            4,
            "30 Minuten Arbeitszeit, spätestens nach 4 Stunden",
            "30 minutes of working time, at the latest after 4 hours",
        ),
        (
            60,
            24,
            "1 Stunde Arbeitszeit, spätestens nach 24 Stunden",
            "1 hour of working time, at the latest after 24 hours",
        ),
        (90, None, "90 Minuten Arbeitszeit", "90 minutes of working time"),
        (DAY, 72, "1 Arbeitstag, spätestens nach 3 Tagen", "1 working day, at the latest after 3 days"),
        (5 * DAY, None, "5 Arbeitstage", "5 working days"),
    ],
)
def test_a_limit_is_said_in_words(minutes: int, longest: int | None, german: str, english: str) -> None:
    assert limit_in_words(minutes, longest, "de") == german
    assert limit_in_words(minutes, longest, "en") == english


def test_german_bends_its_days() -> None:
    assert after_working_time(2 * DAY, "de") == "2 Arbeitstagen"
    assert after_hours(168, "de") == "7 Tagen"
    assert after_hours(36, "de") == "36 Stunden"
    assert after_hours(1, "de") == "1 Stunde"


def test_equal_times_are_said_once() -> None:
    assert by_temperature({"hot": 60, "warm": 60, "cold": 60}, "de") == "1 Stunde Arbeitszeit"
    assert by_temperature(WINDOW, "en") == (
        "hot 30 minutes of working time, warm 4 hours of working time, cold 1 working day"
    )


@pytest.mark.parametrize(
    ("round_", "position", "german", "english"),
    [
        (
            Round("a", reach="distance", within_km=40, tags=("X",), limit=1),
            0,
            "Zuerst der nächstgelegene Partner mit dem Merkmal „X“ im Umkreis von 40 km.",
            "First the nearest partner with the tag “X” within 40 km.",
        ),
        (
            Round("a", limit=2),
            0,
            "Zuerst der nächstgelegene Partner im Gebiet des Leads; höchstens zwei nacheinander.",
            "First the nearest partner in whose area the lead is; at most two, one after the other.",
        ),
        (
            Round("b", order="load", at_once=3, reach="anywhere", same_language=True),
            1,
            (
                "Danach gleichzeitig die drei am wenigsten ausgelasteten Partner mit Kenntnis der Sprache des Leads aus dem "
                "ganzen Netz; lehnt jemand ab, rückt der Nächste nach."
            ),
            (
                "Then at the same time the three least busy partners with command of the lead's language from the whole "
                "network; when somebody declines, the next one moves up."
            ),
        ),
        (
            Round("c", order="waiting", tags=("A", "B"), tag_from="product"),
            2,
            (
                "Zuletzt der am längsten wartende Partner mit den Merkmalen „A“ und „B“ und dem Merkmal, das bei „Produkt“ "
                "genannt ist, im Gebiet des Leads; einer nach dem anderen."
            ),
            (
                "Last the longest waiting partner with the tags “A” and “B” and the tag that is named at “Produkt” in whose "
                "area the lead is; one after the other."
            ),
        ),
        (
            Round("d", order="mix", mix={"nearest": 0.6, "load": 0.4}, reach="distance", at_once=2, limit=4),
            1,
            (
                "Danach gleichzeitig die zwei passendsten Partner in jeder Entfernung, gewichtet nach Nähe (60 %) und "
                "Auslastung (40 %); insgesamt höchstens vier."
            ),
            (
                "Then at the same time the two best fitting partners at any distance, weighed by distance (60 %) and load "
                "(40 %); at most four in all."
            ),
        ),
        (Round("own", desks=(OWN,)), 2, "Zuletzt Wärmewerk Direkt.", "Last Wärmewerk Direkt."),
        (
            Round("e", kinds=("partner", "agency"), at_once=2, limit=2),
            0,
            "Zuerst gleichzeitig die zwei nächstgelegenen Bearbeiter (Partner oder Agentur) im Gebiet des Leads.",
            "First at the same time the two nearest parties (partner or agency) in whose area the lead is.",
        ),
    ],
)
def test_a_round_is_a_sentence(round_: Round, position: int, german: str, english: str) -> None:
    assert round_in_words(round_, "de", position=position, total=3, names=NAMES) == german
    assert round_in_words(round_, "en", position=position, total=3, names=NAMES) == english


@pytest.mark.parametrize(
    ("one", "many", "is_masculine"),
    [
        ("Partner", "Partner", True),
        ("Händler", "Händler", True),
        ("Fachpartner", "Fachpartner", True),
        ("Installateur", "Installateure", True),
        ("Fachbetrieb", "Fachbetriebe", True),
        ("Werkstatt", "Werkstätten", False),
        ("Autohaus", "Autohäuser", False),
        ("Niederlassung", "Niederlassungen", False),
        ("Servicecenter", "Servicecenter", False),
    ],
)
def test_a_round_reads_right_whatever_partners_are_called(one: str, many: str, is_masculine: bool) -> None:
    names = Names(partners={"de": (one, many), "en": ("garage", "garages")})

    def said(limit: int | None, language: str = "de") -> str:
        return round_in_words(Round("a", limit=limit), language, position=0, total=1, names=names)

    if is_masculine:
        assert said(None) == f"Zuerst der nächstgelegene {one} im Gebiet des Leads; einer nach dem anderen."
        assert said(1) == f"Zuerst der nächstgelegene {one} im Gebiet des Leads."
    else:
        first = f"Zuerst nacheinander die nächstgelegenen {many} im Gebiet des Leads"
        assert [said(limit) for limit in (None, 1, 3)] == [
            f"{first}.",
            f"{first}; höchstens ein Leadangebot.",
            f"{first}; höchstens drei.",
        ]
    assert said(1, "en") == "First the nearest garage in whose area the lead is."


def test_what_holds_in_all_rounds_is_said_once() -> None:
    same = Market((Round("a", limit=1), Round("b", at_once=3)))
    assert len(market_in_words(same, "de", names=NAMES)) == 3
    own = replace(same.rounds[1], window={"hot": 60, "warm": 60, "cold": 60}, open_now="never")
    first, second = market_in_words(Market((same.rounds[0], own)), "de", names=NAMES)
    assert "Annahmefrist" not in first
    assert "wer gerade arbeitet" in first
    assert second.endswith("Annahmefrist: 1 Stunde Arbeitszeit.")
    assert (
        market_in_words(Market((own, own)), "en", names=NAMES)[2] == "Time to accept: 1 hour of working time."
    )
    assert market_in_words(Market(), "de", names=NAMES) == ()


def test_what_must_be_known_joins_what_is_as_good() -> None:
    assert must_be_known(DEFAULT_FORM, "market", "de") == (
        "Nachname oder Firma, E-Mail oder Telefon, Postleitzahl, Land"
    )
    assert must_be_known(DEFAULT_FORM, "close", "de") == ""


def test_the_ladder_says_who_is_told_and_when() -> None:
    assert rung_in_words(Rung(0, 0, ("holder",)), "de") == "Mit dem Ende der Frist: wer zuständig ist."
    assert rung_in_words(Rung(120, 24, ("looked_after_by", "desk")), "en") == (
        "After another 2 hours of working time, at the latest after 24 hours: "
        "the field sales that looks after it and the desk."
    )


def test_each_step_says_its_limit_and_after_which_further_time_it_is_taken_back() -> None:
    first, back, *others = steps(DEFAULT_PIPELINE, Policy(), "de").rows
    assert (first.term, first.limits[0].worked, first.limits[0].latest) == (
        "Erstkontakt",
        "2 Stunden",
        "24 Stunden",
    )
    assert (back.under, back.term) == ("Erstkontakt", "zurückgeholt nach weiteren")
    assert [(one.worked, one.latest) for one in back.limits] == [
        ("1 Stunde", "24 Stunden"),
        ("4 Stunden", "24 Stunden"),
        ("1 Arbeitstag", "24 Stunden"),
    ]
    *_steps, quote, otherwise = others
    assert (quote.term, quote.limits[2].worked, quote.limits[2].latest) == (
        "Angebot beim Kunden",
        "20 Arbeitstage",
        "",
    )
    assert "Wo keine steht, bleibt er" in otherwise.lines[0]


def test_reasons_are_told_by_what_follows() -> None:
    found = by_what_follows(DEFAULT_REASONS.give_back, "de")
    assert found[0].startswith("Kontaktdaten falsch (innerhalb von 3 Tagen), Dublette")
    assert found[0].endswith("der Innendienst sieht es sich zuerst an.")
    assert by_what_follows([Reason("x", {"en": "Ours"}, "offer_on")], "de") == (
        "Ours: der Nächste wird gefragt.",
    )


def test_a_reason_that_not_all_campaigns_have_says_where() -> None:
    later = Reason("later", {"de": "Erst nächstes Jahr", "en": "Only next year"}, "offer_on")
    fair = replace(DEFAULT_REASONS, decline=(later, *DEFAULT_REASONS.decline))
    declining = reasons_told([(["Website"], DEFAULT_REASONS), (["Messe"], fair)], "de").rows[0]
    assert declining.term == "Ablehnen"
    assert "Erst nächstes Jahr (in Messe)" in " ".join(declining.lines)
    assert "Anderer Grund: der Nächste wird gefragt." in declining.lines[0] + declining.lines[1]
    soon = replace(later, key="soon", labels={"de": "Doch nicht"}, within_hours=72)
    back = replace(DEFAULT_REASONS, give_back=(soon, *DEFAULT_REASONS.give_back))
    giving = reasons_told([(["Website"], DEFAULT_REASONS), (["Messe"], back)], "de").rows[1]
    assert "Doch nicht (innerhalb von 3 Tagen, in Messe)" in " ".join(giving.lines)
    alike = reasons_told([(["Website"], DEFAULT_REASONS), (["Messe"], DEFAULT_REASONS)], "de")
    assert alike.rows[1].lines == by_what_follows(DEFAULT_REASONS.give_back, "de")


def test_a_partner_is_told_the_shortest_window_and_each_step() -> None:
    window = shortest([WINDOW, {"hot": 60, "warm": 120, "cold": 960}])
    assert window == {"hot": 30, "warm": 120, "cold": DAY}
    parts = of_partner(Policy(), DEFAULT_PIPELINE, DEFAULT_REASONS, window=window, language="de")
    assert [part.title for part in parts] == [
        "Eine neue Anfrage beantworten",
        "Erstkontakt",
        "Im Gespräch",
        "Termin",
        "Angebot beim Kunden",
        "Wenn es anders kommt",
    ]
    assert parts[0].rows[0].limits[0].text == "30 Minuten Arbeitszeit, spätestens nach 4 Stunden"
    assert parts[1].rows[0].limits[0].text == "2 Stunden Arbeitszeit, spätestens nach 24 Stunden"
    assert parts[2].rows[0].limits[0].text == "3 Arbeitstage"


def test_what_only_the_prospect_can_give_keeps_no_lead_and_is_not_said_to() -> None:
    agrees = Question("agrees", {"de": "Einverstanden"}, "consent", "prospect", gate="market")
    form = replace(DEFAULT_FORM, questions=(*DEFAULT_FORM.questions, agrees))
    assert must_be_known(form, "market", "de") == must_be_known(DEFAULT_FORM, "market", "de")
