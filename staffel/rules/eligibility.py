"""Why a party is not asked for a lead: the reasons, as codes and in words."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.network import Bidder, Seat, Skills, Standing
from staffel.rules.rankings import Ask, Load, Round

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "inactive": ("Nicht aktiv", "Not active"),
    "nobody_in": (
        "Noch niemand der Firma nimmt teil: jemanden einladen oder die Einladung erneut senden",
        "Nobody of the firm takes part yet: invite somebody, or send the invitation again",
    ),
    "unreachable": ("Über keinen Kanal erreichbar", "Cannot be reached by any channel"),
    "absent": ("Abwesend", "Absent"),
    "absent_soon": (
        "Abwesend, bevor die nächste Arbeitszeit beginnt",
        "Absent before its next working hour begins",
    ),
    "paused": ("Nimmt zurzeit keine Anfragen an", "Is not taking leads at the moment"),
    "outside_area": ("Außerhalb des Gebiets", "Outside the area"),
    "place_unknown": ("Der Ort des Leads ist nicht bekannt", "It is not known where the lead is"),
    "territory_protected": (
        "Gebietsschutz einer anderen Firma",
        "The territory of another firm is protected",
    ),
    "tag_missing": ("Ein verlangtes Merkmal fehlt", "A required tag is missing"),
    "language": ("Spricht die Sprache nicht", "Does not speak the language"),
    "full": ("Ausgelastet: kein freier Platz", "Full: no free place"),
    "full_today": ("Tageslimit erreicht", "Daily limit reached"),
    "full_this_week": ("Wochenlimit erreicht", "Weekly limit reached"),
    "excluded": ("Vom Interessenten ausgeschlossen", "Excluded by the prospect"),
    "declined": ("Hat abgelehnt", "Declined"),
    "gave_back": ("Hat den Lead zurückgegeben", "Gave the lead back"),
    "lost": ("Hat den Lead verloren", "Lost the lead"),
    "taken_back": ("Der Lead wurde zurückgeholt", "The lead was taken back"),
    "asked": ("Wurde in dieser Vergabe schon gefragt", "Was already asked in this brokerage"),
    "wished_first": (
        "Zuerst wird gefragt, wer gewünscht oder schon bekannt ist",
        "Whoever is wished or known already is asked first",
    ),
    "ranked_lower": ("Kommt später an die Reihe", "Comes later"),
}


def reasons_in_words(reason: str, language: str) -> str:
    """The sentence for a code, German for "de", otherwise English. An unknown code comes back as it is: better seen than hidden."""
    german, english = _WORDS.get(reason, (reason, reason))
    return german if language.startswith("de") else english


def free_places(bidder: Bidder, load: Load) -> tuple[str, ...]:
    """Empty when there is a free place; otherwise "full", "full_today", "full_this_week". An open offer reserves a place."""
    reasons: tuple[str, ...] = ()
    if bidder.capacity_open is not None and load.on_hand >= bidder.capacity_open:
        reasons += ("full",)
    if bidder.capacity_day is not None and load.today >= bidder.capacity_day:
        reasons += ("full_today",)
    if bidder.capacity_week is not None and load.this_week >= bidder.capacity_week:
        reasons += ("full_this_week",)
    return reasons


def reasons_against(
    seat: Seat, standing: Standing, load: Load, *, ask: Ask, holders: frozenset[Seat] = frozenset()
) -> tuple[str, ...]:
    """Why this one is not asked; empty = eligible. `holders`: where the territory is protected, the only ones who may be."""
    reasons = standing.reasons
    if seat.is_limited:
        reasons += free_places(seat.bidder, load)
    if ask.excluded and seat.id in ask.excluded:
        reasons += ("excluded",)
    if ask.refused and seat.id in ask.refused:
        reasons += (ask.refused[seat.id],)
    if holders and seat not in holders:
        reasons += ("territory_protected",)
    return reasons


def demanded_skills(ask: Ask, round_: Round) -> Skills:
    """A round that names its desks demands none. An unanswered `tag_from` demands no tag, an unknown language none either."""
    if round_.desks:
        return Skills()
    named = _named_tags(ask.answers.get(round_.tag_from)) if round_.tag_from else frozenset()
    return Skills(frozenset(round_.tags) | named, ask.language if round_.same_language else "")


def _named_tags(answer: object) -> frozenset[str]:
    if isinstance(answer, str):
        return frozenset({answer} - {""})
    if isinstance(answer, (list, tuple, set, frozenset)):
        return frozenset(str(one) for one in answer if one)
    return frozenset()
