"""What arrived and could not be read: waiting for repair, repaired, or dismissed."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from staffel.models import Membership, Submission
from staffel.queries.delivery_log import PAGE, behind, may_read

STATES: Final = ("problem", "dismissed", "repaired")
COUNTED: Final = 1_000  # more are not counted one by one
AT_ONCE: Final = 500  # that are dismissed together


def unclear_submissions(member: Membership, query: Mapping[str, str]) -> tuple[list[Submission], str]:
    """One page of those that fit the filters (`state`, `import`, `door`), newest first, and where the next begins. One
    query. Raises Http404 for strangers."""
    rows = _filtered(member, query).select_related("source_import", "lead")
    if last_seen := behind(query.get("after", "")):
        rows = rows.filter(Q(received_at__lt=last_seen[0]) | Q(received_at=last_seen[0], id__lt=last_seen[1]))
    found = list(rows.order_by("-received_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.received_at.isoformat()}_{last.id}" if last else ""


def unclear_ids(member: Membership, query: Mapping[str, str]) -> list[UUID]:
    """All that wait and fit the filters, the newest first, at most AT_ONCE."""
    rows = _filtered(member, {**query, "state": "problem"}).order_by("-received_at", "-id")
    return list(rows.values_list("id", flat=True)[:AT_ONCE])


def unclear_count(member: Membership) -> int:
    """How many wait for repair, at most COUNTED; 0 for those who do not decide about them. One query."""
    if not may_read(member):
        return 0
    return Submission.objects.filter(state="problem")[:COUNTED].count()


def visible_submission(member: Membership, submission_id: UUID) -> Submission:
    """One of them; raises Http404 for strangers, and for what was no problem."""
    if not may_read(member):
        raise Http404("no intake for this member")
    rows = Submission.objects.filter(id=submission_id, state__in=STATES)
    found = rows.select_related("source_import", "lead").first()
    if found is None:
        raise Http404("no such submission")
    return found


def _filtered(member: Membership, query: Mapping[str, str]) -> QuerySet[Submission]:
    if not may_read(member):
        raise Http404("no intake for this member")
    state = query.get("state", "problem")
    rows = Submission.objects.filter(state=state if state in STATES else "problem")
    if wanted := query.get("import"):
        try:
            rows = rows.filter(source_import=UUID(wanted))
        except ValueError:
            return rows.none()
    if query.get("door") in {"api", "form", "import", "device"}:
        rows = rows.filter(door__startswith=query["door"])
    return rows
