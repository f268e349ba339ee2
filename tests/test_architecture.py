"""The arrows between the rooms of the house: streamlit_app -> pages -> explorer -> nn_core, and never back."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [
    ROOT / "streamlit_app.py",
    *(path for room in ("pages", "explorer", "nn_core") for path in (ROOT / room).rglob("*.py")),
]
MAY_IMPORT = {
    "streamlit_app.py": {"streamlit"},
    "pages": {"streamlit", "explorer", "nn_core"},
    "nn_core": {"numpy", "nn_core"},
}


def imports(path: Path, *, module_level: bool) -> set[str]:
    """The packages that a file imports: at once, or also inside its functions."""
    tree = ast.parse(path.read_text())
    nodes = tree.body if module_level else ast.walk(tree)
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    foreign = imports(path, module_level=False) - set(sys.stdlib_module_names)
    if room in MAY_IMPORT:
        assert foreign <= MAY_IMPORT[room]
    else:
        assert not foreign & {"pages", "streamlit_app", "tests"}
        assert path.name in {"page.py", "internals.py"} or "streamlit" not in foreign


@pytest.mark.parametrize("path", list((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_a_page_is_a_script_without_mathematics(path: Path) -> None:
    """No page defines a class, computes with a mathematical function or opens a file."""
    tree = ast.parse(path.read_text())
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"open", "sum", "pow", "exp", "log"}
    assert not any(isinstance(node, ast.ClassDef) for node in ast.walk(tree))
    assert not imports(path, module_level=False) & {"math", "numpy", "os", "pathlib"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pyplot_is_never_used(path: Path) -> None:
    """It is not thread-safe and keeps every figure alive."""
    assert "pyplot" not in path.read_text().replace("st.pyplot", "")
