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
    """A party's own data. `values` gives what `change_party` and `create_party` take."""

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
        else:
            del self.fields["stand_in"]

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
        return found

    def _doubt_code(self, code: str, country: str) -> None:
        """Asks once whether a postal code that nobody knows is right: without a place no round finds it by distance."""
        doubts = unknown_code(code, country) if country and "postal_code" not in self.errors else []
        if doubts and code not in {self.initial.get("postal_code"), self.data.get("sure_postal_code")}:
            self.doubted_code = code
            words = _("%(doubt)s Then save once more.") % {"doubt": sentence(doubts[0])}
            self.add_error("postal_code", words)

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


def _named(member: Membership) -> tuple[str, str]:
    return str(member.id), str(member.person)


def _initial(party: Party) -> dict[str, Any]:
    plain = "name email phone street postal_code place country timezone capacity_open capacity_day capacity_week weight"
    found = {name: getattr(party, name) for name in plain.split()}
    found |= {"tags": ", ".join(party.tags), **_by_name(party.country, party.languages)}
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
