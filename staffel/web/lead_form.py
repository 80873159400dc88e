"""The form by which somebody enters a lead: the campaign's questions by their types, and what was typed as an enquiry."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.actions.arrivals import arrival
from staffel.actions.leads import NewLead
from staffel.models import Campaign
from staffel.queries.consents import consent_texts
from staffel.queries.considered import parties_named
from staffel.queries.directory import Directory, Edition
from staffel.queries.labels import TEMPERATURES
from staffel.queries.partner_words import partner_words, worded
from staffel.queries.teasers import SALUTATIONS
from staffel.rules.answers import NOT_TYPED, read_answer
from staffel.rules.arrivals import digest
from staffel.rules.columns import ANSWER
from staffel.rules.consents import GivenConsent
from staffel.rules.countries import countries_named, country_name
from staffel.rules.forms import Form, Question, gated, is_due
from staffel.rules.problems import Problem, Unreadable
from staffel.rules.prospects import Prospect, without_nobody
from staffel.rules.rows import lead_row
from staffel.web.sentences import sentence

ABOUT: Final = (
    "about_"  # before the names of what is asked about the enquiry, so that no question can take them
)
READ: Final = frozenset({*Prospect.__dataclass_fields__, "product", "message", "call_time", "customer_type"})
AUTOCOMPLETE: Final = {"autocomplete": "off"}
EDITION: Final = (
    "form-edition"  # says on a page which edition of the form it asks; no question has a hyphen in its key
)
KEYBOARDS: Final = {"telephone": "tel", "email": "email", "number": "decimal", "money": "decimal"}


class LeadForm(forms.Form):
    """The questions of one campaign's form. `edition`: the one that was asked, where that is not the current one any more.
    `campaign` and `about` are what the page asks beside them."""

    def __init__(
        self, data: QueryDict | None, *, campaign: Campaign, book: Directory, now: datetime, is_brief: bool = False,
        edition: Edition | None = None, initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.book, self.campaign, self.now = book, campaign, now
        self.blocking: list[Problem] = []  # what `enquiry` found that keeps the lead out
        body = book.current("campaign", campaign.key, at=now).body
        self.edition = edition or book.current("form", body.form, at=now)
        form: Form = gated(self.edition.body, body.gates)
        self.questions = {one.key: one for one in form.questions if one.type != "file"}
        self.texts = consent_texts(book=book, language=(get_language() or "en")[:2], now=now)
        for question in self.questions.values():
            self.fields[question.key] = field = field_of(question, book=book)
            if text := self.texts.get(question.purpose):
                field.help_text = linebreaksbr(text.text)
                field.widget.attrs["value"] = str(text.version)  # the edition that was read comes back
            if question.only_if:
                field.widget.attrs["data-only-if"] = json.dumps(_conditions(question))
            if others := _others(question, self.questions):
                field.help_text = format_html("{} {}", field.help_text, others)
        if not is_brief:
            self.fields |= _about()
        self._propose_place()

    @property
    def ours(self) -> dict[str, str]:
        """What a page of this form sends along hidden, so that it is read by what it has asked."""
        return {EDITION: str(self.edition.id)}

    def _propose_place(self) -> None:
        """The place of a postal code is shown while it is typed, below the field for the place."""
        code, place = self.fields.get("postal_code"), self.fields.get("place")
        if code and place:
            code.widget.attrs |= {
                "hx-post": reverse("place-of"),
                "hx-trigger": "input changed delay:300ms, change",
                "hx-target": "#place-of",
                "hx-include": "[name=postal_code], [name=country]",
                "hx-sync": "this:replace",
            }
            place.help_text = format_html(
                '{} <span id="place-of" aria-live="polite"></span>', place.help_text
            )

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions in their sections, in the order of the form."""
        words = {"prospect": _("Who asks"), "interest": _("What it is about")}
        return [
            (title, [self[one.key] for one in self.questions.values() if one.section == section])
            for section, title in words.items()
        ]

    @property
    def about(self) -> list[forms.BoundField]:
        """What is asked about the enquiry itself."""
        return [self[name] for name in self.fields if name.startswith(ABOUT)]

    def clean_about_party(self) -> str:
        typed: str = self.cleaned_data["about_party"]
        if not typed:
            return ""
        found = [party for party in parties_named(typed, book=self.book) if party.kind == "partner"]
        if not found:
            raise forms.ValidationError(_("Nobody is called so."))
        if len(found) > 1:
            names = ", ".join(f"{party.name} ({party.key})" for party in found[:8])
            raise forms.ValidationError(
                _("Several %(partners)s fit: %(names)s.") % {"names": names, **partner_words()}
            )
        return found[0].key

    def clean_about_asked_at(self) -> datetime | None:
        asked_at: datetime | None = self.cleaned_data["about_asked_at"]
        if asked_at and asked_at > self.now:
            raise forms.ValidationError(_("This lies in the future."))
        return asked_at

    def enquiry(self, *, key: str, as_typed: bool, is_named: bool = False) -> NewLead | None:
        """The enquiry that was typed; None where something cannot be read, which then stands beside its field. With
        `as_typed` whatever does not keep the lead out is kept as it was typed. `is_named`: something beside the form says
        who asks (the photo of a business card)."""
        if not self.is_valid():
            return None
        book, given = self.book, self.cleaned_data
        parsed = lead_row(
            self._cells(), timezone=book.installation.timezone, country=book.installation.country
        )
        if is_named:
            parsed = replace(parsed, problems=without_nobody(parsed.problems))
        parsed = replace(parsed, answers={**parsed.answers, **self._answers()})
        new = arrival(
            parsed,
            key=key,
            raw=self._raw(),
            campaign=self.campaign,
            source=self.campaign.source,
            edition=self.edition,
            book=book,
            now=self.now,
        )
        for problem in new.problems:
            if problem.is_blocking:
                self.blocking.append(problem)
            if problem.is_blocking or not as_typed:
                field = problem.field if problem.field in self.fields else None
                self.add_error(field, sentence(problem))
        if self.errors:
            return None
        return replace(
            new,
            fingerprint=digest(sorted(self._raw().items())),
            asked_at=given.get("about_asked_at") or self.now,
            temperature=given.get("about_temperature", ""),
            wished_party=given.get("about_party", ""),
            is_test=bool(given.get("about_test")),
            consents=tuple(self._consents()),
        )

    def _consents(self) -> Iterator[GivenConsent]:
        """What was ticked, by purpose, with the edition of the text that stood beside the box; none where a website's own
        form has asked in words that are not ours."""
        for key, question in self.questions.items():
            if not question.purpose or not self.cleaned_data.get(key):
                continue
            texts = self.book.published.get(("consent", question.purpose), ())
            read = next((one.id for one in texts if str(one.id) == str(self.data.get(key))), None)
            yield GivenConsent(purpose=question.purpose, version=read, proof={"question": key})

    def _cells(self) -> dict[str, str]:
        """What a row of a file would say: one way to read both."""
        return {
            key if key in READ else ANSWER + key: value
            for key in self.questions
            if isinstance(value := self.cleaned_data.get(key), str) and value
        }

    def _answers(self) -> dict[str, Any]:
        """Answers that are no text."""
        found = {key: self.cleaned_data.get(key) for key, one in self.questions.items() if not one.purpose}
        return {
            key: value
            for key, value in found.items()
            if isinstance(value, bool | int | float | list) and value != []
        }

    def _raw(self) -> dict[str, Any]:
        """What was typed, as it was typed; also answers to questions of another campaign's form."""
        left_out = {"csrfmiddlewaretoken", "nonce", "as_typed", EDITION}
        typed = cast(QueryDict, self.data)
        pairs = ((key, typed.getlist(key)) for key in typed if key not in left_out)
        return {key: values if len(values) > 1 else values[0] for key, values in pairs if any(values)}


def edition_asked(given: QueryDict, campaign: Campaign, *, book: Directory) -> Edition | None:
    """The edition of the campaign's form that the page which was sent has asked; None where it says none, or one of a
    form that this campaign never had: then the current one is meant."""
    named = given.get(EDITION, "")
    had = {one.body.form for one in book.published.get(("campaign", campaign.key), ())}
    editions = (one for key in had for one in book.published.get(("form", key), ()))
    return next((one for one in editions if str(one.id) == named), None)


def _conditions(question: Question) -> list[list[Any]]:
    """For the page: each question that decides whether this one is asked, and the answers that will do."""
    return [[one.question, list(one.values)] for one in question.only_if]


def field_of(question: Question, *, book: Directory) -> forms.Field:
    """The field that asks a question, in the active language."""
    language = (get_language() or "en")[:2]
    help_text = escape(question.help.get(language, ""))
    words: dict[str, Any] = {"label": question.label(language), "required": False, "help_text": help_text}
    options = [(one.key, question.option_label(one.key, language)) for one in question.options]
    if question.key == "country":
        return CountryField(choices=_countries(book.installation.country, language), **words)
    if question.key == "salutation":
        options = [(key, str(word)) for key, word in SALUTATIONS.items()]
    if question.key == "product" and not options:
        options = [(product, product) for product in sorted(book.products)]
    if question.key == "product" and not options:
        words["help_text"] = _hidden(help_text)
    if options or question.type in {"yes_no", "consent"}:
        return _chosen_field(question, options, words)
    attrs = AUTOCOMPLETE | _needed(question)
    if question.type == "date":
        return DayField(widget=forms.DateInput(format="%Y-%m-%d", attrs={**attrs, "type": "date"}), **words)
    if question.type == "long_text":
        return forms.CharField(
            widget=forms.Textarea(attrs={**attrs, "rows": "3"}), max_length=20_000, **words
        )
    if question.type in KEYBOARDS:
        attrs["inputmode"] = KEYBOARDS[question.type]
    if question.type in {"number", "money"}:
        return NumberField(question=question, widget=forms.TextInput(attrs=attrs), **words)
    return forms.CharField(widget=forms.TextInput(attrs=attrs), max_length=2_000, **words)


def _chosen_field(question: Question, options: list[tuple[str, str]], words: dict[str, Any]) -> forms.Field:
    if question.type == "consent":
        return forms.BooleanField(**words)
    if question.type == "yes_no":
        return forms.TypedChoiceField(
            choices=[("", ""), ("yes", _("yes")), ("no", _("no"))], coerce=lambda text: text == "yes",
            empty_value=None, **words,
        )  # fmt: skip
    if question.type == "choices":
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **words)
    return forms.ChoiceField(
        choices=[("", ""), *options], widget=forms.Select(attrs=_needed(question)), **words
    )


def _countries(home: str, language: str) -> list[tuple[str, str]]:
    """The vendor's own first: it is meant where the postal code does not say another ("A-6020")."""
    others = [pair for pair in countries_named(language) if pair[0] != home]
    return [("", country_name(home, language=language)), *others]


def _hidden(help_text: SafeString) -> SafeString:
    """What is typed freely may be anything, so nobody who has not accepted reads it."""
    said = _("Typed freely: whoever is asked reads it only after accepting.")
    return format_html("{} {}", help_text, said)


def _needed(question: Question) -> dict[str, str]:
    """Says of a field that its answer is required at a hand-over, also to whoever only hears the page."""
    if question.type in NOT_TYPED or not is_due(question.gate, at="market"):
        return {}
    return {"data-needed": "", "aria-description": _("Needed before the lead can be offered")}


def _others(question: Question, questions: Mapping[str, Question]) -> str:
    """Says of a question that others do instead; "" where it stands alone or nothing is required."""
    if not question.one_of or not is_due(question.gate, at="market"):
        return ""
    language = (get_language() or "en")[:2]
    same = [
        one.label(language) for one in questions.values() if one.one_of == question.one_of and one != question
    ]
    return _("or: %(others)s") % {"others": ", ".join(same)} if same else ""


class CountryField(forms.ChoiceField):
    """Names to choose from; a country that was typed elsewhere (a photo, another system) is read like those."""

    def valid_value(self, value: Any) -> bool:  # noqa: ARG002
        return True


class NumberField(forms.CharField):
    """A number or an amount of money as people write it, read by its question. With `is_as_typed` it stays the text, for a page
    that says what cannot be read by itself."""

    def __init__(self, *, question: Question, **options: Any) -> None:
        super().__init__(**options)
        self.question = question
        self.is_as_typed = False

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if self.is_as_typed or not text:
            return text or None
        try:
            return read_answer(self.question, [text], country="")
        except Unreadable as error:
            raise forms.ValidationError(_(error.message) % error.details) from error


class DayField(forms.DateField):
    """A day, kept as ISO text."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else ""


def _about() -> dict[str, forms.Field]:
    return {
        "about_asked_at": forms.DateTimeField(
            label=_l("When did the person ask?"), required=False, help_text=_l("Empty: just now."),
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        ),
        "about_temperature": forms.ChoiceField(
            label=_l("Temperature"), required=False, choices=[("", _l("As the campaign says")), *TEMPERATURES.items()],
        ),
        "about_party": forms.CharField(
            label=worded(_l("Wished %(partner)s")), required=False, max_length=200, help_text=_l("Name or number. It is asked first."),
            widget=forms.TextInput(attrs=AUTOCOMPLETE),
        ),
        "about_test": forms.BooleanField(label=_l("A test: appears in no figure"), required=False),
    }  # fmt: skip
