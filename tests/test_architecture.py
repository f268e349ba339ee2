"""The arrows between the rooms of the house: streamlit_app -> pages -> explorer -> nn_core, and never back."""

import ast
import re
import sys
from itertools import accumulate
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OF_MANY_FILES = {"imports.py", "specs.py", "numbers.py"}

# What the large rooms may import, besides the standard library. Of packages, explorer may use any.
HOUSE = {
    "streamlit_app": {"streamlit", "explorer"},
    "pages": {"streamlit", "explorer", "nn_core", "pages"},  # of pages only a page's views: see VIEWS
    "nn_core": {"numpy", "nn_core"},
}

# Some pages have views, a file each. They import them, these import what they share, and no view imports another.
VIEWS = {"pages/inside.py": "pages.views.", "pages/runs.py": "pages.views.", "pages/views/": "pages.views.at_hand."}

# Programs for the terminal: each is a file beside the rooms, since its name is what one types.
PROGRAMS = {"train", "sweep"}

# What each room of explorer may import of the others. A lesson's topic never needs another lesson's.
LESSONS = {"sigmoid", "softmax", "losses", "forward", "backward", "gradients", "descent"}
EXPLORER: dict[str, set[str]] = {
    **{lesson: {"charts", "words", "course"} for lesson in LESSONS},
    "training": {"data", "charts", "words", "course"},
    "home": {"training", "data", "charts", "words"},
    "inside": {"home", "training", "data", "charts", "words", "course"},
    "runs": {"training", "data", "charts", "words", "course"},
    "terminal": {"runs", "data"},
    "train": {"terminal", "runs", "training", "data"},
    "sweep": {"terminal", "runs", "training", "data", "words"},
    "data": set(),
    "charts": set(),
    "words": set(),
    "course": set(),
    "page": {"charts", "words", "course", "runs", "training"},  # a tab has a run, which comes back with it
}


def sources(root: Path) -> list[Path]:
    """Every file of the app."""
    rooms = [path for room in ("pages", "explorer", "nn_core") for path in sorted((root / room).rglob("*.py"))]
    return [*root.glob("streamlit_app.py"), *rooms]


def imported(path: Path, root: Path) -> set[str]:
    """The dotted names of all that a file imports, also inside its functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = path.relative_to(root).parts[: -node.level] if node.level else ()
            names |= {".".join(filter(None, (*here, node.module, alias.name))) for alias in node.names}
    return names


def objection(file: str, name: str) -> str | None:
    """What there is to say against importing `name` in `file`; None where the arrows allow it."""
    first, *rest = file.removesuffix(".py").split("/")
    package, other = (*name.split("."), "")[:2]
    if first != "explorer":
        if package not in HOUSE[first] and package not in sys.stdlib_module_names:
            return f"{first} may not, see HOUSE"
        if package == "pages" and not any(file.startswith(one) and name.startswith(VIEWS[one]) for one in VIEWS):
            return "a page imports no other, a view no other view"
        if package == "explorer" and other in LESSONS - set(rest):
            return "that belongs to another page"
    elif package == "explorer":
        if other != rest[0] and other not in EXPLORER.get(rest[0], ()):
            return f"explorer's {rest[0]} may not, see EXPLORER"
    elif package in {"pages", "streamlit_app", "tests", "benchmarks", "docs"}:
        return "arrows point the other way"
    elif package == "streamlit" and rest[0] != "page":
        return "only explorer/page may"
    return None


def complaints(root: Path) -> list[str]:
    """A sentence for every file in no room or an unknown one, and for all that is imported against the arrows."""
    found = []
    for path in sources(root):
        file = path.relative_to(root).as_posix()
        room = file.removesuffix(".py").split("/")[1:2]
        if re.fullmatch(r"explorer/(?!__init__)\w+\.py", file) and not PROGRAMS & set(room):
            found.append(f"{file}: in explorer a topic is a folder.")
        elif file.startswith("explorer/") and not EXPLORER.keys() & set(room) and room != ["__init__"]:
            where = "LESSONS here if it is one, else to EXPLORER with the rooms that it may import"
            found.append(f"{file}: a new room. Add {room[0]!r} to {where}.")
        else:
            said = {name: objection(file, name) for name in sorted(imported(path, root))}
            found += [f"{file} imports {name}: {why}" for name, why in said.items() if why]
    return found


def test_arrows_point_one_way() -> None:
    assert complaints(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("explorer/softmax/charts.py", "from explorer.losses.prediction import one_hot", "may not, see EXPLORER"),
        ("explorer/softmax/charts.py", "from explorer import losses", "may not, see EXPLORER"),
        ("explorer/softmax/charts.py", "from ..losses import prediction", "may not, see EXPLORER"),
        ("explorer/charts/ahead.py", "import explorer.sigmoid.unit as unit", "may not, see EXPLORER"),
        ("explorer/data/store.py", "from explorer.training import jobs", "may not, see EXPLORER"),
        ("explorer/training/words.py", "from explorer.descent.verdicts import verdict", "may not, see EXPLORER"),
        ("explorer/training/words.py", "from explorer.page.linked import linked", "may not, see EXPLORER"),
        ("explorer/training/words.py", "def later():\n    import streamlit", "only explorer/page may"),
        ("explorer/training/page.py", "import streamlit as st", "only explorer/page may"),
        ("explorer/words/latex.py", "from pages import softmax", "arrows point the other way"),
        ("explorer/maps/charts.py", "import math", "Add 'maps' to LESSONS here if it is one, else to EXPLORER"),
        ("explorer/maps.py", "import math", "a topic is a folder"),
        ("nn_core/losses.py", "from scipy.special import softmax", "nn_core may not"),
        ("nn_core/losses.py", "from explorer.words import latex", "nn_core may not"),
        ("pages/softmax.py", "from explorer.losses import charts", "belongs to another page"),
        ("pages/softmax.py", "import pandas as pd", "pages may not"),
        ("pages/softmax.py", "from pages.losses import explore", "a page imports no other"),
        ("pages/softmax.py", "from pages.views import draw", "a page imports no other"),
        ("pages/views/units.py", "from pages.views.draw import show", "a view no other view"),
        ("pages/views/units.py", "from pages.views import draw", "a view no other view"),
        ("pages/views/units.py", "from pages import inside", "a view no other view"),
        ("pages/views/units.py", "from explorer.losses import charts", "belongs to another page"),
        ("streamlit_app.py", "import nn_core as nn", "streamlit_app may not"),
    ],
)
def test_an_import_against_an_arrow_is_noticed(tmp_path: Path, file: str, line: str, complaint: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(line)
    (said,) = complaints(tmp_path)
    assert said.startswith(file)
    assert complaint in said


@pytest.mark.parametrize(
    ("work", "beside"),
    [
        ("explorer/training/chunk.py", {"explorer/training/moments.py"}),
        ("explorer/home/learning.py", set()),
        ("explorer/inside/examples_worker.py", set()),
    ],
)
def test_what_workers_import_needs_numpy_alone(work: str, beside: set[str]) -> None:
    """A worker's file and all that it imports, on and on: no other package, and of explorer few other files."""
    names, packages = [work.removesuffix(".py").replace("/", ".")], set()
    files: set[Path] = set()
    while names:
        parts = names.pop().split(".")
        packages.add(parts[0])
        stems = [ROOT / stem for stem in accumulate(parts, "{}/{}".format)]
        new = {path for stem in stems for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.exists()}
        names += [name for path in new - files for name in imported(path, ROOT)]
        files |= new
    assert packages - set(sys.stdlib_module_names) == {"explorer", "nn_core", "numpy"}
    of_explorer = {path for path in files if (ROOT / "explorer") in path.parents and path.name != "__init__.py"}
    assert of_explorer == {
        ROOT / work,
        ROOT / "explorer/data/store.py",
        ROOT / "explorer/data/workshop.py",
        *(ROOT / file for file in beside),
    }


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda path: path.stem)
def test_a_page_is_a_script_without_mathematics(path: Path) -> None:
    """No page defines a class, computes with a mathematical function or opens a file."""
    tree = ast.parse(path.read_text())
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"open", "sum", "pow", "exp", "log"}
    assert not any(isinstance(node, ast.ClassDef) for node in ast.walk(tree))
    packages = {name.partition(".")[0] for name in imported(path, ROOT)}
    assert not packages & {"math", "numpy", "os", "pathlib"}


def test_tests_stand_where_their_sources_stand() -> None:
    """tests/explorer/softmax/test_steps.py tests explorer/softmax/steps.py; a few test what no single file says."""
    for path in (ROOT / "tests" / "explorer").rglob("test_*.py"):
        source = path.relative_to(ROOT / "tests").with_name(path.name.removeprefix("test_"))
        assert (ROOT / source).exists() or source.name in OF_MANY_FILES, f"{path.relative_to(ROOT)} tests no {source}"


def test_pyplot_is_never_used() -> None:
    """It is not thread-safe and keeps every figure alive."""
    assert [path for path in sources(ROOT) if "pyplot" in path.read_text().replace("st.pyplot", "")] == []


def test_no_text_is_shown_as_html() -> None:
    """Some of it comes from links and files; what is drawn as HTML or SVG has a component of its own in `assets/`."""
    assert [path for path in sources(ROOT) if "unsafe_allow" in path.read_text()] == []


def test_what_moves_by_itself_leaves_the_rest_of_the_page_where_it_is() -> None:
    """A browser moves these alone. Of anything else it would lay out the page anew sixty times a second."""
    free = {"opacity", "translate", "scale", "rotate", "transform", "none"}
    styles = "".join(path.read_text() for path in (ROOT / "assets").glob("*.css"))
    moved = {part.split()[0] for value in re.findall(r"transition:([^;]+);", styles) for part in value.split(",")}
    assert moved
    assert moved <= free
    assert "@keyframes" not in styles, "which properties they move is not looked at here"
