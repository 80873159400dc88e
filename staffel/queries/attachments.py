"""The files at a lead, as far as the reader may have them."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from staffel.models import Attachment, Lead, Membership, PartyKind
from staffel.queries.together import together_with


def attachments_of(lead: Lead, *, member: Membership) -> QuerySet[Attachment]:
    """What lies at a lead, and at the enquiries that were joined to it, that the member may open, the newest first,
    without the contents; internal files only for the vendor's own people."""
    found = Attachment.objects.filter(lead__in=together_with(lead.id), content__isnull=False)
    if member.party.kind != PartyKind.DESK:
        found = found.filter(is_internal=False)
    return found.select_related("party", "author__person").defer("content").order_by("-created_at", "-id")


def attachment_of(lead: Lead, attachment_id: UUID, *, member: Membership) -> Attachment:
    """One of them with its content; raises Http404 for all others."""
    found = attachments_of(lead, member=member).defer(None).filter(id=attachment_id).first()
    if found is None or found.content is None:
        raise Http404("no such file")
    return found
