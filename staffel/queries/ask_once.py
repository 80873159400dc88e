"""Asked once: what arrived complete, what had to be asked, what was asked or given twice, and what prospects deny.

Every figure is as KPIS.md defines it and counts exactly the leads that the list of leads shows behind it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from staffel.models import Entry, Lead
from staffel.queries.contradicted import contradicted
from staffel.queries.happened import (
    ASKED_AGAIN,
    END,
    arrived,
    first_offered,
    has_happened,
    on_file,
    stopped,
)
from staffel.queries.loads import ids_as_text
from staffel.queries.materials import repeat_handouts
from staffel.rules.rates import Rate
from staffel.rules.survival import Duration, Median, median, quantile

# The figures, each with the leads that it is a share of ("" where it is none).
LINES: Final[Mapping[str, str]] = {
    "straight": "",
    "stopped": "",
    "asked-again": "first-offered",
    "on-file": "first-offered",
    "missing": "first-offered",
    "given-again": "given",
    "blocked": "",
    "contradicted": "answered",
    "joined": "",
}
TOP: Final = 6  # questions that are named

# How long a lead stood to be qualified: until its first entry in another status, whatever that is.
WAITED: Final = """
SELECT extract(epoch FROM coalesce(ended.at, %(until)s) - begun.at)::float8, ended.status
FROM (SELECT DISTINCT ON (lead_id) lead_id, id, at FROM entry WHERE kind = 'lead.qualifying' AND lead_id = ANY(%(leads)s::uuid[])
      ORDER BY lead_id, id) AS begun
LEFT JOIN LATERAL (SELECT at, status FROM entry WHERE lead_id = begun.lead_id AND entry.id > begun.id AND status <> 'qualifying'
                   AND at <= %(until)s ORDER BY id LIMIT 1) AS ended ON true
WHERE begun.at <= %(until)s
"""

# What they lacked then, each lead once for a question.
LACKED: Final = """
SELECT question, count(DISTINCT lead_id) FROM entry, jsonb_array_elements_text(data -> 'open_questions') AS question
WHERE kind = 'lead.qualifying' AND lead_id = ANY(%s::uuid[])
GROUP BY question ORDER BY 2 DESC, question COLLATE "C" LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """`leads` to which it happened; `rate`: the figure as it is defined, None where it is no share; `times`: how often,
    where a lead can count more than once."""

    key: str
    leads: int
    of: int
    rate: Rate | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Stops:
    """How long leads stood to be qualified (wall-clock time; who still stands counts), and how that ended."""

    half: Median
    nine_of_ten: Median
    to_market: int
    closed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign's own shares of what arrived, and how many of its leads were asked again."""

    campaign_id: UUID
    arrived: int
    straight: Rate
    asked_again: Rate
    blocked: int
    contradicted: int


@dataclass(frozen=True, slots=True)
class AskOnce:
    """The statement for leads and events from `since` until before `until`. `arrived`: leads that Staffel got then,
    `neither` of them neither went to a market nor stopped: held, placed by hand, joined or closed at once. `missing_most`,
    `asked_most`: keys of questions with the number of leads that lacked the answer, or were asked for a known one."""

    since: datetime
    until: datetime
    arrived: int
    neither: int
    lines: Mapping[str, Line]
    stops: Stops
    campaigns: Sequence[CampaignLine]
    missing_most: Sequence[tuple[str, int]] = field(default_factory=tuple)
    asked_most: Sequence[tuple[str, int]] = field(default_factory=tuple)


def ask_once(
    *, since: datetime, now: datetime, until: datetime | None = None, campaign_id: UUID | None = None
) -> AskOnce:
    """The statement up to `until`, or up to now, of one campaign or of all; leads that are marked as test are in nothing. A
    fixed number of queries.

    - straight: of the leads that arrived and went to a market or stopped, those that nobody had to ask anything before;
    - stopped: the others of these, with the time until they went on;
    - asked-again (KPIS asked_again), on-file, missing: of the leads first offered in the period, as `asked_again`;
    - given-again (KPIS repeat_handouts): repeats of all handouts; blocked ones apart;
    - contradicted (KPIS contradicted): of the reported contacts about which prospects answered, those they deny;
    - joined: requests of people whose lead was open, joined to that lead.
    """
    shown_until, until = min(until or now, now), until or END
    leads = Lead.objects.filter(is_test=False)
    if campaign_id:
        leads = leads.filter(campaign_id=campaign_id)
    wanted = {*LINES, *filter(None, LINES.values())}
    stops = dict(leads.filter(stopped(since, until)).values_list("id", "campaign_id"))
    counts = {"stopped": Counter(stops.values()), **_first_offered(leads, since, until)}
    counts |= {
        key: _by_campaign(leads.filter(has_happened(key, since, until))) for key in wanted - counts.keys()
    }
    came = _by_campaign(leads.filter(arrived(since, until)))
    total = {key: sum(found.values()) for key, found in counts.items()}
    decided = total["straight"] + total["stopped"]
    return AskOnce(
        since=since,
        until=shown_until,
        arrived=sum(came.values()),
        neither=sum(came.values()) - decided,
        lines=_lines(total, decided, since=since, until=until, campaign_id=campaign_id),
        stops=_stops(list(stops), until=shown_until),
        campaigns=_campaigns(came, counts),
        missing_most=_open_questions(list(stops)),
        asked_most=_asked_questions(leads.filter(on_file(since, until))),
    )


def _by_campaign(leads: QuerySet[Lead]) -> Counter[UUID]:
    rows = leads.order_by().values_list("campaign_id").annotate(Count("id"))
    return Counter(dict(rows))


def _first_offered(leads: QuerySet[Lead], since: datetime, until: datetime) -> dict[str, Counter[UUID]]:
    """Of the leads first offered in the period how many, and how many of them were asked again and why. One query."""
    counts = {"first-offered": Count("id")}
    counts |= {key: Count("id", filter=one(since, until)) for key, one in ASKED_AGAIN.items()}
    found = leads.filter(first_offered(since, until)).order_by().values_list("campaign_id")
    rows = list(found.annotate(**{key.replace("-", "_"): count for key, count in counts.items()}))
    return {key: Counter({row[0]: row[place] for row in rows}) for place, key in enumerate(counts, start=1)}


def _lines(
    total: Mapping[str, int], decided: int, *, since: datetime, until: datetime, campaign_id: UUID | None
) -> dict[str, Line]:
    given = repeat_handouts(since=since, until=until, campaign_id=campaign_id)
    said = contradicted(since=since, until=until, campaign_id=campaign_id)
    rates = {key: Rate(total[key], decided) for key in ("straight", "stopped")}
    rates |= {key: Rate(total[key], total["first-offered"]) for key in ("asked-again", "on-file", "missing")}
    rates |= {
        "given-again": Rate(given.repeats, given.handouts),
        "contradicted": Rate(said.denied, said.answered),
    }
    times = {"given-again": given.repeats, "blocked": given.blocked, "contradicted": said.denied}
    return {
        key: Line(key, total[key], total[whole] if whole else decided, rates.get(key), times.get(key))
        for key, whole in LINES.items()
    }


def _stops(lead_ids: Sequence[UUID], *, until: datetime) -> Stops:
    with connection.cursor() as cursor:
        cursor.execute(WAITED, {"leads": ids_as_text(lead_ids), "until": until})
        rows = cursor.fetchall()
    waits = [Duration(timedelta(seconds=seconds), status is not None) for seconds, status in rows]
    ends = Counter(status for _, status in rows)
    return Stops(
        half=median(waits),
        nine_of_ten=quantile(waits, left=0.1),
        to_market=sum(count for status, count in ends.items() if status not in {None, "closed"}),
        closed=ends["closed"],
        waiting=ends[None],
    )


def _campaigns(came: Counter[UUID], counts: Mapping[str, Counter[UUID]]) -> list[CampaignLine]:
    """The campaigns with anything to count, what brought most first."""
    found = {one for count in (came, *counts.values()) for one in count}
    return [
        CampaignLine(
            one,
            came[one],
            Rate(counts["straight"][one], counts["straight"][one] + counts["stopped"][one]),
            Rate(counts["asked-again"][one], counts["first-offered"][one]),
            counts["blocked"][one],
            counts["contradicted"][one],
        )
        for one in sorted(found, key=lambda one: (-came[one], str(one)))
    ]


def _open_questions(lead_ids: Sequence[UUID]) -> list[tuple[str, int]]:
    """What these leads lacked when they stopped, each lead once for a question."""
    with connection.cursor() as cursor:
        cursor.execute(LACKED, [ids_as_text(lead_ids), TOP])
        return [(question, count) for question, count in cursor.fetchall()]


def _asked_questions(leads: QuerySet[Lead]) -> list[tuple[str, int]]:
    """What was on file when these leads were asked for it, each lead once for a question."""
    asked = Entry.objects.filter(lead__in=leads, kind="question.asked_again")
    return _most(set(asked.values_list("lead_id", "data__question")))


def _most(pairs: set[tuple[UUID, str]]) -> list[tuple[str, int]]:
    return sorted(Counter(key for _, key in pairs).items(), key=lambda one: (-one[1], one[0]))[:TOP]
