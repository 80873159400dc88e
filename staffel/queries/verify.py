"""Proves the promise on the data at hand: leads, offers, mandates, holders, journal and deliveries agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

LATE_WITHIN: Final = timedelta(minutes=10)  # a running clock and sender are never further behind
EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence that must hold. `wrong`: how many rows break it; `examples`: up to five, lead numbers or ids."""

    key: str
    sentence: str
    wrong: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    counts: Mapping[str, int]
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return not any(check.wrong for check in self.checks)


# Each statement selects what is wrong: one text column that names the row.
CHECKS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "one_holder",
        "Every open lead has one holder, one deadline and one alarm; a closed one has none.",
        """SELECT number FROM lead WHERE (status <> 'closed') <>
           (holder_id IS NOT NULL AND deadline_at IS NOT NULL AND wake_at IS NOT NULL AND deadline_kind <> '')""",
    ),
    (
        "work_has_mandate",
        "A lead is in work exactly when its holder has an open mandate.",
        """SELECT lead.number FROM lead LEFT JOIN mandate ON mandate.lead_id = lead.id AND mandate.ended_at IS NULL
           WHERE (lead.status = 'working') <> (mandate.id IS NOT NULL)
              OR mandate.id IS NOT NULL AND mandate.party_id IS DISTINCT FROM lead.holder_id""",
    ),
    (
        "desk_holds_brokering",
        "A lead in brokering is held by its desk.",
        "SELECT number FROM lead WHERE status = 'brokering' AND holder_id IS DISTINCT FROM desk_id",
    ),
    (
        "offers_belong",
        "An open offer belongs to an open brokerage of a lead in brokering.",
        """SELECT lead.number FROM offer JOIN lead ON lead.id = offer.lead_id
           JOIN brokerage ON brokerage.id = offer.brokerage_id
           WHERE offer.state = 'open' AND (lead.status <> 'brokering' OR brokerage.ended_at IS NOT NULL)""",
    ),
    (
        "offer_deadline",
        "With open offers the lead's deadline is the end of the round.",
        """SELECT lead.number FROM lead
           JOIN (SELECT lead_id, max(window_ends_at) AS ends FROM offer WHERE state = 'open' GROUP BY 1) asked
             ON asked.lead_id = lead.id
           WHERE lead.deadline_kind <> 'offer' OR lead.deadline_at <> asked.ends""",
    ),
    (
        "offer_kind",
        "Only a lead with an open offer waits for an answer.",
        """SELECT number FROM lead WHERE deadline_kind = 'offer'
           AND NOT EXISTS (SELECT FROM offer WHERE offer.lead_id = lead.id AND offer.state = 'open')""",
    ),
    (
        "offered_once",
        "Nobody has two open offers of one lead.",
        """SELECT lead.number FROM offer JOIN lead ON lead.id = offer.lead_id WHERE offer.state = 'open'
           GROUP BY lead.number, offer.party_id HAVING count(*) > 1""",
    ),
    (
        "accepted_has_mandate",
        "Every accepted offer has led to a mandate of the same party.",
        """SELECT lead.number FROM offer JOIN lead ON lead.id = offer.lead_id WHERE offer.state = 'accepted'
           AND NOT EXISTS (SELECT FROM mandate WHERE mandate.offer_id = offer.id AND mandate.party_id = offer.party_id)""",
    ),
    (
        "brokerage_ended",
        "No brokerage is open for a lead that is in work or closed.",
        """SELECT lead.number FROM brokerage JOIN lead ON lead.id = brokerage.lead_id
           WHERE brokerage.ended_at IS NULL AND lead.status <> 'brokering'""",
    ),
    (
        "journal_agrees",
        "The last entry of every open lead says its status, holder and deadline.",
        """SELECT lead.number FROM lead LEFT JOIN LATERAL (
               SELECT status, holder_id, deadline_at FROM entry WHERE entry.lead_id = lead.id ORDER BY id DESC LIMIT 1
           ) last ON true
           WHERE lead.status <> 'closed' AND (last.status, last.holder_id, last.deadline_at)
                 IS DISTINCT FROM (lead.status::varchar, lead.holder_id, lead.deadline_at)""",
    ),
    (
        "journal_offers",
        "Every offer stands in the journal once, and so does every mandate.",
        """SELECT lead.number FROM offer JOIN lead ON lead.id = offer.lead_id
           WHERE (SELECT count(*) FROM entry WHERE entry.lead_id = offer.lead_id AND entry.offer_id = offer.id
                    AND entry.kind = 'offer.made') <> 1
           UNION ALL SELECT lead.number FROM mandate JOIN lead ON lead.id = mandate.lead_id
           WHERE (SELECT count(*) FROM entry WHERE entry.lead_id = mandate.lead_id AND entry.mandate_id = mandate.id
                    AND entry.kind = 'mandate.started') <> 1""",
    ),
    (
        "points_once",
        "What a mandate has earned for an act stands once, or was taken back.",
        """SELECT lead.number FROM entry JOIN lead ON lead.id = entry.lead_id
           WHERE entry.kind IN ('points.earned', 'points.taken_back')
           GROUP BY lead.number, entry.mandate_id, entry.data->>'act'
           HAVING sum(CASE entry.kind WHEN 'points.earned' THEN 1 ELSE -1 END * (entry.data->>'points')::bigint)
                  NOT IN (0, max((entry.data->>'points')::bigint))""",
    ),
    (
        "submission_kept",
        "Every lead that was taken in has the submission it came from.",
        "SELECT number FROM lead WHERE NOT EXISTS (SELECT FROM submission WHERE submission.lead_id = lead.id)",
    ),
    (
        "alarms_in_time",
        "No alarm is older than ten minutes: the clock runs.",
        "SELECT number FROM lead WHERE status <> 'closed' AND wake_at < %(late)s",
    ),
    (
        "deliveries_in_time",
        "No message that is due waits longer than ten minutes, but for a halt.",
        """SELECT id::text FROM delivery WHERE state = 'waiting' AND due_at < %(late)s
           AND (taken_until IS NULL OR taken_until < %(late)s)
           AND NOT EXISTS (SELECT FROM installation WHERE halted_at IS NOT NULL)""",
    ),
)

COUNTS: Final = """
SELECT (SELECT count(*) FROM lead), (SELECT count(*) FROM lead WHERE status <> 'closed'),
       (SELECT count(*) FROM offer), (SELECT count(*) FROM offer WHERE state = 'open'),
       (SELECT count(*) FROM mandate WHERE ended_at IS NULL), (SELECT count(*) FROM entry),
       (SELECT count(*) FROM delivery WHERE state = 'waiting'), (SELECT count(*) FROM submission WHERE state = 'problem'),
       (SELECT count(*) FROM party)
"""
COUNTED: Final = (
    "leads", "open_leads", "offers", "open_offers", "open_mandates", "entries", "waiting_deliveries",
    "intake_problems", "parties",
)  # fmt: skip


def verify(*, now: datetime) -> Verification:
    """Run every check. Alarms and deliveries are judged at `now`."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        counts = dict(zip(COUNTED, cursor.fetchone() or (), strict=True))
        checks = []
        for key, sentence, sql in CHECKS:
            cursor.execute(sql, {"late": now - LATE_WITHIN})
            rows = [str(row[0]) for row in cursor.fetchall()]
            checks.append(Check(key, sentence, len(rows), tuple(rows[:EXAMPLES])))
    return Verification(counts, tuple(checks))
