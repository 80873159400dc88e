"""Says what a lead is: how hot by its points, by hand, by waiting and as its holder found it; and whether it is a test."""

from datetime import datetime
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import Case, open_case
from staffel.actions.points import count_as_real, take_back_points
from staffel.actions.repeats import repeated
from staffel.actions.work import NOT_YOURS
from staffel.models import Temperature
from staffel.queries.together import times_asked_again
from staffel.queries.values import known_of
from staffel.rules.policies import TEMPERATURES
from staffel.rules.refused import Refused
from staffel.rules.temperature import Behaviour, Heat, cooled, heat

ASKED_AGAIN: Final = "asked_again"  # the reason's code


@repeated
def assess_lead(lead_id: UUID, *, temperature: str, text: str, actor: Actor, now: datetime) -> None:
    """The desk says how hot an open lead is; deadlines that were given stay. Refused: `reason_missing`,
    `temperature_unknown`, `temperature_same`, `lead_closed`."""
    if temperature not in Temperature.values:
        raise Refused("temperature_unknown", "Please choose hot, warm or cold.", field="temperature")
    if not text.strip():
        raise Refused("reason_missing", "Please say why.", field="text")
    with open_case(lead_id, actor=actor, now=now) as case:
        assess(case, temperature, text=text)


def assess(case: Case, temperature: str, *, text: str) -> None:
    """Step: an open lead is this hot. Refused, before anything has changed: as `assess_lead`."""
    lead = case.lead
    if not lead.is_open:
        raise Refused("lead_closed", "This lead is closed.")
    if lead.temperature == temperature:
        raise Refused("temperature_same", "The lead has this temperature already.", field="temperature")
    before = lead.temperature
    case.change(
        lead,
        temperature=temperature,
        temperature_reasons=[{"code": "by_hand"}],
        temperature_by_hand=True,
        heated_at=case.now,
        cooled=0,
    )
    case.enter("lead.assessed", note=case.note(text, is_internal=True), before=before, after=temperature)


def count_anew(case: Case) -> None:
    """Step: count the points anew after an answer. What a person has said stays; where the points are the same, so does
    the temperature it has cooled to."""
    lead = case.lead
    found = heat_of(case, asked_again=times_asked_again([lead.id])[lead.id])
    if found.score is not None:
        _take(case, found)


def warm_up(case: Case, *, asked_again: int) -> None:
    """Step: the prospect has asked again for the time of that number: the lead is hotter or as hot as it was, whoever
    has said so, and cools from now on; deadlines that were given stay."""
    lead, before = case.lead, case.lead.temperature
    found = heat_of(case, asked_again=asked_again)
    if TEMPERATURES.index(found.temperature) <= TEMPERATURES.index(before):
        _take(case, found)
    elif found.score != lead.score:
        case.change(lead, score=found.score)
        if not lead.temperature_by_hand:
            again = [reason.stored() for reason in found.reasons if reason.code == ASKED_AGAIN]
            case.change(lead, temperature_reasons=[*_others(case), *again], heated_at=case.now)


def cool_down(case: Case, *, asked_again: int) -> None:
    """Step: an enquiry was another's: it counts for no heat any more."""
    lead, found = case.lead, heat_of(case, asked_again=asked_again)
    if found.score is not None:
        _take(case, found)
        return
    case.change(lead, score=None)
    if lead.temperature_by_hand:
        return
    if others := _others(case):
        case.change(lead, temperature_reasons=others)
    else:
        _take(case, found)


def _others(case: Case) -> list[dict[str, object]]:
    return [reason for reason in case.lead.temperature_reasons if reason.get("code") != ASKED_AGAIN]


def _take(case: Case, found: Heat) -> None:
    """The points are these from now on, and unless a person has said how hot it is, so is the temperature."""
    lead, before = case.lead, case.lead.temperature
    if found.score == lead.score and found.score is not None:
        return
    case.change(lead, score=found.score)
    if lead.temperature_by_hand:
        return
    reasons = [reason.stored() for reason in found.reasons]
    case.change(
        lead, temperature=found.temperature, temperature_reasons=reasons, heated_at=case.now, cooled=0
    )
    if before != found.temperature:
        case.enter("lead.scored", before=before, after=found.temperature, score=found.score)


def heat_of(case: Case, *, asked_again: int = 0) -> Heat:
    """What the points of this lead say; changes nothing."""
    lead = case.lead
    form = case.book.editions[lead.form_version_id].body
    behaviour = Behaviour(asked_again=asked_again, wishes_party=lead.wished_party_id is not None)
    return heat(form, known_of(lead), behaviour=behaviour, campaign=case.campaign, policy=case.policy)


def first_heat(case: Case, *, given: str, is_judged: bool = False) -> None:
    """Step: a new lead is as hot as its source has `given`, else as its points say. `is_judged`: by a person who has spoken
    with the prospect, so that no points overrule it."""
    found = heat_of(case)
    reasons = [{"code": "given"}] if given else [reason.stored() for reason in found.reasons]
    case.change(
        case.lead,
        temperature=given or found.temperature,
        temperature_reasons=reasons,
        temperature_by_hand=bool(given) and is_judged,
        score=found.score,
    )


def cool(case: Case) -> None:
    """Step: nobody has spoken with the prospect for so long that the lead is colder."""
    lead, before = case.lead, case.lead.temperature
    after = cooled(before, since=lead.heated_at or lead.asked_at, now=case.now, policy=case.policy)
    if after == before:
        return
    steps = TEMPERATURES.index(after) - TEMPERATURES.index(before)
    why = [reason for reason in lead.temperature_reasons if reason.get("code") != "cooled"]
    case.change(
        lead,
        temperature=after,
        temperature_reasons=[*why, {"code": "cooled", "before": before}],
        cooled=lead.cooled + steps,
    )
    case.enter("lead.cooled", before=before, after=after)


def cool_unreachable(case: Case) -> None:
    """Step: nobody could be reached in all agreed attempts, so the lead is cold whatever its points or a person said;
    an answer that comes later counts again."""
    lead, before = case.lead, case.lead.temperature
    case.change(
        lead, temperature="cold", temperature_reasons=[{"code": "not_reachable"}], temperature_by_hand=False
    )
    if before != "cold":
        case.enter("lead.cooled", before=before, after="cold")


@repeated
def rate_lead(lead_id: UUID, *, mandate_id: UUID, temperature: str, actor: Actor, now: datetime) -> None:
    """Whoever works the lead says how hot it really is; the lead's own temperature stays beside it. Refused:
    `temperature_unknown`, `mandate_over`, `contact_missing` before it has spoken with the prospect."""
    if temperature not in Temperature.values:
        raise Refused("temperature_unknown", "Please choose hot, warm or cold.", field="temperature")
    with open_case(lead_id, actor=actor, now=now) as case:
        mandate = case.mandate
        if mandate is None or mandate.id != mandate_id:
            raise Refused("mandate_over", NOT_YOURS)
        if mandate.contacted_at is None:
            raise Refused("contact_missing", "Please speak with the prospect first.", field="temperature")
        if mandate.rated_temperature == temperature:
            return
        case.change(mandate, rated_temperature=temperature, rated_at=now)
        case.enter("lead.rated", mandate=mandate, temperature=temperature)


def mark_test(case: Case, *, is_test: bool) -> None:
    """Step: the lead counts nowhere, or counts again. Refused: `marked_before`."""
    if case.lead.is_test == is_test:
        raise Refused("marked_before", "This lead is marked like this already.")
    case.change(case.lead, is_test=is_test)
    case.enter("lead.marked", test=is_test)
    for mandate in case.mandates:
        if is_test:
            take_back_points(case, mandate, is_test=True)
        else:
            count_as_real(case, mandate)
