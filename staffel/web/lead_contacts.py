"""What leaves a lead's page as a file: the contact as a vCard, and the attachments."""

from uuid import UUID

import vobject
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from staffel.models import Lead, Membership
from staffel.queries.access import exports_contacts, house_lead
from staffel.queries.attachments import attachment_of
from staffel.web.downloads import name_file
from staffel.web.members import for_members


@require_safe
@for_members
def contact_card(_request: HttpRequest, member: Membership, lead_id: UUID) -> HttpResponse:
    """The prospect as a vCard (3.0, UTF-8). 404 for strangers, for partners (the portal has its own), for whoever takes
    no contact data away, and where there is no contact any more."""
    lead = house_lead(member, lead_id)
    if not exports_contacts(member):
        raise Http404("no contact")
    return contact_file(lead)


def contact_file(lead: Lead) -> HttpResponse:
    """The contact for whoever may have it, which the caller has asked; raises Http404 where there is none any more."""
    if not any((lead.last_name, lead.first_name, lead.company, lead.email, lead.phone)):
        raise Http404("no contact")
    return download(vcard_of(lead).encode(), f"lead-{lead.number}.vcf", "text/vcard; charset=utf-8")


def vcard_of(lead: Lead) -> str:
    """The text of the vCard; what is not known has no line. A number that may not be called is none to be dialled: the note
    says so."""
    card = vobject.vCard()
    name = f"{lead.first_name} {lead.last_name}".strip()
    card.add("n").value = vobject.vcard.Name(family=lead.last_name, given=lead.first_name)
    card.add("fn").value = name or lead.company or lead.email or lead.phone
    if lead.company:
        card.add("org").value = [lead.company]
    if lead.phone and lead.may_call:
        card.add("tel").value = lead.phone
        card.tel.type_param = "VOICE"
    elif lead.phone:
        card.add("note").value = _("The prospect does not want to be called.")
    if lead.email:
        card.add("email").value = lead.email
        card.email.type_param = "INTERNET"
    if any((lead.street, lead.place, lead.postal_code)):
        card.add("adr").value = vobject.vcard.Address(
            street=lead.street, city=lead.place, code=lead.postal_code, country=lead.country
        )
    text: str = card.serialize()
    return text


@require_safe
@for_members
def attachment(_request: HttpRequest, member: Membership, lead_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file of the lead, always to be saved and never shown in the page's own name. 404 for strangers, for partners
    (the portal has its own), and for files that are not the member's to see."""
    file = attachment_of(house_lead(member, lead_id), attachment_id, member=member)
    assert file.content is not None
    return download(bytes(file.content), file.filename, file.content_type)


def download(content: bytes, filename: str, content_type: str) -> HttpResponse:
    """A file that somebody brought: always to be saved, whatever it says it is."""
    response = HttpResponse(content, content_type=content_type)
    name_file(response, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
