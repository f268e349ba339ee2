"""A student's browser in front of HAProxy: nothing of a page is refused, and it comes back when its process is gone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import chromium
from tests.browser.pictures import slider, whole
from tests.hosting.proxy import COOKIE, NAME, Proxy
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

NOTE_WHAT_IS_REFUSED = """
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture(scope="module")
def page(playwright: Playwright, proxy: Proxy) -> Iterator[Page]:
    browser = chromium.launch(playwright, f"--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{proxy.port}")
    page = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(NOTE_WHAT_IS_REFUSED)
    yield page
    browser.close()


@pytest.mark.parametrize("name", ["", "trainer"])
def test_the_content_security_policy_refuses_nothing_of_a_page(page: Page, name: str) -> None:
    page.goto(f"https://{NAME}/{name}")
    whole(page)
    assert page.evaluate("window.refused") == []


def test_the_content_security_policy_refuses_what_comes_from_elsewhere(page: Page) -> None:
    page.goto(f"https://{NAME}/sigmoid")
    page.evaluate("""
        document.body.append(Object.assign(new Image(), {src: "https://evil.example/p.png"}));
        document.body.append(Object.assign(document.createElement("script"), {textContent: "window.evil = 1"}));
        document.body.append(Object.assign(document.createElement("iframe"), {src: "https://evil.example/"}));
    """)
    page.wait_for_function("window.refused.length >= 3")
    assert page.evaluate("window.evil") is None


def app_of(page: Page) -> str:
    """The process that it was served by."""
    (name,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == COOKIE]
    return name


def test_a_run_whose_process_is_killed_goes_on_by_itself(page: Page, proxy: Proxy) -> None:
    before = proxy.kept()
    page.goto(f"https://{NAME}/trainer?hidden=77&iterations=50000")
    whole(page)
    words, in_mid_run = page.get_by_test_id("stMain"), re.compile(r"[1-9]\S* of 50,000 iterations, \S+ a second")
    page.locator(".st-key-train button").click()
    expect(words).to_contain_text(in_mid_run)
    wait_until(lambda: proxy.kept() - before)
    with proxy.killed(app_of(page)):
        page.wait_for_function("known => sessionStorage.tab !== known", arg=page.evaluate("sessionStorage.tab"))
        expect(words).to_contain_text(in_mid_run)
        assert slider(page, "hidden").input_value() == "77"
        assert page.url == f"https://{NAME}/trainer?hidden=77&iterations=50000"
        page.locator(".st-key-reset button").click()
        expect(words).to_contain_text("Ready. Press Train.")


def test_a_page_at_rest_whose_process_is_killed_answers_its_slider(page: Page, proxy: Proxy) -> None:
    page.goto(f"https://{NAME}/sigmoid?x=2")
    whole(page)
    before = app_of(page)
    with proxy.killed(before):
        page.wait_for_function(
            "document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'"
        )
        page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for()
        assert app_of(page) != before
        slider(page, "x").press("ArrowRight")
        expect(page.get_by_test_id("stMain")).to_contain_text("2.1")
        expect(page).to_have_url(f"https://{NAME}/sigmoid?x=2.1")
