"""Somebody who means harm: a session over the app's websocket that sends what no browser would."""

import http.client
import secrets
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import ConnectionClosed, Subprotocol
from websockets.sync.client import connect

from tests.visitor import AS_A_BROWSER

MEGABYTE = 1 << 20

# How a connection ends on which too much was sent. Who still sends as the server hangs up may miss why.
TOO_LARGE = (1009, 1006)


class Attacker:
    """One session.

    Args:
        address: of the server.
        listen: whether to wait for the page.
        connection: what else there is to say of the websocket.

    Attributes:
        session: the id that the server has told it.
        closed: the code that the server has closed the websocket with; None while it is open.
        boxes: how many errors its page has shown so far, without a word of what they are.
    """

    def __init__(self, address: str, listen: bool = True, **connection: Any) -> None:
        self._address = address
        self.closed: int | None = None
        self.boxes = 0
        websocket = connect(
            f"ws://{address}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            **(AS_A_BROWSER | connection),
        )
        self._socket = websocket.__enter__()
        message = BackMsg()
        message.rerun_script.page_name = "sigmoid"
        self._socket.send(message.SerializeToString())
        self.session = ""
        while listen and not self.session:
            self.session = self._next().new_session.initialize.session_id

    def upload(self, megabytes: float, session: str | None = None, chunked: bool = False) -> int:
        """Put a file where `st.file_uploader` puts one; the server's status.

        Args:
            megabytes: its size.
            session: whose file it is to be; the attacker's own unless given.
            chunked: do not tell the size before.
        """
        boundary = secrets.token_hex(8)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="run.npz"\r\n\r\n'.encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        body = head + bytes(round(megabytes * MEGABYTE)) + tail
        token = self._token()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "X-Xsrftoken": token,
            "Cookie": f"_streamlit_xsrf={token}",
        }
        connection = http.client.HTTPConnection(self._address, timeout=60)
        path = f"/_stcore/upload_file/{self.session if session is None else session}/{secrets.token_hex(8)}"
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # the answer came before all was said
                connection.request("PUT", path, _pieces(body) if chunked else body, headers, encode_chunked=chunked)
            return connection.getresponse().status
        except OSError:
            return 0  # cut off without a word
        finally:
            connection.close()

    def send(self, data: bytes | Iterable[bytes]) -> None:
        """Send a message, in one frame or in several, whatever is in it; see whether the server hangs up."""
        try:
            self._socket.send(data)
            while True:
                self._see(self._socket.recv(timeout=1))
        except TimeoutError:
            return
        except ConnectionClosed as end:
            self.closed = end.rcvd.code if end.rcvd else 1006

    def states(self, megabytes: float) -> None:
        """Tell the server of widgets that are not there, with as much in them."""
        message = BackMsg()
        letters = "x" * 1000
        for number in range(round(megabytes * MEGABYTE) // len(letters)):
            message.rerun_script.widget_states.widgets.add(id=f"w{number}", string_value=letters)
        self.send(message.SerializeToString())

    def answers(self) -> bool:
        """Does the server still run this session's page?"""
        message = BackMsg()
        message.rerun_script.page_name = "sigmoid"
        self._socket.send(message.SerializeToString())
        while self._next().WhichOneof("type") != "script_finished":
            pass
        return True

    def hangs_up(self) -> int:
        """Wait until the server closes the websocket; the code that it does so with.

        Raises:
            TimeoutError: it does not.
        """
        while self.closed is None:
            try:
                self._see(self._socket.recv(timeout=60))
            except ConnectionClosed as end:
                self.closed = end.rcvd.code if end.rcvd else 1006
        return self.closed

    def send_only(self, data: bytes) -> None:
        """Send a message and do not listen."""
        self._socket.send(data)

    def close(self) -> None:
        """As a tab that is closed."""
        self._socket.close()

    def cut(self) -> None:
        """End the connection without a word."""
        with suppress(OSError):  # the server was first
            self._socket.socket.shutdown(socket.SHUT_RDWR)

    def _next(self) -> ForwardMsg:
        return self._see(self._socket.recv(timeout=60))

    def _see(self, data: bytes | str) -> ForwardMsg:
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        if message.delta.new_element.WhichOneof("type") == "exception":
            error = message.delta.new_element.exception
            assert not error.stack_trace, error
            self.boxes += 1
        return message

    def _token(self) -> str:
        connection = http.client.HTTPConnection(self._address, timeout=60)
        connection.request("GET", "/_stcore/health")
        cookie = connection.getresponse().getheader("Set-Cookie") or ""
        connection.close()
        return cookie.partition("_streamlit_xsrf=")[2].partition(";")[0]


def _pieces(body: bytes) -> Iterable[bytes]:
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]


def is_well(address: str) -> bool:
    """Does the server answer?"""
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("GET", "/_stcore/health")
    well = connection.getresponse().status == 200
    connection.close()
    return well
