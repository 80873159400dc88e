"""Says by hand what a lead is: how hot, and whether it is only a test."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import Case, open_case
from staffel.actions.repeats import repeated
from staffel.models import Temperature
from staffel.rules.refused import Refused


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
    case.change(lead, temperature=temperature, temperature_reasons=[{"code": "by_hand"}])
    case.enter("lead.assessed", note=case.note(text, is_internal=True), before=before, after=temperature)


def mark_test(case: Case, *, is_test: bool) -> None:
    """Step: the lead counts nowhere, or counts again. Refused: `marked_before`."""
    if case.lead.is_test == is_test:
        raise Refused("marked_before", "This lead is marked like this already.")
    case.change(case.lead, is_test=is_test)
    case.enter("lead.marked", test=is_test)
