"""Our process: how a lead is handed on, written from the policies that hold now; each party sees its own part."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.directory import directory
from staffel.queries.process import authors, differences, own_process, versions_of, whole_process
from staffel.rules.policies import TEMPERATURES
from staffel.rules.refused import Refused
from staffel.web.members import for_members


@require_safe
@for_members
def process(request: HttpRequest, member: Membership) -> HttpResponse:
    """All of it for the vendor's own people, also as it was on an earlier day (`on`) with what is different now; for an
    agency or a partner what is expected of it, and no more."""
    book, now = directory(), timezone.now()
    language = translation.get_language() or "en"
    is_own = member.party.kind != PartyKind.DESK
    written = (
        own_process(member, book=book, language=language, now=now)
        if is_own
        else whole_process(book=book, language=language, now=now)
    )
    on = None if is_own else _earlier_day(request, now=now)
    context = {
        "page": "process",
        "is_own": is_own,
        "installation": book.installation,
        "today": timezone.localdate(now),
    }
    if on is not None:
        try:
            then = whole_process(book=book, language=language, now=_end_of(on))
        except Refused:
            context["error"] = _("On this day nothing was published yet.")
        else:
            context |= {"on": on, "changed": differences(then, written)}
            written = then
    versions = versions_of(written, by={} if is_own else authors(written))
    context |= {"process": written, "versions": versions, "temperatures": TEMPERATURES}
    return render(request, "process.html", context, status=422 if "error" in context else 200)


def _earlier_day(request: HttpRequest, *, now: datetime) -> date | None:
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return on if on < timezone.localdate(now) else None


def _end_of(on: date) -> datetime:
    """The last moment of a day, in the reader's time zone."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time())) - timedelta(microseconds=1)
