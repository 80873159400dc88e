"""What can be done with a lead now, and what the forms of these acts offer to choose from."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import translation

from staffel.models import Lead, Membership, PartyKind, Role
from staffel.queries.access import may_do
from staffel.queries.considered import near_parties
from staffel.queries.directory import Directory
from staffel.queries.prospects import has_reported_contact
from staffel.queries.questions import may_be_asked
from staffel.queries.timeline import reasons_of
from staffel.rules.reasons import Reason
from staffel.web.completing import missing_answers


def acts_of(member: Membership, lead: Lead, *, is_own: bool) -> dict[str, bool]:
    """Which acts are legal now and this member's to do. `is_own`: its party works the lead."""
    is_free, is_vendor = lead.status in {"qualifying", "brokering"}, member.party.kind == PartyKind.DESK
    is_kept = lead.erased_at is None
    legal = {
        "release": lead.deadline_kind == "release",
        "complete": lead.deadline_kind in {"first_call", "qualify"},
        "place": is_free,
        "offer": is_free and lead.may_pass_on,
        "market": is_free and lead.may_pass_on,
        "work": is_free and member.party.kind != PartyKind.PARTNER,
        "report": is_own,
        "follow-up": is_own or (lead.status == "qualifying" and lead.holder_id == member.party_id),
        "more-time": is_own and not is_vendor,
        "take-back": lead.status == "working" and not is_own and not lead.is_own,
        "hand-over": lead.status == "working" and not is_own and not lead.is_own,
        "extend": lead.deadline_kind in {"step", "first_call", "qualify", "follow_up"}
        and not lead.extensions,
        "close": lead.is_open,
        "reopen": not lead.is_open and is_kept and lead.joined_to_id is None,
        "correct": lead.is_open and is_kept,
        "assess": lead.is_open and is_kept,
        "complain": lead.status == "working" or has_reported_contact(lead),
        "hand-out": is_kept,
        "consent": lead.is_open and is_kept,
        "withdrawal": is_kept and lead.joined_to_id is None,
        "rate": is_own and lead.contacted_at is not None,
        "note": is_kept,
        "ask": is_kept,
        "reply": is_kept,
        "attach": is_kept,
    }
    return {act.replace("-", "_"): is_legal and may_do(member, lead, act) for act, is_legal in legal.items()}


# Acts whose forms stand open, and those that come with another act.
ONE_PRESS: Final = frozenset({"release", "complete", "contact", "attempt", "reply", "rate"})
COMES_WITH: Final[Mapping[str, str]] = dict.fromkeys(
    ("appointment", "quote", "win", "lose", "give-back"), "report"
)


def has_form(act: str, may: Mapping[str, bool]) -> bool:
    """Whether the page has a form for this act, beside whose fields its refusal is said."""
    return act not in ONE_PRESS and may.get(COMES_WITH.get(act, act).replace("-", "_"), False)


def choices_of(lead: Lead, member: Membership, *, book: Directory) -> dict[str, Any]:
    """Partners, markets, reasons and open questions for the forms."""
    reasons = reasons_of(lead, book=book)
    own = member.id if member.role == Role.FIELD_SALES else None
    return {
        "near": near_parties(lead, book=book, looked_after_by=own),
        "markets": sorted(book.markets.values(), key=lambda market: market.name),
        "disqualify_reasons": reasons_shown(reasons.disqualify),
        "lost_reasons": reasons_shown(reasons.lost),
        "give_back_reasons": reasons_shown(reasons.give_back),
        "missing": {key for key, _label in missing_answers(lead, book=book)},
        "may_be_asked": may_be_asked(lead, member=member, book=book),
    }


def reasons_shown(reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    """Key and label of each reason, in the active language."""
    language = (translation.get_language() or "en")[:2]
    return [(one.key, one.labels.get(language) or one.labels["en"]) for one in reasons]
