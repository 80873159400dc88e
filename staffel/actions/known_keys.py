"""Writes the keys by which a person is known again for leads that were there before there were keys."""

from typing import Final

from django.db import transaction

from staffel.actions import rows
from staffel.actions.search import match_keys
from staffel.models import Lead
from staffel.queries.directory import directory
from staffel.queries.duplicates import COMPARED

AT_ONCE: Final = 1000


def key_leads() -> int:
    """Write them for the newest leads that have none, at most a thousand. Safe to do twice and beside another: who has
    a lead leaves it for the next time. Returns how many were written."""
    home = directory().installation.country
    with transaction.atomic():
        without = Lead.objects.filter(match_keys=[]).order_by("-id").only(*COMPARED)
        leads = list(without.select_for_update(no_key=True, skip_locked=True)[:AT_ONCE])
        for lead in leads:
            lead.match_keys = match_keys(lead, home=home)
        rows.update({lead: {"match_keys"} for lead in leads})
    return len(leads)
