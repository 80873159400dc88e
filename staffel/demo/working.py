"""How a mandate is worked: calls, appointments, quotes, follow-ups, won, lost, given back, or forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID

from staffel.actions import follow_ups, work
from staffel.actions.actors import Actor
from staffel.actions.desk import ask_extension, extend_deadline
from staffel.demo.characters import Character, about
from staffel.demo.story import Heard, Reaction, Story
from staffel.models import Lead

DAY: Final = 480  # minutes of a working day
REACHED: Final = 0.6
GIVEN_BACK: Final = {"wrong_number": 4, "outside_area": 3, "spam": 2, "duplicate": 2, "not_our_product": 2}
LOST_EARLY: Final = {"no_interest": 5, "project_cancelled": 3, "competitor": 2, "other": 1}
LOST_LATE: Final = {"price": 5, "competitor": 4, "project_cancelled": 2, "no_interest": 1}
LATER: Final = (
    "Kunde wartet auf den Förderbescheid.",
    "Erst nach der Heizperiode, bitte im Frühjahr melden.",
    "Das Dach wird vorher gedämmt.",
    "Entscheidung nach der Eigentümerversammlung.",
)
TALKS: Final = (
    "Freundliches Gespräch, Heizlast wird noch geklärt.",
    "Kunde hat auch zwei andere Betriebe gefragt.",
    "Fußbodenheizung im Erdgeschoss, oben Heizkörper.",
    "Zählerschrank muss erneuert werden.",
    "",
    "",
)


def drawn(shares: Mapping[str, int], chance: Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


@dataclass(frozen=True)
class Work:
    """One mandate in the hands of one party."""

    story: Story
    lead_id: UUID
    mandate_id: UUID
    party_id: UUID

    @property
    def chance(self) -> Random:
        return self.story.chance(self.lead_id)

    @property
    def character(self) -> Character:
        return self.story.character(self.party_id)

    @property
    def by(self) -> dict[str, Any]:
        """Who reports, when, and for which mandate."""
        story = self.story
        return {
            "actor": story.actor(self.party_id, self.lead_id),
            "now": story.now,
            "mandate_id": self.mandate_id,
        }

    def after(self, minutes: float) -> datetime:
        return self.story.worked(self.party_id, about(minutes, self.chance))

    def plan(self, moment: datetime, act: Any) -> None:
        self.story.perhaps(self.party_id, self.lead_id, moment, act)

    # -- the way of a mandate ---------------------------------------------------------------------------------

    def begin(self) -> None:
        self.plan(self.after(self.character.call_minutes), self.call)

    def call(self) -> None:
        """The first call, or the next."""
        if self.chance.random() < 0.05:
            work.give_back(self.lead_id, reason=drawn(GIVEN_BACK, self.chance), **self.by)
        elif self.chance.random() < REACHED:
            work.report_contact(self.lead_id, text=self.chance.choice(TALKS), **self.by)
            self.talk()
        else:
            self.try_again()

    def try_again(self) -> None:
        next_at = work.report_attempt(self.lead_id, **self.by)
        if self.chance.random() < 0.12:
            self.story.at(self.after(DAY), self.give_up)
        else:
            again = min(next_at, self.after(90)) if self.chance.random() < 0.6 else next_at
            self.plan(again + timedelta(minutes=self.chance.randint(0, 45)), self.call)

    def give_up(self) -> None:
        """Not reachable: refused before the policy's number of attempts, then they call on."""
        try_on = self.after(DAY / 2)
        self.story.at(try_on, self.call)
        work.lose_lead(self.lead_id, reason="not_reachable", **self.by)

    def talk(self) -> None:
        """What the conversation comes to."""
        fate = self.chance.random()
        if fate < 0.5:
            self.plan(self.story.now + timedelta(minutes=self.chance.randint(1, 30)), self.appoint)
        elif fate < 0.64:
            self.put_on_date()
        elif fate < 0.76:
            work.lose_lead(self.lead_id, reason=drawn(LOST_EARLY, self.chance), **self.by)
        elif fate < 0.79:
            work.give_back(self.lead_id, reason=self.chance.choice(("wants_other", "no_capacity")), **self.by)
        else:
            self.plan(self.after(3 * DAY), self.quote)

    def appoint(self) -> None:
        due_at = self.story.worked(self.party_id, self.chance.uniform(2, 11) * DAY)
        work.report_appointment(self.lead_id, due_at=due_at, **self.by)
        self.plan(due_at + timedelta(minutes=self.chance.randint(60, 2000)), self.visit)

    def visit(self) -> None:
        """After the appointment."""
        if self.chance.random() < 0.12:
            work.lose_lead(self.lead_id, reason=drawn(LOST_EARLY, self.chance), **self.by)
        else:
            self.plan(self.after(2 * DAY), self.quote)

    def quote(self) -> None:
        amount = Lead.objects.values_list("expected_amount", flat=True).get(id=self.lead_id) or Decimal(
            self.chance.randrange(18_000, 36_000, 250)
        )
        work.report_quote(self.lead_id, amount=amount, **self.by)
        self.plan(self.after(14 * DAY if amount > 1000 else 2 * DAY), self.decide)

    def decide(self) -> None:
        """The prospect decides on the quote, or wants more time."""
        if self.chance.random() < 0.22:
            self.put_on_date()
        elif self.chance.random() < self.character.wins:
            quoted = Lead.objects.values_list("expected_amount", flat=True).get(id=self.lead_id) or Decimal(
                24_000
            )
            discount = Decimal(self.chance.randint(92, 100)) / 100
            work.win_lead(self.lead_id, amount=(quoted * discount).quantize(Decimal("0.01")), **self.by)
        else:
            work.lose_lead(self.lead_id, reason=drawn(LOST_LATE, self.chance), **self.by)

    def put_on_date(self) -> None:
        on = (self.story.now + timedelta(days=self.chance.choice((7, 14, 21, 30, 45, 60, 90, 120)))).date()
        follow_ups.agree_follow_up(self.lead_id, on=on, text=self.chance.choice(LATER), **self.by)
        noon = self.story.now.replace(year=on.year, month=on.month, day=on.day)
        self.plan(noon + timedelta(minutes=self.chance.randint(0, 240)), self.call)


def begin(story: Story, entry: Heard) -> None:
    """A party has begun a mandate."""
    assert entry.party_id is not None
    assert entry.mandate_id is not None
    story.put_off.pop(entry.lead_id, None)
    Work(story, entry.lead_id, entry.mandate_id, entry.party_id).begin()


def remind(story: Story, entry: Heard) -> None:
    """A warning or a missed deadline reaches whoever put something off; some ask for more time."""
    holder_id = entry.holder_id
    act = story.put_off.get(entry.lead_id)
    if act is None or holder_id is None:
        return
    chance = story.chance(entry.lead_id)
    if chance.random() < 0.06 and entry.data.get("kind") == "step":
        actor = story.actor(holder_id, entry.lead_id)
        story.soon(holder_id, entry.lead_id, 30, lambda: _ask_for_time(story, entry.lead_id, actor))
    elif chance.random() < story.character(holder_id).heeds:
        del story.put_off[entry.lead_id]
        story.soon(holder_id, entry.lead_id, 90, act)


def _ask_for_time(story: Story, lead_id: UUID, actor: Actor) -> None:
    ask_extension(lead_id, actor=actor, now=story.now, text="Der Kunde ist bis nächste Woche verreist.")


def grant(story: Story, entry: Heard) -> None:
    """The desk grants most requests for more time, once."""
    chance = story.chance(entry.lead_id)
    desk_id = Lead.objects.values_list("desk_id", flat=True).get(id=entry.lead_id)

    def extend() -> None:
        extend_deadline(
            entry.lead_id, work_minutes=2 * DAY, actor=story.actor(desk_id, entry.lead_id), now=story.now,
            text="Einverstanden, der Kunde weiß Bescheid.",
        )  # fmt: skip

    if chance.random() < 0.7:
        story.soon(desk_id, entry.lead_id, 60, extend)


REACTIONS: Final[Mapping[str, Reaction]] = {
    "mandate.started": begin,
    "deadline.warned": remind,
    "deadline.missed": remind,
    "deadline.extension_asked": grant,
}
