"""An appointment with a prospect as a file that every calendar opens (RFC 5545)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import vobject
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from vobject.icalendar import utc

from staffel.models import Activity
from staffel.queries.access import contact_of
from staffel.queries.directory import directory
from staffel.web.downloads import name_file
from staffel.web.portal.doors import Door

LASTS: Final = timedelta(hours=1)


def calendar_file(door: Door, activity_id: UUID, *, now: datetime) -> HttpResponse:
    """The file for whoever works the lead; raises Http404 for others, and where it is no appointment of theirs."""
    handed = door.handed
    found = Activity.objects.filter(id=activity_id, mandate=handed.mandate, kind="appointment").first()
    if not handed.reads_contact or found is None or found.due_at is None:
        raise Http404("no such appointment")
    contact = contact_of(handed.lead, book=directory(), language=translation.get_language() or "en")
    name = contact.name or contact.company or str(contact.number)
    calendar = vobject.iCalendar()
    event = calendar.add("vevent")
    event.add("uid").value = f"{found.id}@staffel"
    event.add("dtstamp").value = now.astimezone(utc)  # it names only the time zones that it knows
    event.add("dtstart").value = found.due_at.astimezone(utc)
    event.add("dtend").value = (found.due_at + LASTS).astimezone(utc)
    event.add("summary").value = _("Appointment: %(name)s") % {"name": name}
    event.add("location").value = ", ".join(contact.address)
    phone = contact.phone
    if phone and not handed.lead.may_call:
        phone = _("The prospect does not want to be called.")
    event.add("description").value = "\n".join(
        line for line in (phone, contact.email, contact.product, contact.message) if line
    )
    response = HttpResponse(calendar.serialize(), content_type="text/calendar; charset=utf-8")
    filename = slugify(_("Appointment: %(name)s") % {"name": name}) or "appointment"
    name_file(response, f"{filename}.ics")
    return response
