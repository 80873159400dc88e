"""Today: each role's own part, the numbers of the week and the lists behind them, and the button that is likely right."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from staffel.actions import desk, follow_ups, offers, work
from staffel.actions.actors import SYSTEM
from staffel.actions.calls import report_call
from staffel.actions.leads import capture_leads
from staffel.actions.party_notes import add_party_note
from staffel.actions.people import add_member
from staffel.actions.qualifying import correct_lead, qualify_lead
from staffel.actions.questions import answer_question, ask_party
from staffel.actions.versions import publish
from staffel.models import Lead, Membership, Note, Party, PartyNote
from staffel.queries.agency_week import agency_numbers
from staffel.queries.directory import directory
from staffel.queries.questions import late_questions
from staffel.queries.waiting import Filters, numbers, waiting_page
from staffel.queries.week import week_numbers
from staffel.rules.campaigns import Campaign, MarketChoice
from tests.scene import MONDAY, Scene, actor_of, captured, enquiry, open_offer
from tests.web.counting import assert_as_committed

AsMember = Callable[[Membership], Client]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page(client: Client, query: str = "") -> str:
    return client.get(f"/{query}").content.decode()


def buttons(client: Client, query: str = "") -> list[str]:
    """What the buttons of the rows say, in their order."""
    found = re.findall(
        r'<a class="btn-open[^"]*" href="([^"]*)">(?:<svg.*?</svg>)?([^<]*)', page(client, query), re.S
    )
    return [f"{word.strip()} {url.rpartition('?')[2] if '?' in url else url[:4]}" for url, word in found]


def with_paul(scene: Scene, key: str = "1") -> Lead:
    lead = captured(scene, key)
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return Lead.objects.get(id=lead.id)


def late(lead: Lead, scene: Scene) -> None:
    Lead.objects.filter(id=lead.id).update(deadline_at=scene.now - timedelta(days=1))


# -- the sentence and its order -----------------------------------------------------------------------------------


def test_overdue_and_at_risk_come_first_and_each_number_opens_its_list(
    scene: Scene, as_member: AsMember
) -> None:
    calm, risk, overdue = (captured(scene, str(n)) for n in range(3))
    start = scene.now - timedelta(hours=9)
    Lead.objects.filter(id=calm.id).update(
        deadline_at=scene.now + timedelta(hours=1), deadline_from=scene.now
    )
    Lead.objects.filter(id=risk.id).update(deadline_at=scene.now + timedelta(hours=2), deadline_from=start)
    late(overdue, scene)
    vera = as_member(scene.vera)
    order = re.findall(r'<a class="name" href="/leads/([0-9a-f-]{36})"', page(vera))
    assert order == [str(overdue.id), str(risk.id), str(calm.id)]
    text = plain(page(vera))
    assert "1 überfällig 1 gefährdet" in text
    for query, lead in (("?overdue=1", overdue), ("?risk=1", risk)):
        assert re.findall(r'<a class="name" href="/leads/([0-9a-f-]{36})"', page(vera, query)) == [
            str(lead.id)
        ]


def test_a_lead_rests_until_the_agreed_date_and_not_until_its_deadline(
    scene: Scene, as_member: AsMember
) -> None:
    lead, paul = with_paul(scene), actor_of(scene.paul)
    work.report_contact(lead.id, actor=paul, now=scene.now)
    on = (scene.now + timedelta(days=1)).date()
    follow_ups.agree_follow_up(lead.id, on=on, text="Umbau", actor=paul, now=scene.now)
    assert numbers(scene.vera, book=directory(), now=scene.now).resting == 1
    assert "1 ruhen" in plain(page(as_member(scene.vera)))
    fresh = Lead.objects.get(id=lead.id)
    assert fresh.deadline_from
    assert fresh.deadline_at
    begun = fresh.deadline_from + timedelta(minutes=1)
    assert begun < fresh.deadline_at
    assert numbers(scene.vera, book=directory(), now=begun).resting == 0


def test_more_time_for_a_follow_up_that_lies_ahead_keeps_it_resting(scene: Scene) -> None:
    lead, paul = with_paul(scene), actor_of(scene.paul)
    work.report_contact(lead.id, actor=paul, now=scene.now)
    on = (scene.now + timedelta(days=9)).date()
    follow_ups.agree_follow_up(lead.id, on=on, text="Umbau", actor=paul, now=scene.now)
    desk.extend_deadline(
        lead.id, work_minutes=480, actor=actor_of(scene.vera), now=scene.later(hours=1), text="Urlaub"
    )
    assert numbers(scene.vera, book=directory(), now=scene.now).resting == 1


def test_whose_turn_it_is_counts_what_its_list_shows_also_without_an_agency(scene: Scene) -> None:
    with_paul(scene)
    captured(scene, "2")
    captured(scene, "3", prospect={"postal_code": "01067"})
    with_agency = directory()
    parties = {key: one for key, one in with_agency.parties.items() if one.kind != "agency"}
    for book in (with_agency, replace(with_agency, parties=parties)):
        found = numbers(scene.vera, book=book, now=scene.now)
        assert found.by_turn == {"desk": 1, "agency": 0, "partner": 2}
    for kind, count in found.by_turn.items():
        asked = Filters(turn=kind, waiting="1")
        assert len(waiting_page(scene.vera, asked, book=with_agency, now=scene.now).rows) == count


def test_partners_own_leads_and_test_leads_do_not_count(scene: Scene, as_member: AsMember) -> None:
    own, test = with_paul(scene), captured(scene, "2", is_test=True)
    Lead.objects.filter(id=own.id).update(is_own=True)
    assert numbers(scene.vera, book=directory(), now=scene.now).open == 0
    assert "Keine offenen Leads" in page(as_member(scene.vera))
    assert numbers(scene.paul, book=directory(), now=scene.now).open == 1
    assert str(test.id) in page(as_member(scene.vera), "?test=1")


@pytest.mark.parametrize("after", ["2_x_y", "1_2026-01-01T00:00:00_x", "0", "__", "0_9999-99-99_%00"])
def test_a_place_in_the_list_that_says_nothing_begins_anew(scene: Scene, lead: Lead, after: str) -> None:
    found = waiting_page(scene.vera, Filters.of({"after": after}), book=directory(), now=scene.now)
    assert len(found.rows) == 1


def test_pages_go_on_across_what_presses_and_what_does_not(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.queries.waiting.PAGE", 2)
    for n in range(5):
        captured(scene, str(n))
    for lead in Lead.objects.order_by("id")[:3]:
        late(lead, scene)
    after, seen = "", []
    for _ in range(3):
        found = waiting_page(scene.vera, Filters.of({"after": after}), book=directory(), now=scene.now)
        seen += [row.lead.id for row in found.rows]
        after = found.after
    assert (len(seen), len(set(seen)), after) == (5, 5, "")


# -- each role ----------------------------------------------------------------------------------------------------


def test_field_sales_sees_its_partners_and_their_leads(scene: Scene, as_member: AsMember) -> None:
    lead = with_paul(scene)
    late(lead, scene)
    far = captured(scene, "2", prospect={"postal_code": "01067"})
    text = page(as_member(scene.frieda))
    assert "Ihre Partner" in text
    assert "Paul Heizungsbau" in text
    assert str(far.id) not in text
    assert "Liegt beim Innendienst" not in text


def test_the_agency_sees_its_own_and_nothing_of_the_house(scene: Scene, as_member: AsMember) -> None:
    captured(scene)
    text = page(as_member(scene.tom))
    assert "Keine offenen Leads" in text
    assert reverse("leads") + "?event" not in page(as_member(scene.tom), "week")
    assert reverse("followed") in text
    assert as_member(scene.paul).get(reverse("today-week")).status_code == 404


def test_marketing_reads_its_campaigns_and_has_no_act(scene: Scene, as_member: AsMember) -> None:
    captured(scene, prospect={"postal_code": "01067"})
    mia = as_member(add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing"))
    text = page(mia)
    assert reverse("today-week") in text
    week = mia.get(reverse("today-week"), HTTP_HX_REQUEST="true").content.decode()
    assert "campaign=default&amp;time=waiting" in week
    assert "Liegt beim Innendienst" not in text
    assert buttons(mia) == ["Öffnen /lea"]


# -- the button ---------------------------------------------------------------------------------------------------


def test_the_button_is_the_act_that_is_likely_right(scene: Scene, as_member: AsMember) -> None:
    vera, frieda = as_member(scene.vera), as_member(scene.frieda)
    asked = captured(scene, "1")
    assert buttons(vera) == ["Öffnen /lea"]
    desk.place_lead(asked.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    assert buttons(vera) == ["Öffnen /lea"]
    late(asked, scene)
    assert buttons(vera) == buttons(frieda) == ["Nachfragen act=ask"]
    desk.ask_extension(asked.id, actor=actor_of(scene.paul), now=scene.now, text="Aufmaß")
    assert buttons(vera) == buttons(frieda) == ["Verlängern act=extend"]
    desk.close_lead(asked.id, reason="spam", actor=actor_of(scene.vera), now=scene.now)
    captured(scene, "2", prospect={"postal_code": "01067"})
    assert buttons(vera) == ["Vergeben act=place"]
    desk.work_lead(Lead.objects.latest("number").id, actor=actor_of(scene.vera), now=scene.now)
    assert buttons(vera) == ["Anrufen tel:"]


def test_a_held_lead_is_released_and_an_incomplete_one_called(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    capture_leads([enquiry("h")], door="test", mode="held", actor=SYSTEM, now=scene.now)
    assert buttons(vera) == ["Freigeben act=release"]
    Lead.objects.all().update(is_test=True)
    captured(scene, "2", prospect={"postal_code": ""})
    assert buttons(vera) == ["Anrufen tel:"]


def test_the_act_in_the_address_is_unfolded_on_the_leads_page(scene: Scene, as_member: AsMember) -> None:
    lead = captured(scene, prospect={"postal_code": "01067"})
    text = as_member(scene.vera).get(reverse("lead", args=[lead.id]), {"act": "place"}).content.decode()
    assert re.search(r"<details[^>]* open[^>]*>(?:(?!</details>).)*/place\"", text, re.S)


# -- the week -----------------------------------------------------------------------------------------------------


def test_field_sales_reads_which_leads_its_week_counts(scene: Scene, as_member: AsMember) -> None:
    words = "abgegebene zählen nicht."
    assert words in as_member(scene.frieda).get(reverse("today-week")).content.decode()
    assert words not in as_member(scene.vera).get(reverse("today-week")).content.decode()


def test_the_week_counts_what_its_lists_hold(scene: Scene, as_member: AsMember) -> None:
    """Monday 10:00: a week before, at 9:00 and at 11:00, one each; only the first is compared."""
    vera, actor = as_member(scene.vera), actor_of(scene.vera)
    for key, hours in (("a", -1), ("b", 1)):
        captured(scene, key)
        then = MONDAY - timedelta(days=7) + timedelta(hours=hours)
        Lead.objects.filter(number=Lead.objects.latest("number").number).update(asked_at=then)
    new = captured(scene, "c")
    offers.accept_offer(open_offer(new).id, actor=actor_of(scene.paul), now=scene.now)
    work.win_lead(new.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    desk.close_lead(captured(scene, "d", is_test=True).id, reason="spam", actor=actor, now=scene.now)
    scene.later(minutes=1)
    found = {one.key: one for one in week_numbers(scene.vera, book=directory(), now=scene.now)}
    assert {key: (one.this, one.last) for key, one in found.items()} == {
        "new": (1, 1), "offered": (3, 0), "placed": (1, 0), "won": (1, 0),
    }  # fmt: skip
    assert reverse("today-week") in page(vera)
    text = vera.get(reverse("today-week")).content.decode()
    for one in found.values():
        for count, query in ((one.this, one.this_query), (one.last, one.last_query)):
            assert query.replace("&", "&amp;") in text
            listed = vera.get(f"{reverse('leads')}?{query}").content.decode()
            assert f"{count} Lead" in plain(listed)


def test_what_partners_captured_for_themselves_is_counted_apart(scene: Scene) -> None:
    lead = with_paul(scene)
    Lead.objects.filter(id=lead.id).update(is_own=True)
    found = {
        one.key: (one.this, one.last) for one in week_numbers(scene.vera, book=directory(), now=scene.now)
    }
    assert found["own"] == (1, 0)
    assert found["new"] == found["placed"] == (0, 0)


def test_the_agency_counts_its_own_week_and_each_number_opens_its_leads(
    scene: Scene, as_member: AsMember
) -> None:
    """Four leads with gaps: one reached, one handed on, one sorted out, one as it came; and one of a week before."""
    body = Campaign(markets=(MarketChoice("default"),), qualifier="agency")
    publish("campaign", "default", body, actor=actor_of(scene.ada), now=scene.now)
    tom, actor = as_member(scene.tom), actor_of(scene.tom)
    before = captured(scene, "before", prospect={"postal_code": ""})
    scene.now += timedelta(days=7)
    reached, handed, sorted_out, _new = (
        captured(scene, str(n), prospect={"postal_code": ""}) for n in range(4)
    )
    captured(scene, "t", prospect={"postal_code": ""}, is_test=True)
    report_call(reached.id, result="reached", actor=actor, now=scene.now)
    correct_lead(handed.id, {"postal_code": "82362"}, actor=actor, now=scene.now)
    qualify_lead(handed.id, actor=actor, now=scene.now)
    report_call(sorted_out.id, result="wrong_number", actor=actor, now=scene.now)
    with time_machine.travel(scene.now + timedelta(hours=1), tick=False):
        text = tom.get(reverse("today-week"), HTTP_HX_REQUEST="true").content.decode()
        found = {one.key: one for one in agency_numbers(scene.tom, now=timezone.now())}
        assert {key: (one.this, one.last) for key, one in found.items()} == {
            "new": (4, 1), "reached": (1, 0), "handed_on": (1, 0), "sorted_out": (1, 0),
        }  # fmt: skip
        for one in found.values():
            for count, query in ((one.this, one.this_query), (one.last, one.last_query)):
                assert query.replace("&", "&amp;") in text
                listed = tom.get(f"{reverse('followed')}?{query}").content.decode()
                assert f"{count} Lead" in plain(listed)
                assert "Musterfrau" not in listed
        listed = tom.get(f"{reverse('followed')}?{found['handed_on'].this_query}").content.decode()
        assert reverse("followed-lead", args=[handed.id]) in listed
        listed = tom.get(f"{reverse('followed')}?{found['new'].last_query}").content.decode()
        assert f'"{reverse("lead", args=[before.id])}"' in listed
        assert (
            plain(as_member(scene.vera).get(reverse("today-week")).content.decode()).count("Aussortiert") == 0
        )


# -- what somebody wanted to come back to, and what nobody has answered ---------------------------------------------


def noted(scene: Scene, author: Membership) -> str:
    when = timezone.localdate(scene.now)
    add_party_note(
        scene.paul.party_id, text="Zertifikat prüfen", due_on=when, actor=actor_of(author), now=scene.now
    )
    return str(PartyNote.objects.latest("created_at").id)


def test_a_note_that_is_due_is_on_today_until_it_is_done_there(scene: Scene, as_member: AsMember) -> None:
    note = noted(scene, scene.vera)
    for member in (scene.vera, scene.frieda):
        text = page(as_member(member))
        assert "Zertifikat prüfen" in text
        assert f"{reverse('party', args=[scene.paul.party_id])}#notes" in text
        assert note in text
    for member in (scene.ada, scene.tom):
        assert "Zertifikat prüfen" not in page(as_member(member))
    address = reverse("party-act", args=[scene.paul.party_id, "note-done"])
    assert as_member(scene.tom).post(address, {"note": note, "back": "today"}).status_code == 404
    assert PartyNote.objects.get(id=note).done_at is None
    done = as_member(scene.frieda).post(address, {"note": note, "back": "today"})
    assert (done.status_code, done["Location"]) == (302, reverse("today"))
    assert PartyNote.objects.get(id=note).done_at == scene.now
    assert "Zertifikat prüfen" not in page(as_member(scene.vera))


def test_whoever_no_longer_cares_for_the_partner_reads_its_note_and_has_no_button(
    scene: Scene, as_member: AsMember
) -> None:
    note = noted(scene, scene.frieda)
    Party.objects.filter(id=scene.paul.party_id).update(looked_after_by=None)
    text = page(as_member(scene.frieda))
    assert "Zertifikat prüfen" in text
    assert note not in text


def test_a_question_is_on_the_desk_s_today_after_a_working_day_without_an_answer(
    scene: Scene, as_member: AsMember
) -> None:
    lead = with_paul(scene)
    ask_party(
        lead.id, party_id=scene.paul.party_id, text="Geheime Frage", actor=actor_of(scene.vera), now=scene.now
    )
    question = Note.objects.get(asked=scene.paul.party_id)

    def said(days: int, member: Membership) -> str:
        with time_machine.travel(scene.now + timedelta(days=days, minutes=1), tick=False):
            return plain(page(as_member(member)))

    assert "Fragen ohne Antwort" not in said(0, scene.vera)
    assert "1 Frage, vor mehr als einem Arbeitstag gestellt" in said(1, scene.vera)
    assert f"Paul Heizungsbau {lead.number} · Anna Musterfrau: Geheime Frage" in said(1, scene.vera)
    for member in (scene.frieda, scene.tom):
        assert "Fragen ohne Antwort" not in said(1, member)
    answer_question(question.id, text="Ja", actor=actor_of(scene.paul), now=scene.now)
    assert "Fragen ohne Antwort" not in said(1, scene.vera)


def test_a_question_on_friday_is_not_late_on_the_weekend(scene: Scene, as_member: AsMember) -> None:
    lead, friday = with_paul(scene), scene.now + timedelta(days=4)
    ask_party(lead.id, party_id=scene.paul.party_id, text="Wann?", actor=actor_of(scene.vera), now=friday)
    book = directory()
    counts = [
        late_questions(scene.vera, book=book, now=friday + timedelta(days=days)).count for days in (1, 2, 3)
    ]
    assert counts == [0, 0, 1]
    assert late_questions(scene.vera, book=book, now=friday + timedelta(hours=23)).count == 0


def test_the_week_takes_as_many_queries_as_committed(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    assert_as_committed(as_member(scene.vera), {"today-week": reverse("today-week")})


def test_more_leads_take_no_more_queries(scene: Scene, lead: Lead, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    page(vera)
    taken = []
    for n in range(2):
        with CaptureQueriesContext(connection) as queries:
            page(vera)
        taken.append(len(queries))
        for key in range(4):
            captured(scene, f"{n} {key}", prospect={"postal_code": "01067"} if key % 2 else {})
    assert taken[0] == taken[1]
