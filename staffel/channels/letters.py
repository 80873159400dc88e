"""Writes a message: its text filled with words, as plain text and as simple HTML, and as it is kept."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.template import Context, Engine, Template
from django.template.loader import render_to_string

from staffel.channels.causes import standing_leads
from staffel.channels.facts import Facts
from staffel.channels.looks import look_of
from staffel.channels.words import Words, language_of, words_for
from staffel.models import Delivery, Installation
from staffel.queries.directory import Edition
from staffel.rules import phrases
from staffel.rules.texts import text_key

# No loaders and no libraries: a text can neither read a file nor run anything but conditions and lists.
ENGINE: Final = Engine(autoescape=False, loaders=[], libraries={})
LINK: Final = "[link]"


@dataclass(frozen=True, slots=True)
class Letter:
    """`kept_body` has [link] in place of the links, which are proofs."""

    subject: str
    text: str
    html: str
    kept_body: str
    language: str
    text_version_id: UUID


def write_letter(delivery: Delivery, facts: Facts) -> Letter:
    """The message as it is said now. The text's edition is the one it was first written with, else the current."""
    edition, language = edition_of(delivery, facts), language_of(delivery.to)
    return letter_of(edition, language, words_for(delivery, standing_leads(delivery, facts), facts), facts)


def letter_of(edition: Edition, language: str, words: Words, facts: Facts) -> Letter:
    """This edition of a text, filled."""
    part = edition.body[language]
    foot = phrases.foot(
        vendor=words["vendor"], contact=words["contact"], imprint=words["imprint"], language=language
    )
    subject = " ".join(filled(part["subject"], words).split())
    body = tidy(filled(part["body"], words))
    expected = {"label": phrases.expected(language=language), "url": words["expected_at"]}
    more = f"{expected['label']}: {expected['url']}\n" if expected["url"] else ""
    text = f"{body}\n\n-- \n{foot}\n{more}"
    kept = text
    links = {words["link"], *(lead["link"] for lead in words["leads"])} - {""}
    for link in sorted(links, key=len, reverse=True):  # an address may begin like another
        kept = kept.replace(link, LINK)
    return Letter(
        subject,
        text,
        html_of(subject, body, foot, language, expected, vendor=facts.installation),
        kept,
        language,
        edition.id,
    )


def edition_of(delivery: Delivery, facts: Facts) -> Edition:
    """The edition of its text with which the delivery began, else the current one."""
    if delivery.text_version_id and delivery.text_version_id in facts.book.editions:
        return facts.book.editions[delivery.text_version_id]
    key = text_key(delivery.kind, is_partner=delivery.to.party.kind == "partner")
    return facts.book.current("text", key, at=facts.now)


def filled(source: str, words: Words) -> str:
    """A part of a text with its placeholders filled."""
    return _template(source).render(Context(words, autoescape=False))


@lru_cache(maxsize=256)
def _template(source: str) -> Template:
    return Template(source, engine=ENGINE)


def tidy(text: str) -> str:
    """What conditions and lists leave behind: blanks at line ends and more than one empty line."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


BUTTON: Final = re.compile(r"^(?P<label>[^\n]*?):? ?(?P<url>https?://\S+)$")


def html_of(
    subject: str, body: str, foot: str, language: str, expected: dict[str, str], *, vendor: Installation
) -> str:
    """The same text for eyes: paragraphs, and a button where a line ends in a link."""
    blocks = [[_line(line) for line in block.split("\n")] for block in body.split("\n\n")]
    shown = {"subject": subject, "blocks": blocks, "foot": foot.split("\n"), "language": language}
    shown |= look_of(vendor)
    return render_to_string("mail/letter.html", shown | {"expected": expected})


def _line(line: str) -> dict[str, str]:
    if found := BUTTON.match(line):
        return {"label": found["label"] or found["url"], "url": found["url"]}
    return {"text": line}
