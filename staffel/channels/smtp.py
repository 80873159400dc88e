"""Hands messages to the mail server over one connection, and tells a wrong address from a bad day."""

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from staffel.channels.errors import NotSent, Unreachable


class Outbox:
    """A connection to the mail server of the settings, opened with the first message and kept for the next."""

    def __init__(self) -> None:
        self._backend = EmailBackend()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say good-bye to the server."""
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend.connection = None  # it was gone already; what it took, it took

    def send(self, message: EmailMessage) -> None:
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
