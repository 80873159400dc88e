"""What a party agrees to when it begins: its time limits in words, the use of contact data, the vendor's terms."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffel.models import Membership
from staffel.queries.directory import Directory
from staffel.queries.process import Process, own_process
from staffel.rules.terms import data_use

HEADINGS: Final[dict[str, Promise]] = {
    "process": _("What we expect of you"),
    "data": _("What you may do with the contact data"),
    "terms": _("Our terms"),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """`text` is the whole of it in plain words, as it will be kept; `digest` tells whether it is still the same."""

    language: str
    process: Process
    data_use: tuple[str, ...]
    terms: str
    terms_id: UUID | None
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:24]


def what_is_agreed(member: Membership, *, book: Directory, language: str, now: datetime) -> Agreed:
    """What this member's party agrees to now, in `language` ("de", else English)."""
    language = "de" if language.startswith("de") else "en"
    with translation.override(language):
        process = own_process(member, book=book, language=language, now=now)
        sentences = data_use(vendor=book.installation.vendor, language=language)
        edition = next(
            (one for one in book.published.get(("terms", "default"), ()) if one.valid_from <= now), None
        )
        terms = str(edition.body[language]).strip() if edition else ""
        parts = (("process", _in_plain_words(process)), ("data", "\n".join(sentences)), ("terms", terms))
        text = "\n\n".join(f"{HEADINGS[name]}\n{part}" for name, part in parts if part)
    return Agreed(language, process, sentences, terms, edition.id if edition else None, text)


def _in_plain_words(process: Process) -> str:
    lines: list[str] = []
    for chapter in process.chapters:
        lines += filter(None, (chapter.title, chapter.intro))
        for part in chapter.parts:
            lines += filter(None, [part.title])
            for row in part.rows:
                said = [*row.lines, *(f"{limit.temperature}: {limit.text}" for limit in row.limits)]
                lines.append(f"{row.term}: {' '.join(said)}")
    return "\n".join(lines)
