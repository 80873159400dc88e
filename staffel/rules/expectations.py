"""Says to a party what is expected of it, and what it may expect: its own part of the process, and nobody else's."""

from collections.abc import Iterable, Mapping

from staffel.rules.agency_terms import agency_late, agency_limits, unreachable
from staffel.rules.forms import Form
from staffel.rules.pipelines import Pipeline, Step
from staffel.rules.points import rewards_in_words
from staffel.rules.policies import TEMPERATURES, Policy
from staffel.rules.process import Part, limits, must_be_known, row, step_part
from staffel.rules.reasons import Reasons
from staffel.rules.reasons_told import by_what_follows
from staffel.rules.spans import after_by_temperature, after_days, after_hours, after_minutes, is_german


def shortest(windows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Of several windows the shortest at each temperature: nobody is told more time than it may have."""
    found = list(windows)
    return {name: min(window[name] for window in found) for name in TEMPERATURES}


def of_partner(
    policy: Policy, pipeline: Pipeline, reasons: Reasons, *, window: Mapping[str, int], language: str
) -> tuple[Part, ...]:
    """From the offer to the end. `window`: minutes of working time to accept, by temperature."""
    return (
        _answering(policy, reasons, window, language),
        *(
            step_part(pipeline, step, policy, language, otherwise=_goes_back(step, language))
            for step in pipeline.steps
        ),
        _rest(policy, reasons, language),
        *_points(policy, language),
    )


def of_agency(policy: Policy, form: Form, language: str, *, follows: str = "desk") -> tuple[Part, ...]:
    """What somebody who qualifies is to find out, and by when; `follows`: what becomes of whom nobody reaches."""
    german = is_german(language)
    late = agency_late(language)
    return (
        Part(
            "Fehlende Angaben erfragen" if german else "Ask for what is missing",
            (
                row("known", language, f"{must_be_known(form, 'market', language)}."),
                *agency_limits(policy, language),
                row("otherwise", language, late, unreachable(policy, follows, language)),
            ),
        ),
    )


def _answering(policy: Policy, reasons: Reasons, window: Mapping[str, int], language: str) -> Part:
    undo = after_minutes(policy.undo_minutes, language)
    if is_german(language):
        title, late = (
            "Eine neue Anfrage beantworten",
            (
                "Danach wird der Nächste gefragt. Solange niemand angenommen hat, können Sie auch später noch annehmen."
            ),
        )
        may = (
            f"Eine Annahme können Sie innerhalb von {undo} zurücknehmen.",
            "Lehnen Sie ruhig ab: Der Kunde wartet dann kürzer.",
        )
    else:
        title, late = (
            "Answer a new enquiry",
            ("Then the next one is asked. As long as nobody has accepted, you can still accept later."),
        )
        may = (
            f"You can take an acceptance back within {undo}.",
            "Feel free to decline: the customer then waits less.",
        )
    names = ", ".join(one.labels.get(language) or one.labels.get("en") or one.key for one in reasons.decline)
    declining = row("Ablehnen" if is_german(language) else "Decline", language, f"{names}.")
    return Part(
        title,
        (
            row("within", language, limits=limits(window, policy.longest_to_accept_hours, language)),
            row("otherwise", language, late),
            row("may", language, *may),
            declining,
        ),
    )


def _goes_back(step: Step, language: str) -> str:
    german, minutes = is_german(language), step.take_back_work_minutes
    if minutes is None:
        return (
            "Die Anfrage bleibt bei Ihnen; wir fragen nach."
            if german
            else "The enquiry stays with you; we ask how it stands."
        )
    said = after_by_temperature(minutes, language)
    latest = after_hours(step.take_back_longest_hours, language)
    if german:
        return f"Wir erinnern Sie. Danach geht die Anfrage an den Nächsten: {said} über der Frist, spätestens nach {latest}."
    return f"We remind you. Then the enquiry goes to the next one: {said} over the deadline, at the latest after {latest}."


def _rest(policy: Policy, reasons: Reasons, language: str) -> Part:
    days, pause = (
        after_days(policy.follow_up_longest_days, language),
        after_hours(policy.attempt_pause_hours, language),
    )
    if is_german(language):
        title, back = "Wenn es anders kommt", "Zurückgeben"
        lines = (
            (
                f"Nicht erreicht: versuchen Sie es nach {pause} wieder, zu einer anderen Tageszeit. Nach {policy.attempts} "
                "Versuchen können Sie die Anfrage als nicht erreichbar beenden."
            ),
            (
                f"Der Kunde will später: vereinbaren Sie nach dem Erstkontakt eine Wiedervorlage, höchstens in {days} und "
                f"{policy.follow_ups} Mal."
            ),
            "Die Zeit reicht nicht: bitten Sie auf der Seite der Anfrage um mehr Zeit.",
        )
    else:
        title, back = "When things turn out differently", "Give back"
        lines = (
            (
                f"Not reached: try again after {pause}, at another time of day. After {policy.attempts} attempts you may "
                "close the enquiry as not reachable."
            ),
            (
                f"The customer wants it later: after the first contact agree on a follow-up date, at most {days} ahead and "
                f"{policy.follow_ups} times."
            ),
            "Not enough time: ask for more on the enquiry's page.",
        )
    given_back = row(back, language, *by_what_follows(reasons.give_back, language))
    return Part(title, (row("may", language, *lines), given_back))


def _points(policy: Policy, language: str) -> tuple[Part, ...]:
    said = rewards_in_words(policy, language)
    title = "Punkte" if is_german(language) else "Points"
    return (Part(title, (row("good_work", language, said),)),) if said else ()
