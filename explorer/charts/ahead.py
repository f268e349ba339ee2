"""Pictures sent ahead, so that a chart follows a slider in the browser, before the server has heard of it.

The data of a chart hold a frame for the picture as it is, and one for each place that a slider may go to from here,
all of them computed by the core. While a slider moves, `assets/sliders.js` says which, and the chart shows the frame
for where it is. The server's answer then brings the frames around the new place; the picture itself stays.

Where no slider has moved yet, or nobody tells the chart, it shows the picture as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.charts.stops import Range
from explorer.charts.tables import table

NUMBERS = 6_000  # in the frames of one dataset: some 40 kB. Where each place had too many, those far away are fewer.

# What a chart's spec needs at its top for `frames_of` to work.
PARAMS = [{"name": "moved", "bind": {"element": "body", "event": "slider"}}]

Spec = dict[str, Any]


def frames(
    draw: Callable[..., Mapping[str, NDArray[Any] | list[NDArray[Any]]]],
    now: Mapping[str, float],
    sliders: Mapping[str, Range | Sequence[float]],
    at_most: int | None = None,
    digits: int = 4,
) -> pa.Table:
    """A dataset with the picture as it is, and with those that the sliders may lead to, one at a time.

    Args:
        draw: gives the data of many pictures at once, one for each row of its arguments: arrays of shape (pictures,),
            under the names of `now`. A column of shape (pictures,) holds one value for each picture, one of shape
            (pictures, n), or a list of arrays of different lengths, a list of them.
        now: the value of everything that the picture depends on.
        sliders: of those, the ones that have a slider; its range, or the options of an `st.select_slider`.
        at_most: about how many pictures for each slider; 0 for none but the one that there is. None: as many as keep
            to `NUMBERS`.
        digits: significant ones, of the numbers in lists.

    Returns:
        A row for each picture: `slider`, and the places on it `from` and `to` between which it is shown; the lists
        as text, which `frames_of` takes apart again.
    """
    if at_most is None:
        one = draw(**{key: np.array([value]) for key, value in now.items()})
        at_most = max(NUMBERS // (sum(np.size(values) for values in one.values()) * len(sliders)), 1)
    names, low, high, values = [""], [-np.inf], [np.inf], {key: [value] for key, value in now.items()}
    for slider, places in sliders.items():
        stops = places.stops if isinstance(places, Range) else np.array(places)
        on_slider = stops if isinstance(places, Range) else np.arange(len(stops))  # what the browser calls each place
        here = int(np.abs(stops - now[slider]).argmin())
        chosen = _near_and_far(len(stops), here, at_most)
        middles = (on_slider[chosen][1:] + on_slider[chosen][:-1]) / 2
        names += [slider] * len(chosen)
        low += [-np.inf, *middles]
        high += [*middles, np.inf]
        for key, column in values.items():
            column += stops[chosen].tolist() if key == slider else [now[key]] * len(chosen)
    drawn = draw(**{key: np.array(column) for key, column in values.items()})
    columns = {
        name: [_text(row, digits) for row in column] if isinstance(column, list) or column.ndim == 2 else column
        for name, column in drawn.items()
    }
    return table({"slider": names, "from": np.array(low, np.float32), "to": np.array(high, np.float32), **columns})


def frames_of(name: str, sliders: Iterable[str], *lists: str, index: str = "") -> Spec:
    """What a chart's layer, or the whole chart, draws from: the frame of the dataset `name` that is to be seen.

    Args:
        name: a dataset made by `frames`.
        sliders: the keys of the sliders that it has frames for.
        lists: the columns that are lists, to be taken apart: an item in each row.
        index: the name of a column for the number of an item in its list, from 0; none without a name.
    """
    moved = f"moved && indexof({list(sliders)}, moved.slider) >= 0"
    here = "datum.slider == moved.slider && datum.from <= moved.at && moved.at < datum.to"
    transform: list[Spec] = [{"filter": f"{moved} ? {here} : datum.slider == ''"}]
    # Under other names, since the texts are needed again when the slider comes back to this frame.
    taken = {f"{column}_list": f"split(datum['{column}'], '|')" for column in lists}
    if index:
        taken[f"{index}_list"] = f"sequence(length(datum['{lists[0]}_list']))"
    transform += [{"calculate": expression, "as": column} for column, expression in taken.items()]
    if lists:
        transform.append({"flatten": list(taken), "as": [*lists, *([index] if index else [])]})
    return {"data": {"name": name}, "transform": transform}


def _near_and_far(count: int, here: int, at_most: int) -> NDArray[np.intp]:
    """About `at_most` of the places 0 ... count - 1 on a slider: all those near `here`, fewer of the others."""
    if at_most == 0:
        return np.array([here])
    near, stride = max(at_most // 6, 1), -(-count // at_most)
    places = np.arange(count)
    return places[(np.abs(places - here) <= near) | (places % stride == 0) | (places == count - 1)]


def _text(row: NDArray[Any], digits: int) -> str:
    """A list as a text: a chart can take that apart, but no list of Arrow's."""
    item = f"%.{digits}g" if row.dtype.kind in "fiu" else "%s"
    return "|".join([item] * len(row)) % tuple(row.tolist())
