"""Every setting of a public host that `docs/hosting.md` justifies."""

import csv
import http.client
import os
import re
import socket
import ssl
import tomllib
from contextlib import ExitStack

import psutil
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import InvalidStatus

from tests.hosting.attacker import Attacker
from tests.hosting.proxy import NAME, Proxy
from tests.serving import ROOT
from tests.visitor import Visitor
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


def ask(address: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


# Of the app by itself.


def test_a_visitor_is_shown_no_traceback_and_no_developers_menu() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["toolbarMode"] == "viewer"
    assert config["client"]["showErrorLinks"] is False


def test_a_file_is_taken_only_with_the_token_of_the_visitor(address: str) -> None:
    attacker = Attacker(address)
    path = f"/_stcore/upload_file/{attacker.session}/file"
    assert ask(address, path, "PUT").status == 403
    assert ask(address, path, "DELETE").status == 403
    attacker.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_page_from_elsewhere_opens_no_websocket(address: str, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        Visitor(address, "sigmoid", origin=origin)


def test_a_page_from_elsewhere_reads_nothing(address: str) -> None:
    for path in ("/_stcore/health", "/_stcore/host-config", "/"):
        assert ask(address, path, Origin="https://evil.example").getheader("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize(
    "path", ["/streamlit_app.py", "/.streamlit/config.toml", "/pages/trainer.py", "/app/static/icon.svg"]
)
def test_no_file_of_the_app_is_served(address: str, path: str) -> None:
    assert ask(address, path).getheader("Content-Type", "").startswith("text/html"), "that is the front end"


class Listener(Visitor):
    """Remembers the messages that it got."""

    def __init__(self, address: str, page: str) -> None:
        self.heard: list[bytes] = []
        super().__init__(address, page)

    def _receive(self, data: bytes | str) -> None:
        assert isinstance(data, bytes)
        self.heard.append(data)
        super()._receive(data)


def test_the_path_of_the_app_is_told_to_visitors_where_it_cannot_be_helped_and_nowhere_else(address: str) -> None:
    listener = Listener(address, "trainer")
    listener.wait_for("train")
    listener.close()
    telling = [data for data in listener.heard if str(ROOT).encode() in data]
    told = {ForwardMsg.FromString(data).new_session.main_script_path for data in telling}
    assert told == {str(ROOT / "streamlit_app.py")}
    assert {data.count(str(ROOT).encode()) for data in telling} == {1}


# Behind HAProxy.


def test_nobody_goes_round_haproxy(proxy: Proxy) -> None:
    port, _ = proxy.apps["a"]
    socket.create_connection(("127.0.0.1", port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port))  # another address of this machine


def test_what_is_multiplied_by_connections_is_bounded(proxy: Proxy) -> None:
    rows = csv.DictReader(proxy.operator.tell("show stat").removeprefix("# ").splitlines())
    most = {(row["pxname"], row["svname"]): row["slim"] for row in rows}
    assert [most["apps", app] for app in "ab"] == ["400"] * 2
    assert [most["uploads", app] for app in "ab"] == ["8"] * 2


def connections(proxy: Proxy) -> int:
    """Those that HAProxy counts from 127.0.0.1."""
    (count,) = re.findall(r"key=::ffff:127\.0\.0\.1 .*conn_cur=(\d+)", proxy.operator.tell("show table public")) or [
        "0"
    ]
    return int(count)


def test_who_connects_and_asks_for_nothing_is_counted_too(proxy: Proxy) -> None:
    wait_until(lambda: connections(proxy) == 0)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(socket.create_connection(("127.0.0.1", proxy.port)))
        wait_until(lambda: connections(proxy) == 3)
    wait_until(lambda: connections(proxy) == 0)


def test_one_address_has_so_many_connections_and_leaves_room_for_others(proxy: Proxy) -> None:
    try:
        proxy.operator.tell("set table public key ::ffff:127.0.0.1 data.conn_cur 700")
        with pytest.raises((ConnectionError, ssl.SSLEOFError)):  # it is not even heard
            proxy.ask("/_stcore/health")
    finally:
        proxy.operator.tell("clear table public")
    assert proxy.ask("/_stcore/health")[0] == 200


@pytest.mark.skipif(os.geteuid() != 0, reason="HAProxy is started by root to become somebody else")
def test_haproxy_does_not_run_as_root(proxy: Proxy) -> None:
    workers = [process for process in psutil.process_iter(["name", "username"]) if process.info["name"] == "haproxy"]
    assert "haproxy" in {process.info["username"] for process in workers}


def test_only_its_own_name_leads_to_the_app(proxy: Proxy) -> None:
    assert proxy.ask("/_stcore/health")[0] == 200
    assert proxy.ask("/_stcore/health", Host="evil.example")[0] == 421
    port, _ = proxy.apps["a"]
    with pytest.raises(InvalidStatus, match="403"):  # nor does another name past HAProxy
        Visitor(f"127.0.0.1:{port}", "sigmoid")


def test_who_comes_without_tls_is_sent_to_it(proxy: Proxy) -> None:
    status, headers, _ = proxy.ask("/softmax?a0=2", tls=False)
    assert (status, headers["Location"]) == (308, f"https://{NAME}/softmax?a0=2")


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "//_stcore//metrics", "/%5Fstcore/metrics", "/_stcore/agent/openapi.json"]
)
def test_what_is_for_the_operator_is_not_there_for_visitors(proxy: Proxy, path: str) -> None:
    assert proxy.ask(path)[0] == 404
    port, _ = proxy.apps["a"]
    assert ask(f"127.0.0.1:{port}", "/_stcore/metrics").status == 200


def test_every_answer_has_the_headers_of_a_public_host(proxy: Proxy) -> None:
    for path in ("/", "/_stcore/health", "/_stcore/metrics"):
        _, headers, _ = proxy.ask(path)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert headers["Server"] is None


def test_every_cookie_goes_over_tls_alone(proxy: Proxy) -> None:
    _, headers, _ = proxy.ask("/_stcore/health")
    cookies = headers.get_all("Set-Cookie") or []
    assert {cookie.partition("=")[0] for cookie in cookies} == {"process", "_streamlit_xsrf"}
    for cookie in cookies:
        assert len(re.findall("; secure", cookie, re.IGNORECASE)) == 1
        assert len(re.findall("; samesite=lax", cookie, re.IGNORECASE)) == 1


def test_a_large_body_is_refused_before_it_is_sent(proxy: Proxy) -> None:
    for path in ("/", "/_stcore/upload_file/a/b"):
        assert proxy.ask(path, "PUT", content_length="5000000")[0] == 413


def test_the_configuration_tells_a_log_nothing_about_a_person() -> None:
    text = (ROOT / "deploy" / "haproxy.cfg").read_text()
    (written,) = re.findall(r'log-format "(.*)"', text)
    assert set(written.split()) == {"%b/%s", "%ST", "%ts", "%HM", "%HPO"}
    assert not re.search(r"option\s+(httplog|tcplog|forwardfor)|capture", text)
