"""The phrases around every message, by language: greeting, title and foot. The vendor speaks, not Staffel."""

from typing import Final

_TITLED: Final = {"de": "{product} in {place}", "en": "{product} in {place}"}
_UNTITLED: Final = {"de": "Anfrage aus {place}", "en": "Enquiry from {place}"}
_GREETING: Final = {"de": "Guten Tag {name},", "en": "Hello {name},"}
_NAMELESS: Final = {"de": "Guten Tag,", "en": "Hello,"}
_CONTACT: Final = {"de": "Ihr Kontakt: {contact}", "en": "Your contact: {contact}"}
_ANSWER: Final = {"de": "Bitte antworten Sie bis {due}.", "en": "Please answer by {due}."}
_TASK: Final = {"de": "{task} bis {due}", "en": "{task} by {due}"}
_EXPECTED: Final = {"de": "Was wir von Ihnen erwarten", "en": "What we expect of you"}


def title(*, product: str, place: str, language: str) -> str:
    """What an enquiry is called in a line; `product` may be ""."""
    return (_TITLED if product else _UNTITLED)[language].format(product=product, place=place)


def greeting(name: str, *, language: str) -> str:
    return _GREETING[language].format(name=name) if name else _NAMELESS[language]


def notice(*, task: str, due: str, is_offer: bool, language: str) -> str:
    """The second line of a message on a phone: what is to be done until when; "" where nothing is."""
    if not due:
        return ""
    if is_offer:
        return _ANSWER[language].format(due=due)
    return _TASK[language].format(task=task, due=due) if task else ""


def foot(*, vendor: str, contact: str, imprint: str, language: str) -> str:
    """Who speaks, whom to ask, and the imprint in lines of its own; `contact` and `imprint` may be ""."""
    asked = _CONTACT[language].format(contact=contact) if contact else ""
    return "\n".join(line for line in (vendor, asked, *imprint.splitlines()) if line.strip())


def expected(*, language: str) -> str:
    """What the link to the receiver's own part of the process is called."""
    return _EXPECTED[language]
