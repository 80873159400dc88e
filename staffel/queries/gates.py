"""What is still open of a lead at a hand-over: its own form, with the gates of its campaign."""

from staffel.models import Lead
from staffel.queries.directory import Directory
from staffel.queries.teasers import form_of
from staffel.queries.values import known_of
from staffel.rules.answers import NOT_TYPED
from staffel.rules.campaigns import Campaign
from staffel.rules.forms import Form, Question, gated, open_questions


def asked_form(lead: Lead, *, book: Directory) -> Form:
    """The form that the lead was asked with, its questions required when its campaign says so; both in the versions
    that the lead began with."""
    campaign: Campaign = book.editions[lead.campaign_version_id].body
    return gated(form_of(lead, book=book), campaign.gates)


def asked_now(lead: Lead) -> str:
    """The gate whose questions whoever holds the lead is to answer before it moves on."""
    return "agency" if lead.desk_reason == "before_agency" else "market"


def open_at(lead: Lead, gate: str, *, book: Directory) -> tuple[Question, ...]:
    """The questions that must be answered before the lead passes `gate` (rules.forms.GATES) and are not. Consents and
    files keep no lead: whoever holds it could not type them (of consent the campaign says so, `needs_consent`)."""
    found = open_questions(asked_form(lead, book=book), known_of(lead), gate=gate)
    return tuple(question for question in found if question.type not in NOT_TYPED)


def open_to_close(lead: Lead, *, book: Directory) -> tuple[Question, ...]:
    """What must be answered before it is won or lost. What an earlier hand-over would have required is not asked of
    whoever works the lead: the desk has placed it without, or it is the partner's own."""
    return tuple(question for question in open_at(lead, "close", book=book) if question.gate == "close")
