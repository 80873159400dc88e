"""Writes the process down in plain sentences from its policies: who holds the lead, what must be known, within which time, what else
happens, who is told. Nothing here is a number of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from staffel.rules.answers import NOT_TYPED
from staffel.rules.forms import Form
from staffel.rules.pipelines import Pipeline, Step
from staffel.rules.policies import TEMPERATURES, Policy, Rung
from staffel.rules.reasons import Reason, Reasons
from staffel.rules.spans import (
    after_by_temperature,
    after_days,
    after_hours,
    after_working_time,
    is_german,
    limit_in_words,
    listed,
    temperature_in_words,
)

_TERMS: Final[Mapping[str, tuple[str, str]]] = {
    "holder": ("Zuständig", "Responsible"),
    "known": ("Muss bekannt sein", "Must be known"),
    "within": ("Frist", "Within"),
    "otherwise": ("Sonst", "Otherwise"),
    "told": ("Erfahren davon", "Who is told"),
    "how": ("So geht es", "How it goes"),
    "which": ("Für welche Leads", "For which leads"),
    "may": ("Möglich ist", "What may be done"),
}
_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "holder": ("wer zuständig ist", "whoever is responsible"),
    "looked_after_by": ("der Außendienst, der ihn betreut", "the field sales that looks after it"),
    "desk": ("der Innendienst", "the desk"),
    "administrator": ("der Administrator", "the administrator"),
}
_FOLLOWS: Final[Mapping[str, tuple[str, str]]] = {
    "offer_on": ("der Nächste wird gefragt", "the next one is asked"),
    "desk": ("der Innendienst sieht es sich zuerst an", "the desk looks at it first"),
    "close": ("der Lead ist beendet", "the lead is closed"),
    "pause": (
        "der Nächste wird gefragt, und das Ende der Pause wird genannt",
        "the next one is asked, and the end of the pause is given",
    ),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take at one temperature."""

    temperature: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of a part: what it is about, in sentences, or limits by temperature."""

    term: str
    lines: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """`title` may be "". `applies_to`: the campaigns it holds for; "" where it holds for all."""

    title: str
    rows: tuple[Row, ...]
    applies_to: str = ""


def row(term: str, language: str, *lines: str, limits: tuple[Limit, ...] = ()) -> Row:
    """`term` is a key of the terms above, or a word that is shown as it is."""
    words = _TERMS.get(term)
    said = words[0 if is_german(language) else 1] if words else term
    return Row(said, tuple(line for line in lines if line), limits)


def limits(
    minutes: Mapping[str, int], longest_hours: Mapping[str, int] | None, language: str
) -> tuple[Limit, ...]:
    """Working time by temperature, each with the wall-clock hours after which it is over in any case."""
    return tuple(
        Limit(name, limit_in_words(minutes[name], longest_hours[name] if longest_hours else None, language))
        for name in TEMPERATURES
    )


def must_be_known(form: Form, gate: str, language: str) -> str:
    """The questions that a gate requires: "Nachname oder Firma, E-Mail oder Telefon, Postleitzahl"."""
    groups: dict[str, list[str]] = {}
    for question in form.questions:
        if question.gate == gate and question.type not in NOT_TYPED:
            groups.setdefault(question.one_of or question.key, []).append(question.label(language))
    return ", ".join(listed(group, language, last=("oder", "or")) for group in groups.values())


def qualifying(
    form: Form,
    policy: Policy,
    *,
    holder: str,
    language: str,
    within: tuple[Row, ...] = (),
    otherwise: tuple[str, ...],
) -> Part:
    """The stage before the market; `holder` is the name of the agency or desk that answers what is missing; `within`: its
    limits where they are not the desk's; `otherwise`: what follows a missed one, and a call that reaches nobody."""
    german = is_german(language)
    known = must_be_known(form, "market", language)
    skipped = (
        "Ein Lead, der vollständig ankommt, wird ohne Anruf sofort angeboten."
        if german
        else "A lead that arrives complete is offered at once, without a call."
    )
    desk_limits = limits(policy.desk_work_minutes, policy.longest_to_accept_hours, language)
    return Part(
        "",
        (
            row("holder", language, holder),
            row("known", language, f"{known}." if known else "", skipped),
            *(within or (row("within", language, limits=desk_limits),)),
            row("otherwise", language, *otherwise),
        ),
    )


def desk_late(language: str) -> str:
    """What becomes of a lead whose answers the desk does not get in time."""
    if is_german(language):
        return "Der Lead bleibt rot beim Zuständigen, bis die Angaben da sind; die Eskalation läuft."
    return "The lead stays red with whoever is responsible until the answers are there; the escalation runs."


def placing(policy: Policy, language: str) -> Part:
    """What holds for every market: the cap of a window, the greatest number of offers, and when it is the desk's."""
    german = is_german(language)
    waits = listed([temperature_in_words(name, language) for name in policy.wait_for_slot], language)
    if german:
        title, cap = (
            "Annahmefrist",
            (
                "Nennt eine Stufe eine eigene Annahmefrist, endet auch sie spätestens dann. Sie läuft in der Arbeitszeit dessen, "
                "der gefragt ist."
            ),
        )
        answer = "Vor der Annahme sieht der Gefragte weder Namen noch Adresse, Telefon oder E-Mail."
        late = (
            "Wer ablehnt oder nicht antwortet, wird für diesen Lead nicht noch einmal gefragt; der Nächste ist am "
            f"Zug. Nach {policy.max_offers} Leadangeboten oder wenn niemand infrage kommt, liegt der Lead beim Innendienst."
        )
        slot = f"Ist jeder nur heute ausgelastet, wartet der Lead auf den nächsten freien Platz ({waits})."
        often = f"Kommt ein Lead {policy.max_returns} Mal zum Innendienst zurück, geht er nur noch von Hand weiter, mit Begründung."
    else:
        title, cap = (
            "Time to accept",
            (
                "Where a round names a window of its own, that one ends then at the latest, too. It runs in the working time "
                "of whoever is asked."
            ),
        )
        answer = "Before the acceptance whoever is asked sees neither name nor address, telephone or e-mail."
        late = (
            "Whoever declines or does not answer is not asked again for this lead; the next one has the turn. "
            f"After {policy.max_offers} lead offers, or when nobody is eligible, the lead lies on the desk."
        )
        slot = f"Where everybody is full for today only, the lead waits for the next free place ({waits})."
        often = (
            f"A lead that came back to the desk {policy.max_returns} times moves by hand only, with a reason."
        )
    desk = "Innendienst: von Hand vergeben" if german else "Desk: place by hand"
    return Part(
        "In jeder Verteilregel" if german else "In every market",
        (
            row(
                title,
                language,
                cap,
                answer,
                limits=limits(policy.window_work_minutes, policy.longest_to_accept_hours, language),
            ),
            row("otherwise", language, late, slot if policy.wait_for_slot else "", often),
            row(
                desk,
                language,
                limits=limits(policy.desk_work_minutes, policy.longest_to_accept_hours, language),
            ),
        ),
    )


def step_part(pipeline: Pipeline, step: Step, policy: Policy, language: str, *, otherwise: str) -> Part:
    """One step of the pipeline and what follows when its limit is missed, as its reader is told. Before the first
    contact the wall clock limits it too."""
    is_first = pipeline.position(step.key) == 0
    longest = policy.longest_to_contact_hours if is_first else None
    return Part(
        step.labels.get(language) or step.labels.get("en") or step.key,
        (
            row("within", language, limits=limits(step.limit_work_minutes, longest, language)),
            row("otherwise", language, otherwise),
        ),
    )


def taken_back(step: Step, language: str) -> str:
    """What follows when the limit of a step is missed."""
    german, minutes = is_german(language), step.take_back_work_minutes
    if minutes is None:
        return (
            "Der Lead bleibt, wo er ist; die Eskalation läuft."
            if german
            else "The lead stays where it is; the escalation runs."
        )
    said = after_by_temperature(minutes, language)
    latest = after_hours(step.take_back_longest_hours, language)
    if german:
        return f"Der Lead wird zurückgeholt und dem Nächsten angeboten: {said} über der Frist, spätestens nach {latest}."
    return f"The lead is taken back and offered to the next one: {said} over the deadline, at the latest after {latest}."


def ladder(policy: Policy, language: str) -> Part:
    """Who is told, and when: the warning and the rungs."""
    share = f"{policy.warn_at * 100:.0f} %"
    warning = (
        f"Nach {share} der Frist: wer zuständig ist."
        if is_german(language)
        else f"After {share} of the time: whoever is responsible."
    )
    return Part(
        "", (row("told", language, warning, *(rung_in_words(rung, language) for rung in policy.ladder)),)
    )


def rung_in_words(rung: Rung, language: str) -> str:
    """ "2 Stunden Arbeitszeit nach der Frist, spätestens nach 24 Stunden: …"."""
    german = is_german(language)
    told = listed([_ROLES[role][0 if german else 1] for role in rung.tell], language)
    if not rung.after_work_minutes or not rung.longest_hours:
        return f"{'Mit dem Ende der Frist' if german else 'When the deadline is over'}: {told}."
    worked = after_working_time(rung.after_work_minutes, language)
    latest = after_hours(rung.longest_hours, language)
    if german:
        return f"Nach weiteren {worked}, spätestens nach {latest}: {told}."
    return f"After another {worked}, at the latest after {latest}: {told}."


def exceptions(policy: Policy, language: str) -> Part:
    """What moves a deadline honestly: a follow-up date, another attempt, more time."""
    days, pause = (
        after_days(policy.follow_up_longest_days, language),
        after_hours(policy.attempt_pause_hours, language),
    )
    if is_german(language):
        lines = (
            (
                f"Wiedervorlage: nach dem Erstkontakt mit dem Interessenten vereinbart, mit Grund, höchstens in {days} und "
                f"{policy.follow_ups} Mal; dann entscheidet der Innendienst."
            ),
            (
                f"Nicht erreicht: der nächste Versuch frühestens nach {pause}, zu einer anderen Tageszeit; nach "
                f"{policy.attempts} Versuchen darf der Lead als nicht erreichbar beendet werden."
            ),
            "Mehr Zeit: Wer den Lead bearbeitet, bittet darum; der Innendienst verlängert eine Frist einmal, mit Begründung.",
        )
    else:
        lines = (
            (
                f"Follow-up date: agreed with the prospect after the first contact, with a reason, at most {days} ahead and "
                f"{policy.follow_ups} times; then the desk decides."
            ),
            (
                f"Not reached: the next attempt after {pause} at the earliest, at another time of day; after "
                f"{policy.attempts} attempts the lead may be closed as not reachable."
            ),
            "More time: whoever works the lead asks for it, the desk extends a deadline once, with a reason.",
        )
    return Part("", (row("may", language, *lines),))


def reasons_part(reasons: Reasons, language: str) -> Part:
    """What may be said when somebody declines or gives back, and what follows."""
    at = 0 if is_german(language) else 1
    titles = (
        ("decline", ("Ablehnen", "Decline")),
        ("give_back", ("Zurückgeben", "Give back")),
        ("lost", ("Verloren", "Lost")),
        ("disqualify", ("Aussortieren", "Sort out")),
    )
    return Part(
        "", tuple(row(words[at], language, *by_what_follows(reasons.of(k), language)) for k, words in titles)
    )


def by_what_follows(reasons: Iterable[Reason], language: str) -> tuple[str, ...]:
    """ "Kontaktdaten falsch (innerhalb von 3 Tagen), Dublette: der Innendienst sieht es sich zuerst an."."""
    groups: dict[str, list[str]] = {}
    for reason in reasons:
        groups.setdefault(reason.follows, []).append(_named(reason, language))
    at = 0 if is_german(language) else 1
    return tuple(f"{', '.join(group)}: {_FOLLOWS[follows][at]}." for follows, group in groups.items())


def _named(reason: Reason, language: str) -> str:
    label = reason.labels.get(language) or reason.labels.get("en") or reason.key
    if reason.within_hours is None:
        return label
    span = after_hours(reason.within_hours, language)
    return f"{label} ({'innerhalb von' if is_german(language) else 'within'} {span})"
