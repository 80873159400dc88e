"""The questions of the public form as fields: required ones marked, conditions along, read by the rules of any other door."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.actions.leads import NewLead
from staffel.models import Campaign
from staffel.queries.considered import parties_named
from staffel.queries.directory import Directory
from staffel.rules.answers import as_typed
from staffel.rules.forms import Form, Question, asked, gated, is_answered, is_due
from staffel.rules.public_forms import SOURCE, TRAP, source_details
from staffel.rules.refused import Refused
from staffel.web.attachments import read_files
from staffel.web.lead_form import LeadForm
from staffel.web.refusals import in_words

FILLED_IN: Final = {  # so that a browser proposes what it knows
    "salutation": "honorific-prefix", "first_name": "given-name", "last_name": "family-name", "company": "organization",
    "email": "email", "phone": "tel", "street": "street-address", "postal_code": "postal-code", "place": "address-level2",
    "country": "country-name",
}  # fmt: skip
ASSUMED: Final = frozenset({"country"})  # the vendor's own, where nothing is typed
OURS: Final = frozenset({"ticket", "language", TRAP, *SOURCE})
WISHED: Final = "wished_party"
LONGEST_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it. `only_if`: its conditions as JSON, "" where it has none."""

    field: forms.BoundField
    is_needed: bool
    only_if: str


class ManyFiles(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class PublicForm(LeadForm):
    """The questions of a campaign's form for whoever asks. `given` are the values of the address (prefill)."""

    def __init__(
        self, request: HttpRequest, *, campaign: Campaign, book: Directory, now: datetime, language: str
    ) -> None:
        is_sent = request.method == "POST"
        body = book.current("campaign", campaign.key, at=now).body
        self.form: Form = gated(book.current("form", body.form, at=now).body, body.gates)
        known = {one.key for one in self.form.questions} | {WISHED}
        initial = {key: value[:LONGEST_KEPT] for key, value in request.GET.items() if key in known}
        super().__init__(
            request.POST if is_sent else None,
            campaign=campaign,
            book=book,
            now=now,
            is_brief=True,
            initial=initial,
        )
        self.files_given = request.FILES
        self.language = language
        self.source = source_details(
            {**request.GET.dict(), **request.POST.dict()},
            came_from=_came_from(request),
        )
        for question in self.form.questions:
            if question.type == "file":
                self.fields[question.key] = forms.FileField(
                    label=question.label(language), required=False, widget=ManyFiles(attrs={"multiple": True})
                )
        for question in self.form.questions:
            self._dress(question)
        if WISHED not in self.fields:
            self.fields[WISHED] = forms.CharField(
                label=_l("Do you have a firm that you wish for?"), required=False, max_length=200,
                help_text=_l("Its name, where you know one already. It is asked first."),
            )  # fmt: skip

    def _dress(self, question: Question) -> None:
        attrs = self.fields[question.key].widget.attrs
        for name in ("data-needed", "aria-description", "autocomplete"):
            attrs.pop(name, None)
        if question.key in FILLED_IN:
            attrs["autocomplete"] = FILLED_IN[question.key]
        if _is_needed(question) and not question.one_of and question.type != "choices":
            attrs["aria-required"] = "true"

    @property
    def groups(self) -> list[tuple[str, list[Asked]]]:
        """The questions in their sections, in the order of the form, the wish at the end."""
        words = {"prospect": _("About you"), "interest": _("About your enquiry")}
        found = [
            (title, [self._asked(one) for one in self.form.questions if one.section == section])
            for section, title in words.items()
        ]
        if WISHED not in {one.key for one in self.form.questions}:
            found[-1][1].append(Asked(self[WISHED], is_needed=False, only_if=""))
        return [(title, questions) for title, questions in found if questions]

    def _asked(self, question: Question) -> Asked:
        conditions = [{"question": one.question, "values": list(one.values)} for one in question.only_if]
        only_if = json.dumps(conditions) if conditions else ""
        return Asked(self[question.key], _is_needed(question), only_if)

    @property
    def choices_needed(self) -> list[str]:
        """Of which questions one answer suffices, as sentences: "Last name or Company"."""
        return [self._or(group) for group in self._groups_needed().values()]

    def _or(self, group: list[Question]) -> str:
        labels = [_("“%(name)s”") % {"name": one.label(self.language)} for one in group]
        return _(" or ").join(labels)

    def _groups_needed(self) -> dict[str, list[Question]]:
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
                self.add_error(
                    open_ones[0].key,
                    _("Please fill in one of these: %(names)s.") % {"names": self._or(open_ones)},
                )

    def _is_given(self, question: Question) -> bool:
        if question.type == "file":
            return bool(self.files_given.getlist(question.key))
        return question.key in self.errors or is_answered(self.cleaned_data.get(question.key))

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
        """As `enquiry`, with the language of the page and the wish; a wish that is no partner's name is kept beside."""
        new = self.enquiry(key=key, as_typed=False)
        if new is None:
            return None
        prospect: Mapping[str, str] = {"language": self.language, **new.prospect}
        wish = str(self.cleaned_data.get(WISHED) or "").strip()
        found = [
            one
            for one in parties_named(wish, book=self.book)
            if one.kind == "partner" and one.state == "active"
        ]
        beside = {f"{WISHED}_given": wish} if wish and len(found) != 1 else {}
        answers = {name: value for name, value in new.answers.items() if name != WISHED}
        party = found[0].key if len(found) == 1 else ""
        return replace(new, prospect=prospect, answers={**answers, **beside}, wished_party=party)

    def _raw(self) -> dict[str, Any]:
        return self.kept_payload()

    def kept_payload(self) -> dict[str, Any]:
        """What was sent, by question, with the campaign and where it came from; nothing that is ours."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        typed = {
            key[:80]: texts if len(texts) > 1 else texts[0]
            for key in list(sent)[:200]
            if key not in OURS
            and (texts := [one[:LONGEST_KEPT] for one in sent.getlist(key)[:50] if one.strip()])
        }
        more: dict[str, Any] = {"source_details": self.source} if self.source else {}
        return {"campaign": self.campaign.key, "language": self.language, **typed, **more}

    @property
    def is_empty(self) -> bool:
        return not self.kept_payload().keys() - {"campaign", "language", "source_details"}

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """What goes along hidden: where somebody came from."""
        yield from self.source.items()


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
