"""The first minutes of an installation: who may set it up, that its market and terms were read, and a lead to try it with."""

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings

from staffel.actions.actors import Actor
from staffel.actions.case import open_batch
from staffel.actions.leads import NewLead, capture_lead
from staffel.actions.parties import party_entry
from staffel.actions.repeats import repeated
from staffel.models import Person
from staffel.models.ids import new_id
from staffel.queries.handed import TRIAL_DOOR
from staffel.rules.postal_codes import parse_postal_code
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused


def setup_code() -> str:
    """What proves in the browser that somebody sits at this machine: `staffel up` prints it while nothing is set up.
    Derived from the installation's secret, so stored nowhere; it opens nothing once the installation is set up."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"staffel.set-up", hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode()[:12]
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


def check_setup_code(text: str) -> None:
    """Refused (`code_wrong`) unless it is the code; case, blanks and dashes do not matter."""
    typed = "".join(text.upper().replace("-", " ").split())
    if not hmac.compare_digest(typed.encode(), setup_code().replace("-", "").encode()):
        raise Refused("code_wrong", "This is not the code that the terminal shows.", field="code")


@repeated
def confirm_market(key: str, *, actor: Actor, now: datetime) -> None:
    """Somebody has read how this market places leads, and it shall be so: kept with the edition. Refused:
    `market_unknown`."""
    with open_batch(actor=actor, now=now) as batch:
        market = batch.book.markets.get(key)
        if market is None:
            raise Refused("market_unknown", f"There is no market “{key}”.", field="market")
        edition = batch.book.current("market", key, at=now)
        party_entry(
            batch, market.desk_id, "version.confirmed", kind="market", key=key, version=edition.version
        )


@repeated
def confirm_terms(version: int, *, actor: Actor, now: datetime) -> None:
    """Somebody has read what partners agree to, and it shall be so: kept with the edition. Refused: `edition_moved`
    where another holds by now."""
    with open_batch(actor=actor, now=now) as batch:
        edition = batch.book.current("terms", "default", at=now)
        if edition.version != version:
            raise Refused("edition_moved", "Somebody has published meanwhile.", field="terms")
        desk = batch.book.default_desk
        party_entry(batch, desk.id, "version.confirmed", kind="terms", key="default", version=edition.version)


def make_test_lead(postal_code: str, *, country: str, actor: Actor, now: datetime) -> UUID:
    """A lead to try the installation with, marked as test: it counts in no figure. It goes the way of every other; its
    contact is the member itself. Refused: `postal_code_unreadable`."""
    try:
        code = parse_postal_code(postal_code, country)
    except Unreadable:
        raise Refused(
            "postal_code_unreadable",
            "This is no postal code.",
            field="postal_code",
            value=postal_code.strip()[:20],
        ) from None
    person = Person.objects.get(memberships=actor.member_id)
    new = NewLead(
        key=str(new_id()),
        raw={"postal_code": code, "country": country},
        asked_at=now,
        prospect={"last_name": "Test", "email": person.email, "postal_code": code, "country": country},
        is_test=True,
    )
    return capture_lead(new, door=TRIAL_DOOR, actor=actor, now=now).lead_id
