"""Restart the processes behind HAProxy one after the other, so that nobody loses a run that has a minute to finish.

    python3 deploy/rolling_update.py --restart "systemctl restart explorer@{port}"

Each gets no new visitors, then as much time as `--patience` says for those that it has; after that it is restarted, and
whoever was still there comes back on another by themselves, with their settings, and with their run where there is a
shelf (NN_EXPLORER_SHELF). A single process is restarted at once: there is no other for them, and it is back in seconds.
"""

import argparse
import csv
import shlex
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable

BACKEND = "apps"
SECONDS_TO_START = 60


class HAProxy:
    """The one that listens at a socket of its operator."""

    def __init__(self, path: str) -> None:
        self._path = path

    def tell(self, command: str) -> str:
        """What it answers to a command."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._path)
            connection.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def servers(self) -> dict[str, dict[str, str]]:
        """By its name, what is known of each: `addr`, `status`, `scur` (connections, websockets too) and more."""
        rows = csv.DictReader(self.tell("show stat").removeprefix("# ").splitlines())
        return {row["svname"]: row for row in rows if row["pxname"] == BACKEND and row["svname"] != "BACKEND"}


def update(proxy: HAProxy, restart: Callable[[int], object], patience: float) -> None:
    """Restart each process, by its port, when nobody is connected to it or `patience` seconds are over.

    Raises:
        RuntimeError: one of them was not well before, so that nobody could go there; or one has not come back. The
            others are as they were.
    """
    for name in proxy.servers():
        ill = [other for other, server in proxy.servers().items() if server["status"] != "UP"]
        if ill:
            raise RuntimeError(f"not well: {', '.join(ill)}")
        _renew(proxy, name, restart, patience)


def _renew(proxy: HAProxy, name: str, restart: Callable[[int], object], patience: float) -> None:
    address = proxy.servers()[name]["addr"]
    try:
        if len(proxy.servers()) > 1:  # one alone has nobody to send newcomers to: it is back in seconds
            proxy.tell(f"set server {BACKEND}/{name} state drain")
            _wait(lambda: proxy.servers()[name]["scur"] == "0", patience)
        restart(int(address.rpartition(":")[2]))
        if not _wait(lambda: _is_well(address), SECONDS_TO_START):
            raise RuntimeError(f"{name} did not start")
    finally:
        proxy.tell(f"set server {BACKEND}/{name} state ready")
    if not _wait(lambda: proxy.servers()[name]["status"] == "UP", SECONDS_TO_START):
        raise RuntimeError(f"{name} has not come back")


def _is_well(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=2).status == 200)
    except OSError:
        return False


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Until it holds; whether it did in that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", default="/run/haproxy/admin.sock", help="of HAProxy's operator")
    parser.add_argument("--restart", required=True, help="a command; {port} is that of the process")
    parser.add_argument("--patience", type=float, default=75, help="seconds for those who are connected")
    told = parser.parse_args()

    def restart(port: int) -> None:
        subprocess.run(shlex.split(told.restart.format(port=port)), check=True)

    update(HAProxy(told.socket), restart, told.patience)


if __name__ == "__main__":
    main()
