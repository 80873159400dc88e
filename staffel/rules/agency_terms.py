"""Says what holds for an agency that qualifies: its two limits, what follows a missed one, and when nobody is reached."""

from staffel.rules.policies import Policy
from staffel.rules.process import Row, limits, row
from staffel.rules.spans import is_german


def agency_limits(policy: Policy, language: str) -> tuple[Row, ...]:
    """By when it has called first, and by when it is done."""
    first, done = (
        ("Erster Anruf innerhalb von", "Fertig innerhalb von")
        if is_german(language)
        else ("First call within", "Done within")
    )
    return (
        row(
            first,
            language,
            limits=limits(policy.agency_first_work_minutes, policy.longest_to_accept_hours, language),
        ),
        row(
            done,
            language,
            limits=limits(policy.agency_work_minutes, policy.longest_to_contact_hours, language),
        ),
    )


def agency_late(language: str, *, second: str = "") -> str:
    """What follows a missed limit of the agency; `second`: the name of the next one that asks, "" the desk."""
    if is_german(language):
        return f"Beide Fristen zählen ab der Übergabe. Danach geht der Lead mit allen Antworten an {second or 'den Innendienst'}."
    return f"Both count from the hand-over. After that the lead goes to {second or 'the desk'}, with every answer given so far."


def unreachable(policy: Policy, follows: str, language: str) -> str:
    """What becomes of a lead that nobody reached (rules.campaigns.UNREACHABLE)."""
    german = is_german(language)
    then = {
        "desk": ("entscheidet der Innendienst", "the desk decides"),
        "cold": (
            "geht der Lead als kalt in die Verteilung, mit dem, was bekannt ist",
            "the lead goes to the market as cold, with what is known",
        ),
        "close": ("wird der Lead als nicht erreichbar beendet", "the lead is closed as not reachable"),
    }[follows][0 if german else 1]
    if german:
        return f"Nach {policy.attempts} vergeblichen Anrufversuchen {then}."
    return f"After {policy.attempts} calls in vain {then}."
