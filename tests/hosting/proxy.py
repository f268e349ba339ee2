"""Two processes of the app behind HAProxy, with the configuration of `deploy/`, on free ports of this machine."""

import http.client
import io
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from deploy.rolling_update import HAProxy
from explorer.runs import files
from tests.serving import ROOT, Server, free_port, wait_for
from tests.tls import self_signed, trusting
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
        operator: tells it what to do.
        apps: by its name in the configuration, the port and process of each server.
    """

    def __init__(self, folder: Path, **changes: str | None) -> None:
        self._folder, self._changes = folder, {"NN_EXPLORER_SHELF": str(folder / "shelf"), **changes}
        self._socket = folder / "admin.sock"
        self.port, self.plain_port, self.operator = free_port(), free_port(), HAProxy(str(self._socket))
        self.apps: dict[str, tuple[int, Server]] = {}
        self._certificate = self_signed(folder, f"DNS:{NAME}")
        self.tls = trusting(self._certificate)

    def start(self, stack: ExitStack) -> None:
        """Start all of it, until the stack is left."""
        for name in "ab":
            self.start_app(name, free_port())
            stack.callback(self.stop_app, name)
        text = (ROOT / "deploy" / "haproxy.cfg").read_text()
        places = {
            "bind :80\n": f"bind 127.0.0.1:{self.plain_port}\n",
            "bind :443 ": f"bind 127.0.0.1:{self.port} ",
            "/etc/haproxy/site.pem": str(self._certificate),
            "/run/haproxy/admin.sock": str(self._socket),
            "127.0.0.1:8501": f"127.0.0.1:{self.apps['a'][0]}",
            "127.0.0.1:8502": f"127.0.0.1:{self.apps['b'][0]}",
        }
        if os.geteuid():  # who is not root cannot become somebody else
            places |= dict.fromkeys(["    user haproxy\n", "    group haproxy\n", "    chroot /var/lib/haproxy\n"], "")
        for place, here in places.items():
            assert place in text, place
            text = text.replace(place, here)
        (self._folder / "haproxy.cfg").write_text(text)
        process = subprocess.Popen(["haproxy", "-W", "-db", "-f", self._folder / "haproxy.cfg"])
        stack.callback(process.wait, 30)
        stack.callback(process.terminate)
        wait_until(lambda: self.states() == {"a": "UP", "b": "UP"})

    def start_app(self, name: str, port: int) -> None:
        """Start the app of this name as systemd would, on this port."""
        unit = (ROOT / "deploy" / "explorer@.service").read_text()
        (command,) = re.findall("^ExecStart=/opt/explorer/.venv/bin/(.*)$", unit, re.MULTILINE)
        command = [sys.executable, "-m", *command.replace("%i", str(port)).split()]
        environment = os.environ | dict(re.findall("^Environment=(.*?)=(.*)$", unit, re.MULTILINE)) | self._changes
        environment = {name: value for name, value in environment.items() if value is not None}
        with (self._folder / f"{name}.log").open("a") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.apps[name] = port, process
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")

    def stop_app(self, name: str) -> None:
        """As systemd stops it; nothing if it does not run any more."""
        _, process = self.apps[name]
        process.terminate()
        process.wait(timeout=30)

    def kept(self) -> set[Path]:
        """The runs that both have put on their shelf."""
        return set((self._folder / "shelf").glob("*.run"))

    def reached(self) -> list[int]:
        """How far the runs on the shelf have come."""
        texts = [path.read_bytes().partition(b"\n")[2] for path in self.kept()]
        return [files.read(io.BytesIO(text)).run.iteration for text in texts]

    @contextmanager
    def killed(self, name: str) -> Iterator[None]:
        """Without this app until the block ends."""
        port, process = self.apps[name]
        process.kill()
        process.wait()
        try:
            yield
        finally:
            self.start_app(name, port)
            wait_until(lambda: self.states()[name] == "UP")

    def restart(self, port: int) -> None:
        """The app on this port."""
        (name,) = [name for name, (its_port, _) in self.apps.items() if its_port == port]
        self.stop_app(name)
        self.start_app(name, port)

    def states(self) -> dict[str, str]:
        """Of each app, as HAProxy sees it; nothing while it starts."""
        with suppress(FileNotFoundError, ConnectionRefusedError):
            return {name: server["status"] for name, server in self.operator.servers().items()}
        return {}

    def ask(
        self, path: str, method: str = "GET", tls: bool = True, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """What comes of a request: the status, the headers, the body."""
        raw = socket.create_connection(("127.0.0.1", self.port if tls else self.plain_port), timeout=30)
        connection = http.client.HTTPConnection(NAME)
        connection.sock = self.tls.wrap_socket(raw, server_hostname=NAME) if tls else raw
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    def cookie(self) -> str:
        """As a browser has it when it has loaded a page."""
        _, headers, _ = self.ask("/_stcore/health")
        return "; ".join(one.partition(";")[0] for one in headers.get_all("Set-Cookie") or ())

    def visit(self, page: str, query: str = "", app: str | None = None) -> Visitor:
        """Somebody who has loaded a page, from this app if one is named, and opens its websocket."""
        raw = socket.create_connection(("127.0.0.1", self.port))
        headers = {"Cookie": f"{COOKIE}={app}" if app else self.cookie()}
        origin: Any = f"https://{NAME}"
        return Visitor(NAME, page, query, sock=raw, ssl=self.tls, additional_headers=headers, origin=origin)


@contextmanager
def proxied(folder: Path, **changes: str | None) -> Iterator[Proxy]:
    """HAProxy and two processes of the app until the block ends; `changes` are environment variables of theirs."""
    proxy = Proxy(folder, **changes)
    with ExitStack() as stack:
        proxy.start(stack)
        yield proxy
