"""Our process: how a lead is handed on, written from the policies that hold now; each party sees its own part."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from staffel.models import Membership, PartyKind
from staffel.queries.directory import directory
from staffel.queries.process import own_process, whole_process
from staffel.web.members import for_members


@require_safe
@for_members
def process(request: HttpRequest, member: Membership) -> HttpResponse:
    """All of it for the vendor's own people; for an agency or a partner what is expected of it, and no more."""
    book, now = directory(), timezone.now()
    language = translation.get_language() or "en"
    is_own = member.party.kind != PartyKind.DESK
    context = {
        "page": "process",
        "is_own": is_own,
        "installation": book.installation,
        "process": own_process(member, book=book, language=language, now=now)
        if is_own
        else whole_process(book=book, language=language, now=now),
    }
    return render(request, "process.html", context)
