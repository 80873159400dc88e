"""Any edition as a sheet of lines, each with a name, a label and its value in words; two sheets compared say what changed.

One form for reading, for "what changed, by whom" and for the preview before publishing: whatever has a line is compared.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.queries import labels
from staffel.queries.directory import BODIES, Directory
from staffel.queries.process import names_of
from staffel.queries.setup_words import (
    CALLS_FOLLOW,
    FOLLOWS,
    GATES,
    KINDS_ASKED,
    MIX,
    OPEN_NOW,
    ORDERS,
    POLICY,
    QUESTION_SECTIONS,
    QUESTION_TYPES,
    REASON_LISTS,
    TOLD,
)
from staffel.rules.campaigns import Campaign, Market
from staffel.rules.conditions_in_words import only_if_in_words
from staffel.rules.forms import Form, Option, Question
from staffel.rules.pipelines import Pipeline, Step
from staffel.rules.policies import TEMPERATURES, Policy
from staffel.rules.rankings import Round
from staffel.rules.reasons import REASON_KINDS, CallResult, Reason, Reasons
from staffel.rules.rounds_in_words import Names
from staffel.rules.spans import (
    after_days,
    after_hours,
    after_minutes,
    listed,
    temperature_in_words,
    working_time,
)
from staffel.rules.versions import body_of


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is the same in every edition for the same thing; `section` and `label` say what it is to a person."""

    key: str
    section: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line that differs; "" where it was or is not there."""

    section: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the words need to know: the language that is active, what things are called."""

    book: Directory
    now: datetime
    language: str
    names: Names


def sheet(kind: str, body: Any, *, book: Directory, now: datetime) -> tuple[Line, ...]:
    """The lines of a body (typed, or as stored) in the active language. No query beside the directory's."""
    typed = body_of(BODIES[kind], body) if kind in BODIES and isinstance(body, dict) else body
    language = (get_language() or "en")[:2]
    terms = _Terms(book, now, language, names_of(book=book, language=language, now=now))
    return tuple(_WRITERS[kind](typed, terms))


def changes(before: tuple[Line, ...], after: tuple[Line, ...]) -> tuple[Change, ...]:
    """What is different, in the order in which it is read; what is gone comes last. A part that is new or gone as a
    whole (a round, a step) is one change."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    both = {_part(key) for key in old} & {_part(key) for key in new}
    found = [
        Change(line.section, line.label, old[key].value if key in old else "", line.value)
        for key, line in new.items()
        if _part(key) in both and (key not in old or old[key].value != line.value)
    ]
    gone = [
        Change(line.section, line.label, line.value, "")
        for key, line in old.items()
        if _part(key) in both and key not in new
    ]
    added = [Change(section, "", "", said) for section, said in _whole(new, without=both)]
    removed = [Change(section, "", said, "") for section, said in _whole(old, without=both)]
    return (*found, *gone, *added, *removed)


def _part(key: str) -> str:
    return key.partition(".")[0] if key.count(".") else key


def _whole(lines: Mapping[str, Line], *, without: set[str]) -> Iterator[tuple[str, str]]:
    """The parts that only one of two sheets has, each in one text."""
    parts: dict[str, list[Line]] = {}
    for key, line in lines.items():
        if _part(key) not in without:
            parts.setdefault(_part(key), []).append(line)
    for same in parts.values():
        said = "\n".join(f"{line.label}: {line.value}" for line in same)
        yield same[0].section or same[0].label, said


# -- markets ------------------------------------------------------------------------------------------------------


def _market(market: Market, terms: _Terms) -> Iterator[Line]:
    called = [round_name(one, terms.names) for one in market.rounds]
    yield Line("order", "", _("Rounds in their order"), " → ".join(called))
    for at, round_ in enumerate(market.rounds, start=1):
        section = _("Round %(number)s: %(name)s") % {"number": at, "name": called[at - 1]}
        for name, label, value in _round(round_, terms):
            yield Line(f"{round_.key}.{name}", section, label, value)


def round_name(round_: Round, names: Names) -> str:
    """What a round is called in a list of rounds: whom or where it reaches."""
    if round_.desks:
        return ", ".join(names.parties.get(one, "?") for one in round_.desks)
    if round_.reach == "anywhere":
        return _("whole network")
    if round_.reach == "area":
        return _("areas")
    return _("any distance") if round_.within_km is None else f"{round_.within_km:g} km"


def _round(round_: Round, terms: _Terms) -> Iterator[tuple[str, str, str]]:
    yield "reach", _("Who is reached"), round_name(round_, terms.names)
    if not round_.desks:
        yield "kinds", _("Kind"), ", ".join(labels.label(KINDS_ASKED, kind) for kind in round_.kinds)
        asked = terms.names.questions.get(round_.tag_from, round_.tag_from)
        yield "tags", _("Tags that are required"), ", ".join(round_.tags) or "–"
        yield "tag_from", _("Tag named by the answer to"), asked or "–"
        yield "language", _("Must speak the lead's language"), _yes(round_.same_language)
        yield "order", _("Order"), labels.label(ORDERS, round_.order) + _weights(round_)
        yield "open", _("Only who is at work"), labels.label(OPEN_NOW, round_.open_now)
    yield "at_once", _("How many at once"), str(round_.at_once)
    yield "limit", _("How many altogether"), str(round_.limit) if round_.limit else _("no limit")
    for temperature in TEMPERATURES:
        minutes = round_.window[temperature] if round_.window else None
        label = f"{_('Time to accept')}, {temperature_in_words(temperature, terms.language)}"
        value = working_time(minutes, terms.language) if minutes else _("as the policy says")
        yield f"window.{temperature}", label, value


def _weights(round_: Round) -> str:
    total = sum(round_.mix.values())
    if round_.order != "mix" or not total:
        return ""
    shares = (f"{labels.label(MIX, n)} {100 * w / total:.0f} %" for n, w in round_.mix.items() if w)
    return f" ({', '.join(shares)})"


# -- policies, pipelines, reasons ---------------------------------------------------------------------------------


def _policy(policy: Policy, terms: _Terms) -> Iterator[Line]:
    for name, words in POLICY.items():
        value = getattr(policy, name)
        if isinstance(value, Mapping):
            for temperature in TEMPERATURES:
                label = temperature_in_words(temperature, terms.language)
                said = _amount(value[temperature], words.unit, terms.language)
                yield Line(f"{name}.{temperature}", str(words.label), label, said)
        elif name == "wait_for_slot":
            waiting = listed([temperature_in_words(one, terms.language) for one in value], terms.language)
            yield Line(name, "", str(words.label), waiting or _("never"))
        else:
            yield Line(name, "", str(words.label), _amount(value, words.unit, terms.language))
    for at, rung in enumerate(policy.ladder, start=1):
        section = _("Escalation, rung %(number)s") % {"number": at}
        worked = working_time(rung.after_work_minutes, terms.language)
        yield Line(f"ladder.{at}.after", section, _("After the deadline"), worked)
        latest = after_hours(rung.longest_hours, terms.language)
        yield Line(f"ladder.{at}.longest", section, _("At the latest after"), latest)
        told = ", ".join(labels.label(TOLD, role) for role in rung.tell)
        yield Line(f"ladder.{at}.tell", section, _("Who is told"), told)


def _amount(value: Any, unit: str, language: str) -> str:
    said: dict[str, Callable[[Any], str]] = {
        "work": lambda n: working_time(n, language),
        "hours": lambda n: after_hours(n, language),
        "days": lambda n: after_days(n, language),
        "minutes": lambda n: after_minutes(n, language),
        "share": lambda n: f"{100 * n:.0f} %",
        "yes": _yes,
    }
    return said.get(unit, str)(value)


def _pipeline(pipeline: Pipeline, terms: _Terms) -> Iterator[Line]:
    called = [_label(step.labels, step.key, terms.language) for step in pipeline.steps]
    yield Line("order", "", _("Steps in their order"), " → ".join(called))
    for step, name in zip(pipeline.steps, called, strict=True):
        for part, label, value in _step(step, terms.language):
            yield Line(f"{step.key}.{part}", name, label, value)


def _step(step: Step, language: str) -> Iterator[tuple[str, str, str]]:
    yield "de", _("Name in German"), step.labels.get("de", "")
    yield "en", _("Name in English"), step.labels.get("en", "")
    for temperature in TEMPERATURES:
        name = temperature_in_words(temperature, language)
        limit = working_time(step.limit_work_minutes[temperature], language)
        yield f"limit.{temperature}", f"{_('Time limit')}, {name}", limit
    back = step.take_back_work_minutes
    yield "takes_back", _("Taken back after the limit"), _yes(back is not None)
    if back is None:
        return
    for temperature in TEMPERATURES:
        name = temperature_in_words(temperature, language)
        yield (
            f"back.{temperature}",
            f"{_('Taken back after')}, {name}",
            working_time(back[temperature], language),
        )
    longest = after_hours(step.take_back_longest_hours, language)
    yield "back.longest", _("Taken back at the latest after"), longest


def _reasons(reasons: Reasons, terms: _Terms) -> Iterator[Line]:
    for kind in REASON_KINDS:
        section, found = str(REASON_LISTS[kind]), reasons.of(kind)
        called = [_label(one.labels, one.key, terms.language) for one in found]
        yield Line(f"{kind}.order", section, _("Reasons in their order"), ", ".join(called) or "–")
        for one, name in zip(found, called, strict=True):
            yield Line(f"{kind}.{one.key}", section, name, _reason(one, terms.language))
    section = _("How a call ended")
    called = [_label(one.labels, one.key, terms.language) for one in reasons.calls]
    yield Line("calls.order", section, _("Results in their order"), ", ".join(called) or "–")
    for result, name in zip(reasons.calls, called, strict=True):
        yield Line(f"calls.{result.key}", section, name, _call(result, terms.language))


def _call(result: CallResult, language: str) -> str:
    parts = [
        result.labels.get("de", ""),
        result.labels.get("en", ""),
        labels.label(CALLS_FOLLOW, result.follows),
    ]
    if result.again_minutes is not None:
        parts.append(_("after %(time)s") % {"time": after_minutes(result.again_minutes, language)})
    return " · ".join(filter(None, parts))


def _reason(reason: Reason, language: str) -> str:
    parts = [
        reason.labels.get("de", ""),
        reason.labels.get("en", ""),
        labels.label(FOLLOWS, reason.follows),
        labels.label(labels.OUTCOMES, reason.outcome) if reason.outcome else "",
    ]
    if reason.within_hours is not None:
        parts.append(_("within %(time)s") % {"time": after_hours(reason.within_hours, language)})
    return " · ".join(filter(None, parts))


# -- campaigns, forms, texts --------------------------------------------------------------------------------------


def _campaign(campaign: Campaign, terms: _Terms) -> Iterator[Line]:
    for at, choice in enumerate(campaign.markets, start=1):
        conditions = [
            one.in_words(terms.language, labels=terms.names.questions, options=terms.names.options)
            for one in choice.conditions
        ]
        row = terms.book.markets.get(choice.market)
        where = listed(conditions, terms.language) or _("everything else")
        market = row.name if row else choice.market
        label = _("Choice %(number)s") % {"number": at}
        yield Line(f"markets.{at}", _("Which market, by condition"), label, f"{where} → {market}")
    for name, label in (
        ("form", _("Form")),
        ("policy", _("Policy")),
        ("pipeline", _("Sales pipeline")),
        ("reasons", _("Reasons")),
    ):
        yield Line(name, "", label, thing_name(name, getattr(campaign, name), book=terms.book))
    yield Line(
        "temperature",
        "",
        _("Temperature at the start"),
        temperature_in_words(campaign.temperature, terms.language),
    )
    yield Line("product", "", _("Product where none is named"), campaign.product or "–")
    qualifier = next(
        (p.name for p in terms.book.parties.values() if p.key == campaign.qualifier), campaign.qualifier
    )
    yield Line("qualifier", "", _("Who asks what is missing"), qualifier or _("the market's desk"))
    yield Line("currency", "", _("Currency"), campaign.currency)
    for name, label, day in (
        ("fair_from", _("Fair: first day"), campaign.fair_from),
        ("fair_until", _("Fair: last day"), campaign.fair_until),
    ):
        if day:
            yield Line(name, "", label, formats.date_format(day, _("j M Y")))


def _form(form: Form, terms: _Terms) -> Iterator[Line]:
    names = [form.labels.get(one, "") for one in ("de", "en")]
    yield Line(".name", "", _("Name"), " · ".join(filter(None, names)))
    order = [question.label(terms.language) for question in form.questions]
    yield Line(".order", "", _("Questions in their order"), " → ".join(order))
    for question in form.questions:
        for name, label, value in _question(question, form, terms.language):
            if value:
                yield Line(f"{question.key}.{name}", question.label(terms.language), label, value)


def _question(question: Question, form: Form, language: str) -> Iterator[tuple[str, str, str]]:
    yield (
        "labels",
        _("Question"),
        " · ".join(filter(None, (question.labels.get(one) for one in ("de", "en")))),
    )
    yield "key", _("Short name"), question.key
    yield "type", _("Kind of answer"), labels.label(QUESTION_TYPES, question.type)
    yield "section", _("Section"), labels.label(QUESTION_SECTIONS, question.section)
    yield "gate", _("Required"), labels.label(GATES, question.gate)
    yield "one_of", _("One of these is enough"), question.one_of
    yield "only_if", _("When it is asked"), only_if_in_words(question, form, language)
    yield "options", _("Options"), "\n".join(_option(one) for one in question.options)
    yield "help", _("Help"), " · ".join(filter(None, (question.help.get(one) for one in ("de", "en"))))
    yield "teaser", _("Shown before the acceptance"), _yes(question.in_teaser) if question.in_teaser else ""
    yield "score", _("Score of an answer"), f"{question.score:+d}" if question.score else ""


def _option(option: Option) -> str:
    name = " · ".join(filter(None, (option.labels.get(one) for one in ("de", "en"))))
    return f"{name} ({option.score:+d})" if option.score else name


def _text(text: Mapping[str, Mapping[str, str]], _terms: _Terms) -> Iterator[Line]:
    for language, name in (("de", _("German")), ("en", _("English"))):
        part = text.get(language) or {}
        yield Line(f"{language}.subject", name, _("Subject"), part.get("subject", ""))
        yield Line(f"{language}.body", name, _("Text"), part.get("body", ""))


def _agreed(terms_: Mapping[str, str], _terms: _Terms) -> Iterator[Line]:
    for language, name in (("de", _("German")), ("en", _("English"))):
        yield Line(language, "", name, terms_.get(language, ""))


def thing_name(kind: str, key: str, *, book: Directory) -> str:
    """What a thing of this kind is called where people choose it."""
    if kind == "market" and key in book.markets:
        return book.markets[key].name
    if kind == "campaign" and key in book.campaigns:
        return book.campaigns[key].name
    if kind == "text":
        name = labels.label(labels.DELIVERIES, key.removesuffix(".desk"))
        return _("%(name)s, to the vendor's own people") % {"name": name} if key.endswith(".desk") else name
    if kind == "form" and (editions := book.published.get(("form", key))):
        return _label(editions[0].body.labels, key, (get_language() or "en")[:2])
    return _("Standard") if key == "default" else key


def _label(words: Mapping[str, str], key: str, language: str) -> str:
    return words.get(language) or words.get("en") or key


def _yes(holds: bool) -> str:  # noqa: FBT001
    return _("yes") if holds else _("no")


_WRITERS: Final[Mapping[str, Callable[[Any, _Terms], Iterator[Line]]]] = {
    "market": _market,
    "policy": _policy,
    "pipeline": _pipeline,
    "reasons": _reasons,
    "campaign": _campaign,
    "form": _form,
    "text": _text,
    "terms": _agreed,
}
