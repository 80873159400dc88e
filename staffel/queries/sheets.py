"""Any edition as a sheet of lines, each with a name, a label and its value in words; two sheets compared say what changed.

One form for reading, for "what changed, by whom" and for the preview before publishing: whatever has a line is compared.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffel.queries import labels
from staffel.queries.campaign_sheets import campaign_lines, form_lines
from staffel.queries.directory import BODIES, Directory
from staffel.queries.process import names_of
from staffel.queries.setup_words import (
    CALLS_FOLLOW,
    FOLLOWS,
    KINDS_ASKED,
    MIX,
    OPEN_NOW,
    ORDERS,
    POLICY,
    REASON_LISTS,
    TOLD,
)
from staffel.queries.sheet_lines import Line, Terms, label_in, yes
from staffel.rules.campaigns import Market
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
class Change:
    """One line that differs; "" where it was or is not there."""

    section: str
    label: str
    before: str
    after: str


def sheet(kind: str, body: Any, *, book: Directory, now: datetime) -> tuple[Line, ...]:
    """The lines of a body (typed, or as stored) in the active language. No query beside the directory's."""
    typed = body_of(BODIES[kind], body) if kind in BODIES and isinstance(body, dict) else body
    language = (get_language() or "en")[:2]
    terms = Terms(book, now, language, names_of(book=book, language=language, now=now))
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


def _market(market: Market, terms: Terms) -> Iterator[Line]:
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


def _round(round_: Round, terms: Terms) -> Iterator[tuple[str, str, str]]:
    yield "reach", _("Who is reached"), round_name(round_, terms.names)
    if not round_.desks:
        yield "kinds", _("Kind"), ", ".join(labels.label(KINDS_ASKED, kind) for kind in round_.kinds)
        asked = terms.names.questions.get(round_.tag_from, round_.tag_from)
        called = [terms.names.options.get(tag, tag) for tag in round_.tags]
        yield "tags", _("Tags that are required"), ", ".join(called) or "–"
        yield "tag_from", _("Tag named by the answer to"), asked or "–"
        yield "language", _("Must speak the lead's language"), yes(round_.same_language)
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


def _policy(policy: Policy, terms: Terms) -> Iterator[Line]:
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
        "yes": yes,
    }
    return said.get(unit, str)(value)


def _pipeline(pipeline: Pipeline, terms: Terms) -> Iterator[Line]:
    called = [label_in(step.labels, step.key, terms.language) for step in pipeline.steps]
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
    yield "takes_back", _("Taken back after the limit"), yes(back is not None)
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


def _reasons(reasons: Reasons, terms: Terms) -> Iterator[Line]:
    for kind in REASON_KINDS:
        section, found = str(REASON_LISTS[kind]), reasons.of(kind)
        called = [label_in(one.labels, one.key, terms.language) for one in found]
        yield Line(f"{kind}.order", section, _("Reasons in their order"), ", ".join(called) or "–")
        for one, name in zip(found, called, strict=True):
            yield Line(f"{kind}.{one.key}", section, name, _reason(one, terms.language))
    section = _("How a call ended")
    called = [label_in(one.labels, one.key, terms.language) for one in reasons.calls]
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


def _text(text: Mapping[str, Mapping[str, str]], _terms: Terms) -> Iterator[Line]:
    for language, name in (("de", _("German")), ("en", _("English"))):
        part = text.get(language) or {}
        yield Line(f"{language}.subject", name, _("Subject"), part.get("subject", ""))
        yield Line(f"{language}.body", name, _("Text"), part.get("body", ""))


def _agreed(terms_: Mapping[str, str], _terms: Terms) -> Iterator[Line]:
    for language, name in (("de", _("German")), ("en", _("English"))):
        yield Line(language, "", name, terms_.get(language, ""))


_WRITERS: Final[Mapping[str, Callable[[Any, Terms], Iterator[Line]]]] = {
    "market": _market,
    "policy": _policy,
    "pipeline": _pipeline,
    "reasons": _reasons,
    "campaign": campaign_lines,
    "form": form_lines,
    "text": _text,
    "terms": _agreed,
    "consent": _agreed,
}
