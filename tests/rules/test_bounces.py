"""Which mails say that one of ours came back, which do not, and what the server's code means."""

from email import message_from_bytes
from uuid import UUID

import pytest

from staffel.rules.bounces import Notice, bounce_reason, is_dead, may_be_notice, read_notice
from tests import notices

DELIVERY = UUID("0197f3a2b4c57d608e1f2a3b4c5d6e7f")


def read(raw: bytes) -> Notice | None:
    return read_notice(message_from_bytes(raw))


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (notices.postfix(), "5.1.1", "550 5.1.1 <paul@example.com>: Recipient address rejected: User unknown in virtual mailbox table"),
        (notices.exchange(), "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient paul@example.com not found by SMTP address lookup"),
        (notices.gmail(), "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces. - gsmtp"),
        (notices.international(), "5.2.2", "552 5.2.2 Postfach jörg ist voll"),
    ],
    ids=["Postfix", "Exchange", "Gmail", "RFC 6533"],
)  # fmt: skip
def test_a_notice_names_our_delivery_its_code_and_the_servers_words(
    raw: bytes, status: str, words: str
) -> None:
    notice = read(raw)
    assert notice is not None
    assert (notice.delivery_id, notice.is_final, notice.status, notice.words) == (
        DELIVERY,
        True,
        status,
        words,
    )


def test_a_notice_without_the_original_is_known_by_what_it_answers_to() -> None:
    notice = read(notices.without_original())
    assert notice is not None
    assert (notice.delivery_id, notice.is_final, notice.status) == (DELIVERY, True, "5.0.0")
    assert bounce_reason(f"{notice.status} {notice.words}") == "mailbox_unknown"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_only_late_or_went_well_is_not_final(action: str) -> None:
    notice = read(notices.postfix(status="4.4.1", action=action, said="connect to mail: timed out"))
    assert notice is not None
    assert (notice.delivery_id, notice.is_final) == (DELIVERY, False)


@pytest.mark.parametrize(
    "raw",
    [
        notices.out_of_office(),
        notices.read_receipt(),
        notices.forwarded(),
        notices.postfix("<somebody.elses@waermewerk.example>"),
        notices.postfix("<lead.0197f3a2b4c57d608e1f2a3b4c5d6e7f@leads.example.com>"),
        notices.postfix().replace(b"Action: failed", b"Aktion: failed"),
        notices.postfix().replace(b"message/delivery-status", b"text/plain"),
        notices.postfix()[:700],
        b"",
        b"\xff\xfe\x00 no mail at all",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno boundary",
    ],
    ids=[
        "out of office", "read receipt", "forwarded", "another's mail", "a thread's id", "no action", "no report", "cut off",
        "empty", "no mail", "no boundary",
    ],
)  # fmt: skip
def test_what_is_no_notice_about_a_mail_of_ours_is_left_alone(raw: bytes) -> None:
    assert read(raw) is None


@pytest.mark.parametrize("cut", range(0, len(notices.gmail()), 97))
def test_a_notice_that_breaks_off_anywhere_raises_nothing(cut: int) -> None:
    read(notices.gmail()[:cut])
    read(notices.gmail()[cut:])


def test_the_servers_words_are_more_exact_than_a_vague_status() -> None:
    notice = read(notices.postfix(status="5.0.0", said="550 5.2.2 over quota"))
    assert notice is not None
    assert notice.status == "5.2.2"
    missing = read(notices.postfix(status="", said="host 5.1.1.9 said: no 5.1.1.9"))
    assert missing is not None
    assert missing.status == "5.0.0"  # an address of the network is no code


def test_words_can_be_stored_and_fit_on_a_line() -> None:
    notice = read(notices.postfix(said="550 5.1.1 \x00\x1b[31m" + "sehr lang " * 90))
    assert notice is not None
    assert len(notice.words) <= 400
    assert notice.words.isprintable()


@pytest.mark.parametrize(
    ("error", "reason", "dead"),
    [
        ("5.1.1 User unknown", "mailbox_unknown", True),
        ("5.1.10 RecipientNotFound", "mailbox_unknown", True),
        ("5.1.2 Bad destination system", "domain_unknown", True),
        ("5.4.4 Host or domain name not found", "domain_unknown", True),
        ("5.2.1 The account is disabled", "mailbox_off", True),
        ("5.5.0 Requested action not taken: mailbox unavailable", "mailbox_unknown", True),
        ("5.4.1 [paul@example.com]: Recipient address rejected: Access denied", "mailbox_unknown", True),
        ("5.0.0 550 No such user here", "mailbox_unknown", True),
        ("5.0.0 550 Das Postfach existiert nicht", "mailbox_unknown", True),
        ("5.2.2 Over quota", "mailbox_full", False),
        ("5.3.4 Message too big", "too_large", False),
        ("5.2.3 Message too large", "too_large", False),
        ("4.4.1 Connection timed out", "not_reached", False),
        ("5.4.7 Delivery time expired", "not_reached", False),
        ("5.7.26 Unauthenticated mail", "not_wanted", False),
        ("5.7.1 Recipient address rejected: policy", "not_wanted", False),
        ("5.1.8 Sender address rejected", "sender_refused", False),
        ("5.0.0 550 Spam", "refused", False),
        ("5.1.0 Sender denied", "refused", False),
        ("4.1.1 Try again", "refused", False),
        ("", "refused", False),
        ("550 5.1.1 User unknown", "mailbox_unknown", False),
        ("550-No such user here", "mailbox_unknown", False),
        ("550 Spam", "refused", False),
    ],
)
def test_a_code_has_a_reason_and_only_a_dead_address_is_given_up(error: str, reason: str, dead: bool) -> None:
    assert (bounce_reason(error), is_dead(error)) == (reason, dead)


@pytest.mark.parametrize(
    ("content_type", "may"),
    [
        ('multipart/report; report-type=delivery-status; boundary="x"', True),
        ("Multipart/Report; boundary=x", True),
        ("multipart/report; report-type=disposition-notification; boundary=x", False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_most_mails_are_known_to_be_no_notice_by_their_head(content_type: str, may: bool) -> None:
    assert may_be_notice(content_type) is may
