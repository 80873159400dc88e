"""What arrived and could not be read; it waits for repair."""

from collections.abc import Mapping

from django.db.models import Q
from django.http import Http404

from staffel.models import Membership, Submission
from staffel.queries.delivery_log import PAGE, behind, may_read


def unclear_submissions(member: Membership, query: Mapping[str, str]) -> tuple[list[Submission], str]:
    """What could not be read and waits for repair, newest first, and where the next page begins. One query. Raises
    Http404 for strangers."""
    if not may_read(member):
        raise Http404("no intake for this member")
    rows = Submission.objects.filter(state="problem").select_related("source_import")
    if last_seen := behind(query.get("after", "")):
        rows = rows.filter(Q(received_at__lt=last_seen[0]) | Q(received_at=last_seen[0], id__lt=last_seen[1]))
    found = list(rows.order_by("-received_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.received_at.isoformat()}_{last.id}" if last else ""
