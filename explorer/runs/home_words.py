"""What is said where a run goes home or comes back, and what its file is called."""

from collections.abc import Callable

from explorer.runs.kept import Kept, Runs
from explorer.words.numbers import percent

MOST_IN_A_FIGURE = 5  # so many dashes can be told apart on paper

NPZ = "Weights, curves and settings: this page reads it back, and `np.load` does."
CSV = "Loss and accuracy, a row for each iteration, for a spreadsheet."
SCRIPT = "At most 80 lines of NumPy that train this very network without this app."
NOTEBOOK = "The same program in cells, with a word about each."
LET_GO = (
    "Its weights had to make room for those of other runs. Train again with these settings, and they are there again, "
    "to the last bit on the same kind of processor."
)
NOT_BEGUN = "It is the file of a run that has not begun: there is nothing to compare."
LOAD = "The file of a run (.npz), from you or from somebody who handed it in"


def figure(drawn: int, on_chart: int) -> str:
    """What is in a figure of so many runs of those that are on the chart."""
    which = "The run" if on_chart == 1 else "The runs" if drawn == on_chart else f"The latest {drawn}"
    return f"{which} on the chart, for a report."


def file_name(one: Kept) -> str:
    """Of letters that every computer has, and with what tells it from others: run-3-rate-0.1-units-50."""
    config = one.run.config
    return f"run-{one.number}-rate-{config.learning_rate:g}-units-{config.hidden_size}"


def name(runs: Runs) -> str:
    """What a run from a file is called until somebody calls it otherwise."""
    number = 1 + sum(one.seconds is None for one in runs)
    return f"From a file, {number}" if number > 1 else "From a file"


def loaded(one: Kept, is_here: bool, plain: Callable[[str], str]) -> str:
    """What came of a file that was a run."""
    here = "" if is_here else " Its images are not on this machine; its curves can be compared all the same."
    done = "1 iteration" if one.run.iteration == 1 else f"{one.run.iteration:,} iterations"
    read = f"{percent(one.final, 2)} of the test images right"
    return f"{plain(one.name)}: {done} on {plain(one.dataset_name)}, {read}.{here}"
