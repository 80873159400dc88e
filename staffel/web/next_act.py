"""The one button of a row in Today: the act that is most likely right for this member, or just to open the lead."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staffel.models import Membership
from staffel.queries.access import may_do
from staffel.queries.waiting import Row
from staffel.web.times import urgency

OPEN: Final = "open"
CALL: Final = "call"
WORDS: Final[dict[str, Promise]] = {
    "release": _("Release"),
    "place": pgettext_lazy("act", "Place"),
    "consent": _("Consent"),
    "complete": _("Complete"),
    "extend": _("Extend"),
    "ask": pgettext_lazy("act", "Ask"),
    CALL: pgettext_lazy("act", "Call"),
    OPEN: pgettext_lazy("act", "Open"),
}


@dataclass(frozen=True, slots=True)
class NextAct:
    """`url`: the lead's page with that act unfolded, or a call; `page`: that page. `is_act`: more than just opening it."""

    key: str
    word: Promise
    url: str
    page: str

    @property
    def is_act(self) -> bool:
        return self.key != OPEN


def next_act(row: Row, member: Membership, *, now: datetime) -> NextAct:
    """By whose turn it is and how the deadline stands; what is not this member's to do is only opened."""
    key, page = _likely(row, member, now=now), reverse("lead", args=[row.lead.id])
    if key == CALL:
        return NextAct(key, WORDS[key], f"tel:{row.lead.phone}" if row.lead.phone else page, page)
    if key == OPEN or not may_do(member, row.lead, key):
        return NextAct(OPEN, WORDS[OPEN], page, page)
    return NextAct(key, WORDS[key], f"{page}?act={key}", page)


def _likely(row: Row, member: Membership, *, now: datetime) -> str:
    lead, state = row.lead, urgency(row.lead, now=now)
    is_own, presses = lead.holder_id == member.party_id, state in {"late", "risk"}
    if lead.deadline_kind == "release":
        return "release"
    if lead.status == "qualifying":
        if is_own:
            return CALL if lead.phone and lead.may_call else "complete"
        return "extend" if presses and not lead.extensions else OPEN
    if lead.status == "brokering":
        return OPEN if row.whose.asked else "place" if lead.may_pass_on else "consent"
    if row.whose.wants_time:
        return "extend"
    if is_own:
        return CALL if state != "rest" and lead.may_call else OPEN
    return "ask" if presses else OPEN
