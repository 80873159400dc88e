"""Clients over loopback: each keeps one connection alive and sends its next request when the answer is there."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Lock
from time import perf_counter, process_time
from typing import Any

TOO_LONG_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Driven:
    """`rate`: answers a second; `cores`: how much of one core the clients themselves took."""

    rate: float
    cores: float


@dataclass(frozen=True, slots=True)
class Target:
    port: int
    path: str
    key: str

    def request(self, body: dict[str, Any]) -> bytes:
        content = json.dumps(body).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


def drive(target: Target, bodies: Iterator[dict[str, Any]], *, clients: int, seconds: float) -> Driven:
    """Send bodies for so many seconds. Raises when an answer is not 200 or 201."""
    lock, answers = Lock(), count()
    begun, used = perf_counter(), process_time()
    ends = begun + seconds

    def client() -> None:
        with socket.create_connection(("127.0.0.1", target.port), timeout=TOO_LONG_SECONDS) as connection:
            while perf_counter() < ends:
                with lock:
                    body = next(bodies)
                connection.sendall(target.request(body))
                _read_answer(connection)
                next(answers)

    with ThreadPoolExecutor(clients) as threads:
        for done in [threads.submit(client) for _ in range(clients)]:
            done.result()
    took = perf_counter() - begun
    return Driven(rate=next(answers) / took, cores=(process_time() - used) / took)


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(rest)
    while missing > 0:
        more = _more(connection)
        rest, missing = rest + more, missing - len(more)
    if head.split(b" ", 2)[1] not in {b"200", b"201"}:
        raise RuntimeError(f"{head.decode()}\n{rest.decode()}")


def _more(connection: socket.socket) -> bytes:
    if not (data := connection.recv(65536)):
        raise RuntimeError("the server has closed the connection")
    return data
