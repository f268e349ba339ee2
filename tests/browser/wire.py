"""A wire between a browser and the app that can be pulled out, cleanly or without a word."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Forwards TCP connections from a port of its own to the app's port, while it is whole.

    Attributes:
        port: where the browser connects to.
        carried: bytes that have come from the app so far.
    """

    def __init__(self, app_port: int) -> None:
        self._app_port = app_port
        self.carried = 0
        self._whole = threading.Event()
        self._whole.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def pull(self, *, silently: bool) -> None:
        """Nothing gets through any more; silently: both ends still believe that they are connected."""
        self._whole.clear()
        if not silently:
            self._close()

    def mend(self) -> None:
        """New connections get through; what was connected before is gone."""
        self._close()
        self._whole.set()

    def _close(self) -> None:
        while self._sockets:
            with suppress(OSError):
                self._sockets.pop().close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser = self._listener.accept()[0]
                if not self._whole.is_set():
                    browser.close()
                    continue
                app = socket.create_connection(("127.0.0.1", self._app_port))
                self._sockets += [browser, app]
                for source, sink in ((browser, app), (app, browser)):
                    threading.Thread(target=self._forward, args=(source, sink, source is app), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, from_app: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.carried += from_app * len(data)
                if self._whole.is_set():
                    sink.sendall(data)
            if self._whole.is_set():
                sink.shutdown(socket.SHUT_WR)


@contextmanager
def wire_to(app_port: int) -> Iterator[Wire]:
    """A whole wire to the app on this port, until the block ends."""
    wire = Wire(app_port)
    try:
        yield wire
    finally:
        wire._listener.close()
        wire._close()
