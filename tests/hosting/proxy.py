"""Two processes of the app behind HAProxy, with the configuration of `deploy/`, on free ports of this machine."""

import http.client
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.serving import ROOT, Server, free_port, serving
from tests.visitor import Visitor
from tests.waiting import wait_until

NAME = "explorer.example.org"
COOKIE = "process"
LACKING = [program for program in ("haproxy", "openssl") if shutil.which(program) is None]


class Proxy:
    """HAProxy and what is behind it.

    Attributes:
        port: of its TLS.
        plain_port: of its redirection there.
        socket: the file through which it is told what to do.
        apps: by its name in the configuration, the port and process of each server.
    """

    def __init__(self, folder: Path, **changes: str | None) -> None:
        self._folder, self._changes = folder, changes
        self._running: dict[str, AbstractContextManager[tuple[str, Server]]] = {}
        self.port, self.plain_port, self.socket = free_port(), free_port(), folder / "admin.sock"
        self.apps: dict[str, tuple[int, Server]] = {}
        self.tls = ssl.create_default_context()

    def start(self, stack: ExitStack) -> None:
        """Start all of it, until the stack is left."""
        for name in "ab":
            self.start_app(name, free_port())
            stack.callback(self.stop_app, name)
        certificate = self._certificate()
        text = (ROOT / "deploy" / "haproxy.cfg").read_text()
        places = {
            "bind :80\n": f"bind 127.0.0.1:{self.plain_port}\n",
            "bind :443 ": f"bind 127.0.0.1:{self.port} ",
            "/etc/haproxy/site.pem": str(certificate),
            "/run/haproxy/admin.sock": str(self.socket),
            "127.0.0.1:8501": f"127.0.0.1:{self.apps['a'][0]}",
            "127.0.0.1:8502": f"127.0.0.1:{self.apps['b'][0]}",
        }
        for place, here in places.items():
            assert place in text, place
            text = text.replace(place, here)
        (self._folder / "haproxy.cfg").write_text(text)
        process = subprocess.Popen(["haproxy", "-W", "-db", "-f", self._folder / "haproxy.cfg"])
        stack.callback(process.wait, 30)
        stack.callback(process.terminate)
        self.tls.load_verify_locations(certificate)
        wait_until(lambda: self.socket.exists() and self.states() == {"a": "UP", "b": "UP"})

    def start_app(self, name: str, port: int | None = None) -> None:
        """Start the app of this name, again on the port that it had unless one is given."""
        running = serving(
            port=port or self.apps[name][0], STREAMLIT_SERVER_ALLOWED_HOSTS=f'["{NAME}"]', **self._changes
        )
        address, server = running.__enter__()
        self._running[name] = running
        self.apps[name] = int(address.rpartition(":")[2]), server

    def stop_app(self, name: str) -> None:
        """As an operator stops it; nothing if it does not run."""
        if (running := self._running.pop(name, None)) is not None:
            running.__exit__(None, None, None)

    def tell(self, command: str) -> str:
        """What HAProxy answers to a command of its operator."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.socket))
            connection.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def states(self) -> dict[str, str]:
        """Of each app, as HAProxy sees it."""
        rows = [line.split(",") for line in self.tell("show stat").splitlines()]
        return {row[1]: row[17] for row in rows if row[0] == "apps" and row[1] != "BACKEND"}

    def ask(
        self, path: str, method: str = "GET", tls: bool = True, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """What comes of a request: the status, the headers, the body."""
        raw = socket.create_connection(("127.0.0.1", self.port if tls else self.plain_port), timeout=30)
        connection = http.client.HTTPConnection(NAME)
        connection.sock = self.tls.wrap_socket(raw, server_hostname=NAME) if tls else raw
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    def cookie(self, app: str = "") -> str:
        """As a browser has it when it has loaded a page; of this app, if one is named."""
        if app:
            return f"{COOKIE}={app}"
        _, headers, _ = self.ask("/_stcore/health")
        given = [one.partition(";")[0] for one in headers.get_all("Set-Cookie") or ()]
        return "; ".join(given)

    def visit(self, page: str, query: str = "", cookie: str = "") -> Visitor:
        """Somebody who has loaded a page and opens its websocket."""
        raw = socket.create_connection(("127.0.0.1", self.port))
        headers = {"Cookie": cookie or self.cookie()}
        origin: Any = f"https://{NAME}"
        return Visitor(NAME, page, query, sock=raw, ssl=self.tls, additional_headers=headers, origin=origin)

    def _certificate(self) -> Path:
        key, certificate, both = (self._folder / name for name in ("key.pem", "certificate.pem", "site.pem"))
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        command += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, capture_output=True)
        both.write_text(certificate.read_text() + key.read_text())
        return both


@contextmanager
def proxied(folder: Path, **changes: str | None) -> Iterator[Proxy]:
    """HAProxy and two processes of the app until the block ends; `changes` are environment variables of theirs."""
    proxy = Proxy(folder, **changes)
    with ExitStack() as stack:
        proxy.start(stack)
        yield proxy
