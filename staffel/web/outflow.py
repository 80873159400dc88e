"""The outflow: live or redirected, running or halted, and the buttons that change it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from staffel.actions import outflow as brake
from staffel.actions.actors import Actor
from staffel.actions.unsent import Sent, send_unsent
from staffel.actions.vendor import change_vendor
from staffel.models import Membership, Role
from staffel.queries.access import decides
from staffel.queries.directory import directory
from staffel.queries.halted import leads_held_back
from staffel.queries.leaving import about_to_leave
from staffel.queries.never_sent import never_sent
from staffel.rules.refused import Refused
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words

ASKS_ABOVE = 20  # leads that are offered at once
SCOPES = frozenset({"all", "campaign", "market"})
ACTS: Final = frozenset({"halt", "resume", "live", "redirect", "send-unsent"})


class RedirectForm(forms.Form):
    """Where every mail goes until Staffel is live."""

    redirect_to = forms.EmailField(
        label=gettext_lazy("Address"),
        required=False,
        help_text=gettext_lazy("Empty: mails stay in the log of deliveries."),
    )


def _page(
    request: HttpRequest,
    member: Membership,
    *,
    refused: Refused | None = None,
    form: RedirectForm | None = None,
) -> HttpResponse:
    book = directory()
    context = {
        "page": "outflow",
        "now": timezone.now(),
        "installation": book.installation,
        "campaigns": sorted(book.campaigns.values(), key=lambda row: row.name),
        "markets": sorted(book.markets.values(), key=lambda row: row.name),
        "sends_mail": settings.SENDS_MAIL,
        "is_administrator": member.role == Role.ADMINISTRATOR,
        "unsent": never_sent(book=book),
        "unsent_choice": request.POST.get("unsent", ""),
        "leaving": about_to_leave(book=book) if book.installation.live_at is None else None,
        "redirect_form": form or RedirectForm(initial={"redirect_to": book.installation.redirect_to}),
        "error": in_words(refused) if refused else "",
        "asked": refused.details if refused and refused.code == "many_wait" else None,
    }
    return render(request, "outflow.html", context, status=422 if refused or form else 200)


@require_safe
@for_members
def outflow(request: HttpRequest, member: Membership) -> HttpResponse:
    """For the desk and the administrator; 404 for others."""
    if not decides(member):
        raise Http404("not for this member")
    return _page(request, member)


@require_POST
@for_members
def change(request: HttpRequest, member: Membership, act: str) -> HttpResponse:
    """`halt`, `resume` (a scope and its key), `send-unsent`, or `live` and `redirect`, which only the administrator may;
    live must be confirmed."""
    if not decides(member) or act not in ACTS:
        raise Http404("not for this member")
    if act in {"live", "redirect"} and member.role != Role.ADMINISTRATOR:
        raise Http404("only for the administrator")
    if act == "redirect":
        return _redirect(request, member)
    try:
        if act == "live":
            said = switch_to_live(request.POST, actor=actor_of(member), now=timezone.now())
        elif act == "send-unsent":
            said = _sent_words(send_unsent(actor=actor_of(member), now=timezone.now()))
        else:
            said = _brake(request, member, act)
    except Refused as refused:
        return _page(request, member, refused=refused)
    messages.success(request, said)
    return redirect("outflow")


def _brake(request: HttpRequest, member: Membership, act: str) -> str:
    wanted, key = request.POST.get("scope", ""), request.POST.get("key", "")
    if wanted not in SCOPES:
        raise Refused("scope_unknown", "There is nothing with this name to halt.", field="scope")
    scope = cast("Literal['campaign', 'market', 'all']", wanted)
    if act == "halt":
        brake.halt(scope, key, actor=actor_of(member), now=timezone.now())
        return _("Halted. Nothing is lost, the windows stand still.")
    waiting = leads_held_back(scope, key)
    if waiting > ASKS_ABOVE and request.POST.get("sure") != "1":
        raise Refused("many_wait", "Many leads are offered at once.", count=waiting, scope=scope, key=key)
    count = brake.resume(scope, key, actor=actor_of(member), now=timezone.now())
    return _("It goes on. Leads that waited for it: %(count)d.") % {"count": count}


def _redirect(request: HttpRequest, member: Membership) -> HttpResponse:
    form = RedirectForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form=form)
    change_vendor(form.cleaned_data, actor=actor_of(member), now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("outflow")


def switch_to_live(typed: Mapping[str, Any], *, actor: Actor, now: datetime) -> str:
    """Live, and what was never sent is sent where `unsent` says `send`; what is said then. Refused: `not_confirmed`,
    `unsent_choice_missing`, and as the acts."""
    if typed.get("sure") != "1":
        raise Refused("not_confirmed", "Please confirm by ticking the box.", field="sure")
    choice = typed.get("unsent")
    if never_sent(book=directory()) and choice not in {"send", "leave"}:
        raise Refused(
            "unsent_choice_missing", "Please say what becomes of what was never sent.", field="unsent"
        )
    brake.go_live(actor=actor, now=now)
    if choice != "send":
        return _live_words()
    return f"{_live_words()} {_sent_words(send_unsent(actor=actor, now=now))}"


def _sent_words(sent: Sent) -> str:
    others = sent.placed + sent.invitations
    if not sent.offers and not others:
        return _("Nothing is left to be sent.")
    words = [
        ngettext("%(count)d lead offer is sent now.", "%(count)d lead offers are sent now.", sent.offers)
        % {"count": sent.offers}
    ]
    if others:
        words.append(
            ngettext("%(count)d other mail is sent now.", "%(count)d other mails are sent now.", others)
            % {"count": others}
        )
    return " ".join(words[0 if sent.offers else 1 :])


def _live_words() -> str:
    """What is said when Staffel has become live; without a mail server nobody is told anything."""
    if settings.SENDS_MAIL:
        return _("Staffel is live: mail reaches its true receivers from now on.")
    return _("Staffel is live, but no mail server is set: mails are kept in the log.")
