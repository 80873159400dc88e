"""The moved clock of the demonstration: leads arrive, people act on what the journal says, the real clock runs between."""

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from staffel.actions.actors import Actor
from staffel.actions.clock import run_due
from staffel.demo.characters import OWN_SALES, Character, about
from staffel.demo.names import dice
from staffel.models import PartyKind
from staffel.models.ids import new_id
from staffel.queries.directory import Directory, directory
from staffel.rules.refused import Refused
from staffel.rules.worktime import add_working_time

Act = Callable[[], object]
NEVER: Final = datetime.max.replace(tzinfo=UTC)
MAIL_EVERY: Final = timedelta(minutes=10)


class Heard(NamedTuple):
    """An entry of the journal, as somebody reacts to it."""

    id: UUID
    kind: str
    lead_id: UUID
    party_id: UUID | None
    offer_id: UUID | None
    mandate_id: UUID | None
    holder_id: UUID | None
    data: Mapping[str, Any]


# Asked after every act: the entries that somebody reacts to, and when the clock looks next.
HEARD_SQL: Final = """
SELECT id, kind, lead_id, party_id, offer_id, mandate_id, holder_id, data
FROM entry WHERE id > %s AND kind = ANY(%s) AND lead_id IS NOT NULL ORDER BY id
"""
ALARM_SQL: Final = "SELECT min(wake_at) FROM lead WHERE status <> 'closed'"


Reaction = Callable[["Story", Heard], None]


@dataclass
class Story:
    """Where the story stands (`now`), what will happen (`queue`), and how everybody is. `put_off`: by lead, what
    somebody meant to do and forgot; a reminder may bring it back. `refused`: acts that came too late, by code."""

    seed: int
    now: datetime
    ends_at: datetime
    characters: Mapping[UUID, Character]
    reactions: Mapping[str, Reaction]
    send: Callable[[datetime], object]
    book: Directory = field(
        default_factory=directory
    )  # of this morning: firms do not change their hours every minute
    queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    put_off: dict[UUID, Act] = field(default_factory=dict)
    withheld: dict[UUID, dict[str, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    _chances: dict[UUID, Random] = field(default_factory=dict)
    _order: Iterator[int] = field(default_factory=count)
    _heard: UUID = field(default_factory=new_id)
    _sent_at: datetime | None = None

    # -- who and when -----------------------------------------------------------------------------------------

    def chance(self, lead_id: UUID) -> Random:
        """The lead's own luck: what happens to one lead does not change the fate of the next."""
        if lead_id not in self._chances:
            self._chances[lead_id] = dice(self.seed, "lead", len(self._chances))
        return self._chances[lead_id]

    def character(self, party_id: UUID) -> Character:
        return self.characters.get(party_id, OWN_SALES)

    def actor(self, party_id: UUID, lead_id: UUID) -> Actor:
        """Somebody of the party: partners answer by the link in their mail, the others log in."""
        book = self.book
        team = book.recipients(party_id, at=self.now)
        kind = "link" if book.parties[party_id].kind == PartyKind.PARTNER else "member"
        return Actor(kind, self.chance(lead_id).choice(team).id if team else None, party_id)

    def worked(self, party_id: UUID, minutes: float) -> datetime:
        """The moment at which the party has worked so many minutes from now."""
        calendar = self.book.calendars[party_id]
        return add_working_time(self.now, timedelta(minutes=max(minutes, 1)), calendar) or NEVER

    # -- what will happen -------------------------------------------------------------------------------------

    def at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self.queue, (moment, next(self._order), act))

    def soon(self, party_id: UUID, lead_id: UUID, median: float, act: Act) -> None:
        """The party does this after about so many minutes of its working time."""
        self.at(self.worked(party_id, about(median, self.chance(lead_id))), act)

    def perhaps(self, party_id: UUID, lead_id: UUID, moment: datetime, act: Act) -> None:
        """Whoever is diligent does it then; otherwise it is put off, until somebody reminds."""
        if self.chance(lead_id).random() < self.character(party_id).diligent:
            self.at(moment, act)
        else:
            self.put_off[lead_id] = act

    # -- the run ----------------------------------------------------------------------------------------------

    def run(self, *, until: datetime) -> None:
        """Play on to this moment: whatever comes first, an act or an alarm, is next."""
        self.book = directory()
        while (moment := min(self._next_act(), alarm := self._next_alarm())) <= until:
            self._send(before=moment)
            self.now = max(self.now, moment)
            if moment == alarm:
                run_due(self.now)
            else:
                self._act(heapq.heappop(self.queue)[2])
            self._hear()
        self._send(before=until)
        self.now = until

    def _next_act(self) -> datetime:
        return self.queue[0][0] if self.queue else NEVER

    def _next_alarm(self) -> datetime:
        """The first alarm, rounded up to five minutes, so that those that are close together run together."""
        with connection.cursor() as cursor:
            cursor.execute(ALARM_SQL)
            earliest: datetime | None = cursor.fetchone()[0]
        if earliest is None:
            return NEVER
        return earliest.replace(minute=earliest.minute // 5 * 5, second=0, microsecond=0) + timedelta(
            minutes=5
        )

    def _act(self, act: Act) -> None:
        try:
            act()
        except Refused as refusal:  # whoever acts on an old mail is told so; in the story as in life
            self.refused[refusal.code] += 1

    def _hear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(HEARD_SQL, [self._heard, list(self.reactions)])
            rows = [Heard._make((*row[:-1], json.loads(row[-1]))) for row in cursor.fetchall()]
        for entry in rows:
            self._heard = entry.id
            self.reactions[entry.kind](self, entry)

    def _send(self, *, before: datetime) -> None:
        """Let the mails go out on their way to `before`, every few minutes while there are any."""
        if self._sent_at is None or before - self._sent_at >= MAIL_EVERY:
            self.send(min(self.now + MAIL_EVERY, before))
            self._sent_at = min(self.now + MAIL_EVERY, before)
