"""What the threads of a `tests.visitor.Visitor` do to one connection."""

import shutil
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.tls import self_signed, trusting

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")

MESSAGE = b"0123456789" * 10
MESSAGES = 2_000


def _echo(listening: socket.socket, context: ssl.SSLContext) -> None:
    """Send back whatever the first to come sends."""
    raw, _ = listening.accept()
    with context.wrap_socket(raw, server_side=True) as connection:
        while data := connection.recv(65536):
            connection.sendall(data)


@pytest.mark.slow
def test_what_is_written_arrives_while_another_thread_reads(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "IP:127.0.0.1")
    server, client = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), trusting(certificate)
    server.load_cert_chain(certificate)
    with ThreadPoolExecutor() as pool, socket.create_server(("127.0.0.1", 0)) as listening:
        for _ in range(5):
            echo = pool.submit(_echo, listening, server)
            raw = socket.create_connection(listening.getsockname())
            with client.wrap_socket(raw, server_hostname="127.0.0.1") as connection:
                writing = pool.submit(lambda: [connection.sendall(MESSAGE) for _ in range(MESSAGES)])
                received = b""
                while len(received) < MESSAGES * len(MESSAGE) and (data := connection.recv(65536)):
                    received += data
                writing.result(60)
            assert received == MESSAGE * MESSAGES
            echo.result(60)
