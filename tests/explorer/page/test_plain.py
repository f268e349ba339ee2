"""Sentences from elsewhere in Markdown."""

import pytest

from explorer.page.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The disk is full. Make room, then press Train.", "The disk is full. Make room, then press Train."),
        ("It's 11,610 bytes (not 5); why?", "It's 11,610 bytes (not 5); why?"),
        ("not reached (is there a connection?).", "not reached (is there a connection?)."),
        ("no file /data/my_own/x*y.gz here", "no file `/data/my_own/x*y.gz` here"),
        ("see http://host/ or www.host or me@host", "see `http://host/` or `www.host` or `me@host`"),
        ("![a](b) $x$ :smile: <b> _a_ -- # \\", "`![a](b)` `$x$` `:smile:` `<b>` `_a_` `--` `#` `\\`"),
        ("in /a*b, or there.", "in `/a*b`, or there."),
        ("a`b ```c", "`` a`b `` ```` ```c ````"),
        ("MNIST_DIR names fashion-mnist", "MNIST_DIR names fashion-mnist"),
    ],
)
def test_a_sentence_from_elsewhere_is_plain_in_markdown(text: str, shown: str) -> None:
    assert plain(text) == shown
