"""A push service and an SMS gateway on loopback for the tests: take requests, or answer as they are told."""

import base64
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.channels.ports import OnAPort


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Exchange:
    """`answers`: the status for a path; 201 otherwise."""

    answers: dict[str, int] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def to(self, path: str) -> list[Request]:
        return [one for one in self.requests if one.path == path]


@dataclass
class Phone:
    """A browser's side of a subscription: it alone can read what is sent to it."""

    path: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"0123456789abcdef"

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": _base64(point), "auth": _base64(self.secret)}

    def read(self, request: Request) -> dict[str, Any]:
        """What the service worker gets to see of a request."""
        plain = http_ece.decrypt(
            request.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        found: dict[str, Any] = json.loads(plain)
        return found


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        exchange = self.server.exchange
        exchange.requests.append(
            Request(self.command, self.path, dict(self.headers), self.rfile.read(length))
        )
        self.send_response(exchange.answers.get(self.path.partition("?")[0], 201))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the name that http.server asks for

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    exchange: Exchange


class Opened(OnAPort):
    """The exchange while it is open, on a port of its own."""

    def __init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.exchange = Exchange()
        super().__init__(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
