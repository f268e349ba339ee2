"""Components of the app's own: what `assets/` has of a name, its script and where there is one its style."""

from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parents[2] / "assets"


def component(name: str, *shared: str) -> Any:
    """Declares the component of this name, once for the server; its style holds on the whole page.

    Args:
        name: of its files in `assets/`.
        shared: the names of files that it has in common with other components.
    """
    paths = {kind: [ASSETS / f"{part}.{kind}" for part in (*shared, name)] for kind in ("js", "css")}
    texts = {kind: "\n".join(path.read_text("utf-8") for path in of if path.exists()) for kind, of in paths.items()}
    return st.components.v2.component(
        name, isolate_styles=False, **{kind: text for kind, text in texts.items() if text}
    )
