"""The morning's mail: each its own part, one line when nothing waits, no contact data, and never a day late."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from staffel.actions.desk import place_lead
from staffel.actions.summaries import promise_summaries
from staffel.channels.sender import send_due
from staffel.models import Delivery, Lead, Membership, Person
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
