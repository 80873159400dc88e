"""Hands messages to the mail server over one connection, and tells a wrong address from a bad day."""

import smtplib

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from staffel.actions.sending import Said
from staffel.channels.errors import NotSent, Unreachable
from staffel.channels.facts import Facts
from staffel.channels.letters import write_letter
from staffel.channels.mails import destination, mail, subject_for
from staffel.channels.ways import Sent, Way
from staffel.models import Delivery


class Outbox(Way):
    """A connection to the mail server of the settings, opened with the first message and kept for the next."""

    channel = "mail"

    def __init__(self) -> None:
        self._backend = EmailBackend()

    def close(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend.connection = None  # it was gone already; what it took, it took

    def send(self, delivery: Delivery, facts: Facts) -> Sent:
        """The mail to its member, or to the redirect; kept where nothing is sent."""
        letter = write_letter(delivery, facts)
        delivery.text_version_id = letter.text_version_id
        to = destination(delivery, facts.installation)
        subject = letter.subject
        if to:
            self._hand_over(mail(delivery, letter, facts, to=to))
            subject = subject_for(delivery, letter, facts.installation)
        return Sent(Said(subject, letter.kept_body, letter.text_version_id), to)

    def switches_mail_off(self, error: NotSent, delivery: Delivery, facts: Facts) -> bool:
        """A redirect that is refused says nothing about the member."""
        return error.permanent and destination(delivery, facts.installation) == delivery.member.person.email

    def _hand_over(self, message: EmailMessage) -> None:
        """Returns when the server has taken the message. Raises NotSent, or Unreachable when there is no server."""
        self._open()
        try:
            self._backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise NotSent(
                _words(code, reply), code=code, permanent=_is_unknown_address(code, reply)
            ) from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise NotSent(_words(error.smtp_code, error.smtp_error), code=error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotSent(f"{type(error).__name__}: {error}") from error

    def _open(self) -> None:
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def _drop(self) -> None:
        """The connection is in an unknown state: the next message gets a new one."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


def _words(code: int, reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"


def _is_unknown_address(code: int, reply: bytes | str) -> bool:
    """A 5xx on the recipient, unless the mailbox is full (552) or the server complains about us: policy (5.7.x,
    RFC 3463) or a missing login (530). A mistake in our own settings must not switch the whole network off."""
    return 500 <= code < 600 and code not in {530, 552} and " 5.7." not in f" {_words(code, reply)}"
