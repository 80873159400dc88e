"""Reads what a mail server reports about a mail of ours (RFC 3464), and what its status code means (RFC 3463)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from typing import Any, Final
from uuid import UUID

from staffel.rules.storable import storable

WORDS_AT_MOST: Final = 400
REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
HEADER_TEXTS: Final = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822"}
)
WHOLE: Final = frozenset({"message/rfc822", "message/global"})
OURS: Final = re.compile(r"\b([0-9a-f]{32})\.staffel@", re.IGNORECASE)  # models.Delivery.message_id
STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
ANSWER: Final = re.compile(r"^\d{3}[ -]")  # of SMTP, before the code of RFC 3463
TYPED: Final = re.compile(r"^\s*[\w.-]+\s*;\s*")  # "smtp; 550 …"

# What a code means; a detail of its own comes before its whole subject.
DETAILS: Final = {
    "1.0": "refused", "1.2": "domain_unknown", "1.7": "sender_refused", "1.8": "sender_refused", "2.1": "mailbox_off", "2.2": "mailbox_full",
    "2.3": "too_large", "3.4": "too_large", "4.4": "domain_unknown",
}  # fmt: skip
SUBJECTS: Final = {"1": "mailbox_unknown", "4": "not_reached", "7": "not_wanted"}
DEAD: Final = frozenset({"mailbox_unknown", "domain_unknown", "mailbox_off"})
# Servers that say "no such user" in words, under a code that says nothing of it (Exchange Online: 5.4.1, Outlook: 5.5.0).
VAGUE: Final = frozenset({"5.0.0", "5.1.0", "5.3.0", "5.4.1", "5.5.0", "5.5.1"})
NOBODY: Final = re.compile(
    r"(user|recipient|mailbox|account|address)\W+(is |was )?(unknown|not found|unavailable|does(n't| not) exist)"
    r"|(unknown|invalid|no such|unbekannter?) (user|recipient|mailbox|address|local part|empfänger|benutzer)"
    r"|recipient address rejected|recipientnotfound|does not have an? .{0,40}account|existiert nicht",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a server says about one of our deliveries. `is_final`: it has given up, the mail came back; else it still
    tries, or says that all went well. `status` as "5.1.1", `words` the server's own, on one line."""

    delivery_id: UUID
    is_final: bool
    status: str
    words: str


def read_notice(mail: Message) -> Notice | None:
    """The notice in this mail; None for all that is no delivery status notification about a mail of ours: letters,
    replies of absent people, receipts for reading, what cannot be read."""
    try:
        return _notice(mail)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return None  # whatever it is, somebody may read it with their eyes


def may_be_notice(content_type: str) -> bool:
    """Whether a mail with this Content-Type can be a notice, before the rest of it is read."""
    kind = content_type.lower()
    return "multipart/report" in kind and ("report-type" not in kind or "delivery-status" in kind)


def bounce_reason(error: str) -> str:
    """Why it was not delivered, as a code: of "5.1.1 the server's words", or of an answer at once, "550 5.1.1 …". What
    no table knows is `refused`."""
    found = STATUS.match(ANSWER.sub("", error))
    code = ".".join(found.groups()) if found else "5.0.0"
    if code in VAGUE and NOBODY.search(error):
        return "mailbox_unknown"
    kind, subject, detail = code.split(".")
    if kind == "4" and subject == "1":
        return "refused"  # "try again later" says nothing for good about an address
    return DETAILS.get(f"{subject}.{detail}") or SUBJECTS.get(subject, "refused")


def is_dead(error: str) -> bool:
    """Whether no later mail to this address will arrive either. Full, too large, unwanted or not reached are bad days
    or our own fault: a mistake in our settings must not switch a whole network off."""
    return error.startswith("5.") and bounce_reason(error) in DEAD


def _notice(mail: Message) -> Notice | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    parts = [part for part in _parts(mail.get_payload()) if isinstance(part, Message)]
    report = next((part for part in parts if part.get_content_type() in REPORTS), None)
    delivery_id = _delivery_id(mail, parts)
    if report is None or delivery_id is None:
        return None
    said = [block for block in _blocks(report) if _field(block, "Action")]
    if not said:
        return None
    failed = next((block for block in said if _action(block) == "failed"), None)
    words = _words(failed or said[0])
    status = _status(_field(failed or said[0], "Status"), words)
    return Notice(delivery_id, failed is not None, status, words)


def _parts(payload: Any) -> list[Any]:
    return payload if isinstance(payload, list) else []


def _delivery_id(mail: Message, parts: list[Message]) -> UUID | None:
    """By the Message-ID of the mail that came back, else by what the notice answers to."""
    originals = [original for part in parts if (original := _original(part)) is not None]
    named = [_field(one, "Message-ID") for one in originals]
    named += [_field(mail, name) for name in ("In-Reply-To", "References")]
    found = next((hit for text in named if (hit := OURS.search(text))), None)
    return UUID(found[1]) if found else None


def _original(part: Message) -> Message | None:
    """The mail that came back, or its headers."""
    kind = part.get_content_type()
    if kind in WHOLE and _parts(part.get_payload()):
        return _parts(part.get_payload())[0]  # type: ignore[no-any-return]
    return HeaderParser().parsestr(_text(part).lstrip()) if kind in HEADER_TEXTS else None


def _blocks(report: Message) -> Iterator[Message]:
    """The groups of fields, of the mail and of each receiver. Python's parser takes some kinds for a letter: then the
    groups after the first are its text."""
    for block in _parts(report.get_payload()):
        yield block
        yield from _groups(block)
    yield from _groups(report)


def _groups(part: Message) -> Iterator[Message]:
    if not part.is_multipart():
        yield from (HeaderParser().parsestr(text) for text in re.split(r"\r?\n\s*\r?\n", _text(part)))


def _text(part: Message) -> str:
    inner = _parts(part.get_payload())
    if inner:
        return str(inner[0])
    raw = part.get_payload(decode=True)
    return raw.decode("utf-8", "surrogateescape") if isinstance(raw, bytes) else ""


def _action(block: Message) -> str:
    return _field(block, "Action").strip().lower().partition(" ")[0].rstrip(";")


def _field(block: Message, name: str) -> str:
    """The field as it was written; bytes that are no UTF-8 are taken for Latin-1, as such servers write."""
    found = next((str(value) for key, value in block.raw_items() if key.lower() == name.lower()), "")
    raw = found.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _words(block: Message) -> str:
    """The diagnostic as one line of readable text."""
    raw = _field(block, "Diagnostic-Code")
    try:
        text = str(make_header(decode_header(raw)))
    except (MessageError, ValueError, LookupError):
        text = raw
    printable = "".join(one if one.isprintable() else " " for one in storable(TYPED.sub("", text)))
    return " ".join(printable.split())[:WORDS_AT_MOST]


def _status(given: str, words: str) -> str:
    """The status; the server's words are more exact where it says no more than "failed" (x.0.0)."""
    said, told = STATUS.search(given), STATUS.search(words)
    if said is None:
        return told[0] if told else "5.0.0"
    is_vague = said[2] == said[3] == "0"
    return told[0] if told and is_vague and told[1] == said[1] else said[0]
