"""The kinds of things that have versions: where their pages are, what they are called, and what they are for."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from staffel.queries.partner_words import worded

# The kind of a version, and the name of its pages in addresses.
FOLDERS: Final = {
    "market": "markets",
    "campaign": "campaigns",
    "policy": "policies",
    "pipeline": "pipelines",
    "reasons": "reasons",
    "text": "texts",
    "terms": "terms",
    "consent": "consents",
    "form": "forms",
}
TITLES: Final[dict[str, Promise]] = {
    "market": gettext_lazy("Markets"),
    "campaign": gettext_lazy("Campaigns"),
    "policy": gettext_lazy("Policies"),
    "pipeline": gettext_lazy("Sales pipelines"),
    "reasons": gettext_lazy("Reasons and results"),
    "text": gettext_lazy("Texts of mails"),
    "terms": worded(gettext_lazy("Terms for %(partners)s")),
    "consent": gettext_lazy("Consents"),
    "form": gettext_lazy("Forms"),
}
INTROS: Final[dict[str, Promise]] = {
    "market": gettext_lazy(
        "By which rounds leads are offered: who is asked, in which order, how many at once."
    ),
    "campaign": gettext_lazy("Where leads come from, which market takes them, and what they begin with."),
    "policy": gettext_lazy(
        "How long something may take, how often it may happen, and who is told when it takes longer."
    ),
    "pipeline": gettext_lazy("The steps of the work on a lead, each with its time limit."),
    "reasons": gettext_lazy(
        "What people choose from when they decline, give back or close, and how a call ended."
    ),
    "text": worded(
        gettext_lazy("What is written to %(partners)s and to your own people, in both languages.")
    ),
    "terms": worded(gettext_lazy("What %(partners)s agree to before they take part.")),
    "consent": gettext_lazy("What prospects consent to, by purpose, in both languages."),
    "form": gettext_lazy("What is asked, under which conditions, and what must be known at which hand-over."),
}
USED: Final = frozenset({"market", "policy", "pipeline", "reasons", "form"})  # by campaigns
