"""People: a full name taken apart, and an e-mail address that can be written to."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from staffel.rules.choices import parse_salutation
from staffel.rules.problems import Unreadable
from staffel.rules.words import normalised

_TITLES = {
    "dr", "prof", "professor", "dipl", "ing", "mag", "di", "ddr", "med", "dent", "jur", "rer", "nat", "phil", "habil",
    "mult", "univ", "inform", "kfm", "kff", "oec", "pol", "vet", "lic", "msc", "bsc", "mba", "ba", "ma", "fh",
}  # fmt: skip
_TITLES_ALONE = {"dr", "prof", "professor", "mag", "di", "ddr", "dipl", "ing", "lic"}
_ALSO_NAMES = {"di", "ma", "ba", "nat", "phil", "ing", "pol", "mag"}
_SALUTATIONS = {"herr", "herrn", "hr", "frau", "fr", "mr", "mrs", "ms", "miss", "mx", "familie", "fam"}
_PARTICLES = {
    "von", "vom", "van", "vander", "zu", "zum", "zur", "zer", "de", "del", "della", "der", "den", "des", "di", "da", "dos",
    "du", "la", "le", "el", "al", "ter", "ten", "te", "und", "af", "av", "bin", "ibn", "st", "sankt", "graf", "freiherr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts. `salutation`: mr, ms, family, diverse or ""; `title` as written: "Prof. Dr."."""

    first_name: str = ""
    last_name: str = ""
    title: str = ""
    salutation: str = ""


def split_name(text: str) -> PersonName:
    """ "Dr. Anna-Lena von der Heide", "Heide, Anna-Lena", "Frau Prof. Dr. Heide". One word is a last name.

    Nobiliary particles belong to the last name; without one the last word is it. Nothing is refused.
    """
    words = text.split()
    salutation = ""
    if len(words) > 1 and normalised(words[0]) in _SALUTATIONS:
        salutation = parse_salutation(words.pop(0))
    title: list[str] = []
    while len(words) > 1 and _is_title(words[0], after_title=bool(title)):
        title.append(words.pop(0))
    before, _, after = " ".join(words).partition(",")
    if after and _is_title(after.strip(), after_title=True):
        title.append(after.strip())
        after = ""
    first, last = (after.strip(), before.strip()) if after.strip() else _first_and_last(before.split())
    return PersonName(first, last, " ".join(title), salutation)


def person_words(first_name: str, last_name: str) -> PersonName:
    """A name as it stands in two fields, however it came there: titles, salutations and a whole name in the second
    field are taken apart, particles ("von der") left out."""
    first, last = split_name(first_name), split_name(last_name)
    given = f"{first.first_name} {first.last_name}".strip()
    is_whole = not given or given == last.first_name  # the second field holds both
    family = last.last_name if is_whole else f"{last.first_name} {last.last_name}".strip()
    words = [word for word in family.split() if normalised(word) not in _PARTICLES]
    return PersonName(
        given or last.first_name,
        " ".join(words) or family,
        last.title or first.title,
        first.salutation or last.salutation,
    )


def parse_email(text: str) -> str:
    """An e-mail address that can exist (its form only, no network), as it is stored. "mailto:" and <> go away.

    Addresses of reserved domains such as `.example` pass; an address without a dot in its domain is refused.
    """
    given = re.sub(r"^(?:mailto:)?\s*(?:[^<>]*<)?([^<>]*)>?$", r"\1", text.strip(), flags=re.IGNORECASE)
    try:
        found = validate_email(given, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise _unreadable(text) from error
    if "." not in found.domain:
        raise _unreadable(text)
    return found.normalized


def _is_title(word: str, *, after_title: bool) -> bool:
    """Whether a word is an academic title. What can be a name (Di, Phil) needs its point or capitals."""
    parts = normalised(word).split()
    if parts == ["h", "c"]:
        return after_title
    known = bool(parts) and all(part in _TITLES for part in parts)
    return (
        known
        and (after_title or parts[0] in _TITLES_ALONE)
        and (word.casefold() not in _ALSO_NAMES or "." in word or word.isupper())
    )


def _first_and_last(words: list[str]) -> tuple[str, str]:
    particles = (n for n, word in enumerate(words[:-1]) if word.casefold() in _PARTICLES)
    begins = next(particles, max(len(words) - 1, 0))
    return " ".join(words[:begins]), " ".join(words[begins:])


def _unreadable(text: str) -> Unreadable:
    return Unreadable("“%(value)s” is no e-mail address. Write it like name@firma.de.", value=text.strip())
