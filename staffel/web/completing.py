"""The missing answers of a lead, typed on a page: checked like those of any other door, then it goes to its market."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language

from staffel.actions import qualifying
from staffel.actions.actors import Actor
from staffel.actions.corrections import correct_values
from staffel.models import Lead
from staffel.queries.directory import Directory, directory
from staffel.queries.gates import asked_now, open_at, open_to_close
from staffel.queries.teasers import form_of
from staffel.rules.answers import COLUMNS

SURE: Final = "sure-postal_code"  # the unknown postal code that was doubted and is meant all the same
CLOSING: Final = "answer-"  # before the key of a question that is asked beside winning or losing


def missing_answers(lead: Lead, *, book: Directory) -> list[tuple[str, str]]:
    """Key and label of each question that must be answered before the lead moves on."""
    missing = open_at(lead, asked_now(lead), book=book)
    return [(question.key, question.label(get_language() or "en")) for question in missing]


def answer_to_close(lead: Lead, typed: QueryDict, *, mandate_id: UUID, actor: Actor, now: datetime) -> None:
    """Take what was typed beside winning or losing it (`CLOSING` and the key of a question that is open then). Refused as
    `correct_values`."""
    names = {question.key: CLOSING + question.key for question in open_to_close(lead, book=directory())}
    given = {
        key: typed.getlist(name) for key, name in names.items() if any(map(str.strip, typed.getlist(name)))
    }
    if given:
        seen = dict.fromkeys(given, "")
        correct_values(lead.id, given, seen=seen, mandate_id=mandate_id, actor=actor, now=now)


def complete(lead: Lead, typed: QueryDict, *, actor: Actor, now: datetime) -> None:
    """Take what was typed into the lead, where nothing stood, and hand it to its market. Refused as `correct_values` and
    `qualify_lead` (`incomplete`)."""
    form = form_of(lead, book=directory())
    asked = {key for key in typed if key in COLUMNS or form.question(key)}
    given = {key: typed.getlist(key) for key in asked if any(map(str.strip, typed.getlist(key)))}
    if given:
        seen, sure = dict.fromkeys(given, ""), typed.get(SURE, "")
        correct_values(lead.id, given, seen=seen, actor=actor, now=now, sure=sure)
    qualifying.qualify_lead(lead.id, actor=actor, now=now)
