"""The reasons people choose from, and how calls end, as forms: five lists."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.queries.directory import Directory
from staffel.queries.labels import OUTCOMES
from staffel.queries.setup_words import CALLS_FOLLOW, FOLLOWS, REASON_LISTS
from staffel.rules.reasons import REASON_KINDS, CallResult, Reason, Reasons
from staffel.rules.versions import body_of, json_of
from staffel.web.editors import Editor
from staffel.web.form_rows import FormRows
from staffel.web.labelled import LabelledForm, keyed

NEW: Final = {
    "decline": {"follows": "offer_on"}, "give_back": {"follows": "offer_on"}, "lost": {"follows": "close", "outcome": "lost"},
    "disqualify": {"follows": "close", "outcome": "disqualified"}, "calls": {"follows": "again"},
}  # fmt: skip


class ReasonForm(LabelledForm):
    """One reason: its names, what follows, and until when it may be chosen."""

    follows = forms.ChoiceField(label=gettext_lazy("What follows"), choices=list(FOLLOWS.items()))
    outcome = forms.ChoiceField(
        label=gettext_lazy("Closed as"), required=False, choices=[("", "–"), *OUTCOMES.items()]
    )
    within_hours = forms.IntegerField(
        label=gettext_lazy("Only within (hours)"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=gettext_lazy("After the acceptance; empty: always."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("follows") == "close" and not typed.get("outcome"):
            self.add_error("outcome", _("Say as what the lead is closed."))
        return typed

    def reason(self, key: str, was: Reason | None) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "key": key,
            "labels": self.labels(dict(was.labels) if was else None),
            "follows": typed["follows"],
            "outcome": typed["outcome"] if typed["follows"] == "close" else "",
            "within_hours": typed["within_hours"],
        }


class CallForm(LabelledForm):
    """How a call ended: its names and what follows."""

    follows = forms.ChoiceField(label=gettext_lazy("What follows"), choices=list(CALLS_FOLLOW.items()))
    again_minutes = forms.IntegerField(
        label=gettext_lazy("Again after (minutes)"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Empty: as the policy says."),
    )

    def result(self, key: str, was: CallResult | None) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "key": key,
            "labels": self.labels(dict(was.labels) if was else None),
            "follows": typed["follows"],
            "again_minutes": typed["again_minutes"] if typed["follows"] == "again" else None,
        }


def initial_of(one: Reason | CallResult) -> dict[str, Any]:
    return {**json_of(one), "de": one.labels.get("de", ""), "en": one.labels.get("en", "")}


class ReasonsEditor(Editor):
    """All lists of reasons, and the list of how calls end."""

    kind = "reasons"
    template = "setup/_reasons.html"
    new_rows = NEW

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        self.known: Reasons = body_of(Reasons, body) if isinstance(body, dict) else body
        self.lists = {
            kind: FormRows(
                ReasonForm, kind, data, [(one.key, initial_of(one)) for one in self.known.of(kind)]
            )
            for kind in REASON_KINDS
        }
        self.calls = FormRows(
            CallForm, "calls", data, [(one.key, initial_of(one)) for one in self.known.calls]
        )

    @property
    def titled(self) -> list[tuple[str, Any]]:
        """Each list of reasons with its title."""
        return [(str(REASON_LISTS[kind]), rows) for kind, rows in self.lists.items()]

    def forms(self) -> Iterator[forms.BaseForm]:
        lists: list[FormRows[Any]] = [*self.lists.values(), self.calls]
        for rows in lists:
            yield from rows.forms()

    def is_valid(self) -> bool:
        empty = [str(REASON_LISTS[kind]) for kind, rows in self.lists.items() if not len(rows)]
        if empty:
            self.errors = [_("At least one reason is needed: %(lists)s.") % {"lists": ", ".join(empty)}]
        elif not len(self.calls):
            self.errors = [_("At least one result of a call is needed.")]
        lists: list[FormRows[Any]] = [*self.lists.values(), self.calls]
        wrong = [rows for rows in lists if not rows.is_valid()]
        return not wrong and not self.errors

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for kind, rows in self.lists.items():
            was = {one.key: one for one in self.known.of(kind)}
            found[kind] = [form.reason(key, was.get(key)) for key, form in keyed(rows)]
        calls = {one.key: one for one in self.known.calls}
        found["calls"] = [form.result(key, calls.get(key)) for key, form in keyed(self.calls)]
        return found
