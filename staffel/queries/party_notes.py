"""The notes about parties that somebody wanted to come back to today."""

from datetime import date

from django.db.models import Q

from staffel.models import Membership, PartyNote
from staffel.queries.access import visible_parties

MOST = 50


def due_party_notes(member: Membership, *, today: date) -> list[PartyNote]:
    """The notes whose day has come and that are not done, for whoever wrote them and for whoever looks after the party;
    the oldest first, at most 50. One query, from the index of due notes."""
    mine = Q(author=member) | Q(party__looked_after_by=member)
    rows = PartyNote.objects.filter(mine, party__in=visible_parties(member), done_at=None, due_on__lte=today)
    return list(rows.select_related("party", "author__person").order_by("due_on", "id")[:MOST])
