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
ANSWERED: Final = (
    "answer-"  # before the key of a question that is asked beside an act, so that none takes its fields
)


def missing_answers(lead: Lead, *, book: Directory) -> list[tuple[str, str]]:
    """Key and label of each question that must be answered before the lead moves on."""
    missing = open_at(lead, asked_now(lead), book=book)
    return [(question.key, question.label(get_language() or "en")) for question in missing]


def answer_to_close(lead: Lead, typed: QueryDict, *, mandate_id: UUID, actor: Actor, now: datetime) -> None:
    """Take what was typed beside winning or losing it (`ANSWERED` and the key of a question that is open then). Refused as
    `correct_values`."""
    names = {question.key: ANSWERED + question.key for question in open_to_close(lead, book=directory())}
    given = {
        key: typed.getlist(name) for key, name in names.items() if any(map(str.strip, typed.getlist(name)))
    }
    if given:
        seen = dict.fromkeys(given, "")
        correct_values(lead.id, given, seen=seen, mandate_id=mandate_id, actor=actor, now=now)


def complete(lead: Lead, typed: QueryDict, *, actor: Actor, now: datetime) -> None:
    """Take what was typed (`ANSWERED` and the key of a question) into the lead, where nothing stood, and hand it to its
    market. Refused as `correct_values` and `qualify_lead` (`incomplete`)."""
    form = form_of(lead, book=directory())
    names = {name.removeprefix(ANSWERED): name for name in typed if name.startswith(ANSWERED)}
    given = {
        key: typed.getlist(name)
        for key, name in names.items()
        if (key in COLUMNS or form.question(key)) and any(map(str.strip, typed.getlist(name)))
    }
    if given:
        seen, sure = dict.fromkeys(given, ""), typed.get(SURE, "")
        correct_values(lead.id, given, seen=seen, actor=actor, now=now, sure=sure)
    qualifying.qualify_lead(lead.id, actor=actor, now=now)
