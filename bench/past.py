"""A past: leads captured by the real action on moved days, most of them placed and closed since."""

from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from uuid import UUID

from bench.enquiries import new_leads

WAVES = 10
A_CASE = 200

# What the actions would have written, table by table: 24 of 25 leads were accepted and have ended since.
CLOSE = """
CREATE TEMP TABLE ended ON COMMIT DROP AS
SELECT offer.id AS offer_id, offer.lead_id, offer.brokerage_id, offer.party_id, offer.offered_at AS at,
       uuidv7() AS mandate_id,
       (SELECT id FROM version WHERE kind = 'pipeline' LIMIT 1) AS pipeline_id,
       CASE WHEN random() < 0.3 THEN 'won' ELSE 'lost' END AS outcome
FROM offer JOIN lead ON lead.id = offer.lead_id AND lead.status = 'brokering'
WHERE offer.state = 'open' AND offer.place = 1 AND random() < 0.96;
UPDATE offer SET state = CASE WHEN offer.id = ended.offer_id THEN 'accepted' ELSE 'withdrawn' END,
       answered_at = at + interval '1 hour'
FROM ended WHERE offer.brokerage_id = ended.brokerage_id AND offer.state = 'open';
UPDATE brokerage SET ended_at = at + interval '1 hour', outcome = 'placed' FROM ended WHERE id = brokerage_id;
INSERT INTO mandate (id, lead_id, party_id, offer_id, pipeline_version_id, policy_version_id, step, step_at, attempts,
                     contacted_at, started_at, ended_at, outcome, reason)
SELECT mandate_id, ended.lead_id, party_id, offer_id, pipeline_id, policy_version_id, 'first_contact', at, 1,
       at + interval '1 day', at + interval '1 hour', at + interval '9 days', ended.outcome, ''
FROM ended JOIN brokerage ON brokerage.id = brokerage_id;
INSERT INTO entry (id, at, kind, lead_id, party_id, mandate_id, actor_kind, status, data)
SELECT uuidv7(), at + step.after, step.kind, lead_id, party_id, mandate_id, 'system', step.status, '{}'
FROM ended, (VALUES ('offer.accepted', interval '1 hour', 'working'), ('activity.contact', interval '1 day', 'working'),
                    ('lead.closed', interval '9 days', 'closed')) AS step(kind, after, status);
UPDATE lead SET status = 'closed', outcome = ended.outcome, closed_at = at + interval '9 days', holder_id = NULL,
       deadline_at = NULL, deadline_from = NULL, deadline_kind = '', wake_at = NULL
FROM ended WHERE id = ended.lead_id;
UPDATE delivery SET state = 'kept', sent_at = created_at WHERE state = 'waiting';
DELETE FROM procrastinate_jobs;
"""


# One lead in ten is still worked by the partner that accepted it, a third of them without a first contact.
STILL_WORKED = """
CREATE TEMP TABLE worked ON COMMIT DROP AS
SELECT offer.id AS offer_id, offer.lead_id, offer.brokerage_id, offer.party_id, offer.offered_at AS at,
       uuidv7() AS mandate_id, random() < 0.67 AS is_contacted,
       (SELECT id FROM version WHERE kind = 'pipeline' LIMIT 1) AS pipeline_id
FROM offer JOIN lead ON lead.id = offer.lead_id AND lead.status = 'brokering'
WHERE offer.state = 'open' AND offer.place = 1 AND random() < 0.1;
UPDATE offer SET state = CASE WHEN offer.id = worked.offer_id THEN 'accepted' ELSE 'withdrawn' END,
       answered_at = at + interval '1 hour'
FROM worked WHERE offer.brokerage_id = worked.brokerage_id AND offer.state = 'open';
UPDATE brokerage SET ended_at = at + interval '1 hour', outcome = 'placed' FROM worked WHERE id = brokerage_id;
INSERT INTO mandate (id, lead_id, party_id, member_id, offer_id, pipeline_version_id, policy_version_id, step, step_at,
                     attempts, contacted_at, started_at, outcome, reason)
SELECT mandate_id, worked.lead_id, worked.party_id, membership.id, offer_id, pipeline_id, policy_version_id, 'first_contact',
       at, 1, CASE WHEN is_contacted THEN at + interval '1 day' END, at + interval '1 hour', '', ''
FROM worked JOIN brokerage ON brokerage.id = brokerage_id JOIN membership ON membership.party_id = worked.party_id;
INSERT INTO entry (id, at, kind, lead_id, party_id, mandate_id, actor_kind, status, holder_id, data)
SELECT uuidv7(), at + step.after, step.kind, lead_id, party_id, mandate_id, 'system', 'working', party_id, '{}'
FROM worked, (VALUES ('offer.accepted', interval '1 hour'), ('activity.contact', interval '1 day')) AS step(kind, after);
UPDATE lead SET status = 'working', holder_id = party_id, accepted_at = at + interval '1 hour', desk_reason = '',
       attempted_at = CASE WHEN is_contacted THEN at + interval '1 day' END,
       contacted_at = CASE WHEN is_contacted THEN at + interval '1 day' END, deadline_kind = 'step', deadline_from = at,
       deadline_at = %(now)s::timestamptz + (random() * 8 - 0.5) * interval '1 day', wake_at = %(now)s::timestamptz + interval '30 days'
FROM worked WHERE id = worked.lead_id;
"""

# One lead in four had to be qualified before its market, and of some it was asked what was on file, of others whether
# anybody had called: what the figures count. The dice are thrown inside, for each lead: outside, PostgreSQL throws them once
# for each kind, and all leads or none have it.
ASKED = """
INSERT INTO entry (id, at, kind, lead_id, actor_kind, status, data)
SELECT uuidv7(interval '-1 day'), received_at, 'lead.qualifying', id, 'system', 'qualifying', '{"open_questions": ["product"]}'
FROM lead WHERE random() < 0.25;
INSERT INTO entry (id, at, kind, lead_id, actor_kind, status, data)
SELECT uuidv7(), received_at + interval '2 hours', kind, id, 'system', 'working', '{"question": "product"}'
FROM (SELECT lead.id, received_at, kind, share, random() AS dice
      FROM lead, (VALUES ('question.asked_again', 0.03), ('prospect.confirmed', 0.02), ('prospect.denied', 0.005)) AS said(kind, share)) AS said
WHERE dice < share;
"""


def make_past(leads: int, *, now: datetime, leaves_open: bool = False) -> None:
    """Capture this many leads over the last hundred days, wave by wave, and close most of each wave; `leaves_open`:
    one in ten is still worked by a partner."""
    from django.db import connection, transaction

    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_set_up) as pool:
        for wave in range(WAVES):
            day = now - timedelta(days=10 * (WAVES - wave))
            halves = [pool.submit(_capture, f"past{wave}{half}", leads // WAVES // 2, day) for half in "ab"]
            for half in halves:
                half.result()
            with transaction.atomic(), connection.cursor() as cursor:
                if leaves_open:
                    cursor.execute(STILL_WORKED, {"now": now})
                cursor.execute(CLOSE)
    with connection.cursor() as cursor:
        if leaves_open:
            cursor.execute(ASKED)
        cursor.execute("VACUUM ANALYZE")


def _set_up() -> None:
    import django

    django.setup()


def _capture(name: str, count: int, now: datetime) -> list[UUID]:
    return capture(name, count, now=now)


def capture(name: str, count: int, *, now: datetime) -> list[UUID]:
    """Capture in this process, 200 leads a case, as the import does."""
    from staffel.actions.actors import SYSTEM
    from staffel.actions.leads import capture_leads

    arrived = new_leads(name, count, now=now)
    ids = []
    for start in range(0, count, A_CASE):
        done = capture_leads(arrived[start : start + A_CASE], door="bench", mode="new", actor=SYSTEM, now=now)
        ids += [one.lead_id for one in done]
    return ids
