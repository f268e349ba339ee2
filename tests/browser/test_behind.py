"""A browser that is behind: what it was sent waits, while it draws or on the way, and a hand goes on."""

from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.pictures import pictures, rest, slider
from tests.waiting import wait_until


class Behind:
    """Stands in the browser's websocket, and can hold what comes from the server.

    Attributes:
        held: what waits; None while all of it gets through.
        asked: how often the browser has asked for the page, or for a part of it.
    """

    def __init__(self, page: Page) -> None:
        self.held: list[bytes] | None = None
        self.asked = 0
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        self._browser, server = browser, browser.connect_to_server()

        def to_server(data: bytes | str) -> None:
            assert isinstance(data, bytes)
            self.asked += BackMsg.FromString(data).WhichOneof("type") == "rerun_script"
            server.send(data)

        def to_browser(data: bytes | str) -> None:
            assert isinstance(data, bytes)
            if self.held is None:
                browser.send(data)
            else:
                self.held.append(data)

        browser.on_message(to_server)
        server.on_message(to_browser)

    @property
    def holds_an_end(self) -> bool:
        """Does the end of a run wait, and with it all that the run has drawn?"""
        return any(ForwardMsg.FromString(data).WhichOneof("type") == "script_finished" for data in self.held or ())

    def catch_up(self) -> None:
        """Have all that waits, and from now on what comes as it comes."""
        held, self.held = self.held or [], None
        for data in held:
            self._browser.send(data)


def test_a_slider_that_is_back_before_its_pictures_have_come_shows_what_it_showed_there(
    page: Page, app_url: str
) -> None:
    behind = Behind(page)
    page.goto(f"{app_url}/sigmoid")
    rest(page, 2)

    def press(key: str) -> None:
        asked = behind.asked
        slider(page, "x").press(key)
        wait_until(lambda: page.evaluate("true") and behind.asked > asked)

    press("Home")
    rest(page, 2)
    shown = pictures(page, 2)
    press("ArrowRight")
    rest(page, 2)
    behind.held = []  # the third run: its end has the browser let go of the first one's pictures
    press("End")
    wait_until(lambda: page.evaluate("true") and behind.holds_an_end)
    press("Home")
    behind.catch_up()
    rest(page, 2)
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until(lambda: pictures(page, 2) == shown)
