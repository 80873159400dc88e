"""Writes the process down in plain sentences from its policies: who holds the lead, what must be known, within which time, what else
happens, who is told. Nothing here is a number of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from staffel.rules.answers import NOT_TYPED
from staffel.rules.forms import Form
from staffel.rules.pipelines import Pipeline, Step
from staffel.rules.points import rewards_in_words
from staffel.rules.policies import TEMPERATURES, Policy, Rung
from staffel.rules.spans import (
    after_days,
    after_hours,
    after_working_time,
    hours,
    is_german,
    limit_in_words,
    listed,
    short_working_time,
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
    "points": ("Punkte", "Points"),
    "good_work": ("Für gute Arbeit", "For good work"),
    "taken_back": ("zurückgeholt nach weiteren", "taken back after another"),
}
_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "holder": ("wer zuständig ist", "whoever is responsible"),
    "looked_after_by": ("der Außendienst, der ihn betreut", "the field sales that looks after it"),
    "desk": ("der Innendienst", "the desk"),
    "administrator": ("der Administrator", "the administrator"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take at one temperature, as a sentence and for a table's cell: `worked` in working time,
    `latest` by the clock ("" where nothing limits it)."""

    temperature: str
    text: str
    worked: str
    latest: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of a part: what it is about, in sentences, or limits by temperature. `under`: the term that a limit
    belongs to; `where`: the campaigns in which it is so, "" where nothing else is said of one."""

    term: str
    lines: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    under: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """`title` may be ""."""

    title: str
    rows: tuple[Row, ...]

    @property
    def limited(self) -> tuple[Row, ...]:
        """What stands in a table of limits by temperature."""
        return tuple(row for row in self.rows if row.limits)

    @property
    def said(self) -> tuple[Row, ...]:
        """What is said in sentences."""
        return tuple(row for row in self.rows if row.lines)


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
        Limit(
            name,
            limit_in_words(minutes[name], longest_hours[name] if longest_hours else None, language),
            short_working_time(minutes[name], language),
            hours(longest_hours[name], language) if longest_hours else "",
        )
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
    waits = listed([temperature_in_words(name, language) for name in policy.wait_for_slot], language)
    if is_german(language):
        title, desk, window = "In jeder Verteilregel", "Innendienst: von Hand vergeben", "Annahmefrist"
        cap = (
            "Nennt eine Stufe eine eigene, endet auch sie spätestens dann. Sie läuft in der Arbeitszeit dessen, der gefragt ist.",
            "Vor der Annahme sieht der Gefragte weder Namen noch Adresse, Telefon oder E-Mail.",
        )
        slot = (
            f"wartet der Lead auf den nächsten freien Platz ({waits})" if waits else "wartet der Lead nicht"
        )
        otherwise = (
            "Wer ablehnt oder nicht antwortet, wird für diesen Lead nicht noch einmal gefragt; der Nächste ist am Zug.",
            f"Nach {policy.max_offers} Leadangeboten oder wenn niemand infrage kommt, liegt der Lead beim Innendienst.",
            f"Ist jeder nur heute ausgelastet, {slot}.",
            f"Kommt ein Lead {policy.max_returns} Mal zum Innendienst zurück, geht er nur noch von Hand weiter, mit Begründung.",
        )
    else:
        title, desk, window = "In every market", "Desk: place by hand", "Time to accept"
        cap = (
            "Where a round names one of its own, that ends then at the latest, too. It runs in the working time of whoever is asked.",
            "Before the acceptance whoever is asked sees neither name nor address, telephone or e-mail.",
        )
        slot = f"the lead waits for the next free place ({waits})" if waits else "the lead does not wait"
        otherwise = (
            "Whoever declines or does not answer is not asked again for this lead; the next one has the turn.",
            f"After {policy.max_offers} lead offers, or when nobody is eligible, the lead lies on the desk.",
            f"Where everybody is full for today only, {slot}.",
            f"A lead that came back to the desk {policy.max_returns} times moves by hand only, with a reason.",
        )
    longest = policy.longest_to_accept_hours
    return Part(
        title,
        (
            row(window, language, limits=limits(policy.window_work_minutes, longest, language)),
            row(desk, language, limits=limits(policy.desk_work_minutes, longest, language)),
            row(window, language, *cap),
            row("otherwise", language, *otherwise),
        ),
    )


def steps(pipeline: Pipeline, policy: Policy, language: str) -> Part:
    """Each step's limit, and how long after a missed one the lead is taken back."""
    rows: list[Row] = []
    for step in pipeline.steps:
        label = _label(step, language)
        longest = policy.longest_to_contact_hours if pipeline.position(step.key) == 0 else None
        rows.append(row(label, language, limits=limits(step.limit_work_minutes, longest, language)))
        if step.take_back_work_minutes:
            latest = dict.fromkeys(TEMPERATURES, step.take_back_longest_hours)
            back = row("taken_back", language, limits=limits(step.take_back_work_minutes, latest, language))
            rows.append(replace(back, under=label))
    otherwise = (
        "Die Eskalation läuft; nach der weiteren Zeit wird der Lead zurückgeholt und dem Nächsten angeboten. Wo keine "
        "steht, bleibt er, wo er ist."
        if is_german(language)
        else "The escalation runs; after the further time the lead is taken back and offered to the next one. Where none is "
        "named, it stays where it is."
    )
    points = rewards_in_words(policy, language)
    earned = (row("points", language, points),) if points else ()
    return Part("", (*rows, row("otherwise", language, otherwise), *earned))


def step_part(pipeline: Pipeline, step: Step, policy: Policy, language: str, *, otherwise: str) -> Part:
    """One step of the pipeline and what follows when its limit is missed, as its reader is told. Before the first
    contact the wall clock limits it too."""
    is_first = pipeline.position(step.key) == 0
    longest = policy.longest_to_contact_hours if is_first else None
    return Part(
        _label(step, language),
        (
            row("within", language, limits=limits(step.limit_work_minutes, longest, language)),
            row("otherwise", language, otherwise),
        ),
    )


def _label(step: Step, language: str) -> str:
    return step.labels.get(language) or step.labels.get("en") or step.key


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
