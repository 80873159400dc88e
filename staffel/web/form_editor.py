"""A form as a form: its questions in their order, checked as they are typed, shown as somebody will be asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from staffel.queries.directory import Directory
from staffel.queries.setup_words import QUESTION_SETS
from staffel.queries.vocabulary import types_asked
from staffel.rules.form_checks import Wrong, wrong_in
from staffel.rules.forms import Form, Question
from staffel.rules.question_sets import SETS
from staffel.rules.refused import Refused
from staffel.rules.versions import body_of, json_of
from staffel.web.editors import Editor
from staffel.web.form_preview import asked_in
from staffel.web.form_rows import MOVES, FormRows, check_room, moved, row_names
from staffel.web.public_pages import public_url
from staffel.web.question_forms import (
    Grouped,
    QuestionForm,
    QuestionRow,
    initial_of,
    initial_of_option,
    keys_of,
    offer_groups,
)
from staffel.web.refusals import in_words

NEW_QUESTION: Final = {"type": "text", "section": "interest", "gate": ""}


class NamesForm(forms.Form):
    """What the form is called."""

    de = forms.CharField(label=gettext_lazy("Name in German"), max_length=80)
    en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80)


class FormEditor(Editor):
    """One form; `questions` is the list, `options-<row>` and `conditions-<row>` the lists of each. A row is named by the
    question's short name."""

    kind = "form"
    template = "setup/_form.html"
    new_rows = {"questions": NEW_QUESTION, "options": {}, "conditions": {}}
    moves = MOVES | {"set"}
    sets = list(QUESTION_SETS.items())

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        self.stored: Form = body_of(Form, body) if isinstance(body, dict) else body
        known = {one.key: one for one in self.stored.questions}
        names = {one: self.stored.labels.get(one, "") for one in ("de", "en")}
        self.form = NamesForm(data, initial=names)
        rows = FormRows(
            QuestionForm, "questions", data, [(one.key, initial_of(one)) for one in self.stored.questions]
        )
        self.rows: list[QuestionRow] = []
        before: Grouped = []
        for row in rows:
            made = QuestionRow(row, data=data, was=known.get(row.name), before=list(before))
            self.rows.append(made)
            before.append(made.answers)
        offer_groups(self.rows)
        self._typed: Form | None = None

    @classmethod
    def moved(cls, data: QueryDict, do: str) -> QueryDict:
        """Also "set:questions:bant": the questions of a ready-made set that are not there yet, at the end."""
        act, _sep, rest = do.partition(":")
        if act != "set":
            return moved(data, do, new=cls.new_rows)
        changed, rows = data.copy(), row_names(data, "questions")
        new = [one for one in SETS.get(rest.partition(":")[2], ()) if one.key not in rows]
        check_room(rows, len(new))
        for question in new:
            rows.append(question.key)
            _lay_down(changed, question)
        changed.setlist("questions", rows)
        return changed

    def forms(self) -> Iterator[forms.BaseForm]:
        yield self.form
        for row in self.rows:
            yield from row.forms()

    @property
    def open_rows(self) -> set[str]:
        """Those that are not folded: new ones, those where something is wrong, and the one whose list has changed."""
        do = str(self.data.get("do", "")) if self.data else ""
        wrong = {
            row.name
            for row in self.rows
            if self.data is not None and do in {"preview", "publish"} and not row.is_valid()
        }
        touched = {
            row.name
            for row in self.rows
            for name in ("options", "conditions")
            if f":{name}-{row.name}:" in f"{do}:"
        }
        return wrong | touched | {row.name for row in self.rows if row.is_new}

    def is_valid(self) -> bool:
        wrong = [row for row in self.rows if not row.is_valid()]
        if not self.form.is_valid() or wrong:
            return False
        for one in wrong_in(self._form(), used=types_asked(book=self.book, but=self.key)):
            self._mark(one)
            wrong += self.rows[:1]
        return not wrong and not self.errors

    def _form(self) -> Form:
        if self._typed is None:
            keys = keys_of(self.rows)
            options = {row.name: row.option_keys() for row in self.rows}
            typed = self.form.cleaned_data
            self._typed = Form(
                labels={**self.stored.labels, "de": typed["de"], "en": typed["en"]},
                questions=tuple(row.question(keys, options) for row in self.rows),
            )
        return self._typed

    def body(self) -> dict[str, Any]:
        return json_of(self._form())

    def show(self, refused: Refused) -> None:
        details = refused.details
        self._mark(
            Wrong(
                refused.code,
                details.get("position"),
                str(details.get("field", "")),
                str(details.get("named", "")),
            )
        )

    def _mark(self, wrong: Wrong) -> None:
        """The words beside the field of the question; a condition's beside that condition."""
        words = in_words(Refused(wrong.code, wrong.code, named=wrong.named))
        if wrong.position is None or wrong.position >= len(self.rows):
            self.errors.append(words)
            return
        row = self.rows[wrong.position]
        if wrong.field == "only_if":
            for one in row.conditions:
                one.form.add_error("when", words)
                return
        row.form.add_error(wrong.field if wrong.field in row.form.fields else None, words)

    def aside(self, data: QueryDict | None) -> dict[str, Any]:  # noqa: ARG002 - a form has nothing to ask
        form = self.stored if self.data is None else self._form()
        return {
            "asked": [asked_in(form, language, book=self.book) for language in ("de", "en")],
            "addresses": [
                {"name": one.name, "page": reverse("campaign-page", args=[key]), "url": public_url(key)}
                for key, one in sorted(self.book.campaigns.items())
                if self.book.current("campaign", key, at=self.now).body.form == self.key
            ],
        }


def _lay_down(data: QueryDict, question: Question) -> None:
    """Into what was posted, a question as if it had been typed."""
    initial = {name: value for name, value in initial_of(question).items() if value not in (None, False)}
    for name, value in initial.items():
        data[f"questions-{question.key}-{name}"] = str(value)
    for name in ("in_teaser", "is_internal"):
        if getattr(question, name):
            data[f"questions-{question.key}-{name}"] = "on"
    data.setlist(f"options-{question.key}", [option.key for option in question.options])
    for option in question.options:
        for name, value in initial_of_option(option).items():
            data[f"options-{question.key}-{option.key}-{name}"] = "" if value is None else str(value)
