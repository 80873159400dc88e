"""One press of a button on a lead's page: whose, on which lead, what was typed, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from staffel.actions.work import NOT_YOURS
from staffel.models import Lead, Membership
from staffel.queries.access import own_mandate
from staffel.queries.considered import parties_named
from staffel.queries.directory import directory
from staffel.rules.refused import Refused

NAMED: Final = 8  # partners that fit what was typed; with more of them it says too little


@dataclass(frozen=True, slots=True)
class Said:
    """One press of a button on the lead's page."""

    member: Membership
    lead: Lead
    typed: QueryDict
    now: datetime
    files: Sequence["UploadedFile[bytes]"] = ()

    @property
    def text(self) -> str:
        return self.typed.get("text", "")[:4000]

    @property
    def reason(self) -> str:
        return self.typed.get("reason", "")

    @property
    def mandate_id(self) -> UUID:
        """Of the member's own party; refused (`mandate_over`) when it does not work the lead."""
        mandate = own_mandate(self.member, self.lead)
        if mandate is None:
            raise Refused("mandate_over", NOT_YOURS)
        return mandate.id

    @property
    def party_id(self) -> UUID:
        """The partner that was chosen or named; refused: `party_missing`, `party_ambiguous` with the names that fit."""
        found = parties_named(self.typed.get("party", ""), book=directory())
        if not found:
            raise Refused("party_missing", "Please choose a partner from the list.", field="party")
        if len(found) > 1:
            names = ", ".join(f"{party.name} ({party.key})" for party in found[:NAMED])
            more = "" if len(found) <= NAMED else ", …"
            raise Refused("party_ambiguous", f"Several partners fit: {names}{more}.", names=names + more)
        return found[0].id
