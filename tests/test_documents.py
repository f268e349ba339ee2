"""The documents say what is so: every file that they name is there, and they agree on the version."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.charts.colours import SAYS
from tests.explorer.charts.test_specs import assert_valid, without_data

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md"]
# A name without a folder is the root's, but for Python's: `charts.py` is that of the topic that is spoken of.
FILE = re.compile(r"([\w.-]+/)+([\w-]+\.\w+)?|[\w-]+\.(cff|lock|md|toml|txt|yml)")
MADE = {"lowest.lock"}  # by make, where it is asked for


def named_files(document: Path) -> Iterator[Path]:
    """What a document links to, and what it names in backticks, from the root of the repository."""
    text = document.read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        yield document.parent / target
    for name in re.findall(r"`([^`\n]+)`", text):
        if FILE.fullmatch(name) and name not in MADE:
            yield ROOT / name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    assert [path for path in named_files(document) if not path.exists()] == []


def test_these_tests_notice_a_file_that_is_not_there(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("`explorer/none.py`, `none/`, [this](that.md); `pages/<topic>.py`, `nn.sigmoid`, `make run`.")
    assert list(named_files(document)) == [tmp_path / "that.md", ROOT / "explorer/none.py", ROOT / "none"]


def test_the_chart_that_one_is_told_to_begin_with_is_one() -> None:
    """As it stands in CONTRIBUTING.md: a valid spec, whose data are the core's, in a colour that has a meaning."""
    told = (ROOT / "CONTRIBUTING.md").read_text().split("## Add a chart", 1)[1]
    (code,) = re.findall(r"```python\n(.*?)```", told, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "CONTRIBUTING.md", "exec"), names)
    for w in (-4.0, 1.0, 4.0):
        chart = names["output_chart"](x=2.0, w=w)
        assert_valid(without_data(chart))
        assert [layer["encoding"]["color"] for layer in chart["layer"][:2]] == [{"value": SAYS.shown}] * 2
        assert names["_point"](np.array([2.0]), np.array([w]))["y"] == nn.sigmoid(2 * w)


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert next(heading for heading in headings if heading != "Unreleased") == version
