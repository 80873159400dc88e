"""Says which reasons somebody may give, by what follows; of several sets of reasons all of them once, with where."""

from collections.abc import Mapping, Sequence
from typing import Final

from staffel.rules.process import Part, row
from staffel.rules.reasons import Reason, Reasons
from staffel.rules.spans import after_hours, is_german
from staffel.rules.told_once import among, in_order

_FOLLOWS: Final[Mapping[str, tuple[str, str]]] = {
    "offer_on": ("der Nächste wird gefragt", "the next one is asked"),
    "desk": ("der Innendienst sieht es sich zuerst an", "the desk looks at it first"),
    "close": ("der Lead ist beendet", "the lead is closed"),
    "pause": (
        "der Nächste wird gefragt, und das Ende der Pause wird genannt",
        "the next one is asked, and the end of the pause is given",
    ),
}
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "decline": ("Ablehnen", "Decline"),
    "give_back": ("Zurückgeben", "Give back"),
    "lost": ("Verloren", "Lost"),
    "disqualify": ("Aussortieren", "Sort out"),
}


def reasons_told(told: Sequence[tuple[Sequence[str], Reasons]], language: str) -> Part:
    """What may be said when somebody declines or gives back, and what follows. `told`: the names of campaigns, and the
    reasons in them; a reason that not all of them have says where."""
    at = 0 if is_german(language) else 1
    return Part(
        "",
        tuple(
            row(words[at], language, *_told([(names, one.of(kind)) for names, one in told], language))
            for kind, words in _KINDS.items()
        ),
    )


def by_what_follows(reasons: Sequence[Reason], language: str) -> tuple[str, ...]:
    """ "Kontaktdaten falsch (innerhalb von 3 Tagen), Dublette: der Innendienst sieht es sich zuerst an."."""
    return _told([((), reasons)], language)


def _told(told: Sequence[tuple[Sequence[str], Sequence[Reason]]], language: str) -> tuple[str, ...]:
    everybody = [name for names, _reasons in told for name in names]
    known = [(names, [_said(one, language) for one in reasons]) for names, reasons in told]
    groups: dict[str, list[str]] = {}
    for one in in_order([said for _names, said in known]):
        having = [name for names, said in known if one in said for name in names]
        follows, label, within = one
        notes = ", ".join(filter(None, (within, among(having, everybody, language))))
        groups.setdefault(follows, []).append(f"{label} ({notes})" if notes else label)
    at = 0 if is_german(language) else 1
    return tuple(f"{', '.join(group)}: {_FOLLOWS[follows][at]}." for follows, group in groups.items())


def _said(reason: Reason, language: str) -> tuple[str, str, str]:
    """What follows, what it is called, and within which time it may be said; "" where at any."""
    label = reason.labels.get(language) or reason.labels.get("en") or reason.key
    if reason.within_hours is None:
        return reason.follows, label, ""
    span = after_hours(reason.within_hours, language)
    return reason.follows, label, f"{'innerhalb von' if is_german(language) else 'within'} {span}"
