"""The public form: what it keeps besides the answers, and how it tells people from programs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from staffel.rules.problems import Problem, Unreadable
from staffel.rules.words import cleaned

DOOR: Final = "form"
# Fields of the public form that are ours have a hyphen in their names: no key of a question has one.
TRAP: Final = "your-homepage"  # a field that people do not see
TICKET: Final = "form-ticket"
LANGUAGE: Final = "form-language"
SWITCH: Final = "form-switch"
SEEN: Final = "form-seen"
CARRIED: Final = "from-"  # before each of SOURCE, as it goes along hidden
# Where somebody came from, as the address of the page says it; `referrer` is the host of the page before.
PARAMETERS: Final = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
    "gclid", "gbraid", "wbraid", "msclkid", "fbclid", "ref",
)  # fmt: skip
SOURCE: Final = (*PARAMETERS, "referrer")
LONGEST: Final = 200
FASTEST: Final = timedelta(seconds=3)  # nobody reads and fills in a form in less
AT_MOST: Final = 20  # enquiries from one address within the time of web.limits: a whole office may share it
KEPT_AT_MOST: Final = (
    300  # more than that from one address are not even kept: whoever sends them is told to come again later
)
_SITE: Final = re.compile(
    r"(?P<scheme>https?://)?(?P<host>(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?)(?:/.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an enquiry looks as if no person had sent it. `is_final`: it stays with the desk; else whoever has sent it may
    look at it and send it once more, and then it is taken."""

    problem: Problem
    is_final: bool = False


def source_details(given: Mapping[str, str], *, came_from: str) -> dict[str, str]:
    """The parameters that came along, and the host of the page before (`came_from`, "" where it is unknown or ours)."""
    found = {name: cleaned(given.get(name, ""))[:LONGEST] for name in SOURCE}
    found["referrer"] = found["referrer"] or came_from[:LONGEST]
    return {name: text for name, text in found.items() if text}


def doubt(*, trap: str, age: timedelta | None, is_from_site: bool, sent: int) -> Doubt | None:
    """`age`: since our page was opened, None where it was not opened at all; then it comes from a form of the vendor's own
    website (`is_from_site`), or from a program. `sent`: how many have come from this address."""
    if trap.strip():
        return Doubt(
            Problem("", "A field that people do not see was filled in. Probably a program has sent this."),
            is_final=True,
        )
    if sent > AT_MOST:
        most = {"most": str(AT_MOST)}
        return Doubt(
            Problem("", "More than %(most)s enquiries came from one address within minutes.", most),
            is_final=True,
        )
    if age is None and not is_from_site:
        return Doubt(Problem("", "It came from no page of ours. Probably a program has sent this."))
    if age is not None and age < FASTEST:
        after = {"seconds": f"{age.total_seconds():.0f}"}
        return Doubt(
            Problem(
                "",
                "It was sent %(seconds)s seconds after the page was opened. Probably a program has sent this.",
                after,
            )
        )
    return None


def parse_site(text: str) -> str:
    """A website as a browser names it, without a path: "https://www.example.com", "https://*.example.com". Without a
    scheme https is meant. Raises Unreadable."""
    found = _SITE.fullmatch(text.strip())
    if found is None or ("." not in found["host"] and not found["host"].startswith("localhost")):
        raise Unreadable("“%(value)s” is no website. Write it like this: www.example.com", value=text.strip())
    return f"{(found['scheme'] or 'https://').lower()}{found['host'].lower()}"


def is_of(origin: str, sites: Iterable[str]) -> bool:
    """Whether a page's origin, as its browser names it, is one of these websites."""
    for site in sites:
        scheme, _, host = site.partition("://")
        if origin == site or (
            host.startswith("*.") and origin.startswith(f"{scheme}://") and origin.endswith(host[1:])
        ):
            return True
    return False
