"""What became of one lead, as one sentence for whoever has just put it in or let it go."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffel.models import Lead
from staffel.queries.directory import Directory
from staffel.queries.labels import reason_label
from staffel.queries.timeline import moment_shown, reasons_of


def what_became_of(lead: Lead, *, book: Directory) -> str:
    """To whom it is offered and until when, or who has it and why. One query."""
    holder = book.parties[lead.holder_id].name if lead.holder_id else ""
    until = moment_shown(lead.deadline_at)
    asked = lead.offers.filter(state="open")
    if names := sorted(book.parties[party_id].name for party_id in asked.values_list("party_id", flat=True)):
        words = ngettext(
            "Offered to %(names)s, until %(until)s.", "Offered to %(names)s, each until %(until)s at the latest.",
            len(names),
        )  # fmt: skip
        return words % {"names": ", ".join(names), "until": until}
    if lead.status == "working":
        return _("In work at %(holder)s, next deadline %(until)s.") % {"holder": holder, "until": until}
    if lead.status == "closed":
        return _("It is closed.")
    if not lead.desk_reason:
        return _("With %(holder)s until %(until)s.") % {"holder": holder, "until": until}
    reason = reason_label(lead.desk_reason, reasons_of(lead, book=book))
    return _("With %(holder)s until %(until)s: %(reason)s.") % {
        "holder": holder, "until": until, "reason": reason,
    }  # fmt: skip
