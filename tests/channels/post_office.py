"""A mail server on loopback for the tests: takes messages, or refuses them as it is told."""

import socketserver
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from tests.channels.ports import OnAPort


@dataclass
class PostOffice:
    """`refusals`: the answer to a recipient, by address, e.g. "550 5.1.1 unknown". `hangs_up`: drops the connection
    instead of taking a message. `pauses_seconds`: between keeping a message and saying so; `then` is called there."""

    refusals: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    pauses_seconds: float = 0.0
    then: Callable[[], None] | None = None
    messages: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0

    def keep(self, receiver: str, message: EmailMessage) -> None:
        self.messages.append((receiver, message))
        if self.then:
            self.then()
        time.sleep(self.pauses_seconds)

    def to(self, address: str) -> list[EmailMessage]:
        return [message for receiver, message in self.messages if receiver == address]

    def only(self) -> EmailMessage:
        assert len(self.messages) == 1
        return self.messages[0][1]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return cast(str, cast(EmailMessage, body).get_content())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    office: PostOffice


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        try:
            self._talk()
        except ConnectionError:
            return  # the sender was killed

    def _talk(self) -> None:
        office, receiver = self.server.office, ""
        office.connections += 1
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "RCPT":
                receiver = line.partition("<")[2].partition(">")[0]
                self.say(office.refusals.get(receiver, "250 ok"))
            elif verb == "DATA":
                if office.hangs_up:
                    return
                self.say("354 go on")
                message = self._message()
                if message is None:
                    return
                office.keep(receiver, message)
                self.say("250 taken")
            else:
                self.say("250 ok")

    def _message(self) -> EmailMessage | None:
        """The whole message; None when the sender went away in the middle of it."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        parsed: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        return cast(EmailMessage, parsed)


class Opened(OnAPort):
    """The post office while it is open, on a port of its own."""

    def __init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), _Session)
        self.server.office = PostOffice()
        super().__init__(self.server)
