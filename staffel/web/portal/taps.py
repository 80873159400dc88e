"""One press of a button on an enquiry's page: who through which door, what was typed, and when."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from staffel.actions.actors import Actor
from staffel.actions.work import NOT_YOURS
from staffel.queries.access import Handed
from staffel.rules.refused import Refused
from staffel.rules.taps import tapped_at
from staffel.web.portal.doors import Door
from staffel.web.typed_values import amount_typed, day_typed, moment_typed


@dataclass(frozen=True, slots=True)
class Answer:
    """One press of a button: who through which door, what was typed, and when it got here."""

    door: Door
    typed: QueryDict
    now: datetime
    files: "MultiValueDict[str, UploadedFile[Any]]" = field(default_factory=MultiValueDict)

    @property
    def handed(self) -> Handed:
        return self.door.handed

    @property
    def actor(self) -> Actor:
        return self.door.actor

    @property
    def at(self) -> datetime:
        """When the button was pressed, as far as the phone's clock can be believed."""
        return self.tapped(since=self.handed.mandate.started_at if self.handed.mandate else self.now)

    def tapped(self, *, since: datetime) -> datetime:
        return tapped_at(self.typed.get("at", "")[:40], now=self.now, since=since)

    @property
    def lead_id(self) -> UUID:
        return self.handed.lead.id

    @property
    def offer_id(self) -> UUID:
        """Refused (`mandate_over`) where the link's party never had an offer."""
        if self.handed.offer is None:
            raise Refused("mandate_over", NOT_YOURS)
        return self.handed.offer.id

    @property
    def mandate_id(self) -> UUID:
        """Refused (`mandate_over`) when the party does not work the lead."""
        self.check_works()
        assert self.handed.mandate is not None
        return self.handed.mandate.id

    def check_works(self) -> None:
        """Refused (`mandate_over`) when the party does not work the lead."""
        if not self.handed.works:
            raise Refused("mandate_over", NOT_YOURS)

    @property
    def text(self) -> str:
        return self.typed.get("text", "")[:4000]

    @property
    def reason(self) -> str:
        return self.typed.get("reason", "")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.handed.member.party.timezone)

    def amount(self) -> Decimal | None:
        """None when nothing was typed; refused (`amount_unreadable`) for what is no amount."""
        return amount_typed(self.typed.get("amount", ""))

    def day(self, name: str) -> date:
        return day_typed(self.typed.get(name, ""), field=name)

    def moment(self, name: str) -> datetime:
        """A local date and time, aware; refused (`date_unreadable`)."""
        return moment_typed(self.typed.get(name, ""), zone=self.zone, field=name)
