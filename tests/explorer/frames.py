"""What a chart shows: the frames in its datasets, chosen as the chart does it."""

import numpy as np
import pandas as pd
import pyarrow as pa


def frame(data: pa.Table, slider: str = "", place: float = 0.0) -> pd.DataFrame:
    """The rows that a chart draws of a dataset of `explorer.charts.ahead.Ahead`.

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
    rows = data.drop_columns(["slider", "from", "to"]).filter(pa.array(seen)).to_pandas()
    return rows.astype(dict.fromkeys(rows.select_dtypes("category"), str))


def derived(rows: pd.DataFrame, transform: list[dict]) -> pd.DataFrame:
    """The rows with what the browser calculates for them: arithmetic is written in Python as it is in Vega."""
    for step in transform:
        if "calculate" in step:
            values = [eval(step["calculate"], {"max": max, "datum": row}) for row in rows.itertuples()]
            rows = rows.assign(**{step["as"]: values})
    return rows


def assert_sent_ahead(now: dict, then: dict, slider: str, place: float) -> None:
    """In the chart `now`, the slider at `place` shows what the server will send: the chart `then`."""
    for name, data in now["datasets"].items():
        pd.testing.assert_frame_equal(frame(data, slider, place), frame(then["datasets"][name]), rtol=1e-9)
