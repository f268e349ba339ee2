"""The locked versions are a choice among those that the ranges admit, each with the hashes of its files."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = {path.name: path.read_text() for path in ROOT.glob("requirements*.lock")}


def ranges(name: str) -> list[Requirement]:
    """What a requirements file asks for, those that it includes as well."""
    wanted = []
    for line in (ROOT / name).read_text().splitlines():
        if line.startswith("-r "):
            wanted += ranges(line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            wanted.append(Requirement(line))
    return wanted


def pinned(lock: str) -> set[tuple[str, str]]:
    """Names and versions; a package may have several, for different Pythons."""
    return set(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCKS[lock], re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements", "requirements-cluster", "requirements-dev"])
def test_what_is_asked_for_is_locked_in_a_version_that_is_admitted(name: str) -> None:
    for wanted in ranges(f"{name}.txt"):
        versions = [version for name_, version in pinned(f"{name}.lock") if name_ == canonicalize_name(wanted.name)]
        assert versions, wanted
        assert all(map(wanted.specifier.contains, versions)), wanted


def test_what_the_app_has_is_what_the_tests_have() -> None:
    assert pinned("requirements.lock") < pinned("requirements-cluster.lock") < pinned("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_hashes_and_comes_from_wherever_one_gets_packages(lock: str) -> None:
    for entry in re.split(r"\n(?=\w)", re.sub(r"^\s*#.*\n", "", LOCKS[lock], flags=re.MULTILINE)):
        assert re.fullmatch(r"[\w.-]+==[^\s;]+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n?", entry), entry
