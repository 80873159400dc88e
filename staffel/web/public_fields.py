"""The questions of the public form as fields: required ones marked, conditions along, read by the rules of any other door."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.actions.leads import NewLead
from staffel.models import Campaign
from staffel.queries.attachments import files_of_page
from staffel.queries.considered import parties_named
from staffel.queries.directory import Directory, Edition
from staffel.rules.answers import as_typed
from staffel.rules.arrivals import digest
from staffel.rules.campaigns import Campaign as CampaignBody
from staffel.rules.conditions_in_words import only_if_in_words
from staffel.rules.forms import Form, Question, asked, gated, is_answered, is_due, public
from staffel.rules.problems import Problem
from staffel.rules.public_forms import CARRIED, SEEN, SOURCE, source_details
from staffel.rules.refused import Refused
from staffel.web.attachments import read_files
from staffel.web.lead_form import LeadForm, NumberField
from staffel.web.refusals import in_words

FILLED_IN: Final = {  # so that a browser proposes what it knows
    "salutation": "honorific-prefix", "first_name": "given-name", "last_name": "family-name", "company": "organization",
    "email": "email", "phone": "tel", "street": "street-address", "postal_code": "postal-code", "place": "address-level2",
    "country": "country",
}  # fmt: skip
KINDS: Final = {"email": "email", "telephone": "tel"}
WIDTHS: Final = {
    "salutation": "third", "first_name": "third", "last_name": "third", "email": "half", "phone": "half",
    "postal_code": "short", "place": "rest", "country": "half",
}  # fmt: skip
FEW, FEW_NEEDED = 3, 4  # options that are seen at once; more are a list
ASSUMED: Final = frozenset({"country"})  # the vendor's own, where nothing is typed
WISHED: Final = "wished_party"
LONGEST_KEPT: Final = 20_000
# What whoever asks is told of a value that nobody can read; the words of `Problem` are the desk's.
HINTS: Final = {
    "postal_code": _l("We do not know this postal code."),
    "email": _l("This is no complete e-mail address."),
    "phone": _l("This is no complete telephone number."),
    "number": _l("This is no number. Please write only the number, like 1500 or 12.5."),
    "money": _l("This is no amount of money. Please write it like 12,500 or 12500."),
    "date": _l("This is no date. Please write it like 23.11.2026."),
}
KINDS_HINTED: Final = {"telephone": "phone"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it. `only_if`: its conditions as JSON, "" where it has none; `when`: the same in
    words; `others`: the questions that do instead."""

    field: forms.BoundField
    is_needed: bool = False
    only_if: str = ""
    when: str = ""
    others: str = ""
    width: str = ""

    @property
    def is_consent(self) -> bool:
        return self.field.widget_type == "checkbox"


class ManyFiles(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class PublicForm(LeadForm):
    """The questions of a campaign's form for whoever asks. What stands in the address fills it in; with `is_sent` it is
    what was posted. `edition`: the one that the page was opened with; `page`: that page's number, "" where it was not
    opened here. `marks`: what it has been told of its values, and may send all the same."""

    def __init__(
        self,
        request: HttpRequest,
        *,
        campaign: Campaign,
        book: Directory,
        now: datetime,
        language: str,
        is_sent: bool,
        edition: Edition | None = None,
        page: str = "",
    ) -> None:
        self.page = page
        self.body: CampaignBody = book.current("campaign", campaign.key, at=now).body
        edition = edition or book.current("form", self.body.form, at=now)
        whole = gated(edition.body, self.body.gates)
        self.form = public(whole)
        is_post = request.method == "POST"
        super().__init__(
            request.POST if is_sent else None,
            campaign=campaign,
            book=book,
            now=now,
            is_brief=True,
            edition=edition,
            initial=_filled_in(request.POST if is_post else request.GET, self.form, ticks=is_post),
        )
        for question in whole.questions:
            if self.form.question(question.key) is None and question.key in self.questions:
                del self.questions[question.key], self.fields[question.key]
        self.files_given = request.FILES
        self.language = language
        self.seen = set(request.POST.getlist(SEEN))
        self.marks: list[str] = []
        self.source = source_details(_carried(request, whole), came_from=_came_from(request))
        for question in self.form.questions:
            if question.type == "file":
                self.fields[question.key] = forms.FileField(
                    label=question.label(language), required=False, widget=ManyFiles(attrs={"multiple": True})
                )
            field = self.fields[question.key]
            if isinstance(field, NumberField):
                field.is_as_typed = True  # what nobody can read is said once, and kept when it is sent again
            _dress(field, question, language=language)
        if self.body.asks_wish and WISHED not in self.fields:
            self.fields[WISHED] = forms.CharField(
                label=_l("Do you have a firm that you wish for?"), required=False, max_length=200,
                help_text=_l("Its name, where you know one already. It is asked first."),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    @property
    def groups(self) -> list[tuple[str, list[Asked]]]:
        """The questions in their sections, in the order of the form; then the wish, and what is consented to above the
        button."""
        words = {"prospect": _("About you"), "interest": _("About your enquiry")}
        questions = [one for one in self.form.questions if one.type != "consent"]
        found = [
            (title, [self._asked(one) for one in questions if one.section == section])
            for section, title in words.items()
        ]
        if WISHED in self.fields and self.form.question(WISHED) is None:
            found[-1][1].append(Asked(self[WISHED]))
        found[-1][1].extend(self._asked(one) for one in self.form.questions if one.type == "consent")
        return [(title, questions) for title, questions in found if questions]

    def _asked(self, question: Question) -> Asked:
        conditions = [[one.question, list(one.values)] for one in question.only_if]
        same = self._groups_needed().get(question.one_of, []) if _is_needed(question) else []
        return Asked(
            self[question.key],
            is_needed=_is_needed(question),
            only_if=json.dumps(conditions) if conditions else "",
            when=only_if_in_words(question, self.form, self.language),
            others=_(" or ").join(one.label(self.language) for one in same if one.key != question.key),
            width=WIDTHS.get(question.key) or _width(self.fields[question.key], question),
        )

    def _groups_needed(self) -> dict[str, list[Question]]:
        """By group the questions of which one answer suffices."""
        found: dict[str, list[Question]] = {}
        for question in self.form.questions:
            if _is_needed(question) and question.one_of:
                found.setdefault(question.one_of, []).append(question)
        return found

    def clean(self) -> dict[str, Any]:
        """Drops what is not asked as things stand, and says what is missing beside its field."""
        typed = super().clean() or {}
        is_asked = {one.key for one in asked(self.form, {key: _typed(value) for key, value in typed.items()})}
        for question in self.form.questions:
            if question.key not in is_asked:
                typed[question.key] = [] if question.type == "choices" else None
                self.errors.pop(question.key, None)
            elif question.type == "file" or (typed.get(question.key) is False and question.type == "consent"):
                typed[question.key] = None
        self.cleaned_data = typed
        self._check_needed(is_asked)
        return typed

    def _check_needed(self, is_asked: set[str]) -> None:
        for question in self.form.questions:
            if question.key not in is_asked or not _is_needed(question) or question.one_of:
                continue
            if not self._is_given(question):
                self.add_error(question.key, _("Please fill this in: we need it to answer you."))
        for group in self._groups_needed().values():
            open_ones = [one for one in group if one.key in is_asked]
            if open_ones and not any(self._is_given(one) for one in open_ones):
                names = _(" or ").join(
                    _("“%(name)s”") % {"name": one.label(self.language)} for one in open_ones
                )
                asks = (
                    _("Please fill in %(names)s.")
                    if len(open_ones) == 1
                    else _("Please fill in one of these: %(names)s.")
                )
                self.add_error(open_ones[0].key, asks % {"names": names})

    def _is_given(self, question: Question) -> bool:
        if question.type == "file":
            return bool(self.files_given.getlist(question.key) or self.files_before(self.page))
        return question.key in self.errors or is_answered(self.cleaned_data.get(question.key))

    def files_before(self, page: str) -> list[str]:
        """The names of the files that this page has brought and that go along when it is sent again."""
        asks_files = any(one.type == "file" for one in self.form.questions)
        return files_of_page(page) if page and asks_files else []

    def readable_files(self) -> list[tuple[str, bytes]]:
        """Name and content of those that can be kept where the enquiry itself is not taken, whatever field they came in: a
        website's own form may call it otherwise."""
        found = []
        for name in self.files_given:
            for file in self.files_given.getlist(name):
                file.seek(0)
                try:
                    found += read_files([file])
                except Refused:  # the desk reads its name
                    continue
        return found

    def read_files(self) -> list[tuple[str, bytes]]:
        """Name and content of all files that came along; what cannot be kept stands beside its field."""
        found: list[tuple[str, bytes]] = []
        for question in self.form.questions:
            given: list[UploadedFile[Any]] = (
                self.files_given.getlist(question.key) if question.type == "file" else []
            )
            if given:
                try:
                    found += read_files(given)
                except Refused as refused:
                    self.add_error(question.key, in_words(refused))
        return found

    def public_enquiry(self, *, key: str) -> NewLead | None:
        """As `enquiry`, with the language of the page and the wish. What nobody can read is said once; sent again it is
        kept as it was typed. A wish that is no partner's name is kept beside."""
        new = self.enquiry(key=key, as_typed=True)
        if new is None:
            return None
        for problem in new.problems:
            self._hint(problem)
        if self.errors:
            return None
        wish = str(self.cleaned_data.get(WISHED) or "").strip()
        found = [
            one
            for one in parties_named(wish, book=self.book)
            if one.kind == "partner" and one.state == "active"
        ]
        beside = {f"{WISHED}_given": wish} if wish and len(found) != 1 else {}
        answers = {name: value for name, value in new.answers.items() if name != WISHED}
        party = found[0].key if len(found) == 1 else ""
        prospect: Mapping[str, str] = {"language": self.language, **new.prospect}
        return replace(new, prospect=prospect, answers={**answers, **beside}, wished_party=party)

    def _hint(self, problem: Problem) -> None:
        """Said beside its field, unless it has been read before."""
        mark = digest([problem.field, problem.message, dict(problem.details)])[:16]
        self.marks.append(mark)
        if mark in self.seen:
            return
        question = self.form.question(problem.field)
        kind = KINDS_HINTED.get(question.type, question.type) if question else ""
        said = HINTS.get(kind) or HINTS.get(problem.field, _l("We cannot read this."))
        field = problem.field if problem.field in self.fields else None
        self.add_error(
            field,
            f"{said} {_('If it is right as it stands, simply send it once more: then we take it as it is.')}",
        )

    def _raw(self) -> dict[str, Any]:
        return self.kept_payload()

    def kept_payload(self) -> dict[str, Any]:
        """What was sent, by question, with the campaign and where it came from; nothing that is ours."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        typed = {
            key[:80]: texts if len(texts) > 1 else texts[0]
            for key in list(sent)[:200]
            if not self._is_ours(key)
            and (texts := [one[:LONGEST_KEPT] for one in sent.getlist(key)[:50] if one.strip()])
        }
        more: dict[str, Any] = {"source_details": self.source} if self.source else {}
        return {"language": self.language, **typed, "campaign": self.campaign.key, **more}

    def _is_ours(self, name: str) -> bool:
        """Whether what is posted by this name says something about the page, not about the enquiry."""
        return "-" in name or (name in SOURCE and self.form.question(name) is None)

    @property
    def is_empty(self) -> bool:
        return not self.kept_payload().keys() - {"campaign", "language", "source_details"}

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """What goes along hidden: where somebody came from, and what was said of the values."""
        yield from ((CARRIED + name, text) for name, text in self.source.items())
        for mark in self.marks:
            yield SEEN, mark


def _carried(request: HttpRequest, form: Form) -> dict[str, str]:
    """What the address says of where somebody came from, a form of the vendor's own website, and our page before. What is
    posted under the key of a question is its answer."""
    ours = {name: str(text) for name, text in request.POST.items() if form.question(name) is None}
    before = {name: str(request.POST[CARRIED + name]) for name in SOURCE if CARRIED + name in request.POST}
    return {**{name: str(text) for name, text in request.GET.items()}, **ours, **before}


def _filled_in(given: QueryDict, form: Form, *, ticks: bool) -> dict[str, Any]:
    """What the address says, by question; a consent is ticked by whoever gives it (`ticks`), never by an address."""
    found: dict[str, Any] = {}
    for key in given.keys() & {WISHED, *(one.key for one in form.questions)}:
        question = form.question(key)
        if question and (question.type == "file" or (question.type == "consent" and not ticks)):
            continue
        texts = [one[:LONGEST_KEPT].replace("\0", "") for one in given.getlist(key)[:50]]
        found[key] = texts if question and question.type == "choices" else texts[-1]
    return found


def _dress(field: forms.Field, question: Question, *, language: str) -> None:
    """As a visitor is asked: a few options at once, what a browser knows proposed, nothing of the desk's own words."""
    is_needed, said = _is_needed(question), question.help.get(language, "")
    if question.type == "file":
        said = f"{said} {_('Pictures, PDF, office files or text, at most 10 MB each.')}".strip()
    if not question.purpose:  # the text that is consented to stands there
        field.help_text = escape(said)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
        _let_choose(field, question, is_needed=is_needed)
    attrs = field.widget.attrs
    for name in [*attrs]:
        if name.startswith("hx-") or name in {
            "data-needed",
            "aria-description",
            "autocomplete",
            "data-only-if",
        }:
            del attrs[name]
    if question.key in FILLED_IN:
        attrs["autocomplete"] = FILLED_IN[question.key]
    if question.type in KINDS and isinstance(field.widget, forms.TextInput):
        field.widget.input_type = KINDS[question.type]
    if is_needed and not question.one_of and not isinstance(field.widget, forms.RadioSelect):
        attrs["aria-required"] = "true"


def _let_choose(field: forms.ChoiceField, question: Question, *, is_needed: bool) -> None:
    if question.key == "country":
        return
    options = [(key, word) for key, word in cast("Any", field).choices if key != ""]
    if question.type in {"choice", "yes_no"} and len(options) <= (FEW_NEEDED if is_needed else FEW):
        field.widget = forms.RadioSelect()
        field.choices = options if is_needed else [*options, ("", _("No answer"))]
    else:
        field.choices = [("", _("Please choose")), *options]


def _width(field: forms.Field, question: Question) -> str:
    """Short ones stand two beside each other where there is room."""
    is_list = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect)
    is_short = question.type in {"number", "money", "date", "email", "telephone"}
    return "half" if is_list or is_short else ""


def _came_from(request: HttpRequest) -> str:
    """The host of the page before; "" where it is our own, or unknown."""
    try:
        host = urlsplit(request.headers.get("Referer", "")).hostname or ""
    except ValueError:
        return ""
    return "" if host == urlsplit(request.build_absolute_uri()).hostname else host


def _is_needed(question: Question) -> bool:
    return is_due(question.gate, at="market") and question.key not in ASSUMED


def _typed(value: Any) -> Any:
    """As conditions compare it: yes and no, keys, lists of keys."""
    return value if isinstance(value, list | bool | int | float) or value is None else as_typed(value)
