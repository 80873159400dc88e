"""Leads from a file: each row once, nothing thrown away, and one bad row stops only itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from staffel.actions.actors import SYSTEM
from staffel.actions.arrivals import Unread
from staffel.actions.estimates import estimate
from staffel.actions.imports import (
    LeadOptions,
    Taken,
    begin_import,
    end_import,
    read_leads,
    take_leads,
    without_reused_ids,
)
from staffel.actions.leads import Mode, NewLead
from staffel.actions.repairs import read_repaired, repair_submission
from staffel.actions.versions import publish
from staffel.models import Consent, Delivery, Entry, Import, Lead, Offer, Receipt, Submission
from staffel.queries.directory import directory
from staffel.queries.verify import verify
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.columns import propose_mapping
from staffel.rules.forms import Form, OnlyIf, Option, Question
from staffel.rules.refused import Refused
from tests.scene import MONDAY, Scene, actor_of

HEADERS = ("Lead-ID", "Datum", "Name", "E-Mail", "Telefon", "PLZ", "Baujahr")
ANNA = ("L1", "01.03.2026 10:00", "Anna Berg", "anna@example.org", "0881 12345", "82362", "1987")
BERT = ("L2", "01.03.2026 11:00", "Bert Tal", "bert@example.org", "089 123456", "80331", "")
BROKEN = ("L3", "gestern", "Cora See", "cora@example.org", "089 123457", "80331", "")

Read = list[NewLead | Unread]


def read(
    rows: Sequence[tuple[str, ...]], *, mode: Mode = "new", headers: Sequence[str] = HEADERS, **options: str
) -> Read:
    mapping = propose_mapping(headers, "leads")
    return read_leads(list(enumerate(rows, start=2)), mapping, LeadOptions(mode=mode, **options), now=MONDAY)  # type: ignore[arg-type]


def imported(rows: Read, *, mode: Mode = "new") -> Taken:
    begun = begin_import("leads", mode=mode, filename="leads.csv", source="", mapping={}, now=MONDAY)
    taken = take_leads(
        [row for row in rows if isinstance(row, NewLead)], mode=mode, source_import=begun, now=MONDAY
    )
    taken.unread += [row for row in rows if isinstance(row, Unread)]
    end_import(begun, taken.unread, counts={"taken": taken.taken}, now=MONDAY)
    return taken


def test_readable_rows_are_offered_and_the_others_kept_with_line_and_reason(scene: Scene) -> None:
    taken = imported(read([ANNA, BROKEN, BERT]))
    assert (taken.taken, taken.known, taken.offered, taken.offers) == (2, 0, 2, 2)
    kept = Submission.objects.get(state="problem")
    assert (kept.line, kept.payload["Name"], kept.problems[0]["field"]) == (3, "Cora See", "asked_at")
    assert kept.source_import == Import.objects.get()
    assert verify(now=MONDAY).holds


def test_the_same_file_twice_changes_nothing(scene: Scene) -> None:
    imported(read([ANNA, BROKEN, BERT]))
    before = (
        Lead.objects.count(),
        Submission.objects.count(),
        Offer.objects.count(),
        Delivery.objects.count(),
    )
    taken = imported(read([ANNA, BROKEN, BERT]))
    assert (taken.taken, taken.known) == (0, 2)
    after = (
        Lead.objects.count(),
        Submission.objects.count(),
        Offer.objects.count(),
        Delivery.objects.count(),
    )
    assert after == before


def test_without_an_id_the_same_content_is_the_same_lead_in_any_order_of_columns(scene: Scene) -> None:
    imported(read([ANNA[1:]], headers=HEADERS[1:]))
    turned = imported(read([tuple(reversed(ANNA[1:]))], headers=tuple(reversed(HEADERS[1:]))))
    assert (turned.taken, turned.known) == (0, 1)


def test_a_mended_row_is_taken_and_the_one_kept_before_counts_as_repaired(scene: Scene) -> None:
    imported(read([BROKEN]))
    imported(read([(BROKEN[0], "28.02.2026", *BROKEN[2:])]))
    kept = Submission.objects.get(line=2, state="repaired")
    assert kept.lead == Lead.objects.get()


def test_an_id_on_two_lines_that_differ_is_for_repair_and_hides_nobody(scene: Scene) -> None:
    rows = without_reused_ids(read([ANNA, ("L1", *BERT[1:]), ANNA]))
    assert [isinstance(row, Unread) for row in rows] == [False, True, False]
    taken = imported(rows)
    assert (taken.taken, taken.known, len(taken.unread)) == (1, 1, 1)
    assert Submission.objects.get(state="problem").payload["Name"] == "Bert Tal"


def test_a_column_nobody_knows_becomes_an_answer_and_slips_are_kept_with_the_submission(scene: Scene) -> None:
    imported(read([(*ANNA[:4], "später", *ANNA[5:])]))
    lead = Lead.objects.get()
    assert lead.answers == {"baujahr": "1987", "phone_given": "später"}
    assert [problem["field"] for problem in lead.submissions.get().problems] == ["phone"]


def test_an_unknown_campaign_in_a_row_loses_no_lead_but_one_for_the_whole_file_is_refused(
    scene: Scene,
) -> None:
    imported(read([(*ANNA, "Messe XY")], headers=(*HEADERS, "Kampagne")))
    assert Lead.objects.get().answers["campaign_given"] == "Messe XY"
    with pytest.raises(Refused, match="no campaign"):
        read([ANNA], campaign="Messe XY")


def test_held_leads_lie_on_the_desk_and_nothing_goes_out(scene: Scene) -> None:
    taken = imported(read([ANNA], mode="held"), mode="held")
    assert dict(taken.waiting) == {"held": 1}
    lead = Lead.objects.get()
    assert (lead.holder, lead.deadline_kind) == (scene.desk, "release")
    assert not Offer.objects.exists()
    assert not Delivery.objects.exists()


OLD = (*HEADERS, "Zuständig", "Status", "Phase", "Grund", "Umsatz", "Angenommen am", "Beendet am")


def test_history_takes_over_holder_step_outcome_and_dates_and_sends_nothing(scene: Scene) -> None:
    working = (*ANNA, "paul", "in Bearbeitung", "", "", "", "02.03.2026", "")
    won = (*BERT, "Petra Wärme GmbH", "gewonnen", "", "", "18.500,00 €", "01.03.2026", "01.03.2026")
    lost = ("L9", *BERT[1:], "", "verloren", "", "zu teuer gewesen", "", "", "01.03.2026")
    taken = imported(read([working, won, lost], mode="history", headers=OLD), mode="history")
    assert (taken.taken, taken.placed, taken.unread) == (3, 3, [])
    kept = {lead.source_key: lead for lead in Lead.objects.all()}
    assert (kept["L1"].status, kept["L1"].holder_id) == ("working", scene.paul.party_id)
    assert (kept["L2"].outcome, str(kept["L2"].won_amount)) == ("won", "18500.00")
    assert (kept["L9"].outcome, kept["L9"].reason, kept["L9"].answers["reason_given"]) == (
        "lost",
        "",
        "zu teuer gewesen",
    )
    assert not Delivery.objects.exists()
    assert verify(now=MONDAY).holds


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (("nobody", "in Bearbeitung", "", "", "", "", ""), "holder"),
        (("", "in Bearbeitung", "", "", "", "", ""), "holder"),
        (("paul", "in Bearbeitung", "Mondphase", "", "", "", ""), "step"),
        (("paul", "gewonnen", "", "", "", "", "01.03.2031"), "closed_at"),
        (("paul", "beendet", "", "", "", "", ""), "outcome"),
    ],
)
def test_a_history_that_cannot_be_true_is_for_repair(
    scene: Scene, cells: tuple[str, ...], field: str
) -> None:
    (row,) = read([(*ANNA, *cells)], mode="history", headers=OLD)
    assert isinstance(row, Unread)
    assert field in [problem.field for problem in row.problems if problem.is_blocking]


def test_a_row_that_the_database_refuses_stops_only_itself(scene: Scene) -> None:
    anna, bert = read([ANNA, BERT])
    assert isinstance(bert, NewLead)
    wrong = read([("L7", *BERT[1:])])[0]
    assert isinstance(wrong, NewLead)
    wrong = NewLead(
        key="x", raw=wrong.raw, asked_at=wrong.asked_at, prospect={"first_name": "x" * 500}, line=9
    )
    taken = imported([anna, wrong, bert])
    assert (taken.taken, [row.line for row in taken.unread]) == (2, [9])
    assert Receipt.objects.filter(key="x", lead__isnull=False).count() == 0


def test_the_source_s_own_id_is_known_whatever_door_it_came_through(scene: Scene) -> None:
    imported(read([ANNA]))
    (again,) = read([ANNA])
    assert isinstance(again, NewLead)
    other = NewLead(key="other", raw={}, asked_at=MONDAY, source=again.source, source_key="L1")
    taken = imported([other])
    assert (taken.taken, taken.known) == (0, 1)
    assert Receipt.objects.get(key="other").lead == Lead.objects.get()


def test_the_estimate_says_what_the_import_then_does_and_writes_nothing(scene: Scene) -> None:
    rows = [
        row
        for row in read(
            [
                ANNA,
                BERT,
                ("L5", BERT[1], "Cora See", "cora@example.org", "089 777", "99999", ""),
                ("L6", BERT[1], "Dora Tal", "dora@example.org", "089 888", "", ""),
                ("L7", *BERT[1:]),  # asks again
            ]
        )
        if isinstance(row, NewLead)
    ]
    expected = estimate(rows, now=MONDAY)
    assert not Lead.objects.exists()
    assert not Entry.objects.filter(lead__isnull=False).exists()
    taken = imported(list(rows))
    assert (expected.offers, expected.incomplete) == (taken.offers, taken.waiting["incomplete"])
    assert expected.unplaced == taken.waiting["nobody_eligible"]
    assert expected.partners == Offer.objects.values("party").distinct().count()


def test_the_journal_says_that_an_import_has_ended(scene: Scene) -> None:
    imported(read([ANNA]))
    assert Entry.objects.get(kind="import.ended").data == {"kind": "leads", "mode": "new"}
    assert Import.objects.get().counts == {"taken": 1}


def test_rows_without_a_date_were_asked_now(scene: Scene) -> None:
    imported(read([(ANNA[0], "", *ANNA[2:])]))
    assert Lead.objects.get().asked_at == MONDAY
    assert directory().installation.live_at is None
    assert Lead.objects.get().deadline_at > MONDAY + timedelta(minutes=1)  # type: ignore[operator]


def test_a_german_file_is_read_by_its_questions_so_that_the_gates_and_points_are_right(scene: Scene) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    oil = Option("oil", {"de": "Öl", "en": "Oil"}, 60)
    new = (
        Question("heizung", {"de": "Heizung"}, "choice", "interest", options=(oil,)),
        Question("eigentuemer", {"de": "Eigentümer"}, "yes_no", "interest"),
        Question("tank", {"de": "Tank"}, "number", "interest", "market", only_if=(OnlyIf("heizung", ("oil",)),)),
    )  # fmt: skip
    publish("form", "default", replace(form, questions=(*form.questions, *new)), actor=SYSTEM, now=scene.now)
    headers = (*HEADERS, "Heizung", "Eigentümer", "Tank")
    rows = read([(*ANNA, "Öl", "Ja", ""), (*BERT, "Öl", "vielleicht", "3.000")], headers=headers)
    imported(rows)
    anna, bert = Lead.objects.get(last_name="Berg"), Lead.objects.get(last_name="Tal")
    assert (anna.answers["heizung"], anna.answers["eigentuemer"]) == ("oil", True)
    assert (anna.status, anna.desk_reason) == ("qualifying", "incomplete")  # the tank is not known
    assert (bert.status, bert.answers["tank"], bert.answers["eigentuemer_given"]) == (
        "brokering",
        3000,
        "vielleicht",
    )
    assert bert.score == 60
    assert [one["field"] for one in Submission.objects.get(lead=bert).problems] == ["eigentuemer"]


CONSENTS = (*HEADERS, "Einwilligung Weitergabe", "Newsletter", "Einwilligung SMS")


def test_consents_of_a_file_are_kept_with_their_day_and_proved_by_file_and_line(scene: Scene) -> None:
    taken = imported(read([(*ANNA, "", "15.02.2026", "ja"), (*BERT, "", "nein", "")], headers=CONSENTS))
    assert taken.taken == 2
    anna, bert = Lead.objects.order_by("number")
    mail, text = Consent.objects.filter(lead=anna).order_by("purpose")
    proof = {"import": str(Import.objects.get().id), "line": 2}
    assert (mail.purpose, mail.source, mail.proof) == ("mail", "import", proof)
    assert mail.given_at.date().isoformat() == "2026-02-14", "midnight in Berlin is the evening before in UTC"
    assert (text.purpose, text.given_at, text.proof) == ("text", anna.asked_at, proof)
    assert (anna.may_mail, anna.may_text) == (True, True)
    assert (bert.may_mail, bert.may_call, bert.may_pass_on) == (False, True, True), "a no is no objection"
    assert not Consent.objects.filter(lead=bert).exists()


def test_a_consent_of_a_day_to_come_is_noted_and_not_kept(scene: Scene) -> None:
    imported(read([(*ANNA, "", "24.12.2026", "")], headers=CONSENTS))
    lead = Lead.objects.get()
    assert not lead.may_mail
    assert not Consent.objects.exists()
    (noted,) = Submission.objects.get(lead=lead).problems
    assert (noted["field"], noted["is_blocking"]) == ("consent_mail", False)
    assert "future" in noted["message"]
    assert "2026-12-24" in str(noted), "the day of the file, not the one before in UTC"


def test_where_the_campaign_needs_the_consent_the_estimate_says_who_lacks_it(scene: Scene) -> None:
    strict = Campaign(markets=(MarketChoice("default"),), needs_consent=True)
    publish("campaign", "default", strict, actor=actor_of(scene.ada), now=scene.now)
    rows = read([(*ANNA, "ja", "", ""), (*BERT, "", "", "")], headers=CONSENTS)
    expected = estimate([row for row in rows if isinstance(row, NewLead)], now=MONDAY)
    assert (expected.offers, expected.without_consent, expected.unplaced) == (1, 1, 0)
    taken = imported(rows)
    assert (taken.offered, dict(taken.waiting)) == (1, {"consent_missing": 1})


def test_a_row_that_is_mended_keeps_its_consents_with_file_and_line(scene: Scene) -> None:
    mapping = {"Name": "name", "E-Mail": "email", "Newsletter": "consent_mail"}
    begun = begin_import("leads", mode="new", filename="l.csv", source="", mapping=mapping, now=MONDAY)
    (row,) = read([(*BROKEN, "", "ja", "")], headers=CONSENTS)
    assert isinstance(row, Unread)
    end_import(begun, [row], counts={}, now=MONDAY)
    kept = Submission.objects.get(state="problem")
    cells = {"name": "Cora See", "email": "cora@example.org", "postal_code": "80331", "consent_mail": "ja"}
    mended = read_repaired(kept, cells)
    assert isinstance(mended, NewLead)
    repair_submission(kept.id, mended, actor=actor_of(scene.vera), now=scene.now)
    found = Consent.objects.get()
    assert (found.given_at, found.proof) == (MONDAY, {"import": str(begun.id), "line": 2})
