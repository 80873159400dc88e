"""A small server of the tests while it is open, on a port of its own."""

import threading
from socketserver import TCPServer
from typing import Self


class OnAPort:
    """Serves in a thread of its own within a `with`; the port is free afterwards."""

    def __init__(self, server: TCPServer) -> None:
        self._serving = server
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def port(self) -> int:
        return int(self._serving.socket.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._serving.shutdown()
        self._thread.join()
        self._serving.server_close()
