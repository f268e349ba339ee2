"""What the browser is given besides Streamlit's own: here, looks that cost little while a slider is in the hand."""

import re
from pathlib import Path

import pytest

from explorer.page.assets import ASSETS

HAS = r":has\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.css")), ids=lambda path: path.name)
def test_what_has_something_in_it_styles_nothing_below_it_but_by_variables(path: Path) -> None:
    """A browser would look again at all below it whenever anything in it comes or goes, as at each move of a slider."""
    written = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    selectors = re.findall(r"[^{};]+(?=\{)", written)
    assert not [one for one in selectors if re.search(rf"{HAS}[^\s,>+~]*(?:\s*>\s*|\s+)(?![+~,>\s]|$)", one.strip())]
