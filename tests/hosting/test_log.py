"""What a server's log says of a visitor who sends what no browser would."""

import socket

import pytest
from websockets import InvalidStatus

from tests.hosting.attacker import Attacker
from tests.hosting.proxy import NAME, Proxy
from tests.visitor import Visitor

pytestmark = pytest.mark.slow


def test_bad_messages_are_said_once_and_nothing_of_who_sent_them(proxy: Proxy) -> None:
    port, _ = proxy.apps["a"]
    first = proxy.visit("sigmoid", app="a")
    first.wait_for("x")
    first.close()

    def here() -> socket.socket:
        return socket.create_connection(("127.0.0.1", port))

    for _ in range(8):
        attacker = Attacker(NAME, sock=here(), additional_headers={"Cookie": "secret=1"}, user_agent_header="a browser")
        attacker.send(b"\xff" * 100)
        assert attacker.closed == 1002
    for number in range(8):
        with pytest.raises(InvalidStatus, match="403"):
            Visitor(NAME, "sigmoid", sock=here(), origin=f"https://evil{number}.example")
    log = proxy.log("a")
    assert log.count("Error deserializing back message") == 1
    assert log.count("Traceback") == 1
    assert log.count("Rejecting WebSocket") == 1
    for word in ("secret", "a browser", attacker.session):
        assert word not in log
    assert not [line for line in log.splitlines() if "127.0.0.1:" in line and str(port) not in line]
