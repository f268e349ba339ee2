import numpy as np
import pytest

from explorer.inside.network import Known
from explorer.inside.words import says, which


@pytest.mark.parametrize(("most", "shown"), [(0.98, "98% sure."), (0.999, r"\>99% sure."), (1.0, "100% sure.")])
def test_how_sure_it_is_stands_on_a_line_that_is_no_quote(known: Known, most: float, shown: str) -> None:
    y = np.full(10, (1 - most) / 9)
    y[3] = most
    answer, blank, sure = says(known, y).splitlines()
    assert (answer, blank) == ("**3**", "")
    assert sure.startswith(shown)


def test_the_first_iteration_of_a_run_is_one(known: Known) -> None:
    assert which(known._replace(own=True, under_way=True, iterations=1), str).endswith("; 1 iteration so far.")
