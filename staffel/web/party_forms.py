"""The forms of a party's page: its own data with hours day by day, capacity, pause and notes."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from staffel.models import Membership, Party
from staffel.queries.directory import Directory
from staffel.queries.parties import carers
from staffel.queries.vocabulary import language_name
from staffel.rules.amounts import parse_count, parse_positive
from staffel.rules.countries import country_name, parse_country, parse_languages
from staffel.rules.hours import DAYS_JSON, hours_from_text
from staffel.rules.party_rows import parse_tags, parse_timezone
from staffel.rules.phones import telephone
from staffel.rules.postal_codes import parse_postal_code
from staffel.rules.problems import Unreadable
from staffel.rules.prospects import unknown_code
from staffel.web.sentences import sentence

DAYS: Final = (
    ("mon", _l("Monday")),
    ("tue", _l("Tuesday")),
    ("wed", _l("Wednesday")),
    ("thu", _l("Thursday")),
    ("fri", _l("Friday")),
    ("sat", _l("Saturday")),
    ("sun", _l("Sunday")),
)


class Read(forms.CharField):
    """A text that one of the rules reads; what it cannot read is said beside the field."""

    def __init__(self, parse: Callable[[str], Any], *, empty: Any = "", **given: Any) -> None:
        super().__init__(**given)
        self.parse, self.empty = parse, empty

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return _read(self.parse, text) if text else self.empty


def _read(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except Unreadable as unreadable:
        raise ValidationError(_(unreadable.message) % unreadable.details) from None


def day_hours(text: str) -> list[list[str]]:
    """ "08:00-12:00 13:00-17:00" as one day of the stored hours; "" is closed."""
    spans = hours_from_text(f"Mo {text}")[0]
    return [
        [f"{start // 60:02d}:{start % 60:02d}", f"{end // 60:02d}:{end % 60:02d}"] for start, end in spans
    ]


def hours_text(spans: Sequence[Sequence[str]]) -> str:
    """One stored day as it is typed."""
    return " ".join(f"{start}-{end}" for start, end in spans)


class PartyForm(forms.Form):
    """A party's own data. `values` gives what `create_party` takes, `changed_values` what `change_party` does: two who
    change different things do not undo each other, and who changes the same is told once."""

    name = forms.CharField(label=_l("Company"), max_length=200)
    key = forms.CharField(label=_l("Your number for it"), max_length=64, required=False)
    email = forms.EmailField(label=_l("E-mail"), required=False)
    phone = forms.CharField(label=_l("Telephone"), max_length=40, required=False)
    privacy_url = forms.URLField(
        label=_l("Data protection notice"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_l("The address of its own. Prospects read it as soon as it works their enquiry."),
    )
    street = forms.CharField(label=_l("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_l("Postal code"), max_length=12, required=False)
    place = forms.CharField(label=_l("Town"), max_length=120, required=False)
    country = Read(parse_country, label=_l("Country"), max_length=40)
    timezone = Read(parse_timezone, label=_l("Time zone"), max_length=64)
    languages = Read(
        parse_languages,
        empty=(),
        label=_l("Languages"),
        required=False,
        help_text=_l("Like: German, English"),
    )
    tags = Read(
        parse_tags,
        empty=(),
        label=_l("Products and tags"),
        required=False,
        help_text=_l("Separated by commas. Rounds and areas name them."),
    )
    looked_after_by = forms.ChoiceField(label=_l("Looked after by"), required=False)
    stand_in = forms.ChoiceField(
        label=_l("Stand-in"),
        required=False,
        help_text=_l("Whoever works on when the whole firm is away: its leads stay then."),
    )
    capacity_open = Read(parse_count, empty=None, label=_l("Leads at a time"), required=False)
    capacity_day = Read(parse_count, empty=None, label=_l("Leads per day"), required=False)
    capacity_week = Read(parse_count, empty=None, label=_l("Leads per week"), required=False)
    weight = Read(
        parse_positive,
        empty=1.0,
        label=pgettext_lazy("partner", "Weight"),
        required=False,
        help_text=_l("2 gets twice the share of leads. 1 is normal."),
    )

    def __init__(self, data: QueryDict | None = None, *, book: Directory, party: Party | None = None) -> None:
        super().__init__(data, initial=_initial(party) if party else _initial_of_new(book))
        self.doubted_code = ""  # an unknown postal code that was typed; sent along, it is meant
        for day, name in DAYS:
            field = Read(day_hours, empty=[], label=name, required=False)
            field.widget.attrs["placeholder"] = _("closed")
            self.fields[f"hours_{day}"] = field
        self._choice("looked_after_by").choices = [("", "–"), *map(_named, carers(book))]
        if party:
            del self.fields["key"]
            self._choice("stand_in").choices = [("", "–"), *map(_named, book.members.get(party.id, ()))]
            for own in self.fields.values():
                own.show_hidden_initial = True
        else:
            del self.fields["stand_in"]
        self.party = party

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[f"hours_{day}"] for day, _name in DAYS]

    def clean(self) -> dict[str, Any]:
        """The postal code and the telephone are read as those of the country."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        country = found.get("country", "")
        for name, parse in (("postal_code", parse_postal_code), ("phone", telephone)):
            if country and found.get(name):
                try:
                    found[name] = parse(found[name], country=country)
                except Unreadable as unreadable:
                    self.add_error(name, _(unreadable.message) % unreadable.details)
        self._doubt_code(found.get("postal_code", ""), country)
        self._compare()
        return found

    def _compare(self) -> None:
        """What somebody else has changed meanwhile is said beside the field; saved once more, it is meant."""
        for name in self._typed_anew() if self.party else ():
            shown, now = self[name].html_initial_name, _as_shown(self[name].initial)
            if shown in self.data and self.data[shown] != now != self.data.get(name, ""):
                assert isinstance(self.data, QueryDict)
                known = self.data.copy()
                known[shown] = now  # the page that is shown now knows it
                self.data = known
                words = _("Somebody else has changed this meanwhile: %(value)s. Save once more to set yours.")
                self.add_error(name, words % {"value": self._named_value(name, now) or "–"})

    def _named_value(self, name: str, value: str) -> str:
        field = self.fields[name]
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        return next((str(label) for key, label in choices if str(key) == value), value)

    def _typed_anew(self) -> list[str]:
        """What differs from what the page showed; all where it was not said what it showed."""
        changed = set(self.changed_data)
        return [
            name for name in self.fields if name in changed or self[name].html_initial_name not in self.data
        ]

    def _doubt_code(self, code: str, country: str) -> None:
        """Asks once whether a postal code that nobody knows is right: without a place no round finds it by distance."""
        doubts = unknown_code(code, country) if country and "postal_code" not in self.errors else []
        if doubts and code not in {self.initial.get("postal_code"), self.data.get("sure_postal_code")}:
            self.doubted_code = code
            words = _("%(doubt)s Then save once more.") % {"doubt": sentence(doubts[0])}
            self.add_error("postal_code", words)

    def changed_values(self) -> dict[str, Any]:
        """Of `values` those that differ from what the page showed; other days keep their hours."""
        assert self.party
        names, found = set(self._typed_anew()), self.values()
        hours: dict[str, Any] = dict(self.party.hours)
        for day in DAYS_JSON:
            if f"hours_{day}" in names:
                hours[day] = found["hours"].get(day, [])
        kept = {name: value for name, value in found.items() if name.removesuffix("_id") in names}
        return kept | {"hours": {day: spans for day, spans in hours.items() if spans}}

    def values(self) -> dict[str, Any]:
        """Typed and checked; call it on a valid form only."""
        typed = dict(self.cleaned_data)
        hours = {day: typed.pop(f"hours_{day}") for day in DAYS_JSON}
        typed.pop("key", None)
        for name in ("looked_after_by", "stand_in"):
            if name in typed:
                chosen = typed.pop(name)
                typed[f"{name}_id"] = UUID(chosen) if chosen else None
        typed |= {name: list(typed[name]) for name in ("languages", "tags")}
        return typed | {"hours": {day: spans for day, spans in hours.items() if spans}}


def _as_shown(value: Any) -> str:
    """A value as it stands in the page."""
    return "" if value is None else str(value)


def _named(member: Membership) -> tuple[str, str]:
    return str(member.id), str(member.person)


def _initial(party: Party) -> dict[str, Any]:
    plain = (
        "name email phone street postal_code place country timezone capacity_open capacity_day capacity_week"
    )
    found = {name: getattr(party, name) for name in plain.split()}
    found |= {
        "weight": f"{party.weight:g}",
        "tags": ", ".join(party.tags),
        **_by_name(party.country, party.languages),
    }
    found |= {"looked_after_by": party.looked_after_by_id, "stand_in": party.stand_in_id}
    return found | {f"hours_{day}": hours_text(party.hours.get(day, ())) for day in DAYS_JSON}


def _initial_of_new(book: Directory) -> dict[str, Any]:
    installation = book.installation
    office = {f"hours_{day}": "08:00-17:00" for day in DAYS_JSON[:5]}
    return office | {
        "timezone": installation.timezone,
        "weight": 1,
        **_by_name(installation.country, [installation.language]),
    }


def _by_name(country: str, languages: Sequence[str]) -> dict[str, str]:
    """A country and languages as their names, which the form reads."""
    return {
        "country": country_name(country, language=get_language() or "en"),
        "languages": ", ".join(map(language_name, languages)),
    }


class CapacityForm(forms.Form):
    """What a party takes; an empty field is no limit."""

    capacity_open = Read(parse_count, empty=None, label=_l("Leads at a time"), required=False)
    capacity_day = Read(parse_count, empty=None, label=_l("Leads per day"), required=False)
    capacity_week = Read(parse_count, empty=None, label=_l("Leads per week"), required=False)


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_l("Pause until (inclusive)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_l("Empty: until further notice."),
    )

    def ends_at(self, timezone: str) -> datetime | None:
        """The end of the day that was named, in the party's time zone; None is until further notice."""
        on = self.cleaned_data["until"]
        return datetime.combine(on + timedelta(days=1), time(), ZoneInfo(timezone)) if on else None


class NoteForm(forms.Form):
    text = forms.CharField(label=_l("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(
        label=_l("Come back to it on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class EndForm(forms.Form):
    text = forms.CharField(
        label=_l("Why does it end?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
