"""The link's page: an enquiry offered, accepted and worked on a phone, without a login and without JavaScript."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from staffel.actions.actors import Actor
from staffel.actions.links import link_by_token
from staffel.actions.receipts import take_once
from staffel.actions.repeats import repeated
from staffel.models import Activity, Installation
from staffel.queries.access import Handed, contact_of, handed_by, teaser_of
from staffel.queries.directory import Directory, directory
from staffel.queries.labels import step_label
from staffel.queries.process import process_of
from staffel.queries.timeline import moment_shown, own_history, reasons_of
from staffel.rules.policies import Policy
from staffel.rules.reasons import Reason
from staffel.rules.refused import Refused
from staffel.web.portal.answers import ANSWERS, Answer
from staffel.web.portal.questions import question_answered, question_page
from staffel.web.portal.situations import situation
from staffel.web.refusals import in_words
from staffel.web.times import urgency, urgency_between

DONE: Final[Mapping[str, Promise]] = {
    "accept": _("Thank you. The enquiry is yours now."),
    "decline": _("Thank you for your answer."),
    "undo": _("Your acceptance was taken back. It does not count."),
    "attempt": _("Noted: not reached."),
    "contact": _("Noted: reached."),
    "appointment": _("Noted: appointment."),
    "quote": _("Noted: quote."),
    "win": _("Congratulations. The enquiry is won."),
    "lose": _("Noted: lost."),
    "give-back": _("The enquiry was given back. Thank you for saying so."),
    "follow-up": _("The follow-up is agreed."),
    "more-time": _("Your wish for more time is with the desk."),
    "note": _("The note is kept."),
}
GUARDED_BY_FACTS: Final = frozenset({"accept", "decline"})  # the same answer twice is one, without a receipt


@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows how the enquiry stands. A GET changes nothing: mail scanners open links."""
    now = timezone.now()
    handed = _handed(token, now=now)
    if handed is None:
        asked = question_page(request, token, now=now)
        return _closed(asked) if asked else _lost(request)
    with _speaking(request, handed):
        return _page(request, handed, token, now=now, done=request.GET.get("done", ""))


# The token in the address is the proof, and no cookie is asked or set: there is no ambient authority that another
# site could borrow, so a CSRF token would protect nothing and lock out mail apps that block cookies.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, act: str) -> HttpResponse:
    """Does what the button says and goes back to the page; a refusal is shown in words with what was typed. A GET (a
    page loaded again) only goes back."""
    now = timezone.now()
    handed = _handed(token, now=now)
    if handed is None or act not in ANSWERS:
        asked = question_answered(request, token, act, now=now)
        return _closed(asked) if asked else _lost(request)
    if request.method != "POST":
        return HttpResponseRedirect(_back(request, token))
    with _speaking(request, handed):
        try:
            _do(act, Answer(handed, request.POST, _actor(handed), now))
        except Refused as refused:
            fresh = _handed(token, now=now) or handed
            return _page(request, fresh, token, now=now, refused=refused, act=act)
    return HttpResponseRedirect(_back(request, token, done=act))


@require_safe
def expected(request: HttpRequest, token: str) -> HttpResponse:
    """What is expected of the link's party, by the versions that its enquiry keeps; nothing of the prospect."""
    now = timezone.now()
    handed = _handed(token, now=now)
    if handed is None:
        return _lost(request)
    with _speaking(request, handed):
        book, language = directory(), translation.get_language() or "en"
        context = {
            "token": token,
            "vendor": book.installation,
            "language": language,
            "switched": _language(request),
            "process": process_of(handed, book=book, language=language, now=now),
        }
        return _closed(render(request, "portal/process.html", context))


@repeated
def _do(act: str, said: Answer) -> None:
    """Once for each page that was shown: a double tap is harmless."""
    nonce = said.typed.get("once", "")[:40]
    if act in GUARDED_BY_FACTS or not nonce:
        ANSWERS[act](said)
        return
    with transaction.atomic():
        if take_once(f"link:{said.handed.link.id}", nonce, now=said.now):
            ANSWERS[act](said)


def _handed(token: str, *, now: datetime) -> Handed | None:
    found = link_by_token(token, now=now)
    return handed_by(found) if found and found.member.person.is_active else None


def _actor(handed: Handed) -> Actor:
    return Actor("link", handed.member.id, handed.member.party_id)


class _speaking(translation.override):  # noqa: N801 - a context manager, used as a word
    """The reader's language and the party's time zone."""

    def __init__(self, request: HttpRequest, handed: Handed) -> None:
        super().__init__(_language(request) or handed.member.person.language)
        self._zone = timezone.override(ZoneInfo(handed.member.party.timezone))

    def __enter__(self) -> None:
        super().__enter__()
        self._zone.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._zone.__exit__(*error)
        super().__exit__(*error)


def _language(request: HttpRequest) -> str:
    """What the reader has switched to on this page; "" when nothing."""
    wanted = request.POST.get("language") or request.GET.get("language") or ""
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def _back(request: HttpRequest, token: str, *, done: str = "") -> str:
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in (("done", done), ("language", _language(request))) if value})
    return reverse("link", args=[token]) + (f"?{query.urlencode()}" if query else "")


def _lost(request: HttpRequest) -> HttpResponse:
    """Wrong, old and revoked look the same: no hint whether it ever existed. In the browser's language."""
    context = {"language": translation.get_language(), "vendor": Installation.objects.first()}
    return _closed(render(request, "portal/lost.html", context, status=404))


def _closed(response: HttpResponse) -> HttpResponse:
    """What keeps the address secret and the page out of caches, indexes and frames."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    return response


def _page(
    request: HttpRequest,
    handed: Handed,
    token: str,
    *,
    now: datetime,
    done: str = "",
    refused: Refused | None = None,
    act: str = "",
) -> HttpResponse:
    book = directory()
    state = situation(handed)
    context = {
        "token": token,
        "now": now,
        "situation": state,
        "vendor": book.installation,
        "handed": handed,
        "language": translation.get_language(),
        "switched": _language(request),
        "once": secrets.token_urlsafe(9),
        "done": _said(done, handed, state=state),
        "error": in_words(refused) if refused else "",
        "act": act if refused else "",
        "typed": request.POST if refused else {},
        "history": own_history(handed.lead, party_id=handed.member.party_id, book=book),
        **(
            _working(handed, book=book, now=now)
            if state == "working"
            else _offered(handed, book=book, now=now)
        ),
    }
    return _closed(render(request, "portal/link.html", context, status=422 if refused else 200))


def _said(done: str, handed: Handed, *, state: str) -> str:
    """What was just done; "" where the page below says the same."""
    if done == "decline" and state == "declined":
        return ""
    if done == "appointment" and (agreed := _last("appointment", handed)):
        return gettext("Noted: appointment on %(when)s.") % {"when": moment_shown(agreed.due_at)}
    return str(DONE.get(done, ""))


def _last(kind: str, handed: Handed) -> Activity | None:
    return Activity.objects.filter(mandate=handed.mandate, kind=kind).order_by("-at").first()


def _offered(handed: Handed, *, book: Directory, now: datetime) -> dict[str, Any]:
    offer, lead = handed.offer, handed.lead
    if offer is None:
        return {}
    market = book.market_by_id(offer.brokerage.market_id)
    campaign = book.campaign_by_id(lead.campaign_id)
    return {
        "teaser": teaser_of(offer, book=book, language=translation.get_language() or "en", now=now),
        "urgency": urgency_between(offer.window_starts_at, offer.window_ends_at, now=now),
        "is_halted": bool(book.installation.halted_at or market.halted_at or campaign.halted_at),
        "reasons": _shown(reasons_of(lead, book=book).decline),
        "tomorrow": timezone.localdate(now) + timedelta(days=1),
    }


def _working(handed: Handed, *, book: Directory, now: datetime) -> dict[str, Any]:
    lead, mandate = handed.lead, handed.mandate
    assert mandate is not None
    policy: Policy = book.editions[mandate.policy_version_id].body
    reasons = reasons_of(lead, book=book)
    attempts_suffice = mandate.attempts >= policy.attempts
    tried = _last("attempt", handed)
    return {
        "contact": contact_of(lead, book=book, language=translation.get_language() or "en"),
        "mandate": mandate,
        "step": step_label(mandate.step, book.editions[mandate.pipeline_version_id].body),
        "urgency": urgency(lead, now=now),
        "next_attempt_at": tried.due_at if tried and not mandate.contacted_at else None,
        "attempts_needed": policy.attempts,
        "may_close_unreachable": attempts_suffice and not mandate.contacted_at,
        "undo_until": _undo_until(handed, policy=policy, now=now),
        "lost_reasons": _shown(r for r in reasons.lost if r.key != "not_reachable"),
        "give_back_reasons": _shown(
            r for r in reasons.give_back if _is_in_time(r, mandate.started_at, now=now)
        ),
        "tomorrow": timezone.localdate(now) + timedelta(days=1),
        "asked_for_time": mandate.extension_asked_at is not None,
    }


def _undo_until(handed: Handed, *, policy: Policy, now: datetime) -> datetime | None:
    mandate = handed.mandate
    if mandate is None or handed.offer is None or mandate.attempts or mandate.contacted_at:
        return None
    until = mandate.started_at + timedelta(minutes=policy.undo_minutes)
    return until if now <= until else None


def _is_in_time(reason: Reason, since: datetime, *, now: datetime) -> bool:
    return reason.within_hours is None or now <= since + timedelta(hours=reason.within_hours)


def _shown(reasons: Any) -> list[tuple[str, str, str]]:
    """Key, label in the active language, and what follows."""
    language = (translation.get_language() or "en")[:2]
    return [(one.key, one.labels.get(language) or one.labels["en"], one.follows) for one in reasons]
