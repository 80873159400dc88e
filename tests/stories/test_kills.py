"""Killed in the middle: an import runs and offers go out while one after the other dies by `kill -9`; nothing is
missing afterwards and nothing was done twice."""

import csv
import http.client
import json
import os
import random
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.channels.post_office import Opened, PostOffice
from tests.installation import Installation, installed, until

pytestmark = pytest.mark.long

VICTIMS = ("worker", "import", "web", "server", "up") * 4
ROWS_A_ROUND = 240  # two cases, one for each process of the import
COMES_BACK_WITHIN_SECONDS = 180  # a killed sender's rows are another's after two minutes
HEADER = ("Lead-ID", "Vorname", "Nachname", "E-Mail", "PLZ", "Ort", "Nachricht")
TOWNS = (
    "10115 Berlin", "20095 Hamburg", "80331 München", "50667 Köln", "60311 Frankfurt", "70173 Stuttgart",
    "40213 Düsseldorf", "44135 Dortmund", "45127 Essen", "04109 Leipzig", "28195 Bremen", "01067 Dresden",
    "30159 Hannover", "90402 Nürnberg", "47051 Duisburg", "33602 Bielefeld", "53111 Bonn", "48143 Münster",
    "76131 Karlsruhe", "68159 Mannheim", "86150 Augsburg", "65183 Wiesbaden", "99084 Erfurt", "55116 Mainz",
    "18055 Rostock", "34117 Kassel", "39104 Magdeburg", "79098 Freiburg", "23552 Lübeck", "66111 Saarbrücken",
)  # fmt: skip


@pytest.fixture
def relay() -> Iterator["Relay"]:
    with Opened() as opened, installed() as installation:
        installation.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{opened.port}"
        yield Relay(installation, opened.server.office)


class Relay:
    """A live installation with thirty partners and a slow mail server, and those who can be killed."""

    def __init__(self, installation: Installation, office: PostOffice) -> None:
        self.installation, self.office = installation, office
        self.said = 0  # where in their log the last import began
        self.leads = installation.log.with_name("leads.csv")
        self.up = installation.up()
        self._set_up()
        self.key = installation.command("key", "create", "shop").strip()

    def _set_up(self) -> None:
        run = self.installation.command
        run("init", "--vendor", "Wärmewerk", "--name", "Ada", "--email", "ada@example.com")
        parties = self.installation.log.with_name("parties.csv")
        towns = [town.split(" ") for town in TOWNS]
        rows = [
            (f"P{n:02}", f"Betrieb {place}", f"p{n:02}@example.com", code, place, code)
            for n, (code, place) in enumerate(towns)
        ]
        write(parties, ("Händlernummer", "Firma", "E-Mail", "PLZ", "Ort", "PLZ-Gebiet"), rows)
        run("import", "parties", str(parties), "--yes")
        run("django", "shell", "-c", GO_LIVE)

    def import_rows(self, count: int) -> subprocess.Popen[bytes]:
        """Begin to import the file, which has that many rows by now: the next export of the same enquiries."""
        self.said = len(said(self))
        write(self.leads, HEADER, [enquiry(n) for n in range(count)])
        return self.installation.begin(
            "import", "leads", str(self.leads), "--as", "new", "--yes", "--processes", "2"
        )

    def kill(self, victim: str, importing: subprocess.Popen[bytes]) -> None:
        """`kill -9`; who is nobody's child is started again."""
        if victim == "import":
            importing.kill()
        elif victim == "server":
            os.kill(self.installation.postmaster(), signal.SIGKILL)
        elif victim == "up":
            self.up.kill()
            self.up.wait()
            self.up = self.installation.up()
        else:
            os.kill(self.installation.child_of(self.up.pid, victim), signal.SIGKILL)

    def wait_until_well(self) -> None:
        """All that was killed runs again."""
        until(self._is_well, within=90, what=self.installation.log.read_text)

    def _is_well(self) -> bool:
        try:
            return all(self.installation.child_of(self.up.pid, name) for name in ("web", "worker")) and (
                self.installation.answers()
            )
        except (AssertionError, OSError):
            return False

    def post(self, name: str) -> tuple[int, Any]:
        """Send one lead through the API again and again, with one Idempotency-Key, until there is an answer."""
        body = {"prospect": {"name": name, "email": address(name), "postal_code": "10115", "country": "DE"}}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.installation.port}/api/leads",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.key}", "Idempotency-Key": name, "Content-Type": "application/json",
            },
        )  # fmt: skip
        ends = time.monotonic() + 90
        while time.monotonic() < ends:
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return answer.status, json.load(answer)
            except (urllib.error.URLError, http.client.HTTPException, OSError):
                time.sleep(0.05)
        raise AssertionError(f"no answer for {name}")

    def jobs_of_the_worker(self) -> list[int]:
        return [row[0] for row in self.installation.rows(
            "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND task_name LIKE '%deliveries'"
        )]  # fmt: skip

    def are_done(self, jobs: Sequence[int]) -> bool:
        listed = ", ".join(map(str, jobs))
        states = self.installation.rows(f"SELECT status FROM procrastinate_jobs WHERE id IN ({listed})")
        return {state for (state,) in states} == {"succeeded"}

    def waiting(self) -> int:
        return int(self.installation.rows("SELECT count(*) FROM delivery WHERE state = 'waiting'")[0][0])


GO_LIVE = """
from django.utils import timezone
from staffel.actions.actors import Actor
from staffel.actions.outflow import go_live
from staffel.models import Membership
ada = Membership.objects.get(role="administrator")
go_live(actor=Actor("member", ada.id, ada.party_id), now=timezone.now())
"""


def enquiry(n: int) -> tuple[str, ...]:
    """One row of the file; every other one has no id of its own and is known by what it says."""
    code, place = TOWNS[n % len(TOWNS)].split(" ")
    name = f"Muster{n}"
    own_id = f"L{n}" if n % 2 else ""
    return own_id, "Maria", name, address(name), code, place, "Bitte um Rückruf."


def address(name: str) -> str:
    return f"{name.lower()}@prospects.example"


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])


@contextmanager
def posting(relay: Relay, names: Sequence[str]) -> Iterator[list[tuple[int, Any]]]:
    """Each is sent twice at the same time while something else happens; on leaving their answers are there."""
    answers: list[tuple[int, Any]] = []
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(relay.post, name) for name in names for _ in range(2)]
        yield answers
        answers.extend(one.result() for one in sent)


def test_nothing_is_missing_and_nothing_is_done_twice_after_twenty_kills(relay: Relay) -> None:
    chance = random.Random(20)
    relay.office.pauses_seconds = 0.02
    for number, victim in enumerate(VICTIMS, start=1):
        importing = relay.import_rows(number * ROWS_A_ROUND)
        if victim == "web":
            check_answers_around_the_kill(relay, number, chance, importing)
        else:
            wait_until_it_writes(relay, importing)
            time.sleep(chance.uniform(0.0, 1.0))
            relay.kill(victim, importing)
        assert importing.wait(timeout=90) in {0, 2, -signal.SIGKILL}, said(relay)[-3000:]
        relay.wait_until_well()
    rows = (len(VICTIMS) + 1) * ROWS_A_ROUND
    assert relay.import_rows(rows).wait(timeout=120) == 0, said(relay)[-3000:]
    check_that_a_killed_workers_jobs_are_done(relay)
    until(
        lambda: relay.waiting() == 0, within=COMES_BACK_WITHIN_SECONDS, what=relay.installation.log.read_text
    )
    check_leads(relay, rows)
    check_offers(relay)
    check_mails(relay)
    assert "holds" in relay.installation.command("verify")


def said(relay: Relay) -> str:
    """All that the imports have said until now."""
    log = relay.installation.log.with_name("commands")
    return log.read_text() if log.exists() else ""


def wait_until_it_writes(relay: Relay, importing: subprocess.Popen[bytes]) -> None:
    """Reading is over, cases are open; or it has ended already."""
    until(
        lambda: "Taking in" in said(relay)[relay.said :] or importing.poll() is not None,
        within=60,
        what=lambda: said(relay)[-3000:],
    )


def check_answers_around_the_kill(
    relay: Relay, number: int, chance: random.Random, importing: subprocess.Popen[bytes]
) -> None:
    names = [f"Shop{number}n{n}" for n in range(20)]
    with posting(relay, names) as answers:
        time.sleep(chance.uniform(0.1, 1.0))
        relay.kill("web", importing)
    assert {status for status, _ in answers} == {201}
    assert len({body["lead_id"] for _, body in answers}) == len(names)
    assert relay.post(names[0])[1] == answers[0][1]


def check_that_a_killed_workers_jobs_are_done(relay: Relay) -> None:
    """The worker sits in the middle of a mail when it is killed."""
    relay.office.pauses_seconds = 1.0
    for n in range(10):
        relay.post(f"Last{n}")
    until(lambda: bool(relay.jobs_of_the_worker()), within=30)
    jobs = relay.jobs_of_the_worker()
    relay.kill("worker", importing=relay.up)
    relay.office.pauses_seconds = 0.0
    until(lambda: relay.are_done(jobs), within=60, what=relay.installation.log.read_text)


def check_leads(relay: Relay, rows: int) -> None:
    """Every row of the file and every request is exactly one lead."""
    counted = dict(relay.installation.rows("SELECT email, count(*) FROM lead GROUP BY email"))
    shop = [
        f"Shop{number}n{n}" for number, victim in enumerate(VICTIMS, 1) if victim == "web" for n in range(20)
    ]
    names = [f"Muster{n}" for n in range(rows)] + shop + [f"Last{n}" for n in range(10)]
    assert counted == Counter(address(name) for name in names)
    assert relay.installation.rows("SELECT * FROM submission WHERE state = 'problem'") == []


def check_offers(relay: Relay) -> None:
    """Each lead has its one offer, and each offer its one message."""
    offered = relay.installation.rows(
        """SELECT lead.number, count(DISTINCT offer.id), count(delivery.id) FROM lead
           LEFT JOIN offer ON offer.lead_id = lead.id
           LEFT JOIN delivery ON delivery.offer_id = offer.id AND delivery.kind = 'offer.made'
           GROUP BY lead.number HAVING (count(DISTINCT offer.id), count(delivery.id)) <> (1, 1)"""
    )
    assert offered == []


def check_mails(relay: Relay) -> None:
    """Nothing went out without its offer, nothing more than twice, and all that is said to be sent was sent."""
    taken = Counter(
        (message["Message-ID"].strip("<>").partition(".staffel@")[0], receiver)
        for receiver, message in relay.office.messages
    )
    promised = relay.installation.rows(
        """SELECT delivery.id, person.email FROM delivery JOIN membership ON membership.id = delivery.member_id
           JOIN person ON person.id = membership.person_id JOIN offer ON offer.id = delivery.offer_id
           WHERE delivery.kind = 'offer.made' AND delivery.state = 'sent'"""
    )
    assert set(taken) == {(one.hex, email) for one, email in promised}
    assert max(taken.values()) <= 2
