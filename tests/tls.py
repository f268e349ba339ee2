"""TLS on this machine: a certificate, and a connection that one thread reads while another writes to it."""

import select
import ssl
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any


class _InTurns(ssl.SSLSocket):
    """Its threads take turns: OpenSSL loses what is written to a connection while it reads from it."""

    _turn = threading.Lock()  # of all of them: nobody waits for the network while having it

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        received: bytes = self._when_ready(super().recv, buflen, flags)
        return received

    def send(self, data: Any, flags: int = 0) -> int:
        sent: int = self._when_ready(super().send, data, flags)
        return sent

    def _when_ready(self, call: Callable[..., Any], *arguments: Any) -> Any:
        while True:
            try:
                with self._turn:
                    timeout = self.gettimeout()
                    self.settimeout(0)
                    try:
                        return call(*arguments)
                    finally:
                        self.settimeout(timeout)
            except ssl.SSLWantReadError:
                ready, _, _ = select.select([self.fileno()], [], [], timeout)
            except ssl.SSLWantWriteError:
                _, ready, _ = select.select([], [self.fileno()], [], timeout)
            if not ready:
                raise TimeoutError


def self_signed(folder: Path, name: str) -> Path:
    """A certificate for this name (DNS:example.org or IP:127.0.0.1) and its key, in one file."""
    key, certificate, both = (folder / file for file in ("key.pem", "certificate.pem", "both.pem"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=nobody"]
    command += ["-addext", f"subjectAltName={name}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_text(certificate.read_text() + key.read_text())
    return both


def trusting(certificate: Path) -> ssl.SSLContext:
    """That of a client which trusts this certificate; a connection's threads take turns in it."""
    context = ssl.create_default_context(cafile=certificate)
    context.sslsocket_class = _InTurns
    return context
