"""What is said of a class's runs."""

from explorer.runs import gathered_words as words
from tests.explorer.runs.test_gathered_charts import MIXED, THIRTY, ended


def test_the_heading_counts() -> None:
    assert words.heading("biology-3b", [ended()] * 23) == "23 runs of class biology-3b today"
    assert words.heading("biology-3b", [ended()]) == "1 run of class biology-3b today"
    assert words.heading("biology-3b", []) == "No run of class biology-3b yet today"
    both = [ended(), ended()._replace(dataset="kmnist")]
    assert words.heading("biology-3b", both) == "2 runs of class biology-3b today, on 2 data sets"


def test_of_one_run_only_what_it_came_to_is_told() -> None:
    said = words.told([ended()])
    assert said == (
        "**Best: 90.00%** of the test images right, with hidden size 50, learning rate 0.1, iterations 3,000, "
        "batch size 100, weight scale 0.1, seed 0."
    )


def test_of_several_the_best_the_middle_the_lowest_and_who_diverged() -> None:
    said = words.told(MIXED)
    assert said.startswith("**Best: 95.00%**")
    assert "learning rate later 0.5 from iteration 300" in said
    assert "At least half of the 4 runs come to 90.0% or more, the lowest to 9.8%." in said
    assert "1 has diverged" in said
    assert "diverged" not in words.told(THIRTY)


def test_the_table_has_a_row_for_each_rate() -> None:
    head, rule, *rows = words.by_rate([*MIXED, ended(10, 0.2)]).split("\n")
    assert head.count("|") == rule.count("|") == 6
    assert rows == [
        "| 0.1 | 2 | 90.00% | 90.00% | 90.00% |",
        "| 0.1, then others | 1 | 95.00% | 95.00% | 95.00% |",
        "| 10 | 2 | 20.00% | 14.90% | 9.80% |",
    ]


def test_settings_that_read_as_many_images_as_the_best_are_counted() -> None:
    assert "1 other setting read just as many." in words.told([ended(1, 0.9), ended(2, 0.9), ended(3, 0.8)])
    assert "just as many" not in words.told([ended(1, 0.9), ended(1, 0.9), ended(3, 0.8)])
