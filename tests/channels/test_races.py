"""Several senders on the real database at the same time: nothing is sent twice, nothing is left."""

import threading
from collections import Counter
from datetime import datetime

from django.db import connection

from staffel.actions.actors import SYSTEM
from staffel.actions.leads import capture_leads
from staffel.channels.sender import send_due
from staffel.models import Delivery
from tests.channels.conftest import go_live
from tests.channels.post_office import PostOffice
from tests.scene import MONDAY, enquiry, stage

LEADS = 120
SENDERS = 4


def send(now: datetime, results: list[int]) -> None:
    try:
        results.append(send_due(now))
    finally:
        connection.close()


def test_senders_side_by_side_send_every_mail_once(committed: None, office: PostOffice) -> None:
    stage()
    go_live()
    capture_leads(
        [enquiry(str(key)) for key in range(LEADS)], door="test", mode="new", actor=SYSTEM, now=MONDAY
    )
    results: list[int] = []
    threads = [threading.Thread(target=send, args=(MONDAY, results)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results) == LEADS
    sent = Counter(message["Message-ID"] for _, message in office.messages)
    assert (len(sent), set(sent.values())) == (LEADS, {1})
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
