"""A link from somebody else: what it asks for is shown as plain text, and nothing of it does anything."""

from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from explorer.forward import network

HOSTILE = (
    "![](http://elsewhere.example/p.png)",
    "[Log in](http://elsewhere.example/)",
    "<http://elsewhere.example/>",
    "http://elsewhere.example/",
    "www.elsewhere.example",
    "somebody@elsewhere.example",
    "<img src=http://elsewhere.example/q.png>",
    "<b>bold</b>",
    "**bold** __bold__ ~~gone~~",
    "$x^2$ $$y$$",
    ":red[x] :blue-badge[y]",
    ":smile: :streamlit:",
    "`code`",
    "`](http://elsewhere.example)`![](http://elsewhere.example/r.png)",
    "a`]![](http://elsewhere.example/s.png)",
    "a\n\n# heading\n\n| a | b |\n| - | - |",
    "-> <- -- >=",
    "{0.__class__} %s \\",
    "\u202eright to left",
)
MADE_OF_IT = "elements => elements.map(e => e.querySelectorAll('a, img, strong, em, del, math, table, h1, sup').length)"


def test_what_a_link_asks_for_is_plain_text(app_url: str, page: Page) -> None:
    elsewhere: list[str] = []
    page.route(
        lambda url: not url.startswith((app_url, "data:", "blob:")), lambda route: elsewhere.append(route.request.url)
    )
    page.goto(f"{app_url}/forward?{urlencode(dict(zip(network.LESSON, HOSTILE, strict=False)))}")
    notes = page.get_by_test_id("stCaptionContainer").filter(has_text="The link asks for")
    expect(notes).to_have_count(len(HOSTILE))
    texts = notes.evaluate_all("elements => elements.map(e => e.textContent)")
    for asked, text in zip(HOSTILE, texts, strict=True):
        shown = asked if len(asked) <= 40 else f"{asked[:40]}…"
        assert repr(shown) in text
    assert notes.evaluate_all(MADE_OF_IT) == [0] * len(HOSTILE)
    assert notes.locator("[data-testid=stIconMaterial], [role=img]").count() == len(HOSTILE), "our own, and no other"
    assert elsewhere == []
