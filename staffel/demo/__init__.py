"""The demonstration: an invented heat-pump maker, its partners and ninety days of leads, made by the real actions."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Final

from django.db import connection
from procrastinate.contrib.django import app

from staffel.actions.actors import SYSTEM
from staffel.actions.clock import run_due
from staffel.actions.leads import capture_leads
from staffel.actions.parties import end_party
from staffel.actions.past_mails import keep_past_mails
from staffel.channels.sender import send_due
from staffel.demo import answers, materials, office, prospects, working
from staffel.demo.enquiries import Arrival, arrivals
from staffel.demo.partners import Partner, sign_partners
from staffel.demo.quiet_queue import QuietQueue
from staffel.demo.story import Heard, Reaction, Story
from staffel.demo.vendor import PASSWORD, Vendor, found_vendor
from staffel.models import Delivery, Lead, Membership, Party
from staffel.rules.refused import Refused

__all__ = ["DAYS", "LEADS", "PASSWORD", "DemoPerson", "DemoSummary", "check_empty", "load_demo"]

DAYS: Final = 90
LEADS: Final = 900
WRITTEN_WITHIN: Final = timedelta(days=4)  # the mails of the last days are written out, with links that work
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can log in with the demonstration's password."""

    name: str
    email: str
    role: str
    party: str


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was made. `outcomes`: how many leads by status, or by outcome when closed; `refused`: acts of the story
    that came too late, by code."""

    password: str
    people: tuple[DemoPerson, ...]
    partners: int
    leads: int
    open: int
    overdue: int
    mails: int
    outcomes: Mapping[str, int]
    refused: Mapping[str, int]


def check_empty() -> None:
    """Refused (`data_there`) where there is a party already."""
    if Party.objects.exists():
        raise Refused(
            "data_there", "There is data already; the demonstration is loaded into empty tables only."
        )


def load_demo(
    *, progress: Progress, now: datetime, seed: int = 1, leads: int = LEADS, days: int = DAYS
) -> DemoSummary:
    """Play `days` days that end at `now`, with `leads` enquiries. `progress(done, total, text)` is called once a day.
    The same seed and `now` make the same story. Refused: `data_there` where there is a party already."""
    check_empty()
    starts_at = now - timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # nobody has asked for these leads
    try:
        with app.replace_connector(QuietQueue()):  # no worker is woken: the story sends its own mails
            vendor = found_vendor(now=starts_at, fair_on=now.date())
            partners = sign_partners(vendor, seed=seed, starts_at=starts_at, ends_at=now)
            story = _story(partners, seed=seed, starts_at=starts_at, ends_at=now)
            _write(story, vendor, partners, leads=leads)
            for day in range(1, days + 1):
                story.run(until=starts_at + timedelta(days=day))
                progress(day, days, f"{story.now:%d.%m.%Y}")
            send_due(now)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
    return _summary(story, partners)


def _story(partners: list[Partner], *, seed: int, starts_at: datetime, ends_at: datetime) -> Story:
    return Story(
        seed=seed,
        now=starts_at,
        ends_at=ends_at,
        characters={partner.id: partner.character for partner in partners},
        reactions=_all_of(answers, working, office, materials, prospects),
        send=lambda _: 0,
    )


def _all_of(*rooms: ModuleType) -> dict[str, Reaction]:
    """What everybody does about an entry, one after the other."""
    found: dict[str, list[Reaction]] = defaultdict(list)
    for room in rooms:
        for kind, reaction in room.REACTIONS.items():
            found[kind].append(reaction)

    def together(reactions: list[Reaction]) -> Reaction:
        def react(story: Story, entry: Heard) -> None:
            for reaction in reactions:
                reaction(story, entry)

        return react

    return {kind: together(reactions) for kind, reactions in found.items()}


def _write(story: Story, vendor: Vendor, partners: list[Partner], *, leads: int) -> None:
    """Put into the queue what is certain: arrivals, company holidays, and the partner that leaves."""
    for arrival in arrivals(seed=story.seed, count=leads, starts_at=story.now, ends_at=story.ends_at):
        story.at(arrival.at, _capturing(story, arrival))
    for partner in partners:
        for begins_at, _ in partner.absences:
            story.at(begins_at, lambda: run_due(story.now))
    story.at(max(story.now, story.ends_at - WRITTEN_WITHIN), lambda: _write_mails_from_now(story))
    leaving, administrator = partners[-24].id, vendor.administrator
    leaves_at = story.now + (story.ends_at - story.now) * 0.7
    story.at(leaves_at, lambda: end_party(leaving, actor=administrator, now=story.now))


def _write_mails_from_now(story: Story) -> None:
    keep_past_mails(now=story.now)
    story.send = send_due


def _capturing(story: Story, arrival: Arrival) -> Callable[[], None]:
    def capture() -> None:
        taken = capture_leads(arrival.leads, door="demo", mode="new", actor=SYSTEM, now=story.now)
        for new, captured in zip(arrival.leads, taken, strict=True):
            story.chance(captured.lead_id)
            story.withheld[captured.lead_id] = arrival.withheld.get(new.key, {})

    return capture


def _summary(story: Story, partners: list[Partner]) -> DemoSummary:
    everybody = Membership.objects.select_related("person", "party").order_by("id")
    members = [member for member in everybody if member.person.has_usable_password()]
    leads = Lead.objects.all()
    outcomes: dict[str, int] = {}
    for status, outcome in leads.values_list("status", "outcome"):
        outcomes[outcome or status] = outcomes.get(outcome or status, 0) + 1
    is_open = leads.exclude(status="closed")
    return DemoSummary(
        password=PASSWORD,
        people=tuple(DemoPerson(m.person.name, m.person.email, m.role, m.party.name) for m in members),
        partners=len(partners),
        leads=leads.count(),
        open=is_open.count(),
        overdue=is_open.filter(deadline_at__lt=story.now).count(),
        mails=Delivery.objects.count(),
        outcomes=outcomes,
        refused=dict(story.refused),
    )
