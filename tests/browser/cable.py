"""A cable between the browser and the test's server that can be pulled out: also for a service worker, which the browser's
own "offline" switch does not reach."""

import socket
import threading
from typing import Self


class Cable:
    """Passes on what comes to its port, as `http://localhost:…`, to the server's; nothing while it is out."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._is_in = True
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept)

    @property
    def url(self) -> str:
        return f"http://localhost:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def pull(self) -> None:
        """Out: what is on its way is cut off, what comes is hung up on."""
        self._is_in = False
        for end in list(self._open):
            _close(end)

    def plug(self) -> None:
        self._is_in = True

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if not self._is_in:
                browser.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._server_port))
            self._open |= {browser, server}
            for source, target in ((browser, server), (server, browser)):
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while self._is_in and (piece := source.recv(65536)):
                target.sendall(piece)
        except OSError:
            pass
        finally:
            for end in (source, target):
                self._open.discard(end)
                _close(end)


def _close(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
