"""A text as it would be read, with a made-up enquiry: nothing is sent, nobody's data is used."""

from collections.abc import Mapping
from dataclasses import dataclass

from staffel.channels.letters import filled, html_of, tidy
from staffel.models import Installation
from staffel.rules import phrases
from staffel.rules.sample_words import LINK, sample_words


@dataclass(frozen=True, slots=True)
class Preview:
    language: str
    subject: str
    text: str
    html: str


def preview(body: Mapping[str, Mapping[str, str]], *, language: str, vendor: Installation) -> Preview:
    """The mail in one language. The text has passed its check before; `language` is "de" or "en"."""
    words = sample_words(
        vendor=vendor.vendor, contact=vendor.contact, imprint=vendor.imprint, language=language
    )
    foot = phrases.foot(
        vendor=vendor.vendor, contact=vendor.contact, imprint=vendor.imprint, language=language
    )
    subject = " ".join(filled(body[language]["subject"], words).split())
    said = tidy(filled(body[language]["body"], words))
    expected = {"label": phrases.expected(language=language), "url": f"{LINK}/process"}
    text = f"{said}\n\n-- \n{foot}\n{expected['label']}: {expected['url']}\n"
    return Preview(language, subject, text, html_of(subject, said, foot, language, expected, vendor=vendor))
