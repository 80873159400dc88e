"""What is said after an act on a lead's page: who is asked now, or why nobody is, and with whom the lead is."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffel.models import Lead
from staffel.queries.directory import directory
from staffel.queries.labels import reason_label
from staffel.queries.timeline import reasons_of


def where_it_went(lead: Lead) -> str:
    """What became of a lead that was released."""
    if asked := _asked(lead):
        words = ngettext("Released: %(names)s is asked.", "Released: %(names)s are asked.", len(asked))
        return words % {"names": ", ".join(asked)}
    if lead.desk_reason:
        return _("Released, but nobody is asked yet: %(reason)s.") % {"reason": _desk_reason(lead)}
    return _("Released.")


def _asked(lead: Lead) -> list[str]:
    return [str(offer.party) for offer in lead.offers.filter(state="open").select_related("party")]


def _desk_reason(lead: Lead) -> str:
    return reason_label(lead.desk_reason, reasons_of(lead, book=directory()))


def asked_now(lead_id: UUID) -> str:
    """Who is asked after the act, or why nobody is."""
    lead = Lead.objects.get(id=lead_id)
    if asked := _asked(lead):
        words = ngettext("%(names)s is asked now.", "%(names)s are asked now.", len(asked))
        return words % {"names": ", ".join(asked)}
    if lead.desk_reason:
        return _("Nobody is asked yet: %(reason)s.") % {"reason": _desk_reason(lead)}
    return _("Nobody is asked yet.")


def held_now(lead_id: UUID) -> str:
    """With whom the lead is after the act."""
    lead = Lead.objects.select_related("holder").get(id=lead_id)
    return _("The lead is with %(name)s now.") % {"name": lead.holder}
