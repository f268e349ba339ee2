"""What a server's log says of a visitor who sends what no browser would."""

from pathlib import Path

import pytest
from websockets import InvalidStatus

from tests.hosting.attacker import Attacker
from tests.serving import serving
from tests.visitor import Visitor

pytestmark = pytest.mark.slow


def test_bad_messages_are_said_once_and_nothing_of_who_sent_them(tmp_path: Path, cache_folder: Path) -> None:
    file = tmp_path / "log"
    with serving(file, NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None) as (address, _):  # with no other visitor
        first = Visitor(address, "sigmoid")
        first.wait_for("x")
        first.close()
        for _ in range(8):
            attacker = Attacker(address, additional_headers={"Cookie": "secret=1"}, user_agent_header="a browser")
            attacker.send(b"\xff" * 100)
            assert attacker.closed == 1002
        for number in range(8):
            with pytest.raises(InvalidStatus, match="403"):
                Visitor(address, "sigmoid", origin=f"https://evil{number}.example")
    log, port = file.read_text(), address.rpartition(":")[2]
    assert log.count("Error deserializing back message") == 1
    assert log.count("Traceback") == 1
    assert log.count("Rejecting WebSocket") == 1
    for word in ("secret", "a browser", attacker.session):
        assert word not in log
    assert not [line for line in log.splitlines() if "127.0.0.1:" in line and port not in line]
