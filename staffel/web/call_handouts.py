"""On the telephone: what the prospect has, and what it is given or promised while somebody speaks with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from staffel.actions.handouts import hand_out
from staffel.models import Membership
from staffel.queries.calls import callable_lead
from staffel.rules.refused import Refused
from staffel.web.calls import call_page, materials_context
from staffel.web.fragments import wants_fragment
from staffel.web.handouts import chosen_materials, given_in_words
from staffel.web.members import actor_of, for_members


@require_POST
@for_members
def call_hand_out(request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """Gives or promises what is ticked; the call goes on with what is typed. A refusal stands beside it (422). 404 when the
    lead is not on the member's list."""
    lead, refused, said = callable_lead(member, lead_id), None, ""
    try:
        done = hand_out(
            lead.id,
            chosen_materials(request.POST),
            way=request.POST.get("way", ""),
            is_again=request.POST.get("again") == "1",
            actor=actor_of(member),
            now=timezone.now(),
        )
        said = given_in_words(done)
    except Refused as error:
        refused = error
    if not wants_fragment(request):
        if refused:
            return call_page(request, member, lead, handing=refused)
        messages.success(request, said)
        return redirect("call", lead_id)
    context: dict[str, Any] = {
        **materials_context(request, member, lead, refused=refused),
        "lead": lead,
        "to": reverse("call-hand-out", args=[lead.id]),
        "swaps": "#materials-panel",
        "said": said,
    }
    return render(request, "_handouts.html", context, status=422 if refused else 200)
