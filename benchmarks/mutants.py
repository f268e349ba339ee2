"""Would the tests of the core notice? One sign, constant, axis or comparison is changed at a time, and they are run.

    python -m benchmarks.mutants [number of changes] [seed]

Changed at random, in a copy of this folder, anywhere in a function of `nn_core` but where it says what is wrong. First
the tests of the changed file run, then all that the core has. What no test notices survives: such a change is printed
with what stood there before, and either changes nothing that can be seen or asks for a test.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
WORKERS = os.cpu_count() or 1

OTHERS: dict[type[ast.AST], Any] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.USub: ast.UAdd,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
SAID = (ast.Raise, ast.JoinedStr)  # words for people, which may change


class Mutant(NamedTuple):
    """One change: the file, the line, what stood there, what stands there now, and the whole file with it."""

    file: Path
    line: int
    before: str
    after: str
    source: str


def places(node: ast.AST) -> Iterator[ast.AST]:
    """Whatever in this part of a function can be changed: operators with a counterpart, and numbers."""
    for name, field in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in field if isinstance(field, list) else [field]:
            if not isinstance(child, ast.AST) or isinstance(child, SAID):
                continue
            operators = [*getattr(child, "ops", []), getattr(child, "op", None)]
            is_number = isinstance(child, ast.Constant) and type(child.value) in (int, float)
            if is_number or any(type(operator) in OTHERS for operator in operators):
                yield child
            yield from places(child)


def changed(node: ast.AST, chance: random.Random) -> None:
    """Change it, in place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        node.value += chance.choice([-1, 1]) if node.value else 1
    elif isinstance(node, ast.Compare):
        node.ops[0] = OTHERS.get(type(node.ops[0]), type(node.ops[0]))()
    elif isinstance(node, (ast.BinOp, ast.AugAssign, ast.UnaryOp, ast.BoolOp)):
        node.op = OTHERS[type(node.op)]()


def mutants(seed: int) -> Iterator[Mutant]:
    """Changes without end, each with the same chance."""
    files = sorted((ROOT / "nn_core").glob("*.py"))
    everywhere = [(file, number) for file in files for number, _ in enumerate(all_places(ast.parse(file.read_text())))]
    chance = random.Random(seed)
    while True:
        file, number = chance.choice(everywhere)
        tree = ast.parse(file.read_text())
        node = all_places(tree)[number]
        before = ast.unparse(node)
        changed(node, chance)
        if ast.unparse(node) != before:
            yield Mutant(file.relative_to(ROOT), node.lineno, before, ast.unparse(node), ast.unparse(tree))


def all_places(tree: ast.Module) -> list[ast.stmt | ast.expr]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    found = {id(node): node for function in functions for node in places(function)}  # once, also in a nested function
    return [node for node in found.values() if isinstance(node, (ast.stmt, ast.expr))]


def survives(mutant: Mutant, copy: Path) -> bool:
    """Whether all tests of the core pass with it."""
    original = (copy / mutant.file).read_text()
    (copy / mutant.file).write_text(mutant.source)
    own = copy / "tests" / "nn_core" / f"test_{mutant.file.stem}.py"
    try:
        return all(passes(tests, copy) for tests in [*([own] if own.exists() else []), copy / "tests" / "nn_core"])
    finally:
        (copy / mutant.file).write_text(original)


def passes(tests: Path, copy: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--timeout=60", "-p", "no:cacheprovider", str(tests)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return not subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=600).returncode
    except subprocess.TimeoutExpired:
        return False


def main() -> None:
    asked = [int(word) for word in sys.argv[1:]]
    number, seed = [*asked, *(40, 0)[len(asked) :]]
    copies: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        for worker in range(WORKERS):
            copy = Path(folder, str(worker))
            for part in ("nn_core", "explorer", "tests"):
                shutil.copytree(ROOT / part, copy / part)
            shutil.copy(ROOT / "pyproject.toml", copy)
            copies.put(copy)
        if not passes(copy / "tests" / "nn_core", copy):
            sys.exit("The tests of the core fail as it is: they would seem to notice every change.")

        def tried(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                alive = survives(mutant, copy)
            finally:
                copies.put(copy)
            verdict = "SURVIVED" if alive else "noticed"
            print(f"{verdict:8} {mutant.file}:{mutant.line}  {mutant.before}  ->  {mutant.after}", flush=True)
            return alive

        wanted = [mutant for mutant, _ in zip(mutants(seed), range(number), strict=False)]
        survivors = sum(pool.map(tried, wanted))
    print(f"{survivors} of {number} changes survived")


if __name__ == "__main__":
    main()
