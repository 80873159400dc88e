"""The files at a lead, or at an arrival that waits for repair, as far as the reader may have them."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from staffel.models import Attachment, Lead, Membership, PartyKind, Submission, SubmissionState
from staffel.queries.together import together_with
from staffel.rules.public_forms import DOOR


def attachments_of(lead: Lead, *, member: Membership) -> QuerySet[Attachment]:
    """What lies at a lead, and at the enquiries that were joined to it, that the member may open, the newest first,
    without the contents. Internal files and those of every party only for the vendor's own people; everybody else has
    the prospect's own, those of the vendor's side (as in its history: `queries.readable`), and those of its own party."""
    found = Attachment.objects.filter(lead__in=together_with(lead.id), content__isnull=False)
    if member.party.kind != PartyKind.DESK:
        by_vendor = Q(party=None) | Q(party__kind__in=(PartyKind.DESK, PartyKind.AGENCY))
        found = found.filter(by_vendor | Q(party_id=member.party_id), is_internal=False)
    return found.select_related("party", "author__person").defer("content").order_by("-created_at", "-id")


def attachment_of(lead: Lead, attachment_id: UUID, *, member: Membership) -> Attachment:
    """One of them with its content; raises Http404 for all others."""
    found = attachments_of(lead, member=member).defer(None).filter(id=attachment_id).first()
    if found is None or found.content is None:
        raise Http404("no such file")
    return found


def files_of_arrival(submission: Submission) -> QuerySet[Attachment]:
    """What came with something that could not be taken in and is at no lead yet, without the contents. The caller has
    checked who reads it (`queries.unclear.visible_submission`)."""
    found = Attachment.objects.filter(submission=submission, lead=None, content__isnull=False)
    return found.defer("content").order_by("created_at", "id")


def files_of_page(page: str) -> list[str]:
    """The names of the files that a page of the public form (`page`: its number) has brought and that wait for repair."""
    rows = Attachment.objects.filter(
        submission__door=DOOR, submission__key=page, submission__state=SubmissionState.PROBLEM, lead=None
    )
    return list(dict.fromkeys(rows.order_by("created_at", "id").values_list("filename", flat=True)))


def file_of_arrival(submission: Submission, attachment_id: UUID) -> Attachment:
    """One of them with its content; raises Http404 for all others."""
    found = files_of_arrival(submission).defer(None).filter(id=attachment_id).first()
    if found is None:
        raise Http404("no such file")
    return found
