"""How hot a lead is: points from what was answered, where it came from and what its prospect does; and how it cools."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from staffel.rules.campaigns import Campaign
from staffel.rules.forms import Form, Question, asked
from staffel.rules.policies import TEMPERATURES, Policy


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the prospect does, beside answering: how often it has asked again, whether it names a partner it wants."""

    asked_again: int = 0
    wishes_party: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """`code`: answer, source, asked_again, wish or campaign; what it added; of an answer the question and the option."""

    code: str
    points: int
    question: str = ""
    option: str = ""

    def stored(self) -> dict[str, Any]:
        said = {"code": self.code, "points": self.points, "question": self.question, "option": self.option}
        return {name: value for name, value in said.items() if value not in ("", 0)}


@dataclass(frozen=True, slots=True)
class Heat:
    """`score` is None where nothing counted: nothing is known, and the campaign's own temperature stands."""

    temperature: str
    score: int | None
    reasons: tuple[Reason, ...]


def heat(
    form: Form, known: Mapping[str, Any], *, behaviour: Behaviour, campaign: Campaign, policy: Policy
) -> Heat:
    """The temperature by points: from `campaign.hot_from` hot, from `warm_from` warm, below cold. `known`: prospect
    columns and answers by question. Where no answer and no behaviour says anything it is the campaign's own."""
    reasons = [*_of_answers(form, known), *_of_behaviour(behaviour, policy)]
    if not reasons:
        return Heat(campaign.temperature, None, (Reason("campaign", 0),))
    if campaign.points:
        reasons.append(Reason("source", campaign.points))
    score = sum(reason.points for reason in reasons)
    return Heat(_by_points(score, campaign), score, tuple(reasons))


def _by_points(score: int, campaign: Campaign) -> str:
    if score >= campaign.hot_from:
        return "hot"
    return "warm" if score >= campaign.warm_from else "cold"


def _of_answers(form: Form, known: Mapping[str, Any]) -> Iterator[Reason]:
    for question in asked(form, known):  # what nobody asks any more is no reason, though the answer is kept
        value = known.get(question.key)
        if value is None or value in ("", [], False):
            continue
        if question.score:
            yield Reason("answer", question.score, question.key)
        yield from _of_options(question, value)


def _of_options(question: Question, value: Any) -> Iterator[Reason]:
    """Options that were chosen and count; an option that adds 0 says something too: nobody has answered nothing."""
    if not any(option.score for option in question.options):
        return
    chosen = value if isinstance(value, list) else [value]
    for option in question.options:
        if option.key in chosen:
            yield Reason("answer", option.score, question.key, option.key)


def _of_behaviour(behaviour: Behaviour, policy: Policy) -> Iterator[Reason]:
    if behaviour.asked_again:
        yield Reason("asked_again", behaviour.asked_again * policy.points_asked_again)
    if behaviour.wishes_party:
        yield Reason("wish", policy.points_wish)


def cools_at(temperature: str, *, since: datetime, policy: Policy) -> datetime | None:
    """When a lead that nobody has spoken with becomes colder by a step; None: never. `since`: when it was asked, or
    last heated."""
    hours = {"hot": policy.hot_cools_after_hours, "warm": policy.warm_cools_after_hours}.get(temperature, 0)
    return since + timedelta(hours=hours) if hours else None


def cooled(temperature: str, *, since: datetime, now: datetime, policy: Policy) -> str:
    """What has become of it by `now`, over several steps where the clock stood still."""
    at = cools_at(temperature, since=since, policy=policy)
    if at is None or at > now:
        return temperature
    colder = TEMPERATURES[TEMPERATURES.index(temperature) + 1]
    return cooled(colder, since=since, now=now, policy=policy)
