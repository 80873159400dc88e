"""What the vendor has names for: questions of its forms, products, tags, languages, desks, campaigns that use something."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation

from staffel.models import Party, PartyKind, PartyState
from staffel.queries import labels
from staffel.queries.directory import Directory
from staffel.rules.campaigns import Campaign
from staffel.rules.forms import Form, Question

Choice = tuple[str, str]


def forms(*, book: Directory, now: datetime) -> list[Form]:
    """The current edition of every form, the default one first."""
    keys = sorted(
        (key for kind, key in book.published if kind == "form"), key=lambda key: (key != "default", key)
    )
    return [book.current("form", key, at=now).body for key in keys]


def questions(*, book: Directory, now: datetime) -> dict[str, Question]:
    """All questions by key; where two forms ask the same, the one with more options."""
    found: dict[str, Question] = {}
    for form in forms(book=book, now=now):
        for question in form.questions:
            known = found.get(question.key)
            if known is None or len(question.options) > len(known.options):
                found[question.key] = question
    return found


def types_asked(*, book: Directory, but: str) -> dict[str, set[str]]:
    """With which types every edition of every form asks for a key; where the latest edition of the form `but` asks for
    it, its type alone: what stands there stays possible."""
    found: dict[str, set[str]] = {}
    for (kind, _key), editions in book.published.items():
        for edition in editions if kind == "form" else ():
            for question in edition.body.questions:
                found.setdefault(question.key, set()).add(question.type)
    latest = book.published.get(("form", but), ())[:1]
    return found | {one.key: {one.type} for edition in latest for one in edition.body.questions}


def products(*, book: Directory, language: str, now: datetime) -> list[Choice]:
    """Every product that the vendor has named, by its label."""
    return _labelled(_offered(book, now), book=book, language=language, now=now)


def _offered(book: Directory, now: datetime) -> Iterable[str]:
    asked = questions(book=book, now=now).get("product")
    named = {option.key for option in asked.options} if asked else set()
    return named | (book.products - book.tags) or book.products


def tags(*, book: Directory, language: str, now: datetime, also: Iterable[str] = ()) -> list[Choice]:
    """Every tag that a party has, and those in `also`, by their labels where a form has one."""
    return _labelled(book.tags | set(also), book=book, language=language, now=now)


def _labelled(keys: Iterable[str], *, book: Directory, language: str, now: datetime) -> list[Choice]:
    asked = questions(book=book, now=now).values()
    labels = {
        option.key: question.option_label(option.key, language)
        for question in asked
        for option in question.options
    }
    return sorted(((key, labels.get(key, key)) for key in keys), key=lambda one: one[1].casefold())


def options(*, book: Directory, language: str, now: datetime) -> list[Choice]:
    """Every option of every question by its key, for those who write conditions."""
    return sorted(
        {
            (option.key, f"{option.labels.get(language, option.key)} ({question.label(language)})")
            for question in questions(book=book, now=now).values()
            for option in question.options
        }
    )


def languages(*, book: Directory) -> list[str]:
    """The languages that somebody speaks, as ISO codes."""
    return sorted({language for party in book.parties.values() for language in party.languages})


def language_name(code: str) -> str:
    """What a language (ISO 639-1) is called in the reader's; the code where no name is known."""
    try:
        return str(translation.get_language_info(code)["name_translated"])
    except KeyError:
        return code


def desks(*, book: Directory) -> list[Party]:
    """The desks that are there, the default one first."""
    found = [
        party for party in book.houses if party.kind == PartyKind.DESK and party.state == PartyState.ACTIVE
    ]
    return sorted(found, key=lambda party: (not party.is_default_desk, party.name))


def agencies(*, book: Directory) -> list[Party]:
    found = [
        party for party in book.houses if party.kind == PartyKind.AGENCY and party.state == PartyState.ACTIVE
    ]
    return sorted(found, key=lambda party: party.name)


def campaigns_using(kind: str, key: str, *, book: Directory, now: datetime) -> list[str]:
    """The keys of the campaigns whose current edition names this market, form, policy, pipeline or reasons; the
    default campaign first."""
    found = []
    for campaign in sorted(book.campaigns.values(), key=lambda one: (not one.is_default, one.name)):
        body: Campaign = book.current("campaign", campaign.key, at=now).body
        named = {choice.market for choice in body.markets} if kind == "market" else {getattr(body, kind, "")}
        if key in named:
            found.append(campaign.key)
    return found


def field_named(key: str, book: Directory) -> str:
    """What a value of a lead is called: by our words, else as a form asks for it."""
    language = (translation.get_language() or "en")[:2]
    if key not in labels.FIELDS:
        for edition in book.editions.values():
            if edition.kind == "form" and (question := edition.body.question(key)):
                return str(question.label(language))
    return labels.field_label(key)
