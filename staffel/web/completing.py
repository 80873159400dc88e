"""The missing answers of a lead, typed on a page: checked like those of any other door, then it goes to its market."""

from datetime import datetime

from django.http import QueryDict
from django.utils.translation import get_language

from staffel.actions import qualifying
from staffel.actions.actors import Actor
from staffel.models import Lead
from staffel.queries.directory import Directory
from staffel.queries.teasers import form_of
from staffel.rules.forms import open_questions
from staffel.rules.prospects import prospect_from_mapping
from staffel.rules.refused import Refused

COLUMNS = (
    "salutation", "first_name", "last_name", "company", "email", "phone", "street", "postal_code", "place", "country",
)  # fmt: skip


def missing_answers(lead: Lead, *, book: Directory) -> list[tuple[str, str]]:
    """Key and label of each question that the market still requires."""
    known = {name: getattr(lead, name) for name in COLUMNS} | {"product": lead.product} | lead.answers
    missing = open_questions(form_of(lead, book=book), known, gate="market")
    return [(question.key, question.label(get_language() or "en")) for question in missing]


def complete(lead: Lead, typed: QueryDict, *, actor: Actor, now: datetime) -> None:
    """Take what was typed into the lead and hand it to its market. Refused: `value_unreadable` with the field; as
    `correct_lead` and `qualify_lead` (`incomplete`)."""
    given = {key: value for key in COLUMNS if (value := typed.get(key, "").strip())}
    known = {name: getattr(lead, name) for name in ("last_name", "company", "email", "phone", "country")}
    parsed = prospect_from_mapping({**known, **given}, country=lead.country)
    for problem in parsed.problems:
        if problem.field in given:
            raise Refused(
                "value_unreadable",
                problem.text,
                field=problem.field,
                sentence=problem.message,
                places=problem.details,
            )
    if values := {key: getattr(parsed.prospect, key) for key in given}:
        qualifying.correct_lead(lead.id, values, actor=actor, now=now)
    qualifying.qualify_lead(lead.id, actor=actor, now=now)
