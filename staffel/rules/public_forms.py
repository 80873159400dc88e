"""The public form: what it keeps besides the answers, and how it tells people from programs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from staffel.rules.problems import Problem
from staffel.rules.words import cleaned

DOOR: Final = "form"
TRAP: Final = "homepage"  # a field that people do not see
# Where somebody came from, as the address of the page says it; `referrer` is the host of the page before.
PARAMETERS: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "ref")
SOURCE: Final = (*PARAMETERS, "referrer")
LONGEST: Final = 200
FASTEST: Final = timedelta(seconds=3)  # nobody reads and fills in a form in less
AT_MOST: Final = 20  # enquiries from one address within the time of web.limits: a whole office may share it
KEPT_AT_MOST: Final = 300  # more than that from one address are not even kept


def source_details(given: Mapping[str, str], *, came_from: str) -> dict[str, str]:
    """The parameters that came along, and the host of the page before (`came_from`, "" where it is unknown or ours)."""
    found = {name: cleaned(given.get(name, ""))[:LONGEST] for name in SOURCE}
    found["referrer"] = found["referrer"] or came_from[:LONGEST]
    return {name: text for name, text in found.items() if text}


def suspicion(*, trap: str, age: timedelta | None, is_from_page: bool, sent: int) -> Problem | None:
    """Why an enquiry looks as if no person had sent it. `age`: since the page was opened, None where the form stands on a
    page of somebody else; a browser says then from which (`is_from_page`). `sent`: how many have come from this address."""
    if trap.strip():
        return Problem("", "A field that people do not see was filled in. Probably a program has sent this.")
    if age is not None and age < FASTEST:
        return Problem(
            "", "It was sent %(seconds)s seconds after the page was opened. Probably a program has sent this.",
            {"seconds": f"{age.total_seconds():.0f}"},
        )  # fmt: skip
    if age is None and not is_from_page:
        return Problem("", "It came from no page. Probably a program has sent this.")
    if sent > AT_MOST:
        return Problem(
            "", "More than %(most)s enquiries came from one address within minutes.", {"most": str(AT_MOST)}
        )
    return None
