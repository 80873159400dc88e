"""What a message may say: the placeholders of each text, and its check before it is published.

A text is `{"de": {"subject", "body"}, "en": {…}}`. In it stand placeholders (`{{ place }}`), conditions
(`{% if distance %} … {% else %} … {% endif %}`) and lists (`{% for lead in leads %} … {% endfor %}`), nothing else: a text
that passes the check cannot fail when it is sent. A line that ends in a link becomes a button in the HTML part.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from staffel.rules.default_texts import DEFAULT_TEXTS
from staffel.rules.refused import Refused

__all__ = ["DEFAULT_TEXTS", "LANGUAGES", "check_text", "placeholders", "text_key"]

LANGUAGES: Final = ("de", "en")

LETTER: Final = frozenset({"greeting", "vendor", "contact", "count", "several"})
LEAD: Final = frozenset(
    "number title product place temperature temperature_reason campaign holder task due reason link".split()
)
OFFER: Final = LEAD | {"distance", "call_time", "items"}
# What only some texts speak of: the values that were corrected, and who asks or answers.
OWN: Final[Mapping[str, frozenset[str]]] = {
    "lead.corrected": frozenset({"fields"}),
    "question.asked": frozenset({"speaker"}),
    "question.answered": frozenset({"speaker"}),
}
INVITATION: Final = LETTER - {"count", "several"} | {"inviter", "party", "link"}
SUMMARY: Final = LETTER - {"count", "several"} | {"quiet", "sentence", "urgent", "leads", "items", "link"}
PROSPECT: Final = LETTER - {"count", "several"} | frozenset(
    "number product campaign asked_on partner phone privacy vendor_privacy due items link needs_consent".split()
)
TO_PROSPECTS: Final = frozenset(
    {"prospect.received", "prospect.accepted", "prospect.asked", "prospect.materials"}
)
ITEM: Final = frozenset({"label", "value"})

_GONE = frozenset({"offer.withdrawn", "mandate.taken_back", "lead.closed"})  # nothing to open any more
_INVITATIONS = frozenset({"invitation", "invitation.desk"})
_OFFERS = frozenset({"offer.made", "offer.warning"})
TOKEN: Final = re.compile(r"\{\{(?P<name>.*?)\}\}|\{%(?P<tag>.*?)%\}|(?P<comment>\{#)", re.DOTALL)


def text_key(kind: str, *, is_partner: bool) -> str:
    """The key of the text for a delivery of this kind: the desk and the agency have their own where it differs."""
    own = f"{kind}.desk"
    return kind if is_partner or own not in DEFAULT_TEXTS else own


def placeholders(key: str) -> frozenset[str]:
    """The names that a text of this key may use; in a list those of `lead` (LEAD) and `item` (ITEM) too."""
    if key in _INVITATIONS:
        return INVITATION
    if key == "today.summary":
        return SUMMARY
    if key in TO_PROSPECTS:
        return PROSPECT
    return LETTER | OWN.get(key, frozenset()) | (OFFER if key in _OFFERS else LEAD | {"leads"})


def check_text(key: str, body: Mapping[str, Any]) -> None:
    """Refused (`text_invalid`, with the field and `why` as a code) unless every language has a subject of one line and a
    body, both use known placeholders only, every condition and list is closed, and the link is there where one is needed."""
    if key not in DEFAULT_TEXTS:
        raise Refused("text_invalid", f"No message has the key {key}.", field="key", why="key")
    for language in LANGUAGES:
        parts = body.get(language) or {}
        for part in ("subject", "body"):
            field, text = f"{language}.{part}", parts.get(part)
            if not isinstance(text, str) or not text.strip():
                raise Refused("text_invalid", f"{field} is missing.", field=field, why="missing")
            _check_part(text, placeholders(key), field=field)
        if "\n" in parts["subject"].strip():
            raise Refused("text_invalid", "A subject has one line.", field=f"{language}.subject", why="lines")
        if key not in _GONE and not re.search(r"\{\{\s*(lead\.)?link\s*\}\}", parts["body"]):
            raise Refused(
                "text_invalid", "The link is missing: {{ link }}.", field=f"{language}.body", why="link"
            )


def _check_part(text: str, known: frozenset[str], *, field: str) -> None:
    opened: list[tuple[str, str]] = []  # ("if" | "for", the list's own name)
    for token in TOKEN.finditer(text):
        scope = known | _names_in_lists(opened)
        if token["name"] is not None:
            _check_name(token["name"].strip(), scope - {"leads", "items"}, field=field)
        elif token["tag"] is not None:
            _check_tag(token["tag"].split(), scope, opened, field=field)
        else:
            raise Refused("text_invalid", "A comment {# has no place in a text.", field=field, why="comment")
    if opened:
        raise Refused("text_invalid", f"{{% {opened[-1][0]} %}} is not closed.", field=field, why="open")


def _names_in_lists(opened: list[tuple[str, str]]) -> frozenset[str]:
    loops = {name for _, name in opened}
    return frozenset(
        {f"lead.{name}" for name in LEAD if "lead" in loops}
        | {f"item.{name}" for name in ITEM if "item" in loops}
    )


def _check_name(name: str, known: frozenset[str], *, field: str) -> None:
    if name not in known:
        raise Refused(
            "text_invalid",
            f"The placeholder {name} is not known here.",
            field=field,
            placeholder=name,
            why="placeholder",
        )


def _check_tag(words: list[str], known: frozenset[str], opened: list[tuple[str, str]], *, field: str) -> None:
    match words:
        case ["if", name] | ["if", "not", name]:
            _check_name(name, known, field=field)
            opened.append(("if", ""))
        case ["else"] if opened and opened[-1][0] == "if":
            opened[-1] = ("if, else", "")
        case ["for", ("lead" | "item") as one, "in", many] if many == f"{one}s" and many in known:
            opened.append(("for", one))
        case ["endif"] if opened and opened[-1][0] in {"if", "if, else"}:
            opened.pop()
        case ["endfor"] if opened and opened[-1][0] == "for":
            opened.pop()
        case _:
            raise Refused(
                "text_invalid", f"{{% {' '.join(words)} %}} is not possible here.", field=field, why="tag"
            )
