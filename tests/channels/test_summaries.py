"""The morning's mail: each its own part, one line when nothing waits, no contact data, and never a day late."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffel.actions.desk import place_lead
from staffel.actions.party_notes import add_party_note
from staffel.actions.questions import ask_party
from staffel.actions.summaries import promise_summaries
from staffel.channels.sender import send_due
from staffel.models import Delivery, Lead, Membership, Person, Submission
from staffel.queries.directory import directory
from staffel.queries.summary import summary
from tests.channels.post_office import PostOffice, text_of
from tests.scene import MONDAY, Scene, actor_of, captured, stage


def mails(office: PostOffice) -> dict[str, str]:
    """What each was sent this morning, by address; subject and text."""
    return {
        str(message["To"]): f"{message['Subject']}\n{text_of(message)}"
        for _, message in office.messages
        if "Heute" in str(message["Subject"]) or "oday" in str(message["Subject"])
    }


@pytest.mark.django_db
def test_each_reads_its_own_part_and_nothing_of_the_prospect(scene: Scene, live: PostOffice) -> None:
    ours = captured(scene)
    place_lead(ours.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    Lead.objects.filter(id=ours.id).update(deadline_at=scene.now - timedelta(days=3))
    captured(scene, "2", prospect={"postal_code": "01067"})
    promise_summaries(now=scene.now)
    send_due(scene.now)
    found = mails(live)
    vera, frieda, tom = (found[f"{name}@example.com"] for name in ("vera", "frieda", "tom"))
    assert "2 von 2 offenen Leads (100 %) warten auf den ersten Anruf: 1 Innendienst, 1 Partner" in vera
    assert "1 überfällig" in vera
    assert "Zuständig: Paul Heizungsbau, Paul" in vera
    assert "Beim Innendienst, Niemand kommt infrage: 1" in vera
    assert "Neu in dieser Woche (Vorwoche): 2 (0)" in vera
    assert f"/leads/{ours.id}" in vera
    assert "1 von 1 offenen Leads" in frieda
    assert "Beim Innendienst," not in frieda
    assert "Heute wartet nichts: Es gibt keine offenen Leads." in tom
    assert "Guten Tag" not in tom
    for secret in ("Musterfrau", "anna.musterfrau", "12345", "Geheimweg"):
        assert secret not in vera + frieda
    row = Delivery.objects.get(kind="today.summary", member=scene.vera)
    assert "/leads/" not in row.kept_body


@pytest.mark.django_db
def test_it_is_written_in_the_readers_language(scene: Scene, live: PostOffice) -> None:
    Person.objects.filter(id=scene.vera.person_id).update(language="en")
    captured(scene)
    promise_summaries(now=scene.now)
    send_due(scene.now)
    assert "1 of 1 open leads (100 %) wait for their first call: 1 partner" in mails(live)["vera@example.com"]


@pytest.mark.django_db
def test_yesterdays_mail_and_one_that_is_not_wanted_any_more_are_not_sent(
    scene: Scene, live: PostOffice
) -> None:
    promise_summaries(now=scene.now)
    Membership.objects.filter(id=scene.tom.id).update(wants_daily_mail=False)
    send_due(scene.now + timedelta(days=1))
    errors = dict(Delivery.objects.filter(kind="today.summary").values_list("member__person__name", "error"))
    assert errors == {"Vera": "day_over", "Frieda": "day_over", "Tom": "not_wanted"}
    assert mails(live) == {}


def test_several_workers_write_one_mail_each(committed: None) -> None:
    stage()
    counts: list[int] = []

    def work() -> None:
        try:
            counts.append(promise_summaries(now=MONDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == Delivery.objects.filter(kind="today.summary").count() == 3


def morning_of(scene: Scene, office: PostOffice, name: str) -> str:
    promise_summaries(now=scene.now)
    send_due(scene.now)
    return mails(office)[f"{name}@example.com"]


def unread(scene: Scene) -> None:
    Submission.objects.create(door="test", state="problem", payload={}, problems=[], received_at=scene.now)


@pytest.mark.django_db
def test_an_unclear_arrival_is_nothing_that_does_not_wait(scene: Scene, live: PostOffice) -> None:
    unread(scene)
    vera = morning_of(scene, live, "vera")
    assert "Heute wartet nichts" not in vera
    assert "Ungeklärte Eingänge: 1" in vera
    tom, frieda = (mails(live)[f"{name}@example.com"] for name in ("tom", "frieda"))
    assert "Heute wartet nichts" in tom
    assert "Heute wartet nichts" in frieda


@pytest.mark.django_db
def test_questions_and_notes_that_are_due_stand_in_the_mail_of_whom_they_concern(
    scene: Scene, live: PostOffice
) -> None:
    lead = captured(scene)
    vera, paul = actor_of(scene.vera), actor_of(scene.paul)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=vera, now=scene.now)
    ask_party(lead.id, party_id=scene.paul.party_id, text="Wann?", actor=vera, now=scene.now)
    ask_party(lead.id, party_id=scene.desk.id, text="Wo?", actor=paul, now=scene.now)
    add_party_note(
        scene.paul.party_id,
        text="Anrufen",
        due_on=scene.now.date(),
        actor=actor_of(scene.frieda),
        now=scene.now,
    )
    scene.later(days=2)
    mail = morning_of(scene, live, "vera")
    assert "Fragen an Sie: 1" in mail
    assert "Fragen ohne Antwort: 1" in mail
    frieda = mails(live)["frieda@example.com"]
    assert "Wiedervorlage: 1" in frieda
    assert "Fragen" not in frieda
    for secret in ("Wann?", "Wo?", "Anrufen"):
        assert secret not in mail + frieda


@pytest.mark.django_db
def test_field_sales_reads_its_partners_and_the_agency_its_own_week(scene: Scene, live: PostOffice) -> None:
    lead = captured(scene)
    place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    other = captured(scene, "2", prospect={"postal_code": "01067"})
    place_lead(other.id, party_id=scene.agency.id, actor=actor_of(scene.vera), now=scene.now)
    frieda = morning_of(scene, live, "frieda")
    tom = mails(live)["tom@example.com"]
    assert "Paul Heizungsbau: 1 offen, 0 überfällig" in frieda
    assert "Neu bei Ihnen in dieser Woche (Vorwoche): 1 (0)" in tom
    assert "Erreicht in dieser Woche (Vorwoche): 0 (0)" in tom
    assert "Paul Heizungsbau" not in tom


@pytest.mark.django_db
def test_the_mail_takes_as_many_queries_for_one_as_for_five(scene: Scene) -> None:
    counts = []
    for number in range(5):
        lead = captured(scene, str(number))
        place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
        ask_party(lead.id, party_id=scene.desk.id, text="Wo?", actor=actor_of(scene.paul), now=scene.now)
        Lead.objects.filter(id=lead.id).update(deadline_at=scene.now - timedelta(days=3))
        unread(scene)
        book = directory()
        summary(scene.vera, book=book, now=scene.now)  # what is kept for the next one is read once
        with CaptureQueriesContext(connection) as queries:
            summary(scene.vera, book=book, now=scene.now)
        counts.append(len(queries))
    assert counts[0] == counts[-1]
