"""The mail room: paper that was promised by post, as a list with addresses, ticked off when it has left."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staffel.actions.handouts import cancel_handout, tick_off
from staffel.models import Handout, Lead, Membership
from staffel.queries.materials import had_since, letters_to_post
from staffel.queries.teasers import person_name
from staffel.rules.cells import harmless
from staffel.rules.countries import country_name
from staffel.rules.refused import Refused
from staffel.web.downloads import name_file
from staffel.web.lead_files import XLSX
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words

HEADERS: Final = (
    gettext_lazy("Promised"), gettext_lazy("Material"), gettext_lazy("Name"), gettext_lazy("Company"),
    gettext_lazy("Street and number"), gettext_lazy("Postal code"), gettext_lazy("Town"), gettext_lazy("Country"),
    gettext_lazy("Lead"), gettext_lazy("Has it since"),
)  # fmt: skip
WIDTHS: Final = (12, 30, 28, 28, 30, 12, 24, 16, 10, 14)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def mail_room(request: HttpRequest, member: Membership) -> HttpResponse:
    """What is to be posted, ticked unless the prospect has it by now; POST ticks the chosen letters off (`letters`), or
    strikes one off (`cancel`)."""
    letters, error = letters_to_post(member), ""
    if request.method == "POST":
        shown = {str(one.id): one.id for one in letters}
        chosen = [shown[one] for one in request.POST.getlist("letters") if one in shown]
        try:
            return _done(request, member, chosen, struck=shown.get(request.POST.get("cancel", "")))
        except Refused as refused:
            error, letters = in_words(refused), letters_to_post(member)
    had = had_since(letters)
    shown_letters = [(one, had.get(one.id)) for one in letters]
    context = {"page": "mail-room", "letters": shown_letters, "has_repeats": bool(had), "error": error}
    return render(request, "mail_room.html", context, status=422 if error else 200)


def _done(
    request: HttpRequest, member: Membership, chosen: Sequence[UUID], *, struck: UUID | None
) -> HttpResponse:
    actor, now = actor_of(member), timezone.now()
    if struck:
        cancel_handout(struck, actor=actor, now=now)
        messages.success(request, _("Struck off: it is not sent."))
        return redirect("mail-room")
    if not chosen:
        raise Refused("letters_missing", "Please tick the letters that have left.", field="letters")
    count = tick_off(chosen, actor=actor, now=now)
    words = ngettext("%(count)d letter is in the post.", "%(count)d letters are in the post.", count)
    messages.success(request, words % {"count": count})
    return redirect("mail-room")


@require_safe
@for_members
def mail_room_file(_request: HttpRequest, member: Membership) -> HttpResponse:
    """The same list as a spreadsheet with addresses."""
    response = HttpResponse(_sheet(letters_to_post(member)), content_type=XLSX)
    name = f"{_('letters')}-{timezone.localdate():%Y-%m-%d}.xlsx"
    name_file(response, name)
    return response


def _sheet(letters: Sequence[Handout]) -> bytes:
    file = io.BytesIO()
    had = had_since(letters)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Letters")[:31])
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        for at, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
            sheet.set_column(at, at, width, text)
            sheet.write_string(0, at, str(header), bold)
        for line, letter in enumerate(letters, start=1):
            for at, cell in enumerate(_cells(letter, had_since=had.get(letter.id))):
                sheet.write_string(line, at, harmless(cell), text)
    return file.getvalue()


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).date().isoformat() if at else ""


def _cells(letter: Handout, *, had_since: datetime | None) -> tuple[str, ...]:
    lead: Lead = letter.lead
    return (
        _day(letter.promised_at), letter.material.title, person_name(lead), lead.company, lead.street, lead.postal_code, lead.place,
        country_name(lead.country, language=get_language() or "en"), str(lead.number),
        _day(had_since),
    )  # fmt: skip
