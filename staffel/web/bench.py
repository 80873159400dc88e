"""The test bench beside a market: what is typed there, and what came out, also for rounds that are not published."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from staffel.queries.bench import Lead, Outcome, policy_for, try_out
from staffel.queries.directory import Directory
from staffel.queries.labels import TEMPERATURES
from staffel.queries.vocabulary import language_name, languages, products, questions
from staffel.rules.campaigns import Market
from staffel.rules.countries import country_name, parse_country
from staffel.rules.problems import Unreadable

PREFIX = "bench"


class BenchForm(forms.Form):
    """A lead that does not exist. Nothing is required: without a postal code only the whole network is reached."""

    postal_code = forms.CharField(label=gettext_lazy("Postal code"), required=False, max_length=12)
    country = forms.CharField(label=gettext_lazy("Country"), required=False, max_length=40)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    temperature = forms.ChoiceField(label=gettext_lazy("Temperature"), choices=list(TEMPERATURES.items()))
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=gettext_lazy("Empty: now."),
    )
    named = forms.CharField(
        label=gettext_lazy("Why not …?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Name or number."),
    )

    def __init__(self, data: QueryDict | None, *, book: Directory, market: Market, now: datetime) -> None:
        self.book, self.now = book, now
        home = country_name(book.installation.country, language=get_language() or "en")
        initial = {"country": home, "temperature": "warm"}
        is_typed = data is not None and f"{PREFIX}-temperature" in data
        super().__init__(data if is_typed else None, prefix=PREFIX, initial=initial)
        language = (get_language() or "en")[:2]
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            ("", _("any")),
            *products(book=book, language=language, now=now),
        ]
        spoken = [(one, language_name(one)) for one in languages(book=book)]
        self.fields["language"].choices = [("", "–"), *spoken]  # type: ignore[attr-defined]
        self._add_answers(market, language)

    def _add_answers(self, market: Market, language: str) -> None:
        """The questions whose answers a round asks for; the product has its own field."""
        asked = questions(book=self.book, now=self.now)
        self.answers = sorted({one.tag_from for one in market.rounds} - {"", "product"})
        for key in self.answers:
            options = (
                [(one.key, one.labels.get(language, one.key)) for one in asked[key].options]
                if key in asked
                else []
            )
            label = asked[key].label(language) if key in asked else key
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label=label, required=False, choices=[("", "–"), *options]
            )

    def clean_country(self) -> str:
        typed = self.cleaned_data["country"].strip() or self.book.installation.country
        try:
            return parse_country(typed)
        except Unreadable:
            raise forms.ValidationError(_("This country is not known.")) from None

    @property
    def is_asked(self) -> bool:
        """Whether there is something to try out: a postal code, or somebody's name."""
        return (
            self.is_bound
            and self.is_valid()
            and bool(self.cleaned_data["postal_code"].strip() or self.cleaned_data["named"])
        )

    def lead(self) -> Lead:
        typed = self.cleaned_data
        return Lead(
            country=typed["country"],
            postal_code=typed["postal_code"].strip(),
            at=typed["at"] or self.now,
            product=typed["product"],
            temperature=typed["temperature"],
            language=typed["language"],
            answers={key: typed[f"answer-{key}"] for key in self.answers if typed[f"answer-{key}"]},
            named=typed["named"],
        )


def bench_of(
    data: QueryDict | None, key: str, market: Market, *, book: Directory, now: datetime
) -> dict[str, Any]:
    """The bench as its templates show it: `bench` the form, `outcome` what came out, None while nothing is asked."""
    form = BenchForm(data, book=book, market=market, now=now)
    outcome: Outcome | None = None
    if form.is_asked:
        outcome = try_out(form.lead(), market, policy=policy_for(key, book=book, now=now), book=book)
    return {"bench": form, "outcome": outcome, "bench_now": timezone.now()}
