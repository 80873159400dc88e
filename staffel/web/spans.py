"""A field for a length of time: a number and its unit, kept as minutes of working time."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffel.rules.pipelines import DAY

UNITS: Final[dict[str, tuple[int, Promise]]] = {
    "d": (DAY, gettext_lazy("working days")),
    "h": (60, gettext_lazy("working hours")),
    "m": (1, gettext_lazy("working minutes")),
}
LONGEST: Final = DAY * 400


class WorkTimeWidget(forms.MultiWidget):
    """Number and unit side by side, one label for both."""

    template_name = "widgets/work_time.html"
    use_fieldset = False

    def __init__(self) -> None:
        number = forms.NumberInput(attrs={"min": "1", "inputmode": "numeric"})
        unit = forms.Select(choices=[(key, word) for key, (_minutes, word) in UNITS.items()])
        super().__init__({"": number, "unit": unit})

    def decompress(self, value: Any) -> list[Any]:
        """In the largest unit that leaves no rest."""
        if not value:
            return [None, "h"]
        minutes = int(value)
        unit = next(key for key, (size, _word) in UNITS.items() if minutes % size == 0)
        return [minutes // UNITS[unit][0], unit]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class WorkTimeField(forms.MultiValueField):
    """Minutes of working time, at least 1; None where nothing is typed and nothing is required."""

    widget = WorkTimeWidget

    def __init__(self, **options: Any) -> None:
        fields = (
            forms.IntegerField(min_value=1, required=False),
            forms.ChoiceField(
                choices=[(key, word) for key, (_minutes, word) in UNITS.items()], required=False
            ),
        )
        super().__init__(fields=fields, require_all_fields=False, **options)

    def clean(self, value: Any) -> int | None:
        minutes: int | None = super().clean(value)
        if minutes is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return minutes

    def compress(self, data_list: list[Any]) -> int | None:
        if not data_list or not data_list[0]:
            return None
        minutes: int = data_list[0] * UNITS[data_list[1] or "h"][0]
        if minutes > LONGEST:
            raise ValidationError(_("That is more than 400 working days."))
        return minutes
