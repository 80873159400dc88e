"""How the desk places what lies on it, and how the agencies ask for what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from random import Random
from typing import Any, Final
from uuid import UUID

from staffel.actions import desk
from staffel.actions.actors import Actor
from staffel.actions.calls import answer_on_call, give_up_calling, report_call, take_call
from staffel.actions.qualifying import correct_lead, qualify_lead
from staffel.demo.story import Heard, Reaction, Story
from staffel.models import Lead, Mandate, Offer, Party, PartyKind
from staffel.queries.directory import directory
from staffel.rules.places import distance_m

FIRST_CALL: Final = 30  # minutes until an agency calls, in the middle
NOT_YET: Final = timedelta(
    hours=3
)  # what came in last an agency has not called: somebody finds it on its list
ASKS_ALL: Final = 0.12  # of the callers, so many ask what is on file too
LEFT_LYING: Final = 0.14  # so many the desk does not get to
CLOSED_FOR: Final = {"given_back_spam": "spam", "given_back_duplicate": "duplicate"}
WORDS: Final = "Mit dem Betrieb besprochen."


@dataclass(frozen=True)
class Lying:
    """A lead on a desk, with the reason why it lies there."""

    story: Story
    lead_id: UUID
    desk_id: UUID
    reason: str

    @property
    def chance(self) -> Random:
        return self.story.chance(self.lead_id)

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.story.actor(self.desk_id, self.lead_id), "now": self.story.now, "text": WORDS}

    def decide(self) -> None:
        """The desk looks at the lead and does what its reason calls for."""
        if self.reason in CLOSED_FOR:
            desk.close_lead(self.lead_id, reason=CLOSED_FOR[self.reason], **self.by)
        elif self.reason == "given_back_wrong_number":
            self._find_number()
        elif self.reason == "nobody_eligible" and self.chance.random() < 0.2:
            desk.close_lead(
                self.lead_id, reason=self.chance.choice(("not_our_product", "withdrawn")), **self.by
            )
        else:
            self._place()

    def _find_number(self) -> None:
        """Half of the numbers can be found out by mail; then the lead is offered again."""
        if self.chance.random() < 0.5:
            desk.close_lead(self.lead_id, reason="wrong_data", **self.by)
            return
        by = {name: value for name, value in self.by.items() if name != "text"}
        correct_lead(self.lead_id, {"phone": f"+498999998{self.chance.randint(900, 999)}"}, **by)
        desk.offer_again([self.lead_id], **by)

    def _place(self) -> None:
        nearest = self._nearest()
        own_sales = Party.objects.get(key="own-sales").id
        fate = self.chance.random()
        if fate < 0.3 or nearest is None:
            desk.place_lead(self.lead_id, party_id=own_sales, **self.by)
        elif fate < 0.65:
            desk.offer_by_hand(self.lead_id, party_id=nearest, **self.by)
        else:
            desk.place_lead(self.lead_id, party_id=nearest, **self.by)

    def _nearest(self) -> UUID | None:
        """The nearest partner that is at work and has not had the lead or an offer of it."""
        lead, network = Lead.objects.get(id=self.lead_id), directory().network
        tried = {
            *Offer.objects.filter(lead=lead).values_list("party_id", flat=True),
            *Mandate.objects.filter(lead=lead).values_list("party_id", flat=True),
        }
        here = (lead.latitude, lead.longitude)
        able = [
            bidder
            for bidder in network.bidders.values()
            if bidder.kind == "partner" and bidder.is_active and bidder.id not in tried
            and not bidder.is_absent_at(self.story.now) and bidder.country == lead.country
        ]  # fmt: skip
        return (
            min(able, key=lambda bidder: _metres(here, (bidder.latitude, bidder.longitude))).id
            if able
            else None
        )


def _metres(one: tuple[float | None, float | None], other: tuple[float | None, float | None]) -> float:
    if None in one or None in other:
        return inf
    return distance_m(*one, *other)  # type: ignore[arg-type]


def lie(story: Story, entry: Heard) -> None:
    """A lead has come to the desk."""
    assert entry.holder_id is not None
    lying = Lying(story, entry.lead_id, entry.holder_id, str(entry.data.get("reason", "")))
    if story.chance(entry.lead_id).random() < LEFT_LYING:
        story.put_off[entry.lead_id] = lying.decide
    else:
        story.soon(lying.desk_id, lying.lead_id, 110, lying.decide)


def complete(story: Story, entry: Heard) -> None:
    """Something is missing: the agency calls."""
    assert entry.holder_id is not None
    holder_id, lead_id = entry.holder_id, entry.lead_id
    is_agency = story.book.parties[holder_id].kind == PartyKind.AGENCY
    if is_agency and story.ends_at - story.now < NOT_YET:
        return
    if story.chance(lead_id).random() < LEFT_LYING:
        story.put_off[lead_id] = lambda: _ask(story, holder_id, lead_id, calls=1)
    else:
        median = FIRST_CALL if is_agency else 100
        story.soon(holder_id, lead_id, median, lambda: _ask(story, holder_id, lead_id, calls=1))


def _ask(story: Story, holder_id: UUID, lead_id: UUID, *, calls: int) -> None:
    chance, actor = story.chance(lead_id), story.actor(holder_id, lead_id)
    if chance.random() < 0.55:
        _read_out(story, lead_id, actor)
        report_call(lead_id, result="reached", actor=actor, now=story.now)
        told_at = story.now + timedelta(minutes=chance.randint(1, 6))
        story.at(told_at, lambda: qualify_lead(lead_id, actor=actor, now=story.now))
        return
    end = report_call(lead_id, result="no_answer", actor=actor, now=story.now)
    if calls < 4 and end.next_at:
        story.at(end.next_at, lambda: _ask(story, holder_id, lead_id, calls=calls + 1))
    elif not end.gave_up:
        give_up_calling(lead_id, actor=actor, now=story.now, text="Viermal nicht erreicht.")


def _read_out(story: Story, lead_id: UUID, actor: Actor) -> None:
    """The open questions, by the script; who does not look at what is known asks for it once more."""
    take_call(lead_id, actor=actor, now=story.now)
    for key, value in story.withheld.get(lead_id, {}).items():
        answer_on_call(lead_id, key, [value], seen="", actor=actor, now=story.now)
    known = Lead.objects.values_list("answers__heating", flat=True).get(id=lead_id)
    if known and story.chance(lead_id).random() < ASKS_ALL:
        answer_on_call(lead_id, "heating", [known], seen=known, actor=actor, now=story.now)


REACTIONS: Final[Mapping[str, Reaction]] = {"lead.on_desk": lie, "lead.qualifying": complete}
