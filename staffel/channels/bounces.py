"""Reads the mailbox to which mail comes back: every new notice about a mail of ours is recorded and marked as read; all
other mail is left as it is."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import Message
from typing import Any, Final

import structlog
from django.db import InterfaceError, OperationalError

from staffel.actions.bounce_mailbox import access_of, record_read, record_unread
from staffel.actions.bounces import record_bounce
from staffel.models import BounceMailbox
from staffel.rules.bounce_mailbox import Access
from staffel.rules.bounces import may_be_notice, read_notice
from staffel.rules.refused import Refused

TIMEOUT_SECONDS: Final = 20.0
AT_ONCE: Final = 500  # mails looked at in one run; the next goes on behind them
HEADS_AT_ONCE: Final = 50
BACK_WITHIN: Final = timedelta(days=30)  # servers give up after days; older mail is not looked at
BYTES_AT_MOST: Final = 30_000_000

log = structlog.get_logger(__name__)


def try_mailbox(access: Access) -> int:
    """Open the mailbox and count the mails in its folder; nothing is read or changed. Refused: as `_opened`."""
    with _opened(access) as folder:
        return folder.count


def read_bounces(*, now: datetime) -> int:
    """Record what is new in the mailbox; returns how many mails of ours it spoke of. 0 where no mailbox is set, and
    where it cannot be read, which is kept for the administrator. Safe to run twice, also at the same time."""
    row = BounceMailbox.objects.first()
    if row is None:
        return 0
    try:
        with _opened(access_of(row)) as folder:
            return _read(folder, row, now=now)
    except Refused as trouble:
        log.warning("returned mail cannot be read", trouble=trouble.code)
        record_unread(row, trouble=trouble.code, now=now)
        return 0


class Folder:
    """An open folder. `validity`: the numbers of its mails hold as long as it does (RFC 3501)."""

    def __init__(self, box: Any, *, count: int) -> None:
        self._box = box
        self.count = count
        _, validity = box.client.response("UIDVALIDITY")
        self.validity = int(validity[0]) if validity and validity[0] else 0

    def numbers(self, *, after: int, since: datetime) -> list[int]:
        """The mails behind this number that arrived since this day, oldest first."""
        asked = f"UID {after + 1}:* SINCE {_imap_date(since)}"  # "n:*" names the last one even where it lies before n
        return sorted(number for one in self._box.uids(asked, charset=None) if (number := int(one)) > after)

    def heads(self, numbers: list[int]) -> Iterator[tuple[int, Message, int]]:
        """Number, head and size in bytes of each of these mails. Nothing is marked."""
        found = self._box.fetch(
            uid_list=[str(one) for one in numbers], headers_only=True, mark_seen=False, bulk=HEADS_AT_ONCE
        )
        yield from ((int(one.uid), one.obj, one.size_rfc822) for one in found if one.uid)

    def whole(self, number: int) -> Message | None:
        """One mail; None where it is gone by now. It is not marked."""
        found: Message | None = next(
            (one.obj for one in self._box.fetch(uid_list=[str(number)], mark_seen=False)), None
        )
        return found

    def mark(self, number: int) -> None:
        """As read. Not by the library's own `flag`, which also expunges what others have deleted."""
        self._box.client.uid("STORE", str(number), "+FLAGS.SILENT", r"(\Seen)")


def _read(folder: Folder, row: BounceMailbox, *, now: datetime) -> int:
    seen = row.last_uid if folder.validity == row.uid_validity else 0
    with _understood():
        numbers = folder.numbers(after=seen, since=now - BACK_WITHIN)[:AT_ONCE]
        heads = list(folder.heads(numbers)) if numbers else []
        ours = [number for number, head, size in heads if _may_be_ours(head, size)]
        taken = sum(_take(folder, number, now=now) for number in ours)
    last = max(numbers, default=seen)
    record_read(row, uid_validity=folder.validity, last_uid=last, now=now)
    if taken:
        log.info("returned mail read", count=taken)
    return taken


def _may_be_ours(head: Message, size: int) -> bool:
    return size <= BYTES_AT_MOST and may_be_notice(str(head["Content-Type"] or ""))


def _take(folder: Folder, number: int, *, now: datetime) -> bool:
    """One mail, which is marked only where it is about one of ours. An error of our own stops only this one, and it
    stays unread in the folder."""
    mail = folder.whole(number)
    notice = read_notice(mail) if mail else None
    if notice is None:
        return False
    try:
        is_ours = record_bounce(notice, now=now)
    except (OperationalError, InterfaceError):
        raise  # without a database all is read again
    except Exception as error:  # noqa: BLE001 - whatever it is; its text may hold an address
        log.error(
            "a returned mail was not recorded", delivery=str(notice.delivery_id), error=type(error).__name__
        )
        return False
    if is_ours:
        folder.mark(number)
    return is_ours


# -- opening ------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(access: Access) -> Iterator[Folder]:
    """The folder, until the block ends. Refused, each with its field: `mailbox_host_unknown`, `mailbox_not_reached`,
    `mailbox_certificate`, `mailbox_no_tls`, `mailbox_not_understood`, `mailbox_login`, `mailbox_no_folder`."""
    box = _connected(access)
    try:
        _log_in(box, access)
        yield Folder(box, count=_select(box, access.folder))
    finally:
        with suppress(Exception):
            box.logout()  # it is gone already, or says good-bye in another way
        with suppress(OSError):
            box.client.shutdown()


def _connected(access: Access) -> Any:
    """Connected, nobody has logged in yet."""
    try:
        return _box(access)
    except socket.gaierror:
        raise Refused("mailbox_host_unknown", "There is no server with this name.", field="host") from None
    except ssl.SSLCertVerificationError as error:
        message = "The server's certificate is not valid for this name."
        raise Refused("mailbox_certificate", message, field="host", value=error.verify_message) from None
    except ssl.SSLError:
        raise _no_tls() from None
    except OSError:
        message = "The server does not answer at this port."
        raise Refused("mailbox_not_reached", message, field="port") from None
    except imaplib.IMAP4.error:
        message = "This server does not speak IMAP at this port."
        raise Refused("mailbox_not_understood", message, field="port") from None


def _box(access: Access) -> Any:
    from imap_tools import MailBox, MailBoxUnencrypted  # only where a mailbox is read

    context = ssl.create_default_context()
    if access.security == "tls":
        return MailBox(access.host, access.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    box = MailBoxUnencrypted(access.host, access.port, timeout=TIMEOUT_SECONDS)
    if access.security == "starttls":
        try:
            box.client.starttls(context)
        except BaseException as error:
            box.client.shutdown()  # the library's own class would leave the connection open
            if isinstance(error, imaplib.IMAP4.error):
                raise _no_tls() from None
            raise
    return box


def _no_tls() -> Refused:
    message = "The server does not offer this kind of encryption at this port."
    return Refused("mailbox_no_tls", message, field="security")


def _log_in(box: Any, access: Access) -> None:
    is_plain = access.username.isascii() and access.password.isascii()
    login = box.login if is_plain else box.login_utf8
    with _understood():
        try:
            login(access.username, access.password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except Exception as error:
            if not _is_answer(error):
                raise
            message = "The server refuses this user with this password."
            raise Refused("mailbox_login", message, field="password") from None


def _select(box: Any, folder: str) -> int:
    """How many mails are in it."""
    with _understood():
        try:
            return int(box.folder.set(folder)[1][0] or 0)
        except Exception as error:
            if not _is_answer(error) or isinstance(error, imaplib.IMAP4.abort):
                raise
            names = ", ".join(one.name for one in box.folder.list()[:12])
            message = f"There is no such folder. There are: {names}"
            raise Refused("mailbox_no_folder", message, field="folder", folders=names) from None


@contextmanager
def _understood() -> Iterator[None]:
    """What goes wrong in the middle of the talk is said in one way."""
    try:
        yield
    except OSError:
        raise Refused("mailbox_not_reached", "The server does not answer any more.", field="port") from None
    except Exception as error:
        if not _is_answer(error):
            raise
        raise Refused(
            "mailbox_not_understood", "The server's answer is not understood.", field="port"
        ) from None


def _is_answer(error: Exception) -> bool:
    """Whether the server has said no, or something strange, by whichever of the two libraries."""
    from imap_tools.errors import ImapToolsError

    return isinstance(error, imaplib.IMAP4.error | ImapToolsError)


def _imap_date(at: datetime) -> str:
    """ "2-Mar-2026", whatever the language of the machine."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{at.day}-{months[at.month - 1]}-{at.year}"
