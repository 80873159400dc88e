"""The order in which the rows of a case are written, so that nothing points at what is not there yet."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import models

from staffel.actions.rows import Changes, Writer
from staffel.models import (
    Activity,
    Brokerage,
    Consent,
    Correction,
    Delivery,
    Duplicate,
    Entry,
    Handout,
    Lead,
    Mandate,
    Note,
    Offer,
    Receipt,
    Submission,
)

# Leads before all, ended rows before the new ones that take their place, then what points at them.
INSERT_ORDER: Final = (
    Note, Correction, Brokerage, Offer, Mandate, Activity, Submission, Consent, Duplicate, Entry, Delivery, Handout,
)  # fmt: skip
UPDATE_ORDER: Final = (Lead, Offer, Brokerage, Mandate, Receipt, Consent, Duplicate, Handout)


def write_rows(
    added: Mapping[type[models.Model], Sequence[Any]], changed: Mapping[type[models.Model], Changes]
) -> None:
    """Write what a case has added and changed, each table once."""
    writer = Writer()
    writer.insert(added[Lead])
    for updated in UPDATE_ORDER:
        writer.update(changed[updated])
    for inserted in INSERT_ORDER:
        writer.insert(added[inserted])
    writer.send()
