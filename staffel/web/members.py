"""Who is at the door: the person that is logged in, and the membership in which it acts."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from staffel.actions.actors import Actor
from staffel.models import Membership, PartyKind, Person, Role
from staffel.queries.handed import needs_agreement
from staffel.queries.people import ACTING
from staffel.web.fragments import wants_fragment

P = ParamSpec("P")
CHOSEN = "membership"
# What an agency may open before it has agreed: nothing of a lead stands there.
BEFORE_AGREEING = frozenset({"agreement", "account", "account-password", "act-as", "process"})
# Where somebody has several memberships, the one it begins with: the vendor's own before the others.
ORDER = (Role.ADMINISTRATOR, Role.DESK, Role.FIELD_SALES, Role.MARKETING, Role.AGENCY_MEMBER)


def for_members(
    view: Callable[Concatenate[HttpRequest, Membership, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A page for people who are logged in: it gets the membership, and speaks its language in its time zone."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_login(request)
        member = acting_member(request)
        if member is None:
            return render(request, "account/inactive.html", status=404)
        with translation.override(language_of(request, member)), timezone.override(member.party.timezone):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            request.member = member  # type: ignore[attr-defined]
            if _must_agree_first(request, member):
                return _to_agreement(request)
            response = view(request, member, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

    return page


def _must_agree_first(request: HttpRequest, member: Membership) -> bool:
    """Whether nothing of a lead may be shown yet: an agency that has never agreed. A partner's pages ask themselves."""
    if member.party.kind != PartyKind.AGENCY:
        return False
    found = request.resolver_match
    return (found is None or found.url_name not in BEFORE_AGREEING) and needs_agreement(member)


def _to_agreement(request: HttpRequest) -> HttpResponse:
    """What is agreed, and from there to what was asked for; nothing was done. A part of a page brings the whole there."""
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": reverse("agreement"), "Cache-Control": "no-store"})
    wanted = {"next": request.get_full_path()} if request.method in {"GET", "HEAD"} else {}
    response = redirect(f"{reverse('agreement')}{'?' if wanted else ''}{urlencode(wanted)}")
    response["Cache-Control"] = "no-store"
    return response


def _to_login(request: HttpRequest) -> HttpResponse:
    """401 for a part of a page: the page that asks for it stays with what is typed there, and says so itself. Otherwise
    the login, and from there to what was asked for; after a form to the page that it stood on."""
    if wants_fragment(request):
        return HttpResponse(status=401)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host()
    return redirect_to_login(
        came_from._replace(scheme="", netloc="").geturl() if is_ours else reverse("today")
    )


def memberships(person: Person) -> list[Membership]:
    """The person's active memberships, the one it begins with first."""
    found = Membership.objects.filter(ACTING, person=person).exclude(party__state="ended")
    rank = {role.value: place for place, role in enumerate(ORDER)}
    return sorted(found.select_related("party", "person"), key=lambda m: (rank.get(m.role, len(ORDER)), m.id))


def acting_member(request: HttpRequest) -> Membership | None:
    """The one that was chosen, else the first; None for somebody who acts for nobody (any more, or not yet)."""
    assert isinstance(request.user, Person)
    own = memberships(request.user)
    if not own:
        return None
    request.memberships = own  # type: ignore[attr-defined]
    chosen = request.session.get(CHOSEN)
    return next((member for member in own if str(member.id) == chosen), own[0])


def language_of(request: HttpRequest, member: Membership) -> str:
    """What the reader has switched to, else the person's own language."""
    switched = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return switched if switched in dict(settings.LANGUAGES) else member.person.language


def actor_of(member: Membership) -> Actor:
    return Actor("member", member.id, member.party_id)


@require_POST
@for_members
def act_as(request: HttpRequest, _member: Membership, member_id: UUID) -> HttpResponse:
    """Go on in another of one's own memberships; 404 for one that is not."""
    own = {str(one.id) for one in request.memberships}  # type: ignore[attr-defined]
    if str(member_id) not in own:
        raise Http404("not one's own")
    request.session[CHOSEN] = str(member_id)
    return redirect("today")
