"""What a caller reads out and asks: the campaign's text, the open questions in the order of the form, what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from staffel.models import Lead, Membership
from staffel.queries.consents import ConsentText, consent_read_out, heard_in
from staffel.queries.directory import Directory
from staffel.queries.gates import asked_form, asked_now, open_at
from staffel.queries.values import Value, known_of, values_of
from staffel.rules.answers import NOT_TYPED
from staffel.rules.campaigns import Campaign
from staffel.rules.forms import Question, asked

MOST_KEYS = 9  # options that a number chooses


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what is known of it. `is_needed`: the next hand-over requires it."""

    question: Question
    value: Value
    label: str
    help: str
    is_needed: bool

    @property
    def keyed(self) -> list[tuple[str, str, str]]:
        """Of each option the key, the label and what presses it: a number, or the first letter of yes and no."""
        if self.value.type == "yes_no":
            return [(key, label, label[:1].lower()) for key, label in self.value.options]
        numbers = [str(n) for n in range(1, MOST_KEYS + 1)]
        options = [option for option in self.value.options if option[0]]
        return [
            (key, label, numbers[place] if place < len(numbers) else "")
            for place, (key, label) in enumerate(options)
        ]


@dataclass(frozen=True, slots=True)
class Script:
    """`text`: to be read out, in the prospect's language where it is written in that, "" where the campaign has none. `current`: what is asked now, None at the end; `following`:
    the question after it, "" at the end. `open`: all that is still to be asked; `known`: what need not be asked. `consent`:
    what is read out after the questions, as without it nobody is offered the lead; None where that is not needed.
    `heard_in`: the prospect's language."""

    text: str
    current: Asked | None
    following: str
    open: tuple[Asked, ...]
    known: tuple[Asked, ...]
    consent: ConsentText | None
    heard_in: str

    @property
    def needed(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.open if one.is_needed)


def script_of(
    lead: Lead,
    *,
    member: Membership,
    book: Directory,
    now: datetime,
    at: str = "",
    after: str = "",
    is_behind: bool = False,
) -> Script:
    """What is asked on the telephone: what the next hand-over requires, and what else is asked about the interest. `at`:
    the question that is to be asked (again); `after`: the one that was; `is_behind`: all questions were. One query."""
    questions = _asked(lead, member=member, book=book)
    open_ones = tuple(one for one in questions if not one.value.typed)
    known = tuple(one for one in questions if one.value.typed)
    current = None if is_behind else _current(questions, open_ones, at=at, after=after)
    behind = _behind(questions, open_ones, current.question.key) if current else None
    return Script(
        text=_text(lead, book=book),
        current=current,
        following=behind.question.key if behind else "",
        open=open_ones,
        known=known,
        consent=consent_read_out(lead, book=book, now=now),
        heard_in=heard_in(lead, book=book),
    )


def _asked(lead: Lead, *, member: Membership, book: Directory) -> list[Asked]:
    form, known = asked_form(lead, book=book), known_of(lead)
    needed = {question.key for question in open_at(lead, asked_now(lead), book=book)}
    who, what = values_of(lead, member=member, book=book)
    values = {value.key: value for value in (*who, *what)}
    language = get_language() or "en"
    return [
        Asked(
            question,
            values[question.key],
            question.label(language),
            question.help.get(language) or question.help.get("en", ""),
            question.key in needed,
        )
        for question in asked(form, known)
        if question.key in values and _is_for_the_telephone(question, values[question.key], needed)
    ]


def _is_for_the_telephone(question: Question, value: Value, needed: set[str]) -> bool:
    """Consents are the prospect's to give and files are attached; who somebody is is asked only where it is required."""
    if question.type in NOT_TYPED:
        return False
    if value.typed or question.key in needed:
        return True
    return question.section == "interest" and question.type != "long_text"


def _current(questions: Sequence[Asked], open_ones: Sequence[Asked], *, at: str, after: str) -> Asked | None:
    chosen = next((one for one in questions if one.question.key == at), None)
    if chosen:
        return chosen
    return _behind(questions, open_ones, after) if after else next(iter(open_ones), None)


def _behind(questions: Sequence[Asked], open_ones: Sequence[Asked], key: str) -> Asked | None:
    """The first open question behind this one; a question that is asked no more stands before all."""
    keys = [one.question.key for one in questions]
    place = keys.index(key) if key in keys else -1
    return next((one for one in open_ones if keys.index(one.question.key) > place), None)


def _text(lead: Lead, *, book: Directory) -> str:
    campaign: Campaign = book.editions[lead.campaign_version_id].body
    texts = campaign.script
    return texts.get(lead.language) or texts.get(book.installation.language) or next(iter(texts.values()), "")
