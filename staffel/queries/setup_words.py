"""What the fields of everything the vendor sets up are called, with their help and their unit: for forms and for reading."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staffel.queries.partner_words import PARTNER, worded

Words = dict[str, Promise]


@dataclass(frozen=True, slots=True)
class Named:
    """`unit`: work (minutes of working time), hours and days and minutes of the clock, share, yes (or no), or "" for a
    number."""

    label: Promise
    help: Promise
    unit: str = ""


ORDERS: Final[Words] = {
    "nearest": _("the nearest first"),
    "load": _("the least busy first"),
    "waiting": _("who has waited longest first"),
    "mix": _("a mixture"),
}
MIX: Final[Words] = {
    "nearest": _("Distance"),
    "load": _("Open leads"),
    "waiting": _("Waiting time"),
}
OPEN_NOW: Final[Words] = {
    "hot": _("for hot leads"),
    "always": _("always"),
    "never": _("no, whoever is next"),
}
REACHES: Final[Words] = {
    "area": _("in whose area the lead is"),
    "distance": _("within a distance"),
    "anywhere": _("in the whole network"),
    "named": _("these desks of ours"),
}
KINDS_ASKED: Final[Words] = {"partner": PARTNER, "agency": _("Agency"), "desk": _("Desk")}
FOLLOWS: Final[Words] = {
    "offer_on": _("the next one is asked"),
    "desk": _("the desk looks at it first"),
    "close": _("the lead is closed"),
    "pause": _("the next one is asked, and a pause may be entered"),
}
CALLS_FOLLOW: Final[Words] = {
    "again": _("it is tried again"),
    "call_back": _("a call back is agreed"),
    "reached": _("the prospect was reached"),
    "desk": _("the desk looks at it first"),
}
CONDITION_OPS: Final[Words] = {
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "below": _("is below"),
    "contains": _("contains"),
    "known": _("is known (yes or no)"),
}
PLACEHOLDERS: Final[Words] = {
    "greeting": _("greeting with the receiver's name"),
    "title": _("product and place in a line"),
    "product": _("product"),
    "place": _("postal code and place"),
    "distance": _("kilometres away"),
    "temperature": _("temperature"),
    "temperature_reason": _("why it is hot, warm or cold"),
    "call_time": _("wished time of the call"),
    "due": _("until when"),
    "task": _("what is to be done"),
    "link": _("link to the page"),
    "needs_consent": _("says something where the consent to pass it on is missing"),
    "holder": _("who is responsible"),
    "reason": _("why it lies on the desk"),
    "campaign": _("campaign"),
    "number": _("number of the lead"),
    "count": _("how many leads"),
    "several": _("whether there are several"),
    "leads": _("the list of leads"),
    "items": _("answers as a list"),
    "fields": _("which data was corrected"),
    "speaker": _("who asks or answers"),
    "inviter": _("who invites"),
    "party": _("the receiver's firm"),
    "vendor": _("your company"),
    "contact": _("your contact"),
}
REASON_LISTS: Final[Words] = {
    "decline": _("Decline"),
    "give_back": _("Give back"),
    "lost": pgettext_lazy("list of reasons", "Lost"),
    "disqualify": _("Sort out"),
}
TOLD: Final[Words] = {
    "holder": _("whoever is responsible"),
    "looked_after_by": _("the field sales that looks after it"),
    "desk": _("the desk"),
    "administrator": _("the administrator"),
}
GATES: Final[Words] = {
    "": _("voluntary"),
    "agency": _("required before the agency calls"),
    "market": _("required before it is offered"),
    "close": _("required before it is closed"),
}
GIVEN_GATE: Final = _("required on the public form")  # of what only the prospect can give
UNREACHABLE: Final[Words] = {
    "desk": _("the desk decides"),
    "cold": _("it is offered as cold"),
    "close": _("it is closed as not reachable"),
}
QUESTION_TYPES: Final[Words] = {
    "text": _("Text, one line"),
    "long_text": _("Text, several lines"),
    "choice": _("One of several options"),
    "choices": _("Any of several options"),
    "number": pgettext_lazy("kind of answer", "Number"),
    "money": _("Amount of money"),
    "date": _("Date"),
    "yes_no": _("Yes or no"),
    "email": _("E-mail"),
    "telephone": _("Telephone"),
    "company": _("Company"),
    "address": _("Part of an address"),
    "postal_code": _("Postal code"),
    "consent": _("Consent"),
    "file": _("File"),
}
QUESTION_SECTIONS: Final[Words] = {
    "prospect": _("about the person who asks"),
    "interest": _("about what is wanted"),
}
QUESTION_SETS: Final[Words] = {
    "bant": _("Budget, decision, need, time"),
    "contact": _("Contact"),
    "address": _("Address"),
}
POLICY: Final[dict[str, Named]] = {
    "window_work_minutes": Named(
        _("Time to accept"),
        _("In the working time of whoever is asked. A round may have a time of its own."),
        "work",
    ),
    "longest_to_accept_hours": Named(
        _("Accepting ends at the latest after"),
        _(
            "By the clock, nights and weekends included, so that no lead grows cold while everybody is closed."
        ),
        "hours",
    ),
    "longest_to_contact_hours": Named(
        _("First contact at the latest after"), _("By the clock, from the acceptance on."), "hours"
    ),
    "desk_work_minutes": Named(
        _("Time for the desk"),
        _("To place a lead by hand or to ask what is missing, in the desk's working time."),
        "work",
    ),
    "agency_first_work_minutes": Named(
        _("First call of the agency within"),
        _("In its working time, from the moment it gets the lead."),
        "work",
    ),
    "agency_work_minutes": Named(
        _("The agency is done within"),
        _("In its working time, from the moment it gets the lead. After that the lead goes on without it."),
        "work",
    ),
    "hot_cools_after_hours": Named(
        _("Hot becomes warm after"),
        _("By the clock, when nobody has spoken with the prospect. 0: never."),
        "hours",
    ),
    "warm_cools_after_hours": Named(
        _("Warm becomes cold after"),
        _("By the clock, when nobody has spoken with the prospect. 0: never."),
        "hours",
    ),
    "points_asked_again": Named(
        _("Points for asking again"),
        _("What each new enquiry of the same person adds to the temperature's points."),
    ),
    "points_wish": Named(
        worded(_("Points for naming %(a_partner)s")),
        worded(_("What it adds when the prospect says which %(partner)s it wants.")),
    ),
    "same_person_days": Named(
        _("The same person asks again within"),
        _("For so long a new enquiry of the same person joins its open lead."),
        "days",
    ),
    "release_longest_hours": Named(
        _("Held leads are decided within"), _("Leads that an import holds back, by the clock."), "hours"
    ),
    "warn_at": Named(
        _("Reminder after"),
        _("The share of a time limit after which whoever is responsible is reminded."),
        "share",
    ),
    "max_offers": Named(
        _("Lead offers at most"), _("So many are asked for one lead; then it lies on the desk.")
    ),
    "max_returns": Named(
        _("Returns at most"), _("After so many returns to the desk a lead moves by hand only, with a reason.")
    ),
    "follow_up_longest_days": Named(
        _("Follow-up date at most ahead"), _("How far ahead a follow-up date may be agreed."), "days"
    ),
    "follow_ups": Named(_("Follow-up dates at most"), _("For one lead; then the desk decides.")),
    "undo_minutes": Named(
        _("An acceptance can be taken back for"),
        _("Who accepted by mistake undoes it within this time."),
        "minutes",
    ),
    "attempts": Named(
        _("Attempts before “not reachable”"), _("At different times of day, before a lead may be closed so.")
    ),
    "attempt_pause_hours": Named(_("Pause between two attempts"), _("At least, by the clock."), "hours"),
    "reward_first_contact": Named(
        _("Points for the first contact in time"),
        worded(_("%(Partners)s that report it within its time limit earn so many. 0: no points.")),
    ),
    "reward_outcome": Named(
        _("Points for a reported outcome"),
        _(
            "Won or lost, for a lead whose prospect was spoken with. 0: no points. Both 0: nobody reads of points."
        ),
    ),
    "reward_times": Named(
        _("Points are multiplied by"),
        _("By how hot the lead was when it was accepted: working a cold one may well be worth more."),
    ),
    "wait_for_slot": Named(
        _("Wait for a free place"),
        _(
            "Where all are full for today only, leads of this temperature wait for tomorrow instead of the desk."
        ),
    ),
    "return_days": Named(
        _("Back from an absence"),
        _(
            "For so long somebody who returns counts as busy as the least busy of the others: neither flood nor drought."
        ),
        "days",
    ),
    "partners_set_capacity": Named(
        worded(_("%(Partners)s set their own capacity")),
        _(
            "A firm's manager says in the portal how many enquiries the firm takes. Otherwise only your desk and field sales do."
        ),
        "yes",
    ),
}
