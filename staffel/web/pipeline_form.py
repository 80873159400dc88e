"""A sales pipeline as a form: its steps in their order, each with time limits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.queries.directory import Directory
from staffel.queries.labels import TEMPERATURES as TEMPERATURE_WORDS
from staffel.rules.pipelines import Pipeline, Step
from staffel.rules.policies import TEMPERATURES
from staffel.rules.versions import body_of
from staffel.web.editors import Editor
from staffel.web.form_rows import FormRows
from staffel.web.labelled import LabelledForm, keyed
from staffel.web.spans import WorkTimeField

NEW_STEP = {
    **{f"limit_{one}": "5" for one in TEMPERATURES}, **{f"limit_{one}_unit": "d" for one in TEMPERATURES},
    **{f"back_{one}": "5" for one in TEMPERATURES}, **{f"back_{one}_unit": "d" for one in TEMPERATURES}, "longest": "336",
}  # fmt: skip


class StepForm(LabelledForm):
    """One step: its names, its limit by temperature, and whether the lead is taken back after it."""

    takes_back = forms.BooleanField(
        label=gettext_lazy("After the missed limit the lead is taken back and offered to the next one"),
        required=False,
        help_text=gettext_lazy("Otherwise it stays, and the escalation runs."),
    )
    longest = forms.IntegerField(
        label=gettext_lazy("Taken back at the latest after (hours)"),
        required=False,
        min_value=1,
        max_value=10_000,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for one, word in TEMPERATURE_WORDS.items():
            self.fields[f"limit_{one}"] = WorkTimeField(label=word)
            self.fields[f"back_{one}"] = WorkTimeField(label=word, required=False)

    @property
    def limits(self) -> list[forms.BoundField]:
        return [self[f"limit_{one}"] for one in TEMPERATURES]

    @property
    def backs(self) -> list[forms.BoundField]:
        return [self[f"back_{one}"] for one in TEMPERATURES]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("takes_back"):
            for one in TEMPERATURES:
                if not typed.get(f"back_{one}") and f"back_{one}" not in self.errors:
                    self.add_error(f"back_{one}", _("Say after which time it is taken back."))
        return typed

    def step(self, key: str, was: Step | None) -> dict[str, Any]:
        """As it is stored. Of a step that is not taken back the longest time is kept as it was."""
        typed = self.cleaned_data
        longest = typed["longest"] or (was.take_back_longest_hours if was else 72)
        return {
            "key": key,
            "labels": self.labels(dict(was.labels) if was else None),
            "limit_work_minutes": {one: typed[f"limit_{one}"] for one in TEMPERATURES},
            "take_back_work_minutes": {one: typed[f"back_{one}"] for one in TEMPERATURES}
            if typed["takes_back"]
            else None,
            "take_back_longest_hours": longest,
        }


def initial_of(step: Step) -> dict[str, Any]:
    back = step.take_back_work_minutes or {}
    return {
        "de": step.labels.get("de", ""),
        "en": step.labels.get("en", ""),
        "takes_back": step.take_back_work_minutes is not None,
        "longest": step.take_back_longest_hours,
        **{f"limit_{one}": step.limit_work_minutes[one] for one in TEMPERATURES},
        **{f"back_{one}": back.get(one) for one in TEMPERATURES},
    }


class PipelineEditor(Editor):
    """One pipeline; `steps` is the list, its rows are named by the steps' keys."""

    kind = "pipeline"
    template = "setup/_steps.html"
    new_rows = {"steps": NEW_STEP}

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        pipeline: Pipeline = body_of(Pipeline, body) if isinstance(body, dict) else body
        self.known = {step.key: step for step in pipeline.steps}
        self.steps = FormRows(
            StepForm, "steps", data, [(step.key, initial_of(step)) for step in pipeline.steps]
        )

    def forms(self) -> Iterator[forms.BaseForm]:
        yield from self.steps.forms()

    def is_valid(self) -> bool:
        if not len(self.steps):
            self.errors = [_("A pipeline needs at least one step.")]
        return self.steps.is_valid() and not self.errors

    def body(self) -> dict[str, Any]:
        return {"steps": [form.step(key, self.known.get(key)) for key, form in keyed(self.steps)]}
