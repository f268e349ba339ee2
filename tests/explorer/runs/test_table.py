from explorer.runs.table import came_of, differing, in_common, table
from tests.explorer.runs.made import kept, made


def test_settings_that_differ_are_bold_and_the_others_are_said_once() -> None:
    _, runs = kept(made(learning_rate=0.5), made(learning_rate=0.1, seed=1))
    assert differing(runs) == ["lr", "seed"]
    assert set(in_common(runs)) == {"dataset", "iterations", "init_std"}
    found = table(runs)
    titles = [title for title, _ in found["columns"]]
    assert titles[:5] == ["Test accuracy", "Hidden size", "Learning rate", "Batch size", "Seed"]
    latest, first = found["rows"]
    assert (latest["number"], first["number"]) == (2, 1)
    bold = {title: cell[0] for title, cell in zip(titles, first["cells"], strict=True) if cell[2]}
    assert bold == {"Learning rate": "0.5", "Seed": "0"}


def test_every_row_has_what_its_run_came_to() -> None:
    runs, _ = kept(made((0.1, 0.96, 0.91)), made((0.1, 0.2, 0.3), done=150))
    titles = [title for title, _ in table(list(runs))["columns"]]
    stopped, whole = (dict(zip(titles, row["cells"], strict=True)) for row in table(list(runs))["rows"])
    assert whole["Test accuracy"][:2] == ("91.00%", 0.91)
    assert whole["Highest on the way"][0] == "96.00%"
    assert whole["Seconds"][0] == "1.5"
    assert stopped["Iterations done"][0] == "150"
    assert stopped["What became of it"][0] == "Stopped at 150 of 300"
    assert runs[1].verdict is not None
    assert whole["What became of it"][0] == runs[1].verdict.name
    assert came_of(runs[2], training=True) == "Training"


def test_a_run_from_a_file_has_no_seconds_to_sort_by() -> None:
    runs, _ = kept()
    runs.add(made(), "sample", None)
    titles = [title for title, _ in table(list(runs))["columns"]]
    assert table(list(runs))["rows"][0]["cells"][titles.index("Seconds")][:2] == ("", None)


def test_the_best_is_marked_where_there_is_another() -> None:
    runs, _ = kept(made((0.1, 0.9)))
    assert [row["mark"] for row in table(list(runs))["rows"]] == [""]
    runs.add(made((0.1, 0.8)), "sample", 1.0)
    assert [row["mark"] for row in table(list(runs))["rows"]] == ["", "best"]


def test_no_run_is_an_empty_table() -> None:
    assert table([])["rows"] == []
    assert in_common([]) == {}
