"""The imports of files: what was taken in, what runs, and which of their leads are still held."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from staffel.models import Import, Lead, Membership
from staffel.queries.access import decides
from staffel.queries.delivery_log import PAGE, behind


def imports(member: Membership, query: Mapping[str, str]) -> tuple[list[Import], str]:
    """One page, newest first, and where the next begins. One query. Raises Http404 for strangers."""
    rows = _visible(member)
    if last_seen := behind(query.get("after", "")):
        rows = rows.filter(Q(started_at__lt=last_seen[0]) | Q(started_at=last_seen[0], id__lt=last_seen[1]))
    found = list(rows.defer("content").order_by("-started_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.started_at.isoformat()}_{last.id}" if last else ""


def visible_import(member: Membership, import_id: UUID) -> Import:
    """One import, its file read only where it is asked for; raises Http404 for strangers and where there is none."""
    found = _visible(member).defer("content").filter(id=import_id).first()
    if found is None:
        raise Http404("no such import")
    return found


def held_of(import_id: UUID) -> QuerySet[Lead, UUID]:
    """The ids of an import's leads that are still held, test leads left out, the oldest first."""
    held = Lead.objects.filter(submissions__source_import=import_id, deadline_kind="release", is_test=False)
    return held.order_by("id").values_list("id", flat=True).distinct()


def _visible(member: Membership) -> QuerySet[Import]:
    if not decides(member):
        raise Http404("no imports for this member")
    return Import.objects.select_related("made_by__person")
