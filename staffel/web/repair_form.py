"""The form by which what could not be read is mended: every value by its field, those in question first."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from staffel.actions.repairs import along_of
from staffel.models import Submission
from staffel.queries.beside import beside_of, no_cells
from staffel.queries.directory import Directory, directory
from staffel.queries.labels import PURPOSES, field_label, label
from staffel.queries.timeline import moment_shown
from staffel.rules.beside import IN_ROWS
from staffel.rules.columns import ANSWER
from staffel.rules.consents import GivenConsent
from staffel.rules.fields import HEADERS
from staffel.rules.problems import Problem
from staffel.rules.repairs import cells_of_body, cells_of_row
from staffel.rules.rows import HISTORY_FIELDS
from staffel.web.sentences import sentence

USUAL: Final = (
    "first_name",
    "last_name",
    "company",
    "email",
    "phone",
    "postal_code",
    "place",
    "product",
    "message",
)
LONG: Final = frozenset({"message"})


class RepairForm(forms.Form):
    """The cells of one submission: `shown` are those in question, filled or usual, `further` the empty rest. `arrived`:
    the cells as they came; `is_row`: of a file."""

    def __init__(
        self, cells: Mapping[str, str], *, arrived: Mapping[str, str], is_history: bool, is_row: bool = False
    ) -> None:
        super().__init__(dict(cells), label_suffix="")
        self._typed, self._arrived = cells, arrived
        left_out = (() if is_history else tuple(HISTORY_FIELDS)) + (() if is_row else tuple(IN_ROWS))
        fields = [one for one in HEADERS["leads"] if one not in left_out]
        answers = [key for key in cells if key not in fields]
        for name in [*fields, *answers]:
            long = name in LONG or len(cells.get(name, "")) > 80
            widget = (
                forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.fields[name] = forms.CharField(
                label=field_label(name.removeprefix(ANSWER)), required=False, widget=widget, max_length=20_000
            )
        self._filled = {*cells, *USUAL}

    def show(self, problems: Sequence[Problem]) -> None:
        """Say each problem beside its field: as a note what keeps nothing out and has come like that (an import takes it
        likewise), as an error what blocks, and what was typed just now and may be a slip."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            is_as_it_came = self._typed.get(problem.field) == self._arrived.get(problem.field)
            if not problem.is_blocking and is_as_it_came:
                noted = f"{_('Taken as it is, and noted')}: {sentence(problem)}"
                if field:  # else it is said beside the form (`came_along`)
                    self.fields[field].help_text = escape(noted)
            else:
                self.add_error(field, sentence(problem))

    @property
    def shown(self) -> list[forms.BoundField]:
        """What is in question first, then what is filled or usually is."""
        names = [name for name in self.fields if name in self.errors]
        names += [name for name in self.fields if name in self._filled and name not in self.errors]
        return [self[name] for name in names]

    @property
    def further(self) -> list[forms.BoundField]:
        """The empty rest."""
        return [self[name] for name in self.fields if name not in self.errors and name not in self._filled]


def cells_of(submission: Submission) -> dict[str, str]:
    """What arrived, by field; without what came beside (`came_along`), which is no text to be mended."""
    if submission.source_import:
        return cells_of_row(submission.payload, submission.source_import.mapping)
    if not isinstance(submission.payload, Mapping):
        return {}
    beside, ticks = no_cells(submission, book=directory())
    return cells_of_body(submission.payload, beside=beside, ticks=ticks)


def came_along(submission: Submission) -> list[tuple[str, list[str]]]:
    """What is kept with the lead besides the fields of the form, in words: consents, materials, a note; and which consents
    are not, because they prove nothing as they came."""
    book = directory()
    found = beside_of(submission, book=book)
    along = along_of(found, at=submission.received_at, now=timezone.now())
    given = (*along.given, *(one for one, _way, _at in along.handed))
    groups = [
        (_("Consents"), [_consent_in_words(one, submission, book=book) for one in found.consents]),
        (_("Not kept as consent"), [sentence(one) for one in found.unread]),
        (_("Handed over"), [book.materials.get(str(one), "") for one in given]),
        (_("Not kept as handed over"), [sentence(one) for one in found.unhanded]),
        (_("To be sent"), [title for _id, title in along.promised]),
        (_("Note"), [found.note] if found.note else []),
    ]
    return [(name, words) for name, words in groups if words]


def _consent_in_words(given: GivenConsent, submission: Submission, *, book: Directory) -> str:
    edition = book.editions.get(given.version) if given.version else None
    words = {
        "purpose": label(PURPOSES, given.purpose),
        "when": moment_shown(given.at or submission.received_at),
        "number": edition.version if edition else "",
    }
    if edition:
        return _("%(purpose)s: to version %(number)s of our text, %(when)s") % words
    return _("%(purpose)s: to a text that is none of ours, %(when)s") % words
