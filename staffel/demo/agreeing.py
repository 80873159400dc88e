"""Agencies and partners of the demonstration have agreed to the terms before the story begins."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.agreements import agree
from staffel.models import Membership
from staffel.queries.agreements import what_is_agreed
from staffel.queries.directory import directory


def agree_for(member_id: UUID, *, at: datetime) -> None:
    """This member agrees for its firm, in its own language."""
    member = Membership.objects.select_related("party", "person").get(id=member_id)
    language = member.person.language
    seen = what_is_agreed(member, book=directory(), language=language, now=at).digest
    agree(member.id, language=language, seen=seen, actor=Actor("link", member.id, member.party_id), now=at)
