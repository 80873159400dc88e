"""What somebody is told of a lead: the teaser before it accepts, the contact data once it holds the lead.

The teaser is built from closed values only (places of the shipped table, options of the form, tags), so that nothing
a person typed can reach somebody who has not accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.models import Entry, Lead, Mandate, Note, Offer, PartyKind
from staffel.queries.directory import Directory
from staffel.queries.labels import unnamed
from staffel.queries.partner_words import partner_words
from staffel.queries.rewards import promised
from staffel.queries.together import together_with
from staffel.rules.forms import Form, Question
from staffel.rules.phones import telephone_shown
from staffel.rules.places import place_of

CLOSED_TYPES: Final = frozenset({"choice", "choices", "yes_no"})
OWN_FIELDS: Final = frozenset({"product", "call_time"})  # answers that the teaser names by themselves


@dataclass(frozen=True, slots=True)
class Item:
    """One answered question, in the reader's language."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Teaser:
    """What a party knows of an enquiry before it accepts. `distance_km` is None where a place is unknown; `points`: what it
    earns by accepting and working it, "" nothing."""

    number: int
    place: str
    distance_km: int | None
    product: str
    items: tuple[Item, ...]
    temperature: str
    temperature_label: str
    temperature_reasons: tuple[str, ...]
    call_time: str
    campaign: str
    asked_at: datetime
    window_starts_at: datetime
    window_ends_at: datetime
    is_test: bool
    points: str


# Beside these entries the desk speaks to the party that holds the lead then, which may not be the one that does later.
SAID_TO_ONE: Final = ("deadline.extended", "lead.closed", "lead.complained")


@dataclass(frozen=True, slots=True)
class Contact:
    """All that whoever holds the lead knows of its prospect. `phone_url` and `map_url` are ready for an href; `phone_url` ""
    also where the prospect may not be called."""

    number: int
    name: str
    company: str
    phone: str
    phone_url: str
    email: str
    address: tuple[str, ...]
    map_url: str
    product: str
    message: str
    answers: tuple[Item, ...]
    notes: tuple[Note, ...]
    temperature_reasons: tuple[str, ...]


def teaser_of(offer: Offer, *, book: Directory, language: str, now: datetime) -> Teaser:
    """The teaser of this offer's lead, in `language` ("de", "en"). `now` ends with the day of what is said."""
    lead, form = offer.lead, form_of(offer.lead, book=book)
    with translation.override(language):
        return Teaser(
            number=lead.number,
            place=place_shown(lead, home=book.installation.country),
            distance_km=None if offer.distance_m is None else max(1, round(offer.distance_m / 1000)),
            product=known_product(lead, form, book=book, language=language),
            items=tuple(_teaser_items(lead, form, language=language)),
            temperature=lead.temperature,
            temperature_label=temperature_label(lead.temperature),
            temperature_reasons=reasons_before(lead, form),
            call_time=_call_time(lead, form, language=language),
            campaign=book.campaign_by_id(lead.campaign_id).name,
            asked_at=min(lead.asked_at, now),
            window_starts_at=offer.window_starts_at,
            window_ends_at=offer.window_ends_at,
            is_test=lead.is_test,
            points=promised(lead, offer.party_id, book=book, now=now),
        )


def contact_of(lead: Lead, *, book: Directory, language: str) -> Contact:
    """The contact data of a lead for whoever holds it; the caller has asked access before. One query: the notes, also
    those of the enquiries that were joined to it."""
    notes = spoken_notes(reader=lead.holder_id).filter(lead__in=together_with(lead.id))
    return contact_with(lead, tuple(notes), book=book, language=language)


def note_author(note: Note, *, reader: UUID | None) -> str:
    """Who has typed a spoken note, for the party that reads it: of other partners and agencies no name."""
    return unnamed(note.party, reader=reader) or (note.party.name if note.party else "")


def spoken_notes(*, reader: UUID | None) -> QuerySet[Note]:
    """The notes that the `reader`, a party that holds the lead, may read, newest first: its own, the desk's and the
    agency's. What another partner typed (why it declined, say) is nothing for a competitor, nor is what the desk said to it
    (why it got more time, that the customer complains of it, why the lead ended with it). Questions stay with their party."""
    to_one = Entry.objects.filter(lead=OuterRef("lead"), note=OuterRef("id"), kind__in=SAID_TO_ONE)
    own = Q(party_id=reader) if reader else Q(pk__in=())
    to_another = Exists(to_one.exclude(own))
    known = own | ~Q(party__kind=PartyKind.PARTNER) & ~to_another
    spoken = Note.objects.filter(known, is_internal=False, asked=None, answers=None, party__isnull=False)
    return spoken.select_related("party").order_by("-created_at")


def contact_with(lead: Lead, notes: tuple[Note, ...], *, book: Directory, language: str) -> Contact:
    """As `contact_of`, where the notes that may be seen were read already: for many leads at once."""
    form, country = form_of(lead, book=book), book.installation.country
    address = tuple(line for line in (lead.street, town_shown(lead, home=country)) if line)
    with translation.override(language):
        why = temperature_reasons(lead, form)
    return Contact(
        number=lead.number,
        name=person_name(lead),
        company=lead.company,
        phone=telephone_shown(lead.phone, country) if lead.phone else "",
        phone_url=f"tel:{lead.phone}" if lead.phone and lead.may_call else "",
        email=lead.email,
        address=address,
        map_url=_map_url(lead),
        product=product_label(lead, form, language=language),
        message=str(lead.answers.get("message") or ""),
        answers=tuple(_all_answers(lead, form, language=language)),
        notes=notes,
        temperature_reasons=why,
    )


def form_of(lead: Lead, *, book: Directory) -> Form:
    """The edition of the form that the lead began with."""
    body: Form = book.editions[lead.form_version_id].body
    return body


SALUTATIONS: Final[Mapping[str, Promise | str]] = {
    "mr": gettext_lazy("Mr"),
    "ms": gettext_lazy("Ms"),
    "family": gettext_lazy("Family"),
    "diverse": "",
}


def person_name(lead: Lead) -> str:
    """Salutation, first and last name in the active language."""
    salutation = str(SALUTATIONS.get(lead.salutation, lead.salutation))
    return " ".join(part for part in (salutation, lead.first_name, lead.last_name) if part)


def town_shown(lead: Lead, *, home: str) -> str:
    """Postal code and town as they were given, with the country in front where it is not `home`: "AT-3725 Achseten"."""
    return _abroad(lead.country, f"{lead.postal_code} {lead.place}".strip(), home=home)


def place_shown(lead: Lead, *, home: str) -> str:
    """Postal code and town as the shipped table knows them; of an unknown code its beginning only, because the field
    may hold anything. The country in front where it is not `home`."""
    place = place_of(lead.country, lead.postal_code) if lead.postal_code else None
    if place is None:
        return lead.country
    code = place.code if place.matched == "exact" else f"{place.code[:2]}…"
    return _abroad(lead.country, f"{code} {place.place}".strip(), home=home)


def _abroad(country: str, place: str, *, home: str) -> str:
    return f"{country}-{place}" if place and country and country != home else place


def temperature_label(temperature: str) -> str:
    return {"hot": _("hot"), "warm": _("warm"), "cold": _("cold")}[temperature]


def temperature_reasons(lead: Lead, form: Form) -> tuple[str, ...]:
    """Why the lead has its temperature, in the active language: of answers only options that the vendor has named,
    nothing that a prospect typed. A code without words is left out."""
    said = (_reason_shown(reason, form) for reason in lead.temperature_reasons)
    return tuple(words for words in said if words)


def reasons_before(lead: Lead, form: Form) -> tuple[str, ...]:
    """As `temperature_reasons`, for who has not accepted: without the points, and of answers only those that the teaser may
    say; of the others only that there are some."""
    told: list[str] = []
    for reason in lead.temperature_reasons:
        question = form.question(str(reason.get("question", "")))
        is_open = question is None or (question.in_teaser and question.type in CLOSED_TYPES)
        words = _reason_shown({**reason, "points": 0}, form) if is_open else _("Further answers")
        if words and words not in told:
            told.append(words)
    return tuple(told)


def ratings_of(lead: Lead) -> tuple[Mandate, ...]:
    """What those who worked the lead found after the first contact, the latest first. One query."""
    return tuple(lead.mandates.exclude(rated_temperature="").select_related("party").order_by("-rated_at"))


def _reason_shown(reason: Mapping[str, Any], form: Form) -> str:
    code, points = str(reason.get("code", "")), int(reason.get("points", 0))
    words = {
        "given": _("Assessed like this when the enquiry came in"),
        "campaign": _("As usual for enquiries of this campaign"),
        "by_hand": _("Assessed like this by the desk"),
        "source": _("From this campaign"),
        "asked_again": _("Has asked again"),
        "wish": _("Wishes a certain %(partner)s") % partner_words(),
        "not_reachable": _("Nobody could be reached: goes on as cold"),
        "cooled": _("Nobody has spoken with the prospect since: cooled"),
    }
    shown = words.get(code, "")
    if code == "answer" and (question := form.question(str(reason.get("question", "")))):
        language, option = translation.get_language() or "en", reason.get("option")
        label = question.label(language)
        shown = f"{label}: {question.option_label(option, language)}" if option else label
    return f"{shown} ({points:+d})" if shown and points else shown


def product_label(lead: Lead, form: Form, *, language: str) -> str:
    """The product by the form's label, else as it is stored."""
    question = form.question("product")
    return question.option_label(lead.product, language) if question and lead.product else lead.product


def known_product(lead: Lead, form: Form, *, book: Directory, language: str) -> str:
    """Only a product that the vendor has named itself (`Directory.products`); "" for what only a prospect typed."""
    return product_label(lead, form, language=language) if lead.product in book.products else ""


def _teaser_items(lead: Lead, form: Form, *, language: str) -> Iterator[Item]:
    for question in form.questions:
        if question.in_teaser and question.type in CLOSED_TYPES and question.key not in OWN_FIELDS:
            value = _closed_value(question, lead.answers.get(question.key), language=language)
            if value:
                yield Item(question.label(language), value)


def _closed_value(question: Question, value: Any, *, language: str) -> str:
    """The labels of chosen options; "" for everything that is not an option."""
    if question.type == "yes_no":
        return {True: _("yes"), False: _("no")}.get(value, "") if isinstance(value, bool) else ""
    options = {option.key for option in question.options}
    chosen = value if isinstance(value, list) else [value]
    known = [one for one in chosen if isinstance(one, str) and one in options]
    return ", ".join(question.option_label(one, language) for one in known)


def _call_time(lead: Lead, form: Form, *, language: str) -> str:
    question = form.question("call_time")
    return _closed_value(question, lead.answers.get("call_time"), language=language) if question else ""


def _all_answers(lead: Lead, form: Form, *, language: str) -> Iterator[Item]:
    asked = {question.key: question for question in form.questions}
    for key, value in lead.answers.items():
        if key == "message" or value in (None, "", []):
            continue
        question = asked.get(key)
        label = question.label(language) if question else key
        yield Item(label, _any_value(question, value, language=language))


def _any_value(question: Question | None, value: Any, *, language: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_any_value(question, one, language=language) for one in value)
    return question.option_label(value, language) if question else str(value)


def _map_url(lead: Lead) -> str:
    """An address to look for on the map; the reader's browser opens it only when it is pressed."""
    where = ", ".join(
        part for part in (lead.street, f"{lead.postal_code} {lead.place}".strip(), lead.country) if part
    )
    return (
        f"https://www.openstreetmap.org/search?{urlencode({'query': where})}"
        if lead.place or lead.street
        else ""
    )
