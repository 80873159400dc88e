"""A form as somebody will see it who is asked: its fields, in one language, with nothing behind them."""

from dataclasses import dataclass

from django import forms
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from staffel.queries.directory import Directory
from staffel.rules.conditions_in_words import only_if_in_words
from staffel.rules.forms import Form, Question
from staffel.web.lead_form import field_of


@dataclass(frozen=True, slots=True)
class Asked:
    """`when`: the sentence of its conditions; `html`: label, control and help."""

    html: SafeString
    when: str
    is_in_teaser: bool
    is_internal: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form in one language: its sections, each with what it asks."""

    language: str
    name: str
    sections: tuple[tuple[str, tuple[Asked, ...]], ...]


def asked_in(form: Form, language: str, *, book: Directory) -> Sheet:
    """The whole form in this language."""
    with translation.override(language):
        shown = forms.Form(prefix=f"shown-{language}", label_suffix="")
        for question in form.questions:
            shown.fields[question.key] = (
                forms.FileField(label=question.label(language), required=False)
                if question.type == "file"
                else field_of(question, book=book)
            )
            shown.fields[question.key].required = bool(question.gate)
        titles = {"prospect": _("Who asks"), "interest": _("What it is about")}
        sections = tuple(
            (
                title,
                tuple(_asked(one, form, shown, language) for one in form.questions if one.section == section),
            )
            for section, title in titles.items()
        )
        return Sheet(language, form.labels.get(language, ""), sections)


def _asked(question: Question, form: Form, shown: forms.Form, language: str) -> Asked:
    when = only_if_in_words(question, form, language)
    return Asked(shown[question.key].as_field_group(), when, question.in_teaser, question.is_internal)
