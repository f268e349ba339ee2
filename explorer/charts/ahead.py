"""Pictures sent ahead, so that a chart follows a slider in the browser, before the server has heard of it.

The data of a chart hold a frame for the picture as it is, and one for many a place that a slider may go to from here,
all of them computed by the core. While a slider moves, `assets/sliders.js` tells the charts of each place that has a
frame, and they show it; at any other place they wait for the server. Its answer brings the frames around the new
place; the picture itself stays.

Where no slider has moved yet, or nobody tells the chart, it shows the picture as it is.

    def curve(w):
        return {"x": X[None], "y": nn.sigmoid(w[:, None] * X)}

    picture = Ahead(now={"w": w}, sliders={"w": Range(-4.0, 4.0, 0.1)})
    picture.chart(height=300, layer=[{**picture.data("curve", curve), "mark": "line", "encoding": ...}, ...])
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike

from explorer.charts.aloud import aloud
from explorer.charts.arrays import Array, in_rows
from explorer.charts.marks import QUIET, ROOM, Spec
from explorer.charts.stops import Range
from explorer.charts.tables import table, words

FRAMES = 24  # about so many for each slider: one for every place near by, and for some of those far away
FEW = 20  # a slider of no more places than this has a frame for each

Sliders = Mapping[str, Range | Sequence[float]]  # by its key: the range of an `st.slider`, or the options of a select

# What a chart's spec has at its top, for its data to hear of a slider.
_MOVED: Spec = {"name": "moved", "bind": {"element": "body", "event": "slider"}}


class Place(NamedTuple):
    """Where a slider is, and the places that pictures were sent ahead for, as the browser counts them."""

    here: float
    sent: list[float]


class Ahead:
    """A chart as it is now, and as it will be wherever a slider may go from here, one at a time.

    Args:
        now: the value of everything that the chart depends on, under the keys of its widgets.
        sliders: of those, the ones that have a slider; its range, or the options of an `st.select_slider`.
        at_most: about how many pictures for each slider that has more than `FEW` places; 0: the one that there is.
    """

    def __init__(self, now: Mapping[str, float], sliders: Sliders, at_most: int = FRAMES) -> None:
        self._now, self._sliders, self._at_most = now, sliders, at_most
        self._datasets: dict[str, pa.Table] = {}
        self._params: dict[str, str] = {}

    def data(
        self,
        name: str,
        draw: Callable[..., Mapping[str, Array | list[Array]]],
        on: Collection[str] | None = None,
        dtype: DTypeLike = np.float32,
    ) -> Spec:
        """A dataset of this chart, as what a layer, or the whole chart, draws from: the frame that is to be seen.

        Args:
            name: the dataset's.
            draw: gives the data of many pictures at once, one for each row of its arguments: arrays of shape
                (pictures,), under the names of `now`. A column of shape (pictures,) holds one value for each picture,
                one of shape (pictures, n), or a list of arrays of different lengths, several; one of shape (1, n) is
                the same in all pictures.
            on: what of `now` this part of the chart depends on; None: all of it.
            dtype: of numbers that are not whole. Four bytes are as good as seven digits.

        Returns:
            The layer's `data` and `transform`.
        """
        now = {key: value for key, value in self._now.items() if on is None or key in on}
        sliders = {key: places for key, places in self._sliders.items() if key in now}
        self._datasets[name] = _frames(draw, now, sliders, self._at_most, dtype)
        return {"data": {"name": name}, "transform": [{"filter": self._seen(list(sliders))}]}

    def _seen(self, sliders: list[str]) -> str:
        """What tells the rows that are to be seen; short, since the browser asks it of thousands, at every move.

        Which slider has moved is found out once for all of them. Where it is none of these nothing is asked again.
        """
        key = "_".join(sliders)
        known = f"moved && indexof({sliders}, moved.slider) >= 0"
        self._params[f"slider_{key}"] = f"{known} ? moved.slider : ''"
        self._params[f"at_{key}"] = f"{known} ? moved.at : 0"
        return f"datum.slider == slider_{key} && datum.from <= at_{key} && at_{key} < datum.to"

    @property
    def places(self) -> dict[str, Place]:
        """Of every slider, where it is and which pictures of it there are; what `assets/sliders.js` has to know."""
        places = {}
        for key, slider in self._sliders.items():
            stops = _stops(slider)
            on_slider = _on_slider(slider, stops)
            here = _here(stops, self._now[key])
            sent = on_slider[_near_and_far(len(stops), here, self._at_most)]
            places[key] = Place(float(on_slider[here]), sent.tolist())
        return places

    def chart(self, **spec: Any) -> Spec:
        """The chart with all its data.

        Args:
            spec: what it draws. Where this is the same as before the browser redraws what has changed in the data, and
                nothing else.
        """
        params = [{"name": name, "expr": expression} for name, expression in self._params.items()]
        layers = {"layer": [*spec["layer"], ROOM]} if "layer" in spec else {}
        whole = {"config": QUIET, "params": [_MOVED, *params], **spec, **layers, "datasets": self._datasets}
        return aloud(whole)


def _frames(
    draw: Callable[..., Mapping[str, Array | list[Array]]],
    now: Mapping[str, float],
    sliders: Sliders,
    at_most: int,
    dtype: DTypeLike,
) -> pa.Table:
    """A row for each item of each picture: its `slider`, and the places `from` and `to` between which it is seen."""
    numbers, low, high, values = [0], [-np.inf], [np.inf], {key: [value] for key, value in now.items()}
    for number, (slider, of_slider) in enumerate(sliders.items(), start=1):
        stops = _stops(of_slider)
        on_slider = _on_slider(of_slider, stops)
        chosen = _near_and_far(len(stops), _here(stops, now[slider]), at_most)
        middles = (on_slider[chosen][1:] + on_slider[chosen][:-1]) / 2
        numbers += [number] * len(chosen)
        low += [-np.inf, *middles]
        high += [*middles, np.inf]
        for key, column in values.items():
            column += stops[chosen].tolist() if key == slider else [now[key]] * len(chosen)
    columns, items = _rows(draw(**{key: np.array(column) for key, column in values.items()}))
    place = {"from": np.array(low, np.float32), "to": np.array(high, np.float32)}
    return table(
        {
            "slider": words(np.array(numbers, np.int8).repeat(items), ["", *sliders]),
            **{name: column.repeat(items) for name, column in place.items()},
            **{name: _lean(column, dtype) for name, column in columns.items()},
        }
    )


def _rows(drawn: Mapping[str, Array | list[Array]]) -> tuple[dict[str, Array], Array]:
    """Every column with a row for each item, picture after picture; and how many items each picture has."""
    lists = [column for column in drawn.values() if isinstance(column, list)]
    if lists:
        items = np.array([len(one) for one in lists[0]])
        return {
            name: np.concatenate(column) if isinstance(column, list) else column.repeat(items)
            for name, column in drawn.items()
        }, items
    columns = in_rows(**{name: column for name, column in drawn.items() if not isinstance(column, list)})
    pictures, items = next(iter(columns.values())).shape
    return {name: column.ravel() for name, column in columns.items()}, np.full(pictures, items)


@np.errstate(over="ignore")  # what is too large for four bytes becomes inf
def _lean(column: Array, dtype: DTypeLike) -> Any:
    """The column as it travels."""
    if column.dtype.kind == "U":
        names = {word: number for number, word in enumerate(dict.fromkeys(column.tolist()))}
        return words(np.array([names[word] for word in column.tolist()], np.int32), list(names))
    return column.astype({"f": dtype, "i": np.int32}.get(column.dtype.kind, column.dtype))


def _stops(slider: Range | Sequence[float]) -> Array:
    return slider.stops if isinstance(slider, Range) else np.array(slider)


def _on_slider(slider: Range | Sequence[float], stops: Array) -> Array:
    """What the browser calls each place: of options, their numbers."""
    return stops if isinstance(slider, Range) else np.arange(len(stops))


def _here(stops: Array, value: float) -> int:
    return int(np.abs(stops - value).argmin())


def _near_and_far(count: int, here: int, at_most: int) -> Array:
    """About `at_most` of the places 0 ... count - 1 on a slider: all those near `here`, fewer of the others."""
    if at_most == 0:
        return np.array([here])
    places = np.arange(count)
    if count <= FEW:
        return places
    near, stride = max(at_most // 4, 1), -(-count // max(at_most // 2, 1))
    return places[(np.abs(places - here) <= near) | (places % stride == 0) | (places == count - 1)]
