"""Components of the app's own: what `assets/` has of a name, its script and where there is one its style."""

from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parents[2] / "assets"


def component(name: str) -> Any:
    """Declares the component of this name, once for the server; its style holds on the whole page."""
    texts = {kind: ASSETS / f"{name}.{kind}" for kind in ("js", "css")}
    given = {kind: path.read_text(encoding="utf-8") for kind, path in texts.items() if path.exists()}
    return st.components.v2.component(name, isolate_styles=False, **given)
