"""All held leads at once: says what would go out, asks once, and releases them in cases of a few hundred."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from staffel.actions.estimates import estimate_release
from staffel.actions.qualifying import release_leads
from staffel.models import Membership
from staffel.queries.access import decides
from staffel.queries.directory import directory
from staffel.queries.uploads import held_of, visible_import
from staffel.queries.waiting import held_leads
from staffel.web.members import actor_of, for_members

LEADS_A_CASE: Final = 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def held(request: HttpRequest, member: Membership, import_id: UUID | None = None) -> HttpResponse:
    """Those of one import, or all; for the desk and the administrator, 404 for others. GET says what would go out; POST releases, when no more are
    held than the page has shown (`leads`), otherwise it shows them anew with status 422."""
    if not decides(member):
        raise Http404("not for this member")
    lead_ids = list(held_of(visible_import(member, import_id).id)) if import_id else held_leads(member)
    if request.method != "POST":
        return _page(request, lead_ids)
    if str(len(lead_ids)) != request.POST.get("leads"):
        return _page(request, lead_ids, error=_("Other leads are held by now. Please look again."))
    count = _released(lead_ids, member)
    words = ngettext("%(count)d lead released.", "%(count)d leads released.", count)
    messages.success(request, words % {"count": count})
    return redirect("import", import_id) if import_id else redirect("today")


def _page(request: HttpRequest, lead_ids: list[UUID], *, error: str = "") -> HttpResponse:
    context = {
        "page": "today",
        "count": len(lead_ids),
        "expected": estimate_release(lead_ids, now=timezone.now()),
        "installation": directory().installation,
        "error": error,
    }
    return render(request, "held.html", context, status=422 if error else 200)


def _released(lead_ids: list[UUID], member: Membership) -> int:
    """A case each for a few: what has gone out stays out, and nobody waits long for a lead that is locked here."""
    parts = [lead_ids[at : at + LEADS_A_CASE] for at in range(0, len(lead_ids), LEADS_A_CASE)]
    return sum(release_leads(part, actor=actor_of(member), now=timezone.now()) for part in parts)
