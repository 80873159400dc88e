"""One question of a form as fields: what it asks, its options, and the conditions under which it is asked."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from staffel.queries.labels import PURPOSES
from staffel.queries.setup_words import GATES, QUESTION_SECTIONS, QUESTION_TYPES
from staffel.rules.form_checks import CLOSED, RESERVED
from staffel.rules.forms import OnlyIf, Option, Question
from staffel.rules.spans import listed
from staffel.rules.words import normalised
from staffel.web.form_rows import NEW_NAME, FormRows, Row
from staffel.web.labelled import LabelledForm, keyed

LONGEST_KEY: Final = 60
LONGEST_GROUP: Final = 40
Grouped = list[tuple[str, Any]]


class QuestionForm(LabelledForm):
    """What is asked. The short name is typed while the question is new, and fixed from then on."""

    de = forms.CharField(label=gettext_lazy("Question in German"), max_length=160)
    en = forms.CharField(label=gettext_lazy("Question in English"), max_length=160)
    key = forms.CharField(
        label=gettext_lazy("Short name"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=gettext_lazy(
            "For imports and interfaces. Empty: from the German question. Cannot be changed later."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    type = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(QUESTION_TYPES.items()))
    section = forms.ChoiceField(label=gettext_lazy("Section"), choices=list(QUESTION_SECTIONS.items()))
    gate = forms.ChoiceField(
        label=gettext_lazy("Required"),
        required=False,
        choices=list(GATES.items()),
        help_text=gettext_lazy(
            "A campaign may say something else for its leads. Of consents and files only the public form requires it."
        ),
    )
    one_of = forms.ChoiceField(
        label=gettext_lazy("One of these is enough"),
        required=False,
        help_text=gettext_lazy(
            "Of the questions of a group one answer is enough, such as e-mail or telephone."
        ),
    )
    help_de = forms.CharField(label=gettext_lazy("Help in German"), required=False, max_length=300)
    help_en = forms.CharField(label=gettext_lazy("Help in English"), required=False, max_length=300)
    score = forms.IntegerField(
        label=gettext_lazy("Score of an answer"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=gettext_lazy("What any answer adds to the temperature; options have scores of their own."),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Consent to"),
        required=False,
        choices=[("", gettext_lazy("something else: a tick like any answer")), *PURPOSES.items()],
        help_text=gettext_lazy("Asked with the text under Consents, and kept with its version."),
    )
    in_teaser = forms.BooleanField(
        label=gettext_lazy("Shown before the acceptance"),
        required=False,
        help_text=gettext_lazy(
            "Only choices and yes or no about what is wanted. What is personal is never shown."
        ),
    )

    is_internal = forms.BooleanField(
        label=gettext_lazy("Not on the public form"),
        required=False,
        help_text=gettext_lazy("Only who talks to the prospect asks it: the desk, the agency, at the fair."),
    )

    @property
    def chosen_type(self) -> str:
        return str(self["type"].value() or "")


class OptionForm(LabelledForm):
    """One option of a choice."""

    score = forms.IntegerField(label=gettext_lazy("Score"), required=False, min_value=-100, max_value=100)


class ConditionForm(forms.Form):
    """One answer to an earlier question, "heating=oil"; "heating=" where any answer will do."""

    when = forms.ChoiceField(label=gettext_lazy("Answer"))

    def __init__(self, *args: Any, answers: Grouped, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["when"]
        field.choices = [("", _("please choose")), *answers]
        stands = self["when"].value()
        known = {value for _group, values in answers for value, _label in values}
        if stands and stands not in known:
            field.choices = [
                *field.choices,
                (stands, _("not possible here: %(answer)s") % {"answer": stands}),
            ]


class QuestionRow:
    """A question with its lists. `before`: the questions above it, whose answers its conditions can name."""

    def __init__(self, row: Row[QuestionForm], *, data: Any, was: Question | None, before: Grouped) -> None:
        self.name, self.form, self.heading, self.was = row.name, row.form, row.heading, was
        shown = was if data is None else None
        self.options = FormRows(
            OptionForm, f"options-{row.name}", data,
            [(one.key, initial_of_option(one)) for one in (shown.options if shown else ())],
        )  # fmt: skip
        self.conditions = FormRows(
            lambda *args, **more: ConditionForm(*args, answers=before, **more), f"conditions-{row.name}", data,
            [(str(at), {"when": when}) for at, when in enumerate(_whens(shown))],
        )  # fmt: skip

    @property
    def is_new(self) -> bool:
        return NEW_NAME.fullmatch(self.name) is not None

    @property
    def summary(self) -> str:
        """The question in a line, while it is folded."""
        parts = [
            QUESTION_TYPES.get(self.form.chosen_type, ""),
            GATES.get(str(self.form["gate"].value() or ""), ""),
            _("with a condition") if len(self.conditions) else "",
        ]
        return " · ".join(str(part) for part in parts if part)

    @property
    def answers(self) -> tuple[str, list[tuple[str, str]]]:
        """What a later question's condition can name of this one."""
        label = self.form.shown or self.name
        values = [("", _("is answered"))]
        if self.form.chosen_type == "yes_no":
            values += [("yes", _("yes")), ("no", _("no"))]
        elif self.form.chosen_type in CLOSED:
            values += [(row.name, row.form.shown or row.name) for row in self.options]
        return label, [(f"{self.name}={value}", f"{label}: {word}") for value, word in values]

    def forms(self) -> Iterator[forms.BaseForm]:
        yield self.form
        yield from self.options.forms()
        yield from self.conditions.forms()

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.options.is_valid(), self.conditions.is_valid()])

    def option_keys(self) -> dict[str, str]:
        """The short names of its options by the names of their rows."""
        return {row.name: key for row, (key, _form) in zip(self.options, keyed(self.options), strict=True)}

    def question(self, keys: dict[str, str], options: dict[str, dict[str, str]]) -> Question:
        """As it was typed. `keys`: of every question by its row; `options`: of their options by row and row."""
        typed, was = self.form.cleaned_data, self.was
        said = {"de": typed["help_de"], "en": typed["help_en"]}
        others = {code: text for code, text in (was.help.items() if was else ()) if code not in said}
        return Question(
            key=keys[self.name],
            labels=self.form.labels(dict(was.labels) if was else None),
            type=typed["type"],
            section=typed["section"],
            gate=typed["gate"],
            one_of=typed["one_of"],
            options=tuple(self._options()),
            in_teaser=typed["in_teaser"],
            help={**others, **{code: text for code, text in said.items() if text}},
            only_if=tuple(self._only_if(keys, options)),
            score=typed["score"] or 0,
            is_internal=typed["is_internal"],
            purpose=typed["purpose"] if typed["type"] == "consent" else "",
        )

    def _options(self) -> list[Option]:
        was = {one.key: dict(one.labels) for one in (self.was.options if self.was else ())}
        return [
            Option(key, form.labels(was.get(key)), form.cleaned_data["score"] or 0)
            for key, form in keyed(self.options)
        ]

    def _only_if(self, keys: dict[str, str], options: dict[str, dict[str, str]]) -> list[OnlyIf]:
        """Several answers to one question: any of them will do."""
        found: dict[str, list[str]] = {}
        for row in self.conditions:
            name, _sep, value = row.form.cleaned_data["when"].partition("=")
            found.setdefault(keys.get(name, name), []).append(options.get(name, {}).get(value, value))
        return [
            OnlyIf(key, () if "" in values else tuple(dict.fromkeys(values))) for key, values in found.items()
        ]


def _whens(question: Question | None) -> list[str]:
    conditions = question.only_if if question else ()
    return [f"{one.question}={value}" for one in conditions for value in (one.values or ("",))]


def initial_of_option(option: Option) -> dict[str, Any]:
    return {
        "de": option.labels.get("de", ""),
        "en": option.labels.get("en", ""),
        "score": option.score or None,
    }


def initial_of(question: Question) -> dict[str, Any]:
    return {
        "de": question.labels.get("de", ""),
        "en": question.labels.get("en", ""),
        "key": question.key,
        "type": question.type,
        "section": question.section,
        "gate": question.gate,
        "one_of": question.one_of,
        "help_de": question.help.get("de", ""),
        "help_en": question.help.get("en", ""),
        "score": question.score or None,
        "in_teaser": question.in_teaser,
        "is_internal": question.is_internal,
        "purpose": question.purpose,
    }


def offer_groups(rows: Sequence[QuestionRow]) -> None:
    """Each question can join every group of questions of which one is enough, named by its questions, or a new one: two
    that choose that are together."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if group := str(row.form["one_of"].value() or "")[:LONGEST_GROUP]:
            groups.setdefault(group, []).append(row.form.shown or row.name)
    number = next(one for one in range(1, len(groups) + 2) if f"group_{one}" not in groups)
    choices = [
        ("", _("no, this one counts by itself")),
        *((group, _group_named(names)) for group, names in groups.items()),
        (f"group_{number}", _("a new group")),
    ]
    for row in rows:
        field: Any = row.form.fields["one_of"]
        field.choices = choices


def _group_named(names: list[str]) -> str:
    if len(names) == 1:
        return _("%(question)s, so far alone") % {"question": names[0]}
    return listed(names, get_language() or "en", last=("oder", "or"))


def keys_of(rows: Sequence[QuestionRow]) -> dict[str, str]:
    """The short name of each question by its row: its own, what was typed, or one made from the German question."""
    typed = {row.name: row.form.cleaned_data.get("key", "") if row.is_new else row.name for row in rows}
    taken = {key for key in typed.values() if key}
    for name, row in ((row.name, row) for row in rows if not typed[row.name]):
        made = normalised(row.form.cleaned_data["de"]).replace(" ", "_")[: LONGEST_KEY - 4]
        if not made[:1].isalpha():
            made = f"q_{made}"
        found, number = made, 1
        while found in taken or found in RESERVED:
            number += 1
            found = f"{made}_{number}"
        typed[name] = found
        taken.add(found)
    return typed
