"""What the figures of the statement are called, and what exactly each counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """The name of a figure, and what it counts in a sentence."""

    name: Promise
    counts: Promise


WORDS: Final[Mapping[str, Words]] = {
    "straight": Words(
        _("No qualification call needed"),
        _("Leads that arrived complete and went straight to the market, of those that went there or stopped before it."),
    ),
    "stopped": Words(
        _("Stopped for qualification"),
        _("Leads that arrived without an answer that the market requires: somebody had to ask for it first."),
    ),
    "asked-again": Words(
        _("Asked again"),
        _("Leads about which somebody was asked for what was on file, or that came back because something was missing, of those offered for the first time in the period. Each counts once."),
    ),
    "on-file": Words(
        _("of these: it was on file"),
        _("On the telephone somebody answered what another party had noted already."),
    ),
    "missing": Words(
        _("of these: something was missing"),
        _("After the first offer it had to be qualified once more, or was given back because the contact data are wrong."),
    ),
    "given-again": Words(
        _("Material given again"),
        _("Handouts of what the prospect had already, given all the same after a warning, of all handouts."),
    ),
    "blocked": Words(
        _("Material not given twice"),
        _("Handouts that were blocked: the prospect has it, and it must not be given again. Counted apart."),
    ),
    "contradicted": Words(
        _("Contact denied"),
        _("Contacts that were reported and that the prospect denies, of those about which it has answered or complained."),
    ),
    "joined": Words(
        _("Requests joined"),
        _("Requests of somebody whose lead was open already: joined to that lead, and told to whoever has it."),
    ),
}  # fmt: skip
# In which order they are read, under which heading.
PARTS: Final[tuple[tuple[Promise, tuple[str, ...]], ...]] = (
    (_("Complete at arrival"), ("straight", "stopped")),
    (_("Asked twice"), ("asked-again", "on-file", "missing")),
    (_("Given twice"), ("given-again", "blocked")),
    (_("What prospects say"), ("contradicted", "joined")),
)
