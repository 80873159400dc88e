"""The rounds of a market as forms: each round a sentence made of controls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from staffel.queries.bench import policy_for
from staffel.queries.directory import Directory
from staffel.queries.process import names_of
from staffel.queries.setup_words import KINDS_ASKED, OPEN_NOW, ORDERS, REACHES
from staffel.queries.vocabulary import desks, questions, tags
from staffel.rules.campaigns import Market
from staffel.rules.policies import TEMPERATURES, Policy
from staffel.rules.rankings import Round
from staffel.rules.refused import Refused
from staffel.rules.rounds import FARTHEST_KM, MOST_AT_ONCE
from staffel.rules.rounds_in_words import market_in_words
from staffel.rules.spans import working_time
from staffel.rules.versions import body_of, json_of
from staffel.web.bench import bench_of
from staffel.web.editors import Editor
from staffel.web.form_rows import FormRows
from staffel.web.refusals import in_words
from staffel.web.spans import WorkTimeField

MIXED: Final = ("nearest", "load", "waiting")
NEW_ROUND: Final = {
    "reach": "distance", "within_km": "60", "kinds": ["partner"], "order": "nearest", "at_once": "1", "open_now": "hot",
}  # fmt: skip


class RoundForm(forms.Form):
    """One round. `vocabulary`: what can be chosen, made once for all rounds."""

    at_once = forms.IntegerField(
        label=gettext_lazy("How many at once"), min_value=1, max_value=MOST_AT_ONCE, initial=1
    )
    order = forms.ChoiceField(label=gettext_lazy("Order"), choices=list(ORDERS.items()))
    reach = forms.ChoiceField(label=gettext_lazy("Who is reached"), choices=list(REACHES.items()))
    within_km = forms.FloatField(
        label=gettext_lazy("Distance in km"),
        required=False,
        min_value=0.1,
        max_value=FARTHEST_KM,
        help_text=gettext_lazy("Empty: at any distance."),
    )
    desks = forms.MultipleChoiceField(
        label=gettext_lazy("Which desks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    limit = forms.IntegerField(
        label=gettext_lazy("How many altogether"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Empty: no limit in this round."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=list(KINDS_ASKED.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.MultipleChoiceField(
        label=gettext_lazy("Tags that are required"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Certificates and products; whoever is asked has all of them."),
    )
    tag_from = forms.ChoiceField(
        label=gettext_lazy("Tag named by the answer to"),
        required=False,
        help_text=gettext_lazy("Whoever is asked has what the prospect chose there, as a tag."),
    )
    same_language = forms.BooleanField(label=gettext_lazy("Must speak the lead's language"), required=False)
    open_now = forms.ChoiceField(
        label=gettext_lazy("Only who is at work"),
        choices=list(OPEN_NOW.items()),
        help_text=gettext_lazy("If nobody is, whoever opens next is asked."),
    )

    def __init__(self, *args: Any, vocabulary: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("desks", "tags", "tag_from"):
            self.fields[name].choices = vocabulary[name]  # type: ignore[attr-defined]
        for name in MIXED:
            self.fields[f"mix_{name}"] = forms.IntegerField(
                label=_("Weight of %(what)s") % {"what": vocabulary["mix"][name]},
                required=False, min_value=0, max_value=100,
            )  # fmt: skip
        policy: Policy = vocabulary["policy"]
        for temperature in TEMPERATURES:
            usual = working_time(policy.window_work_minutes[temperature], (get_language() or "en")[:2])
            self.fields[f"window_{temperature}"] = WorkTimeField(
                label=vocabulary["window"][temperature],
                required=False,
                help_text=_("Policy: %(time)s") % {"time": usual},
            )

    @property
    def windows(self) -> list[forms.BoundField]:
        return [self[f"window_{temperature}"] for temperature in TEMPERATURES]

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[f"mix_{name}"] for name in MIXED]

    @property
    def has_more(self) -> bool:
        """Whether something is chosen that is folded away at first, or wrong there."""
        names = ("tags", "tag_from", "same_language", *(f"window_{one}" for one in TEMPERATURES))
        wrong = any(name in self.errors for name in (*names, "kinds", "open_now"))
        kinds = self["kinds"].value()
        return (
            wrong
            or any(_is_given(self[name].value()) for name in names)
            or kinds not in (["partner"], ("partner",))
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("reach") == "named" and not typed.get("desks"):
            self.add_error("desks", _("Please choose at least one desk."))
        if typed.get("reach") != "named" and not typed.get("kinds"):
            self.add_error("kinds", _("Please choose at least one kind."))
        if typed.get("order") == "mix" and not any(typed.get(f"mix_{name}") for name in MIXED):
            self.add_error("mix_nearest", _("A mixture needs a weight above zero."))
        windows = [typed.get(f"window_{one}") for one in TEMPERATURES]
        if any(windows) and not all(windows):
            missing = next(one for one, minutes in zip(TEMPERATURES, windows, strict=True) if not minutes)
            if f"window_{missing}" not in self.errors:
                self.add_error(f"window_{missing}", _("Give a time for each temperature, or for none."))
        return typed

    def round(self, key: str) -> dict[str, Any]:
        """The stored form of a round that is valid."""
        typed = self.cleaned_data
        is_named = typed["reach"] == "named"
        windows = {one: typed[f"window_{one}"] for one in TEMPERATURES}
        mix = {name: typed[f"mix_{name}"] / 100 for name in MIXED if typed[f"mix_{name}"]}
        return {
            "key": key,
            "kinds": typed["kinds"] or ["partner"],
            "desks": typed["desks"] if is_named else [],
            "reach": "area" if is_named else typed["reach"],
            "within_km": typed["within_km"] if typed["reach"] == "distance" else None,
            "tags": typed["tags"],
            "tag_from": typed["tag_from"],
            "same_language": typed["same_language"],
            "order": typed["order"],
            "mix": mix if typed["order"] == "mix" else {},
            "at_once": typed["at_once"],
            "limit": typed["limit"],
            "window": windows if all(windows.values()) else None,
            "open_now": typed["open_now"],
        }


def _is_given(value: Any) -> bool:
    """A list of ticks, or number and unit: its first part decides."""
    return bool(value[0]) if isinstance(value, list | tuple) and value else bool(value)


def initial_of(round_: Round) -> dict[str, Any]:
    """A round as its form shows it."""
    total = sum(round_.mix.values()) or 1
    return {
        **json_of(round_),
        "within_km": f"{round_.within_km:g}" if round_.within_km else None,
        "reach": "named" if round_.desks else round_.reach,
        "desks": [str(one) for one in round_.desks],
        "kinds": list(round_.kinds),
        **{f"mix_{name}": round(100 * round_.mix.get(name, 0) / total) or None for name in MIXED},
        **{f"window_{one}": (round_.window or {}).get(one) for one in TEMPERATURES},
    }


class MarketEditor(Editor):
    """All rounds of one market; `rounds` is the list, its rows are named by the rounds' keys."""

    kind = "market"
    template = "setup/_rounds.html"
    new_rows = {"rounds": NEW_ROUND}

    def __init__(
        self, book: Directory, key: str, *, now: datetime, data: QueryDict | None = None, body: Any = None
    ) -> None:
        super().__init__(book, key, now=now, data=data, body=body)
        market: Market = body_of(Market, body) if isinstance(body, dict) else body or Market()
        words = _vocabulary(book, key, market, now=now)
        initial = [(one.key, initial_of(one)) for one in market.rounds]
        self.rounds = FormRows(
            lambda *args, **options: RoundForm(*args, vocabulary=words, **options), "rounds", data, initial
        )

    def forms(self) -> Iterator[forms.BaseForm]:
        yield from self.rounds.forms()

    def is_valid(self) -> bool:
        return self.rounds.is_valid() and not self._wrong()

    def _wrong(self) -> bool:
        if not len(self.rounds):
            self.errors = [in_words(Refused("rounds_missing", ""))]
        return bool(self.errors)

    def body(self) -> dict[str, Any]:
        return {"rounds": [row.form.round(row.name) for row in self.rounds]}

    def aside(self, data: QueryDict | None) -> dict[str, Any]:
        """The sentences in both languages, and the test bench on these very rounds."""
        market: Market = body_of(Market, self.body() if self.data is not None else json_of(self.was))
        return {
            "said": said_of(market, book=self.book, now=self.now),
            **bench_of(data, self.key, market, book=self.book, now=self.now),
        }

    def show(self, refused: Refused) -> None:
        position = refused.details.get("position")
        if position is None or position >= len(self.rounds):
            super().show(refused)
            return
        form, field = self.rounds.rows[position].form, refused.details.get("field")
        form.add_error(field if field in form.fields else None, in_words(refused))


@dataclass(frozen=True, slots=True)
class Said:
    """A market in one language: a sentence for each round, then what holds in all of them."""

    language: str
    rounds: tuple[str, ...]
    notes: tuple[str, ...]


def said_of(market: Market, *, book: Directory, now: datetime) -> list[Said]:
    """The market in both languages, the reader's first."""
    found = []
    for one in sorted(("de", "en"), key=lambda code: code != (get_language() or "en")[:2]):
        sentences = market_in_words(market, one, names=names_of(book=book, language=one, now=now))
        count = len(market.rounds)
        found.append(Said(one, sentences[:count], sentences[count:]))
    return found


def _vocabulary(book: Directory, key: str, market: Market, *, now: datetime) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    named = {tag for round_ in market.rounds for tag in round_.tags}
    choosing = [one for one in questions(book=book, now=now).values() if one.type in {"choice", "choices"}]
    asked = {one.key: one.label(language) for one in choosing}
    asked |= {
        one.tag_from: one.tag_from for one in market.rounds if one.tag_from and one.tag_from not in asked
    }
    own = [(str(desk.id), desk.name) for desk in desks(book=book)]
    own += [
        (str(one), book.parties[one].name)
        for one in _named(market)
        if one in book.parties and str(one) not in dict(own)
    ]
    return {
        "tags": tags(book=book, language=language, now=now, also=named),
        "tag_from": [("", _("no question")), *asked.items()],
        "desks": own,
        "policy": policy_for(key, book=book, now=now),
        "mix": {"nearest": _("distance"), "load": _("open leads"), "waiting": _("waiting time")},
        "window": {"hot": _("hot"), "warm": _("warm"), "cold": _("cold")},
    }


def _named(market: Market) -> list[UUID]:
    return [one for round_ in market.rounds for one in round_.desks]
