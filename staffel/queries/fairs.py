"""What a device needs to capture leads at a fair without network: the events, what each asks, and who captures."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffel.models import Campaign, Material, Membership, PartyKind, Repeats, Role
from staffel.queries.consents import consent_texts
from staffel.queries.directory import Directory
from staffel.queries.labels import TEMPERATURES
from staffel.queries.people import ACTING
from staffel.queries.teasers import SALUTATIONS
from staffel.rules.answers import NOT_TYPED
from staffel.rules.campaigns import Campaign as CampaignBody
from staffel.rules.fairs import events_of
from staffel.rules.forms import Option, Question, gated, is_due
from staffel.rules.texts import LANGUAGES

NAMES: Final = {"de": "Deutsch", "en": "English"}  # as who speaks it looks for it
CAPTURING: Final = frozenset(
    {Role.ADMINISTRATOR, Role.DESK, Role.MARKETING, Role.FIELD_SALES, Role.AGENCY_MEMBER}
)


def colleagues(member: Membership) -> list[Membership]:
    """Who may have held the talk: the vendor's people and its agencies' for the vendor's, an agency's own for the
    agency. By name. One query."""
    found = Membership.objects.filter(ACTING, role__in=CAPTURING).exclude(party__state="ended")
    if member.party.kind != PartyKind.DESK:
        found = found.filter(party_id=member.party_id)
    rows = found.exclude(party__kind=PartyKind.PARTNER).select_related("person", "party")
    return sorted(rows, key=lambda one: (str(one.person).casefold(), one.id))


def kept_setup(member: Membership, *, book: Directory, language: str, now: datetime) -> dict[str, Any]:
    """As JSON, in the reader's language. Nothing of any prospect is in it. Two queries."""
    events = list(_events(book, now=now))
    forms = {_form_key(body): body for _campaign, body in events}
    return {
        "member": str(member.id),
        "name": str(member.person),
        "language": language,
        "country": book.installation.country,
        "timezone": book.installation.timezone,
        "events": [_event(campaign, body, book=book) for campaign, body in events],
        "forms": {key: _form(body, book=book, language=language, now=now) for key, body in forms.items()},
        "colleagues": [
            {"id": str(one.id), "name": str(one.person), "party": one.party.name}
            for one in colleagues(member)
        ],
        "materials": list(_materials()),
        "home_language": book.installation.language,
        "languages": [[code, NAMES[code]] for code in LANGUAGES],
        "consents": list(_consents(book, now=now)),
        "temperatures": [[key, str(word)] for key, word in TEMPERATURES.items()],
    }


def _consents(book: Directory, *, now: datetime) -> Iterator[dict[str, Any]]:
    """Each text in every language: the visitor reads it in its own."""
    by_language = {code: consent_texts(book=book, language=code, now=now) for code in LANGUAGES}
    for purpose, one in by_language[LANGUAGES[0]].items():
        texts = {code: known[purpose].text for code, known in by_language.items() if purpose in known}
        yield {"purpose": purpose, "version": str(one.version), "number": one.number, "texts": texts}


def _events(book: Directory, *, now: datetime) -> Iterator[tuple[Campaign, CampaignBody]]:
    today = now.astimezone(ZoneInfo(book.installation.timezone)).date()
    bodies = {key: book.current("campaign", key, at=now).body for key in book.campaigns}
    for key in events_of(bodies.items(), today=today):
        yield book.campaigns[key], bodies[key]


def _event(campaign: Campaign, body: CampaignBody, *, book: Directory) -> dict[str, Any]:
    asks = book.by_key.get(body.qualifier)
    return {
        "key": campaign.key,
        "name": campaign.name,
        "from": body.fair_from.isoformat() if body.fair_from else "",
        "until": body.fair_until.isoformat() if body.fair_until else "",
        "form": _form_key(body),
        "product": body.product,
        "asks": (asks or book.default_desk).name,
        "needs_consent": body.needs_consent or not body.by_enquiry,
        "temperature": body.temperature,
    }


def _form_key(body: CampaignBody) -> str:
    """Campaigns that ask the same and require the same share their questions."""
    return " ".join([body.form, *(f"{key}={gate}" for key, gate in sorted(body.gates.items()))])


def _form(body: CampaignBody, *, book: Directory, language: str, now: datetime) -> dict[str, Any]:
    edition = book.current("form", body.form, at=now)
    form = gated(edition.body, body.gates)
    return {
        "id": str(edition.id),
        "questions": [
            _question(one, book=book, language=language)
            for one in form.questions
            if one.type != "file" and not one.purpose  # the device asks for every consent itself
        ],
    }


def _question(question: Question, *, book: Directory, language: str) -> dict[str, Any]:
    return {
        "key": question.key,
        "label": question.label(language),
        "help": question.help.get(language) or question.help.get("en") or "",
        "type": question.type,
        "section": question.section,
        "needed": question.type not in NOT_TYPED and is_due(question.gate, at="market"),
        "one_of": question.one_of,
        "options": _options(question, book=book, language=language),
        "only_if": [{"question": one.question, "values": list(one.values)} for one in question.only_if],
    }


def _options(question: Question, *, book: Directory, language: str) -> list[list[str]]:
    if question.key == "salutation":
        return [[key, str(word) or _("Diverse")] for key, word in SALUTATIONS.items()]
    if question.key == "product" and not question.options:
        return [[product, product] for product in sorted(book.products)]
    return [[one.key, _label(one, language)] for one in question.options]


def _label(option: Option, language: str) -> str:
    return option.labels.get(language) or option.labels.get("en") or option.key


def _materials() -> Iterator[dict[str, Any]]:
    """The latest edition of every material that can still be given, by title."""
    rows = Material.objects.filter(withdrawn_at=None).defer("content")
    latest: Iterable[Material] = rows.order_by("key", "-version").distinct("key")
    for one in sorted(latest, key=lambda row: row.title.casefold()):
        yield {
            "key": one.key,
            "title": one.title,
            "language": one.language,
            "paper": one.is_paper,
            "once": one.repeats == Repeats.FORBID,
        }
