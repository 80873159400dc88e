"""What codes are called on pages and in mails, in the active language; the words are those of the design's table."""

from decimal import Decimal
from uuid import UUID

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from staffel.models import Party, PartyKind
from staffel.queries.directory import Directory
from staffel.queries.partner_words import PARTNER, partner_word_within, worded
from staffel.rules.pipelines import Pipeline
from staffel.rules.reasons import REASON_KINDS, Reasons

STATUSES: dict[str, Promise] = {
    "qualifying": _("In qualification"),
    "brokering": _("In brokerage"),
    "working": _("In work"),
    "closed": _("Closed"),
}
OUTCOMES: dict[str, Promise] = {
    "won": _("won"),
    "lost": pgettext_lazy("outcome", "lost"),
    "disqualified": _("sorted out"),
    "duplicate": _("duplicate"),
    "withdrawn": pgettext_lazy("outcome", "withdrawn"),
}
MANDATES: dict[str, Promise] = OUTCOMES | {
    "given_back": _("given back"),
    "taken_back": _("taken back"),
    "undone": _("acceptance taken back"),
    "absent": _("handed on because of an absence"),
    "ended": _("handed on"),
}
# how it stands with a party: its state, or what keeps an active one from being asked now
STANDINGS: dict[str, Promise] = {
    "active": _("active"),
    "paused": _("paused"),
    "absent": _("absent"),
    "invited": _("invited"),
    "declined": pgettext_lazy("partner", "declined"),
    "ended": pgettext_lazy("partner", "ended"),
}
KINDS: dict[str, Promise] = {"desk": _("Desk"), "agency": _("Agency"), "partner": PARTNER}
TEMPERATURES: dict[str, Promise] = {"hot": _("hot"), "warm": _("warm"), "cold": _("cold")}
POINT_ACTS: dict[str, Promise] = {  # what earns points
    "first_contact": _("first contact in time"),
    "outcome": _("outcome reported"),
}
ROLES: dict[str, Promise] = {
    "administrator": _("Administrator"),
    "desk": _("Desk"),
    "marketing": _("Marketing"),
    "field_sales": _("Field sales"),
    "agency_member": _("Agency"),
    "partner_manager": PARTNER,
    "partner_member": PARTNER,
    "holder": _("Responsible party"),
    "looked_after_by": _("Field sales"),
}
MEMBER_ROLES: dict[str, Promise] = {
    **{role: ROLES[role] for role in ("administrator", "desk", "marketing", "field_sales", "agency_member")},
    "partner_manager": _("Manager"),
    "partner_member": _("Member"),
}
MEMBER_STATES: dict[str, Promise] = {
    "active": pgettext_lazy("person", "active"),
    "paused": pgettext_lazy("person", "paused"),
    "invited": pgettext_lazy("person", "invited"),
    "declined": pgettext_lazy("person", "has declined"),
    "ended": pgettext_lazy("person", "ended"),
}
SOURCE_DETAILS: dict[str, Promise] = {
    "utm_source": _("Source"),
    "utm_medium": _("Medium"),
    "utm_campaign": _("Advertising campaign"),
    "utm_term": _("Search term"),
    "utm_content": _("Advertisement"),
    "utm_id": _("Advertising campaign, number"),
    "gclid": _("Google click"),
    "gbraid": _("Google click in an app"),
    "wbraid": _("Google click on the web"),
    "msclkid": _("Microsoft click"),
    "fbclid": _("Facebook click"),
    "ref": _("Reference"),
    "referrer": _("Page before"),
}
DOORS: dict[str, Promise] = {
    "api": _("the API"),
    "device": _("a fair, captured on a device"),
    "first-steps": _("the first steps"),
    "form": _("the public form"),
    "demo": _("the demonstration"),
    "import": _("an import"),
    "page": _("a page, by hand"),
    "portal": _("the portal"),
}
# In what a lead agrees with one that is being entered.
AGREEMENTS: dict[str, Promise] = {
    "phone": _("same telephone"),
    "email": _("same e-mail"),
    "company": _("same company"),
    "postal_code": _("same postal code"),
}
DUE_GROUPS: dict[str, Promise] = {
    "overdue": _("Overdue"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
    "resting": _("Resting"),
}
DEADLINES: dict[str, Promise] = {
    "first_call": _("first call of the agency"),
    "qualify": _("complete the missing answers"),
    "release": _("release or close the held lead"),
    "offer": _("answer the lead offer"),
    "place": _("place the lead by hand"),
    "slot": worded(_("next free place at %(a_partner)s")),
    "step": _("next step of the pipeline"),
    "follow_up": _("follow-up"),
}
DESK_REASONS: dict[str, Promise] = {
    "consent_missing": _("The consent to pass it on is missing"),
    "no_market": _("No market fits this lead"),
    "came_back_often": _("It came back too often and moves only by hand"),
    "too_many_offers": _("Offered the greatest number of times, nobody accepted"),
    "nobody_eligible": worded(_("No %(partner)s is eligible")),
    "nobody_wants_it": _("Nobody who was asked wants it"),
    "halted": _("The outflow is halted"),
    "incomplete": _("Answers are missing"),
    "before_agency": _("Answers are missing before the agency can call"),
    "agency_not_called": _("The agency has not called in time"),
    "agency_late": _("The agency has not finished in time"),
    "held": _("Held after the import, waits for release"),
    "taken_back": _("Taken back by the desk"),
    "party_ended": _("The firm has ended"),
    "history": _("Taken over from before"),
    "absent": _("The party is absent"),
    "paused": _("The party has paused"),
    "ended": _("The party has ended"),
    "deadline_missed": _("The deadline was missed"),
    "desk": _("The desk decided so"),
    "joined": _("Joined to another lead of the same person"),
    "parted": _("Parted from another lead: different people"),
    "accepted_by_other": _("Another party accepted"),
    "placed_by_hand": _("Placed by hand"),
    "other_market": _("Offered by another market"),
    "handed_over": worded(_("Handed over to another %(partner)s")),
    "desk_works_it": _("The desk works it itself"),
    "closed": _("The lead was closed"),
    "not_reachable": _("Not reachable"),
    "call_wrong_number": _("The telephone number is wrong"),
}
UNREACHABLE: dict[str, Promise] = {
    "desk": _("the desk decides"),
    "cold": _("on to the market as cold, with what is known"),
    "close": _("closed"),
}
WAYS: dict[str, Promise] = {
    "fair": _("at the fair"),
    "by_hand": _("by hand"),
    "mail": _("by e-mail"),
    "letter": _("by post"),
    "partner": worded(_("by the %(partner)s")),
}
PURPOSES: dict[str, Promise] = {
    "pass_on": worded(_("to be passed on to the %(partners)s")),
    "call": _("to be called"),
    "mail": _("to be written to by e-mail"),
    "text": _("to be sent text messages"),
}
# The same, as what is permitted or not.
PERMISSIONS: dict[str, Promise] = {
    "pass_on": _("Passing on"),
    "call": _("Calling"),
    "mail": _("Mailing"),
    "text": _("Texting"),
}
GROUNDS: dict[str, Promise] = {"enquiry": _("by the enquiry"), "consent": _("by consent")}
ACTORS: dict[str, Promise] = {
    "system": _("Staffel"),
    "prospect": _("Prospect"),
    "key": _("Interface"),
    "device": _("Device"),
    "link": _("By link"),
    "member": _("Member"),
}
OFFERS: dict[str, Promise] = {
    "open": _("asked"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "expired": _("did not answer in time"),
    "withdrawn": _("lead offer withdrawn"),
    "undone": _("took the acceptance back"),
}

FIELDS: dict[str, Promise] = {
    "id": _("Number in the source"),
    "source": _("Source"),
    "source_key": _("Number in the source"),
    "campaign": _("Campaign"),
    "asked_at": _("Date of the enquiry"),
    "salutation": _("Salutation"),
    "title": _("Title"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "name": _("Name"),
    "company": _("Company"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "mobile": _("Mobile"),
    "street": _("Street"),
    "house_number": _("House number"),
    "postal_code": _("Postal code"),
    "place": _("Town"),
    "postal_place": _("Postal code and town"),
    "country": _("Country"),
    "language": _("Language"),
    "product": _("Product"),
    "message": _("Message"),
    "temperature": _("Temperature"),
    "customer_type": _("Kind of customer"),
    "expected_value": _("Expected value"),
    "expected_amount": _("Expected value"),
    "currency": _("Currency"),
    "call_time": _("Wished time of the call"),
    "wished_partner": worded(_("Wished %(partner)s")),
    "wished_party": worded(_("Wished %(partner)s")),
    "consent_pass_on": _("Consent to be passed on"),
    "consent_call": _("Consent to calls"),
    "consent_mail": _("Consent to e-mails"),
    "consent_text": _("Consent to text messages"),
    "test": _("Test lead"),
    "is_test": _("Test lead"),
    "holder": _("Responsible"),
    "status": _("Status"),
    "step": _("Step"),
    "outcome": _("Outcome"),
    "reason": _("Reason"),
    "won_value": _("Value won"),
    "accepted_at": _("Accepted on"),
    "contacted_at": _("First contact on"),
    "closed_at": _("Closed on"),
    # of parties and areas
    "key": _("Number"),
    "kind": _("Kind"),
    "person": _("Contact person"),
    "languages": _("Languages"),
    "timezone": _("Time zone"),
    "hours": _("Working hours"),
    "tags": _("Products and certificates"),
    "capacity_open": _("Capacity, open leads"),
    "capacity_day": _("Capacity a day"),
    "capacity_week": _("Capacity a week"),
    "weight": _("Weight"),
    "radius_km": _("Radius in km"),
    "postal_codes": _("Postal codes of the area"),
    "looked_after_by": _("Looked after by"),
    "party": PARTNER,
    "from": _("Postal code from"),
    "to": _("Postal code to"),
    "prefix": _("Postal code begins with"),
    "code": _("Area in postal codes"),
    "exclusive": _("Exclusive"),
}


def turns_label(kind: str, count: int) -> str:
    """How many leads wait for whom: "9 desk", "14 partners"."""
    words = {
        "desk": ngettext("%(n)s desk", "%(n)s desk", count),
        "agency": ngettext("%(n)s agency", "%(n)s agency", count),
        "partner": f"%(n)s {partner_word_within(count=count)}",
    }
    return words[kind] % {"n": count}


def field_label(field: str) -> str:
    """What a field of an enquiry is called; of "prospect.email" the last part counts."""
    return label(FIELDS, field.rpartition(".")[2])


def door_label(door: str) -> str:
    """How something came in ("api:01a2…", "import"), without the id of the key that it was sent with."""
    return label(DOORS, door.partition(":")[0])


def label(words: dict[str, Promise], code: str) -> str:
    """The word for a code; a code without one is shown as it is: better seen than hidden."""
    return str(words.get(code, code))


def reason_label(code: str, reasons: Reasons) -> str:
    """A reason that somebody chose from the list, or why the system did something, in the active language."""
    language = (get_language() or "en")[:2]
    wanted = code.removeprefix("given_back_")
    for kind in REASON_KINDS:
        for reason in reasons.of(kind):
            if reason.key == wanted and code not in DESK_REASONS:
                return reason.labels.get(language) or reason.labels.get("en") or reason.key
    return label(DESK_REASONS, code)


def call_label(code: str, reasons: Reasons) -> str:
    """How a call ended, in the active language; a result that is no longer listed by its key."""
    language = (get_language() or "en")[:2]
    labels = next((one.labels for one in reasons.calls if one.key == code), {})
    return labels.get(language) or labels.get("en") or code


def step_label(code: str, pipeline: Pipeline) -> str:
    language = (get_language() or "en")[:2]
    if not pipeline.has(code):
        return code
    labels = pipeline.step(code).labels
    return labels.get(language) or labels.get("en") or code


def deadline_label(kind: str, *, step: str = "", pipeline: Pipeline | None = None) -> str:
    """What is to be done until a deadline: where it is that of a step, the step's own name."""
    if kind == "step" and step and pipeline:
        return step_label(step, pipeline)
    return label(DEADLINES, kind)


def money(amount: Decimal | str | float | None, currency: str) -> str:
    """A net amount as the reader writes it: "18.500 €", "1,234.50 CHF"; "" when there is none."""
    if amount is None or amount == "":
        return ""
    value = Decimal(str(amount))
    places = 0 if value == value.to_integral_value() else 2
    number = formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{number} {'€' if currency in {'EUR', ''} else currency}"


def party_name(party_id: object, book: Directory) -> str:
    """The party's name as the directory knows it; "?" for one it does not."""
    try:
        party = book.parties.get(UUID(str(party_id)))
    except ValueError:
        return "?"
    return party.name if party else "?"


def member_name(member_id: object, book: Directory) -> str:
    """The name of one of the vendor's own people, "" for all others: the people of an agency are not named to partners."""
    desks = (party.id for party in book.houses if party.kind == PartyKind.DESK)
    house = (one for desk in desks for one in book.members.get(desk, ()))
    member = next((one for one in house if str(one.id) == member_id), None)
    return str(member.person) if member else ""


def unnamed(party: Party | None, *, reader: UUID | None) -> str:
    """What a party is called for another one that reads of it: only the vendor's own people are named to outsiders. ""
    where it is named."""
    if party is None or party.id == reader or party.kind == PartyKind.DESK:
        return ""
    return str(_("the agency") if party.kind == PartyKind.AGENCY else _("another firm"))


def tag_labels(book: Directory) -> dict[str, str]:
    """What tags are called that are options of a question (products, certificates), in the active language; a tag that
    is none is shown as it is written."""
    language = (get_language() or "en")[:2]
    forms = [
        editions[0].body for (kind, _key), editions in book.published.items() if kind == "form" and editions
    ]
    return {
        option.key: question.option_label(option.key, language)
        for form in forms
        for question in form.questions
        for option in question.options
    }
