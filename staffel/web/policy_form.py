"""A policy as a form: windows, limits, caps and the ladder, each with its unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.queries.directory import Directory
from staffel.queries.labels import TEMPERATURES as TEMPERATURE_WORDS
from staffel.queries.setup_words import POLICY, TOLD, Named
from staffel.rules.policies import TEMPERATURES, Policy, Rung
from staffel.rules.versions import body_of, json_of
from staffel.web.editors import Editor
from staffel.web.form_rows import FormRows
from staffel.web.spans import WorkTimeField

BY_TEMPERATURE: Final = tuple(
    name
    for name, field in Policy.__dataclass_fields__.items()
    if field.type == "ByTemperature" or "Mapping" in str(field.type)
)
UNIT_WORDS: Final = {
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "minutes": gettext_lazy("minutes"),
    "share": gettext_lazy("per cent of the time"),
}
AT_LEAST_ONE: Final = frozenset(
    {"max_offers", "max_returns", "attempts", "follow_up_longest_days", "release_longest_hours"}
)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands under one heading: one field, or one for each temperature."""

    words: Named
    fields: tuple[forms.BoundField, ...]


class PolicyForm(forms.Form):
    """Every field of POLICY, by its own name; three fields where it differs by temperature."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, words in POLICY.items():
            for field, made in _fields(name, words):
                self.fields[field] = made

    @property
    def groups(self) -> Iterator[Group]:
        for name, words in POLICY.items():
            names = [f"{name}-{one}" for one in TEMPERATURES] if name in BY_TEMPERATURE else [name]
            yield Group(words, tuple(self[one] for one in names))

    def body(self) -> dict[str, Any]:
        typed, found = self.cleaned_data, {}
        for name, words in POLICY.items():
            if name in BY_TEMPERATURE:
                found[name] = {one: typed[f"{name}-{one}"] for one in TEMPERATURES}
            else:
                found[name] = typed[name] / 100 if words.unit == "share" else typed[name]
        return found


def _fields(name: str, words: Named) -> Iterator[tuple[str, forms.Field]]:
    if name in BY_TEMPERATURE:
        for one in TEMPERATURES:
            yield f"{name}-{one}", _amount(name, words, label=str(TEMPERATURE_WORDS[one]), least=1)
    elif name == "wait_for_slot":
        choices = list(TEMPERATURE_WORDS.items())
        yield (
            name,
            forms.MultipleChoiceField(
                label=str(words.label),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=str(words.help),
            ),
        )
    elif words.unit == "yes":
        yield name, forms.BooleanField(label=str(words.label), required=False, help_text=str(words.help))
    else:
        least = 1 if name in AT_LEAST_ONE or words.unit == "share" else 0
        yield name, _amount(name, words, label=str(words.label), least=least)


def _amount(name: str, words: Named, *, label: str, least: int) -> forms.Field:
    if words.unit == "work":
        return WorkTimeField(label=label)
    unit = UNIT_WORDS.get(words.unit)
    most = 99 if words.unit == "share" else 100_000
    help_text = "" if name in BY_TEMPERATURE else str(words.help)
    return forms.IntegerField(
        label=f"{label} ({unit})" if unit else label, min_value=least, max_value=most, help_text=help_text
    )


class RungForm(forms.Form):
    """One rung of the ladder."""

    after = WorkTimeField(
        label=gettext_lazy("After the deadline"),
        required=False,
        help_text=gettext_lazy("Empty: with the end of the deadline."),
    )
    longest = forms.IntegerField(
        label=gettext_lazy("At the latest after (hours)"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=gettext_lazy("By the clock."),
    )
    tell = forms.MultipleChoiceField(
        label=gettext_lazy("Who is told"), choices=list(TOLD.items()), widget=forms.CheckboxSelectMultiple
    )


def initial_of(policy: Policy) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, words in POLICY.items():
        value = getattr(policy, name)
        if name in BY_TEMPERATURE:
            found |= {f"{name}-{one}": value[one] for one in TEMPERATURES}
        else:
            found[name] = round(value * 100) if words.unit == "share" else value
    return found


def rung_of(rung: Rung) -> dict[str, Any]:
    return {"after": rung.after_work_minutes, "longest": rung.longest_hours, "tell": list(rung.tell)}


class PolicyEditor(Editor):
    """One policy; `ladder` is the list of its rungs."""

    kind = "policy"
    template = "setup/_policy.html"
    new_rows = {"ladder": {"tell": ["desk"]}}

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        policy: Policy = body_of(Policy, body) if isinstance(body, dict) else body
        self.stored = json_of(policy)
        self.form = PolicyForm(data, initial=initial_of(policy))
        rungs = [(str(at), rung_of(rung)) for at, rung in enumerate(policy.ladder)]
        self.ladder = FormRows(RungForm, "ladder", data, rungs)

    def forms(self) -> Iterator[forms.BaseForm]:
        yield self.form
        yield from self.ladder.forms()

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.ladder.is_valid(), self._climbs()])

    def _climbs(self) -> bool:
        """The rungs follow one another in time."""
        times = [row.form.cleaned_data.get("after") or 0 for row in self.ladder if row.form.is_valid()]
        if times != sorted(times):
            self.errors = [_("Each rung of the escalation comes after the one before it.")]
        return not self.errors

    def body(self) -> dict[str, Any]:
        rungs = [
            {
                "after_work_minutes": row.form.cleaned_data["after"] or 0,
                "longest_hours": row.form.cleaned_data["longest"] or 0,
                "tell": row.form.cleaned_data["tell"],
            }
            for row in self.ladder
        ]
        return {**self.stored, **self.form.body(), "ladder": rungs}
