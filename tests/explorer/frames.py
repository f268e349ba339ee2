"""What a chart shows: the frames in its datasets, taken apart as the chart does it."""

from typing import Any

import pandas as pd
import pyarrow as pa


def frame(data: pa.Table, slider: str = "", place: float = 0.0) -> pd.DataFrame:
    """The rows that a chart draws of a dataset made by `explorer.charts.ahead.frames`.

    Args:
        data: the dataset.
        slider: the key of the slider that has moved. None, or one that the dataset has no frames for: the picture as
            it is.
        place: where it is now, as the browser counts.
    """
    rows = data.to_pandas()
    if slider not in set(rows["slider"]):
        slider = ""
    seen = rows[(rows["slider"] == slider) & (rows["from"] <= place) & (place < rows["to"])]
    seen = seen.drop(columns=["slider", "from", "to"])
    lists = [name for name in seen if pd.api.types.is_string_dtype(seen[name]) and "|" in "".join(seen[name])]
    for name in lists:
        seen[name] = [[_number(item) for item in text.split("|")] for text in seen[name]]
    return seen.explode(lists, ignore_index=True).infer_objects() if lists else seen.reset_index(drop=True)


def _number(item: str) -> Any:
    try:
        return float(item)
    except ValueError:
        return item


def assert_sent_ahead(now: dict, then: dict, slider: str, place: float) -> None:
    """In the chart `now`, the slider at `place` shows what the server will send: the chart `then`."""
    for name, data in now["datasets"].items():
        if "slider" in data.column_names:
            pd.testing.assert_frame_equal(frame(data, slider, place), frame(then["datasets"][name]), rtol=1e-9)
        else:
            assert data.equals(then["datasets"][name])
