"""Rows that have a name in both languages and a short name of their own: steps of a pipeline, reasons, results of calls."""

from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy

from staffel.web.form_rows import NEW_NAME

LONGEST_KEY: Final = 40


class LabelledForm(forms.Form):
    """Names in German and English."""

    de = forms.CharField(label=gettext_lazy("Name in German"), max_length=80)
    en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80)

    @property
    def shown(self) -> str:
        """The name in the reader's language, as it is typed now."""
        return str(self[(get_language() or "en")[:2]].value() or "")

    def labels(self, was: dict[str, str] | None = None) -> dict[str, str]:
        """With the languages that the form does not show."""
        return {**(was or {}), "de": self.cleaned_data["de"], "en": self.cleaned_data["en"]}


def key_of(row: str, form: LabelledForm, taken: Collection[str]) -> str:
    """The short name: a row keeps its own; a new one gets it from its English name."""
    if not NEW_NAME.fullmatch(row):
        return row
    made = slugify(form.cleaned_data["en"]).replace("-", "_")[:LONGEST_KEY] or row
    found, number = made, 1
    while found in taken:
        number += 1
        found = f"{made}_{number}"
    return found


def keyed(rows: Any) -> list[tuple[str, Any]]:
    """The rows' short names and forms, in their order, each short name once."""
    taken = {row.name for row in rows if not NEW_NAME.fullmatch(row.name)}
    found = []
    for row in rows:
        key = key_of(row.name, row.form, taken)
        taken.add(key)
        found.append((key, row.form))
    return found
