"""Sets a lead's temperature by hand, with a reason."""

from datetime import datetime
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.case import open_case
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
        lead = case.lead
        if not lead.is_open:
            raise Refused("lead_closed", "This lead is closed.")
        if lead.temperature == temperature:
            raise Refused("temperature_same", "The lead has this temperature already.", field="temperature")
        before = lead.temperature
        case.change(lead, temperature=temperature, temperature_reasons=[{"code": "by_hand"}])
        case.enter("lead.assessed", note=case.note(text, is_internal=True), before=before, after=temperature)
