"""Before an agency sees its first lead, once: what is agreed. Until then every page of the house leads here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from staffel.actions.agreements import agree
from staffel.models import Membership, PartyKind
from staffel.queries.agreements import what_is_agreed
from staffel.queries.directory import directory
from staffel.queries.handed import needs_agreement
from staffel.rules.refused import Refused
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def agreement(request: HttpRequest, member: Membership) -> HttpResponse:
    """What the agency agrees to (GET), and that it does (POST): then on to where it wanted to go. 422 when something else
    holds by now. 404 for everybody else: a partner agrees in its portal, the vendor's own people need not."""
    if member.party.kind != PartyKind.AGENCY:
        raise Http404("not for this member")
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    next_page = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else reverse("today")
    if not needs_agreement(member):
        return redirect(next_page)
    now, language, error = timezone.now(), translation.get_language() or "en", ""
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")[:80]
            agree(member.id, language=language, seen=seen, actor=actor_of(member), now=now)
            return redirect(next_page)
        except Refused as refused:
            error = in_words(refused)
    context = {
        "page": "agreement",
        "agreed": what_is_agreed(member, book=directory(), language=language, now=now),
        "next": next_page,
        "error": error,
    }
    return render(request, "agreement.html", context, status=422 if error else 200)
