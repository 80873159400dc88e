"""What a campaign's leads begin with, what must be known of them and when, and how it treats its prospects: as fields."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from staffel.queries.directory import Directory
from staffel.queries.labels import TEMPERATURES
from staffel.queries.partner_words import worded
from staffel.queries.setup_words import GATES, GIVEN_GATE, UNREACHABLE
from staffel.queries.sheet_lines import thing_name
from staffel.queries.vocabulary import agencies, desks, products
from staffel.rules.answers import NOT_TYPED
from staffel.rules.campaigns import Campaign
from staffel.rules.form_checks import gates_of
from staffel.rules.forms import Form, Question, public
from staffel.rules.problems import Unreadable
from staffel.rules.public_forms import parse_site
from staffel.rules.texts import LANGUAGES

NAMED: Final = ("form", "policy", "pipeline", "reasons")
AS_FORM: Final = "form"
NEVER: Final = "never"
GROUPS: Final[tuple[tuple[Promise, Promise | str, tuple[str, ...]], ...]] = (
    (
        gettext_lazy("What its leads begin with"), "",
        ("form", "policy", "pipeline", "reasons", "temperature", "product", "currency"),
    ),
    (
        gettext_lazy("Who asks what is missing"),
        gettext_lazy("A lead that arrives complete is offered at once. Another one is called first, with exactly the open questions."),
        ("qualifier", "second_qualifier", "unreachable"),
    ),
    (
        gettext_lazy("What is read out"),
        gettext_lazy("The agency sees it above the questions."), ("script_de", "script_en"),
    ),
    (
        gettext_lazy("Temperature by points"),
        gettext_lazy("Answers score as the form says. Where nothing counts, the temperature at the start holds."),
        ("points", "hot_from", "warm_from"),
    ),
    (gettext_lazy("The prospect"), "", ("by_enquiry", "needs_consent", "tells_prospect", "asks_prospect")),
    (
        gettext_lazy("The public form"),
        gettext_lazy("Its address and the code for a website stand on the campaign's page."), ("asks_wish", "sites"),
    ),
    (
        gettext_lazy("Fair"),
        gettext_lazy("With its days the campaign can be chosen when leads are captured at the stand."),
        ("fair_from", "fair_until"),
    ),
)  # fmt: skip


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _gates_of(question: Question) -> Mapping[str, Promise | str]:
    """What can be required of a question (rules.form_checks), in words."""
    words = {**GATES, "market": GIVEN_GATE} if question.type in NOT_TYPED else GATES
    return {gate: words[gate] for gate in gates_of(question)}


class CampaignForm(forms.Form):
    """All that a campaign says beside its markets."""

    form = forms.ChoiceField(label=gettext_lazy("Form"))
    policy = forms.ChoiceField(label=gettext_lazy("Policy"))
    pipeline = forms.ChoiceField(label=gettext_lazy("Sales pipeline"))
    reasons = forms.ChoiceField(label=gettext_lazy("Reasons"))
    temperature = forms.ChoiceField(
        label=gettext_lazy("Temperature at the start"), choices=list(TEMPERATURES.items())
    )
    product = forms.ChoiceField(label=gettext_lazy("Product where none is named"), required=False)
    qualifier = forms.ChoiceField(label=gettext_lazy("Who asks what is missing"), required=False)
    second_qualifier = forms.ChoiceField(
        label=gettext_lazy("When that takes too long"),
        required=False,
        help_text=gettext_lazy("It gets the lead with all answers given so far."),
    )
    unreachable = forms.ChoiceField(
        label=gettext_lazy("When nobody could be reached"),
        choices=list(UNREACHABLE.items()),
        help_text=gettext_lazy("After as many attempts as the policy says."),
    )
    script_de = forms.CharField(
        label=gettext_lazy("Text in German"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    script_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    points = forms.IntegerField(
        label=gettext_lazy("For coming from this campaign"),
        min_value=-100,
        max_value=100,
        help_text=gettext_lazy("Is added to the score of the answers."),
    )
    hot_from = forms.IntegerField(label=gettext_lazy("Hot from"), min_value=-1_000, max_value=1_000)
    warm_from = forms.IntegerField(
        label=gettext_lazy("Warm from"),
        min_value=-1_000,
        max_value=1_000,
        help_text=gettext_lazy("Below that it is cold."),
    )
    by_enquiry = forms.BooleanField(
        label=gettext_lazy("The prospects have asked themselves"),
        required=False,
        help_text=gettext_lazy(
            "Not for bought or collected addresses: without consent nobody may call, mail or pass them on."
        ),
    )
    needs_consent = forms.BooleanField(
        label=gettext_lazy("No lead offer without consent to passing it on"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise the enquiry itself is the ground for passing it to the one who answers it."
        ),
    )
    tells_prospect = forms.BooleanField(
        label=gettext_lazy("Write to prospects who will call them"),
        required=False,
        help_text=gettext_lazy("By e-mail, as soon as the acceptance can no longer be taken back."),
    )
    asks_prospect = forms.BooleanField(
        label=gettext_lazy("Ask the prospect whether somebody has called"),
        required=False,
        help_text=gettext_lazy("By mail, when the time for the first contact is over."),
    )
    asks_wish = forms.BooleanField(
        label=gettext_lazy("Ask which firm the prospect wishes for"),
        required=False,
        help_text=worded(
            gettext_lazy(
                "Who names one of your %(partners)s is offered to it first. Nobody sees who they are."
            )
        ),
    )
    sites = forms.CharField(
        label=gettext_lazy("Websites that may show it"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One in a line, such as www.example.com; *.example.com is all that belongs to it."
        ),
    )
    fair_from = forms.DateField(label=gettext_lazy("First day"), required=False, widget=_day())
    fair_until = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=_day())
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, such as EUR or CHF."),
    )

    def __init__(
        self,
        *args: Any,
        book: Directory,
        stored: dict[str, Any],
        body: Campaign,
        now: datetime,
        **options: Any,
    ) -> None:
        script = {f"script_{one}": body.script.get(one, "") for one in LANGUAGES}
        options["initial"] = {**stored, **script, "sites": "\n".join(body.sites)}
        super().__init__(*args, **options)
        self.was = body
        language = (get_language() or "en")[:2]
        for name in NAMED:
            keys = sorted({key for kind, key in book.published if kind == name} | {getattr(body, name)})
            self._choose(name, [(key, thing_name(name, key, book=book)) for key in keys])
        known = products(book=book, language=language, now=now)
        also = [(body.product, body.product)] if body.product and body.product not in dict(known) else []
        self._choose("product", [("", "–"), *known, *also])
        asking = [(party.key, party.name) for party in (*agencies(book=book), *desks(book=book))]
        for name, nobody in (
            ("qualifier", _("the market's desk")),
            ("second_qualifier", _("back to the desk")),
        ):
            stands = getattr(body, name)
            gone = [(stands, stands)] if stands and stands not in dict(asking) else []
            self._choose(name, [("", nobody), *asking, *gone])
        self._ask_gates(book, now=now, language=language)

    def _ask_gates(self, book: Directory, *, now: datetime, language: str) -> None:
        """Of each question of the chosen form: when it must be answered, where the campaign says something else."""
        chosen = str(self["form"].value() or "")
        asked = book.published.get(("form", chosen)) or book.published[("form", "default")]
        form: Form = next((one.body for one in asked if one.valid_from <= now), asked[0].body)
        self.asks = form
        self.gate_names = {f"gate_{question.key}": question.key for question in form.questions}
        for question in form.questions:
            words = _gates_of(question)
            as_form = _("%(gate)s (form)") % {"gate": words.get(question.gate, GATES[""])}
            choices = [
                (AS_FORM, as_form),
                (NEVER, words[""]),
                *((one, word) for one, word in words.items() if one),
            ]
            name = f"gate_{question.key}"
            self.fields[name] = forms.ChoiceField(
                label=question.label(language), required=False, choices=choices
            )
            stands = self.was.gates.get(question.key)
            if stands == "agency" and stands not in words:
                stands = "market"  # so the public form has always taken it
            self.initial[name] = (
                AS_FORM if stands is None else stands if stands in words and stands else NEVER
            )

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def groups(self) -> Iterator[tuple[Promise, Promise | str, list[forms.BoundField]]]:
        """Its fields under headings, each with a word of help."""
        for title, said, names in GROUPS:
            yield title, said, [self[name] for name in names]

    @property
    def lacks_consent(self) -> bool:
        """Whether no enquiry of the public form could be offered: consent is needed, and nothing there asks for it."""
        is_strict = bool(self["needs_consent"].value()) or not self["by_enquiry"].value()
        asked = public(self.asks).questions
        return is_strict and not any(one.type == "consent" and one.purpose == "pass_on" for one in asked)

    @property
    def form_name(self) -> str:
        """What the chosen form is called."""
        return str(dict(self.fields["form"].choices).get(self["form"].value(), ""))  # type: ignore[attr-defined]

    @property
    def gates(self) -> list[forms.BoundField]:
        return [self[name] for name in self.gate_names]

    def clean_sites(self) -> list[str]:
        try:
            return list(dict.fromkeys(map(parse_site, self.cleaned_data["sites"].split())))
        except Unreadable as unreadable:
            raise forms.ValidationError(_(unreadable.message) % unreadable.details) from unreadable

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("second_qualifier") and typed["second_qualifier"] == typed.get("qualifier"):
            self.add_error("second_qualifier", _("It has the lead already. Please choose another."))
        hot, warm = typed.get("hot_from"), typed.get("warm_from")
        if hot is not None and warm is not None and warm > hot:
            self.add_error("warm_from", _("Warm begins below hot."))
        first, last = typed.get("fair_from"), typed.get("fair_until")
        if first and last and last < first:
            self.add_error("fair_until", _("The last day must not lie before the first."))
        return typed

    def stored(self) -> dict[str, Any]:
        """As it is stored, without the markets. What is said of questions that this form does not ask stays."""
        typed = dict(self.cleaned_data)
        said = {key: typed.pop(name) for name, key in self.gate_names.items()}
        others = {key: gate for key, gate in self.was.gates.items() if key not in said}
        gates = {
            key: "" if gate == NEVER else gate for key, gate in said.items() if gate not in {AS_FORM, ""}
        }
        texts = {one: typed.pop(f"script_{one}").replace("\r\n", "\n") for one in LANGUAGES}
        days = {
            name: typed[name].isoformat() if typed[name] else None for name in ("fair_from", "fair_until")
        }
        kept = {one: text for one, text in self.was.script.items() if one not in LANGUAGES}
        script = {**kept, **{one: text for one, text in texts.items() if text}}
        return {**typed, **days, "script": script, "gates": {**others, **gates}}
