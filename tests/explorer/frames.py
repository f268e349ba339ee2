"""What a chart shows: the frames in its datasets, chosen as the chart does it."""

import math
import time
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from explorer.charts.marks import PICKED


def shown(data: pa.Table, slider: str = "", place: float = 0.0) -> dict[str, np.ndarray]:
    """The columns of what a chart draws of a dataset of `explorer.charts.ahead.Ahead`.

    Args:
        data: the dataset.
        slider: the key of the slider that has moved. One that the dataset has no frames for: the picture as it is.
        place: where it is now, as the browser counts.
    """
    moved = data["slider"].chunk(0)
    sliders = moved.dictionary.to_pylist()
    number = sliders.index(slider) if slider in sliders else 0
    seen = (
        (np.asarray(data["from"]) <= place) & (place < np.asarray(data["to"])) & (np.asarray(moved.indices) == number)
    )
    rows = data.drop_columns(["slider", "from", "to"]).filter(pa.array(seen))
    texts = pa.types.is_dictionary  # the few words of a column are sent once and numbered
    return {
        name: np.array(column.to_pylist(), object) if texts(column.type) else column.to_numpy()
        for name, column in zip(rows.column_names, rows.columns, strict=True)
    }


def frame(data: pa.Table, slider: str = "", place: float = 0.0) -> pd.DataFrame:
    """The rows of what is `shown`."""
    return pd.DataFrame(shown(data, slider, place))


class Row(dict):
    """A row as Vega's expressions name it, datum.x or datum['x y']; what it has not is nothing."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)


def records(rows: pd.DataFrame) -> list[Row]:
    """The rows one by one; a good deal quicker than `to_dict("records")`."""
    columns = [rows[name].tolist() for name in rows]
    return [Row(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]


# What the charts' expressions use of Vega's.
VEGA: dict[str, Any] = {
    "moved": Row(),  # no slider has
    PICKED: Row(),  # and nothing was clicked on
    "now": lambda picked: time.time(),
    "abs": abs,
    "max": max,
    "isFinite": math.isfinite,
    "inrange": lambda value, ends: ends[0] <= value <= ends[1],
    "clamp": lambda value, low, high: value if math.isnan(value) else min(max(value, low), high),
    "format": lambda value, form: f"{value:{form.replace('~', '')}}",
    "either": lambda test, then, otherwise: then if test else otherwise,
}


def derived(rows: pd.DataFrame, transform: list[dict]) -> pd.DataFrame:
    """The rows that a layer draws, with what the browser calculates for them: its expressions, read as Python's."""
    for step in transform:
        expression = step.get("filter", step.get("calculate", ""))
        if expression and "slider_" not in expression:  # which frame is shown: that is `frame`'s to say
            for word, ours in {"&&": "and", "||": "or", "if(": "either("}.items():
                expression = expression.replace(word, ours)
            code = compile(expression.strip(), "transform", "eval")
            values = [eval(code, VEGA | {"datum": row}) for row in records(rows)]
            rows = rows.assign(**{step["as"]: values}) if "as" in step else rows[np.array(values, bool)]
    return rows


def assert_sent_ahead(now: dict, then: dict, slider: str, place: float) -> None:
    """In the chart `now`, the slider at `place` shows what the server will send: the chart `then`."""
    for name, data in now["datasets"].items():
        columns, sent = shown(data, slider, place), shown(then["datasets"][name])
        assert columns.keys() == sent.keys()
        for column, values in columns.items():
            if values.dtype == object:
                assert values.tolist() == sent[column].tolist()
            else:
                np.testing.assert_allclose(values, sent[column], rtol=1e-9, atol=1e-8)
