"""A mailbox on loopback for the tests: as much IMAP (RFC 3501) as somebody needs who reads it."""

import re
import socketserver
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.channels.ports import OnAPort

ARRIVED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Mail:
    raw: bytes
    arrived: datetime = ARRIVED
    is_seen: bool = False


@dataclass
class Mailbox:
    """`mails` by their number. `fetched`: the numbers of those that were read whole; `commands`: all that was asked.
    `hangs_up_at`: the command at which it closes the connection; `greeting`: how it begins."""

    mails: dict[int, Mail] = field(default_factory=dict)
    username: str = "bounces"
    password: str = "geheim"
    folders: tuple[str, ...] = ("INBOX", "Mail Server")
    validity: int = 7
    greeting: str = "* OK IMAP4rev1 ready"
    hangs_up_at: str = ""
    fetched: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def put(self, raw: bytes, *, arrived: datetime = ARRIVED) -> int:
        number = max(self.mails, default=0) + 1
        self.mails[number] = Mail(raw, arrived)
        return number

    @property
    def seen(self) -> list[int]:
        return [number for number, mail in self.mails.items() if mail.is_seen]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    mailbox: Mailbox


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        try:
            self._talk()
        except ConnectionError:
            return  # the reader went away

    def _talk(self) -> None:
        box = self.server.mailbox
        self.say(box.greeting)
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            tag, _, rest = line.partition(" ")
            verb = rest.upper().removeprefix("UID ").partition(" ")[0]
            box.commands.append(verb)
            if verb == box.hangs_up_at:
                return
            known = getattr(self, f"_{verb.lower()}", None)
            self.say(f"{tag} {known(box, rest) if known else 'OK done'}")
            if verb == "LOGOUT":
                return

    def _logout(self, _box: Mailbox, _rest: str) -> str:
        self.say("* BYE")
        return "OK done"

    def _capability(self, _box: Mailbox, _rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _login(self, box: Mailbox, rest: str) -> str:
        right = rest.partition(" ")[2] == f'"{box.username}" "{box.password}"'
        return "OK done" if right else "NO [AUTHENTICATIONFAILED] wrong"

    def _list(self, box: Mailbox, _rest: str) -> str:
        for name in box.folders:
            self.say(f'* LIST () "/" "{name}"')
        return "OK done"

    def _select(self, box: Mailbox, rest: str) -> str:
        if rest.partition(" ")[2].strip('"') not in box.folders:
            return "NO [NONEXISTENT] no such mailbox"
        self.say(f"* {len(box.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {box.validity}] valid")
        return "OK [READ-WRITE] done"

    def _search(self, box: Mailbox, rest: str) -> str:
        asked = re.search(r"UID (\d+):\* SINCE (\S+)", rest)
        assert asked is not None
        first, since = int(asked[1]), datetime.strptime(asked[2], "%d-%b-%Y").replace(tzinfo=UTC)
        last = max(box.mails, default=0)
        found = [
            str(number) for number, mail in box.mails.items()
            if number >= min(first, last) and mail.arrived >= since
        ]  # fmt: skip
        self.say(f"* SEARCH {' '.join(found)}".strip())
        return "OK done"

    def _fetch(self, box: Mailbox, rest: str) -> str:
        is_head, peeks = "HEADER" in rest, ".PEEK" in rest
        for one in rest.split()[2].split(","):
            mail = box.mails.get(int(one))
            if mail is None:
                continue
            raw = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if is_head else mail.raw
            if not is_head:
                box.fetched.append(int(one))
            mail.is_seen = mail.is_seen or not peeks
            part = "BODY[HEADER]" if is_head else "BODY[]"
            self.say(f"* {one} FETCH (UID {one} FLAGS () RFC822.SIZE {len(mail.raw)} {part} {{{len(raw)}}}")
            self.wfile.write(raw)
            self.say(")")
        return "OK done"

    def _store(self, box: Mailbox, rest: str) -> str:
        box.mails[int(rest.split()[2])].is_seen = r"+FLAGS.SILENT (\Seen)" in rest
        return "OK done"


class Opened(OnAPort):
    """The mailbox while it can be reached, on a port of its own."""

    def __init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), _Session)
        self.server.mailbox = Mailbox()
        super().__init__(self.server)
