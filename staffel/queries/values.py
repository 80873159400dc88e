"""What a lead knows, value by value, as its page shows it and lets it be corrected in place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.utils import formats, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from staffel.models import Correction, Lead, Membership, PartyKind
from staffel.queries import labels
from staffel.queries.directory import Directory
from staffel.queries.teasers import SALUTATIONS, form_of
from staffel.queries.vocabulary import language_name
from staffel.rules.answers import COLUMNS, NOT_TYPED, as_typed
from staffel.rules.countries import country_name
from staffel.rules.forms import Form, Question
from staffel.rules.phones import telephone_shown

MOST_CORRECTIONS: Final = 500  # of one lead; older ones stand in the journal
_TYPES: Final[Mapping[str, str]] = {"email": "email", "phone": "telephone", "postal_code": "postal_code"}


@dataclass(frozen=True, slots=True)
class Past:
    """What a value was until `at`, and `who` has corrected it, as the reader may be told."""

    before: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value. `key`: a column or the key of a question; `shown`: in the reader's language, "" while it is unknown;
    `typed`: as a form holds it; `options`: key and label, for a choice; `past`: what it was before, the newest first."""

    key: str
    label: str
    type: str
    shown: str
    typed: str
    options: tuple[tuple[str, str], ...]
    past: tuple[Past, ...]
    is_fixed: bool

    @property
    def anchor(self) -> str:
        """Where it stands on the page: an id that any key can become."""
        return f"value-{sha256(self.key.encode()).hexdigest()[:12]}"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of the options that are chosen."""
        return tuple(self.typed.split("\n")) if self.typed else ()


def values_of(lead: Lead, *, member: Membership, book: Directory) -> tuple[list[Value], list[Value]]:
    """Who asks, and what for: the columns and answers of the lead in the order of its form, as the member may read them:
    outside of the vendor's house of other partners and agencies no name. One query."""
    past = _past(lead, reader=_reader(member))
    form = form_of(lead, book=book)
    who = [_value(lead, name, form, past, book=book) for name in COLUMNS]
    what = [_value(lead, key, form, past, book=book) for key in _interest(lead, form)]
    return who, what


def value_of(lead: Lead, key: str, *, member: Membership, book: Directory) -> Value | None:
    """One of them; None for a key that this lead does not have. One query."""
    form = form_of(lead, book=book)
    if key not in COLUMNS and key not in set(_interest(lead, form)):
        return None
    return _value(lead, key, form, _past(lead, reader=_reader(member)), book=book)


def _interest(lead: Lead, form: Form) -> Iterator[str]:
    """The product, the form's other questions, and answers that no question asked for."""
    yield "product"
    asked = [question.key for question in form.questions if question.key not in {*COLUMNS, "product"}]
    yield from asked
    yield from (key for key in lead.answers if key not in asked and key not in {*COLUMNS, "product"})


def _reader(member: Membership) -> UUID | None:
    return None if member.party.kind == PartyKind.DESK else member.party_id


def _past(lead: Lead, *, reader: UUID | None) -> Mapping[str, list[Past]]:
    found: dict[str, list[Past]] = defaultdict(list)
    rows = (
        Correction.objects.filter(lead=lead).select_related("member__person", "party").order_by("-at", "-id")
    )
    for row in rows[:MOST_CORRECTIONS]:
        found[row.field].append(Past(row.before, row.at, _who(row, reader=reader)))
    return found


def _who(row: Correction, *, reader: UUID | None) -> str:
    if reader and (unnamed := labels.unnamed(row.party, reader=reader)):
        return unnamed
    return str(row.member.person) if row.member else row.party.name if row.party else ""


def _value(lead: Lead, key: str, form: Form, past: Mapping[str, list[Past]], *, book: Directory) -> Value:
    language = translation.get_language() or "en"
    question = form.question(key)
    raw = raw_value(lead, key)
    return Value(
        key=key,
        label=_label(key, question, language=language),
        type=_type(key, question),
        shown=value_shown(key, raw, form=form, country=book.installation.country, language=language),
        typed=as_typed(raw),
        options=options_of(key, question, language=language),
        past=tuple(past.get(key, ())),
        is_fixed=bool(question and question.type in NOT_TYPED),
    )


def known_of(lead: Lead) -> dict[str, Any]:
    """All that is known of the lead, by question: its columns, the product and the answers."""
    return {**{name: getattr(lead, name) for name in COLUMNS}, "product": lead.product, **lead.answers}


def raw_value(lead: Lead, key: str) -> Any:
    """As it is stored: a column of the lead, the product, or an answer."""
    return getattr(lead, key) if key in COLUMNS or key == "product" else lead.answers.get(key)


def value_shown(key: str, raw: Any, *, form: Form, country: str, language: str) -> str:
    """A stored value in words; `country` is where telephone numbers need no country code."""
    if raw is None or raw == "" or raw == []:
        return ""
    with translation.override(language):
        if key == "phone":
            return telephone_shown(str(raw), country)
        if key == "salutation":
            return str(SALUTATIONS.get(str(raw)) or _("Other")) if raw in SALUTATIONS else str(raw)
        if key == "country":
            return country_name(str(raw), language=language)
        if key == "language":
            return language_name(str(raw))
        return _in_words(form.question(key), raw, language=language)


def _in_words(question: Question | None, raw: Any, *, language: str) -> str:
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(raw, list):
        return ", ".join(_in_words(question, one, language=language) for one in raw)
    if isinstance(raw, int | float):
        return formats.number_format(raw, use_l10n=True, force_grouping=True)
    if question and question.type == "date" and (day := parse_date(str(raw))):
        return formats.date_format(day, _("j M Y"))
    return question.option_label(raw, language) if question else str(raw)


def label_of(key: str, form: Form, *, language: str) -> str:
    """What a value is called: by our words for the columns, else as its form asks for it."""
    with translation.override(language):
        return _label(key, form.question(key), language=language)


def _label(key: str, question: Question | None, *, language: str) -> str:
    """By the form where the question is its own, else by our words; "phone_given": what could not be read."""
    if key in COLUMNS or question is None:
        given = key.removesuffix("_given")
        word = labels.field_label(given)
        return word if given == key else _("%(field)s, as given") % {"field": word}
    return question.label(language)


def _type(key: str, question: Question | None) -> str:
    if key in COLUMNS:
        return "salutation" if key == "salutation" else _TYPES.get(key, "text")
    if question is None or (question.type == "choice" and not question.options):
        return "text"
    return question.type


def options_of(key: str, question: Question | None, *, language: str) -> tuple[tuple[str, str], ...]:
    """Key and label of what can be chosen; nothing where it is typed."""
    if key == "salutation":
        return tuple((code, str(word) or _("Other")) for code, word in SALUTATIONS.items())
    if question is None:
        return ()
    if question.type == "yes_no":
        return (("yes", _("yes")), ("no", _("no")))
    return tuple((one.key, question.option_label(one.key, language)) for one in question.options)
