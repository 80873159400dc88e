"""The imports of files: what was taken in, what runs, and which of their leads are still held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404

from staffel.models import Entry, Import, Lead, Membership, Submission
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


@dataclass(frozen=True, slots=True)
class Released:
    """How many leads of an import were released, since when and when last; None where none was."""

    count: int
    since: datetime | None
    last: datetime | None


def released_of(import_id: UUID) -> Released:
    """What has been released of an import so far, test leads left out. One query."""
    entries = Entry.objects.filter(
        kind="lead.released", lead__submissions__source_import=import_id, lead__is_test=False
    )
    found = entries.aggregate(Count("lead_id", distinct=True), Min("at"), Max("at"))
    return Released(found["lead_id__count"], found["at__min"], found["at__max"])


def still_held(import_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these imports of which leads are still held, test leads left out. One query."""
    held = Submission.objects.filter(
        source_import__in=import_ids, lead__deadline_kind="release", lead__is_test=False
    )
    return set(held.values_list("source_import", flat=True).distinct())


def _visible(member: Membership) -> QuerySet[Import]:
    if not decides(member):
        raise Http404("no imports for this member")
    return Import.objects.select_related("made_by__person")
