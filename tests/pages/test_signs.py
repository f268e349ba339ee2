"""One sign for every product and one for every minus, in all that is written on the pages."""

from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from explorer.training.experiments import EXPERIMENTS as OF_THE_TRAINER
from tests.pages.lessons import LESSONS
from tests.pages.signs import odd_signs

OpenPage = Callable[..., AppTest]


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        (r"$2 \times 3 - 6$, 2 × 3 − 6 = 0, a 2-3-2-2 network, 1e-4, `x - 1`, cross-entropy", 0),
        ("- a list\n- with **two** entries", 0),
        (r"$2 \cdot 3$", 1),
        ("2 · 3 = 6", 1),
        ("from -5 to 5", 1),
        ("x - h", 1),
        ("at x = -b / w", 1),
    ],
)
def test_odd_signs_are_found(text: str, odd: int) -> None:
    assert len(odd_signs(text)) == odd


def written(at: AppTest) -> Iterator[str]:
    """All that is to be read on a page, but for charts and for the numbers that Streamlit writes at its sliders."""
    for kind in ("markdown", "caption", "title", "header", "subheader", "text", "success", "info", "warning", "error"):
        yield from (element.value for element in getattr(at, kind))
    for expander in at.expander:
        yield expander.label
    for metric in at.metric:
        yield from (metric.label, metric.value)
    for kind in ("slider", "select_slider", "selectbox", "radio", "pills", "number_input", "button", "toggle"):
        for widget in getattr(at, kind):
            yield from (widget.label, widget.help or "")
    for kind in ("selectbox", "radio", "pills"):
        for widget in getattr(at, kind):
            yield from map(str, widget.options)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["home", *LESSONS, "trainer", "inside"])
def test_a_page_has_one_sign_for_products_and_one_for_minus_and_tells_of_no_lesson(
    read_page: OpenPage, name: str
) -> None:
    texts = list(written(read_page(name)))
    assert len(texts) > 3
    assert [odd for text in texts for odd in odd_signs(text)] == []
    assert [text for text in texts if "the lesson" in text.lower()] == []


def test_so_do_experiments() -> None:
    experiments = [*OF_THE_TRAINER, *(one for lesson in LESSONS.values() for one in lesson.experiments)]
    texts = [text for one in experiments for text in (one.title, one.question, *one.choices, one.why)]
    assert [odd for text in texts for odd in odd_signs(text)] == []
