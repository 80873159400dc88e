"""The phrases around every message, by language: greeting, title and foot. The vendor speaks, not Staffel."""

from typing import Final

_TITLED: Final = {"de": "{product} in {place}", "en": "{product} in {place}"}
_UNTITLED: Final = {"de": "Anfrage aus {place}", "en": "Enquiry from {place}"}
_GREETING: Final = {"de": "Guten Tag {name},", "en": "Hello {name},"}
_NAMELESS: Final = {"de": "Guten Tag,", "en": "Hello,"}
_CONTACT: Final = {"de": "Ihr Kontakt: {contact}", "en": "Your contact: {contact}"}
_EXPECTED: Final = {"de": "Was wir von Ihnen erwarten", "en": "What we expect of you"}


def title(*, product: str, place: str, language: str) -> str:
    """What an enquiry is called in a line; `product` may be ""."""
    return (_TITLED if product else _UNTITLED)[language].format(product=product, place=place)


def greeting(name: str, *, language: str) -> str:
    return _GREETING[language].format(name=name) if name else _NAMELESS[language]


def foot(*, vendor: str, contact: str, imprint: str, language: str) -> str:
    """Who speaks, whom to ask, and the imprint in lines of its own; `contact` and `imprint` may be ""."""
    asked = _CONTACT[language].format(contact=contact) if contact else ""
    return "\n".join(line for line in (vendor, asked, *imprint.splitlines()) if line.strip())


def expected(*, language: str) -> str:
    """What the link to the receiver's own part of the process is called."""
    return _EXPECTED[language]
