"""What a campaign says as a form: which market by which conditions, beside the fields of `campaign_fields`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from staffel.queries.directory import Directory
from staffel.queries.setup_words import CONDITION_OPS
from staffel.queries.vocabulary import options, questions
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.countries import country_name, parse_country
from staffel.rules.markets import ANSWER, FACTS, Condition, Op, field_in_words
from staffel.rules.problems import Unreadable
from staffel.rules.refused import Refused
from staffel.rules.versions import body_of, json_of
from staffel.web.campaign_fields import CampaignForm
from staffel.web.editors import Editor
from staffel.web.form_rows import FormRows, Row
from staffel.web.public_pages import public_page
from staffel.web.refusals import in_words

YES: Final = frozenset({"ja", "yes", "1", "true", ""})
NO: Final = frozenset({"nein", "no", "0", "false"})
NUMBERS: Final = frozenset({"at_least", "at_most", "below"})


class ChoiceForm(forms.Form):
    """The market that takes the lead when all conditions below it hold."""

    market = forms.ChoiceField(label=gettext_lazy("Market"))

    def __init__(self, *args: Any, markets: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["market"].choices = markets  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """One condition on a lead."""

    field = forms.ChoiceField(label=gettext_lazy("What"))
    op = forms.ChoiceField(label=gettext_lazy("Comparison"), choices=list(CONDITION_OPS.items()))
    value = forms.CharField(
        label=gettext_lazy("Value"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "values", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, fields: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["field"].choices = fields  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "field" in typed and "op" in typed:
            try:
                self.condition = Condition(
                    typed["field"], typed["op"], _value(typed["field"], typed["op"], typed.get("value", ""))
                )
            except Unreadable as unreadable:
                self.add_error("value", _(unreadable.message) % unreadable.details)
            except ValueError:
                self.add_error("value", _("This value does not go with the comparison."))
        return typed


def _value(field: str, op: Op, text: str) -> Any:
    """What was typed as the comparison needs it, a country as its code. Refused (ValueError): what it cannot compare."""
    parts = tuple(part for part in (one.strip() for one in text.split(",")) if part)
    if op == "known":
        if text.strip().casefold() not in YES | NO:
            raise ValueError("yes or no")
        return text.strip().casefold() not in NO
    if not parts:
        raise ValueError("nothing typed")
    if op in NUMBERS:
        return _number(text.strip())
    if field == "country" and op in {"is", "is_not", "in"}:
        parts = tuple(map(parse_country, parts if op == "in" else [text]))
        return parts if op == "in" else parts[0]
    return parts if op == "in" else text.strip()


def _number(text: str) -> int | float | str:
    """A number where it is one; else the text, which a temperature may be."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def initial_of(condition: Condition) -> dict[str, Any]:
    value = condition.value
    said = (_("yes") if value else _("no")) if isinstance(value, bool) else value
    named = [str(one) for one in said] if isinstance(said, tuple) else [str(said)]
    if condition.field == "country" and condition.op != "known":
        named = [country_name(one, language=get_language() or "en") for one in named]
    text = ", ".join(named)
    return {"field": condition.field, "op": condition.op, "value": text}


class CampaignEditor(Editor):
    """One campaign; `markets` is the list of choices, `conditions-<row>` the conditions of each."""

    kind = "campaign"
    template = "setup/_campaign.html"
    new_rows = {"markets": {}, "conditions": {"field": "product", "op": "is"}}

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        campaign: Campaign = body_of(Campaign, body) if isinstance(body, dict) else body
        self.campaign, self.stored = campaign, json_of(campaign)
        language = (get_language() or "en")[:2]
        asked = questions(book=book, now=now)
        self.values = options(book=book, language=language, now=now)
        self._fields = [(name, field_in_words(name, language)) for name in FACTS]
        self._fields += [
            (f"{ANSWER}{key}", one.label(language)) for key, one in asked.items() if f"{key}" not in FACTS
        ]
        self._fields += _unknown(campaign, dict(self._fields))
        self.form = CampaignForm(data, book=book, stored=self.stored, body=campaign, now=now)
        named = [choice.market for choice in campaign.markets if choice.market not in book.markets]
        markets = [(row.key, row.name) for row in sorted(book.markets.values(), key=lambda row: row.name)]
        markets += [(key, key) for key in named]
        self.markets = FormRows(
            lambda *args, **more: ChoiceForm(*args, markets=markets, **more), "markets", data,
            [(f"c{at}", {"market": choice.market}) for at, choice in enumerate(campaign.markets)],
        )  # fmt: skip
        self.conditions = {
            row.name: self._conditions(row, campaign.markets[at] if data is None else None)
            for at, row in enumerate(self.markets)
        }

    def _conditions(self, row: Row[ChoiceForm], choice: MarketChoice | None) -> FormRows[ConditionForm]:
        initial = [(str(at), initial_of(one)) for at, one in enumerate(choice.conditions)] if choice else []
        return FormRows(
            lambda *args, **more: ConditionForm(*args, fields=self._fields, **more),
            f"conditions-{row.name}", self.data, initial,
        )  # fmt: skip

    @property
    def choices(self) -> list[tuple[Row[ChoiceForm], FormRows[ConditionForm]]]:
        return [(row, self.conditions[row.name]) for row in self.markets]

    def forms(self) -> Iterator[forms.BaseForm]:
        yield self.form
        lists: list[FormRows[Any]] = [self.markets, *self.conditions.values()]
        for rows in lists:
            yield from rows.forms()

    def is_valid(self) -> bool:
        if not len(self.markets):
            self.errors = [_("Without a market every lead of this campaign lies on the desk. Add one.")]
        lists: list[FormRows[Any]] = [self.markets, *self.conditions.values()]
        wrong = [rows for rows in lists if not rows.is_valid()]
        return self.form.is_valid() and not wrong and not self.errors

    def body(self) -> dict[str, Any]:
        choices = [
            json_of(MarketChoice(row.form.cleaned_data["market"], tuple(one.form.condition for one in rows)))
            for row, rows in self.choices
        ]
        return {**self.stored, **self.form.stored(), "markets": choices}

    def show(self, refused: Refused) -> None:
        if refused.code == "name_unknown" and refused.details.get("field") in self.form.fields:
            self.form.add_error(str(refused.details["field"]), in_words(refused))
            return
        super().show(refused)

    def aside(self, data: QueryDict | None) -> dict[str, Any]:  # noqa: ARG002 - a campaign has nothing to ask
        """Where its public form stands, and how it comes into a website, of a campaign that there is; and its fields, that
        warn."""
        public = {"public": public_page(self.key, self.campaign)} if self.key in self.book.campaigns else {}
        return {"campaign_form": self.form, **public}


def _unknown(campaign: Campaign, known: dict[str, str]) -> list[tuple[str, str]]:
    """Fields that conditions name and no form asks any more: they stay choosable."""
    named = {one.field for choice in campaign.markets for one in choice.conditions}
    return [(name, name.removeprefix(ANSWER)) for name in sorted(named - known.keys())]
