"""A run in each form that it goes home in from the terminal, by the ending of its file's name."""

from collections.abc import Callable
from pathlib import Path

import nn_core as nn
from explorer.runs import curves, figures, files, program


def _figure(kind: figures.Kind) -> Callable[[nn.TrainingRun, str], bytes]:
    def draw(run: nn.TrainingRun, dataset_name: str) -> bytes:
        config = run.config
        label = f"{dataset_name}, {config.hidden_size:,} hidden units, learning rate {config.learning_rate:g}"
        return figures.figure([(label, run)], kind)

    return draw


FORMS: dict[str, Callable[[nn.TrainingRun, str], bytes]] = {
    ".npz": files.packed,
    ".csv": lambda run, _: curves.as_csv(run).encode(),
    ".py": lambda run, dataset_name: program.script(run, dataset_name).encode(),
    ".ipynb": lambda run, dataset_name: program.notebook(run, dataset_name).encode(),
    ".png": _figure("png"),
    ".svg": _figure("svg"),
    ".pdf": _figure("pdf"),
}


def ending(path: Path) -> str:
    """Which of `FORMS` a file of this name has; whatever is no other is the run itself."""
    return path.suffix.lower() if path.suffix.lower() in FORMS else ".npz"


def write(path: Path, run: nn.TrainingRun, dataset_name: str) -> None:
    """Write the file: it is there whole or as it was before.

    Raises:
        ValueError: as `files.packed`.
        OSError: it cannot be written.
    """
    files.put(path, FORMS[ending(path)](run, dataset_name))
