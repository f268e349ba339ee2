"""The page that looks inside, without a browser; drawing on it is tested in `tests/browser/test_inside.py`."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.data import datasets
from explorer.data.datasets import DatasetError
from explorer.home import readers
from explorer.home.learning import learn
from explorer.home.readers import Reader
from explorer.inside import examples, images
from explorer.inside.drawing import shrunk
from explorer.inside.drawing_experiments import LETTER, TRIALS
from explorer.inside.strokes import MOST_NUMBERS, Sheet, printed
from explorer.training import turns
from explorer.training.jobs import Job
from explorer.words.numbers import one, whole_percent
from pages.views import draw
from tests.explorer.training.executors import ByHand
from tests.pages.lessons import control, notes, words
from tests.waiting import wait_until

OpenPage = Callable[..., AppTest]
SEVEN = Sheet("seven", ((70, 50, 200, 50, 170, 120, 140, 180, 120, 240),))


@pytest.fixture(scope="module")
def reader(cache_folder: Path) -> Reader:
    """The network that the first page trains."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NN_EXPLORER_CACHE", str(cache_folder))
        patch.delenv("MNIST_DIR", raising=False)
        digits = datasets.load(datasets.SAMPLE)
    with threadpool_limits(1):  # two threads wait for each other on a busy machine
        return Reader(digits, learn(digits.folder), {})


def done(result: object) -> "Future[object]":
    future: Future[object] = Future()
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
    return future


@pytest.fixture(autouse=True)
def has_learned(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody was there before, so that the network has learned, and test images were fetched."""
    monkeypatch.setattr(readers, "_latest", done(reader))
    images, labels = reader.readings.images.reshape(-1, 28, 28), reader.readings.labels
    monkeypatch.setattr(examples, "fetch", lambda digits: done((images, labels)))


def answer(at: AppTest) -> str:
    """What the container of this key says, as a reader of it would."""
    return "\n".join(one.value for one in at.get_by_key("answer").markdown).replace("*", "")


def with_sheet(at: AppTest, sheet: Sheet) -> AppTest:
    at.session_state["drawing"] = sheet
    return at.run()


@pytest.mark.slow
def test_who_comes_before_the_first_chunk_is_back_has_the_own_network_as_soon_as_it_is(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, looks = ByHand(), list[Hashable]()
    monkeypatch.setattr(turns.SHARED, "_executor", worker)
    monkeypatch.setattr(draw, "poll_seconds", lambda job: looks.append(job) or 60)
    at = open_page("trainer")
    at.button(key="train").click().run()
    at.switch_page("pages/inside.py").run()
    assert at.caption[0].value.startswith("**A network trained just now**")
    assert looks, "it looks again"
    worker.work()
    looks.clear()
    at.run()
    assert at.caption[0].value.startswith("**Your run:**")
    assert looks
    at.session_state["job"].pause()
    worker.work_off()


@pytest.mark.slow
def test_an_empty_sheet_is_no_digit(open_page: OpenPage) -> None:
    at = open_page("inside")
    assert answer(at).startswith("Nothing to read")
    assert "A network trained just now" in at.caption[0].value
    assert "% of the test digits right" in at.caption[0].value


def test_what_is_drawn_is_read_and_cleared(open_page: OpenPage) -> None:
    at = with_sheet(open_page("inside"), SEVEN)
    assert answer(at).startswith("7")
    assert "% sure" in answer(at)
    at.button(key="clear").click().run()
    assert answer(at).startswith("Nothing to read")
    assert at.session_state["drawing"].id != SEVEN.id


def test_it_is_the_core_that_reads(open_page: OpenPage, reader: Reader) -> None:
    at = with_sheet(open_page("inside", centre="false", right=3), SEVEN)
    pixels = np.roll(shrunk(SEVEN.ink), 3, axis=1)
    y = reader.readings.network.predict(pixels.reshape(-1) / np.float32(255))
    assert answer(at).startswith(str(y.argmax()))
    assert f"{whole_percent(y.max())} sure" in answer(at)


def test_ink_that_has_left_the_picture_is_nothing_to_read(open_page: OpenPage) -> None:
    at = with_sheet(open_page("inside", centre="false", right=-8), Sheet("a", ((5, 140),)))
    assert answer(at).startswith("Nothing is left to read")


@pytest.mark.slow
def test_a_drawing_survives_a_slider_and_a_visit_to_another_page(open_page: OpenPage) -> None:
    at = with_sheet(open_page("inside"), SEVEN)
    at.slider(key="turn").set_value(20).run()
    assert at.session_state["drawing"] == SEVEN
    at.switch_page("pages/sigmoid.py").run()
    at.query_params.clear()
    at.switch_page("pages/inside.py").run()
    assert at.session_state["drawing"] == SEVEN
    assert not answer(at).startswith("Nothing")


def test_a_test_digit_is_taken_and_its_label_told(open_page: OpenPage, reader: Reader) -> None:
    at = open_page("inside")
    at.button(key="take").click().run()
    sheet = at.session_state["drawing"]
    assert any(np.array_equal(sheet.under.reshape(-1), image) for image in reader.readings.images)
    assert f"From the test set. Its writer meant {one(sheet.label)}." in [caption.value for caption in at.caption]
    assert not answer(at).startswith("Nothing")


def test_where_none_can_be_had_one_sentence_says_so_and_the_rest_works(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "fetch", lambda digits: done(OSError("no more processes")))
    at = open_page("inside")
    at.button(key="take").click().run()
    assert any("cannot be had at this moment (OSError)" in caption.value for caption in at.caption)
    assert answer(with_sheet(at, SEVEN)).startswith("7")


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.title)
def test_an_experiment_asks_before_it_tells_also_of_an_empty_sheet(open_page: OpenPage, trial) -> None:
    at = open_page("inside", right=5, centre="false")
    control(at, "experiment").set_value(trial.title).run()
    assert at.session_state["drawing"].under is not None, "there is something to try it with"
    assert (at.slider(key="right").value, at.toggle(key="centre").value) == (0, True)
    assert f"{trial.what}. What will it read then?" in words(at)
    assert trial.why not in words(at)
    before = answer(at)[0]
    for choice in control(at, "guess").options:
        control(at, "guess").set_value(choice).run()
        explains = answer(at)[0] != before or not trial.tried  # what has changed nothing needs no reason
        assert (trial.why in words(at)) == explains
        assert ("**Right.**" in words(at)) == ((answer(at)[0] == before) == choice.endswith("as before"))
        assert f"read as {answer(at)[0]}, " in words(at)


@pytest.mark.slow
def test_clearing_ends_an_experiment_that_is_about_the_drawing_but_not_the_one_about_a_letter(
    open_page: OpenPage,
) -> None:
    for title, ends in ((LETTER, False), ("Turn it", True)):
        at = with_sheet(open_page("inside"), SEVEN)
        control(at, "experiment").set_value(title).run()
        at.button(key="clear").click().run()
        assert answer(at).startswith("Nothing to read")
        assert (control(at, "experiment").value is None) == ends


@pytest.mark.slow
def test_the_visitor_s_own_run_is_what_the_page_is_about_once_it_has_learned_something(
    open_page: OpenPage, reader: Reader
) -> None:
    dataset = reader.digits.dataset
    job = Job(nn.start_training(nn.TrainingConfig(hidden_size=7, iterations=300), dataset), reader.digits)
    job.pause()
    at = open_page("inside")
    at.session_state["job"] = job
    at.run()
    assert "A network trained just now" in at.caption[0].value
    job.run = nn.advance(job.run, dataset, 40)
    at.run()
    assert at.caption[0].value.startswith("**Your run:** 7 hidden units")
    assert at.caption[0].value.endswith("40 iterations so far.")
    job.run = nn.advance(job.run, dataset, 300)
    at.run()
    assert "so far" not in at.caption[0].value
    assert f"{job.run.test_accuracy[-1]:.1%} of the test digits right" in at.caption[0].value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError("no more processes"), "because of a fault on the server (OSError)"),
        (DatasetError("The disk is full. Make room."), "The disk is full. Make room."),
    ],
)
def test_where_no_network_can_be_trained_a_sentence_says_so_and_a_button_tries_again(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, reader: Reader, error: Exception, sentence: str
) -> None:
    monkeypatch.setattr(readers, "_latest", done(error))
    monkeypatch.setattr(readers, "begin", lambda: monkeypatch.setattr(readers, "_latest", done(reader)))
    at = open_page("inside")
    assert sentence in at.warning[0].value
    at.button(key="retry").click().run()
    at.run()
    assert not at.warning
    assert answer(at).startswith("Nothing to read")


@pytest.mark.slow
def test_the_first_visitor_of_a_server_waits_for_a_network_and_no_page_waits_with_them(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_latest", None)
    at = open_page("inside")
    assert "A network is learning" in at.info[0].value
    wait_until(readers.learned)
    assert answer(at.run()).startswith("Nothing to read")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "key", "value", "remarked"),
    [
        ({"see": "units"}, "see", "units", 0),
        ({"see": "Image"}, "see", "image", 1),
        ({"see": "everything"}, "see", "draw", 1),
        ({"centre": "false"}, "centre", False, 0),
        ({"centre": "True"}, "centre", True, 1),
        ({"centre": "perhaps"}, "centre", True, 1),
        ({"right": "99"}, "right", 8, 1),
        ({"turn": "47"}, "turn", 45, 1),
        ({"bolder": "nan"}, "bolder", 0.0, 1),
    ],
    ids=lambda value: str(value),
)
def test_a_link_gets_what_it_asks_for_or_the_nearest(
    open_page: OpenPage, asked: dict[str, str], key: str, value: object, remarked: int
) -> None:
    at = open_page("inside", **asked)
    assert control(at, key).value == value
    assert len(notes(at)) == remarked


@pytest.mark.slow
@pytest.mark.parametrize("view", ["draw", "units", "mistakes", "image", "break"])
def test_a_teacher_s_question_is_asked_once_whether_the_network_has_learned_or_not(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    asked = {"see": view, "ask": "What do you see?"}
    assert [text.value for text in open_page("inside", **asked).text] == ["What do you see?"]
    monkeypatch.setattr(readers, "_latest", Future())
    waits = open_page("inside", **asked)
    assert waits.info
    assert [text.value for text in waits.text] == ["What do you see?"]


@pytest.mark.slow
def test_every_view_has_a_question_of_its_own(open_page: OpenPage) -> None:
    at, questions = open_page("inside"), set()
    for view in at.segmented_control(key="see").options:
        at.segmented_control(key="see").set_value(view).run()
        questions.add(at.markdown[0].value)
    assert len(questions) == 5
    assert all(question.endswith("?") for question in questions)


@pytest.mark.slow
def test_only_the_view_that_was_chosen_is_there(open_page: OpenPage) -> None:
    for view in ("units", "mistakes", "image", "break"):
        at = open_page("inside", see=view)
        assert not at.exception
        with pytest.raises(KeyError):
            at.button(key="clear")


@pytest.mark.slow
def test_a_drawing_is_looked_into_and_compared_with_what_was_meant(open_page: OpenPage) -> None:
    at = with_sheet(open_page("inside", see="image"), SEVEN)
    at.segmented_control(key="of").set_value("drawing").run()
    assert "Why 7, and not " in words(at)
    assert "Right or wrong? That depends on what you meant." in words(at)
    assert "which nobody has said yet. If it was 7" in words(at)
    assert "meant" not in at.query_params
    at.selectbox(key="meant").set_value(7).run()
    assert "That is right." in words(at)
    at.selectbox(key="meant").set_value(9).run()
    assert "Why 7, and not 9?" in words(at)
    assert (at.query_params["of"], at.query_params["meant"]) == ("drawing", "9")
    assert "That is wrong: **9** was meant." in words(at)
    control(at, "see").set_value("draw").run()
    at.button(key="clear").click().run()
    assert "meant" not in at.query_params, "it was said of the drawing that is gone"


@pytest.mark.slow
def test_what_a_test_image_on_the_paper_means_is_known_until_something_is_drawn_over_it(open_page: OpenPage) -> None:
    sheet = printed(shrunk(SEVEN.ink), 3, datasets.SAMPLE)
    at = with_sheet(open_page("inside", see="image", of="drawing"), sheet)
    assert "the probability of what was meant, 3: " in words(at)
    with pytest.raises(KeyError):
        at.selectbox(key="meant")
    with_sheet(at, sheet._replace(strokes=((1, 1),)))
    assert at.selectbox(key="meant").value is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "value", "said"), [("banana", None, "it is empty instead"), ("-3", 0, "it is 0 instead")]
)
def test_a_link_to_a_class_that_there_is_not_is_told_so(
    open_page: OpenPage, asked: str, value: int | None, said: str
) -> None:
    at = with_sheet(open_page("inside", see="image", of="drawing", meant=asked), SEVEN)
    assert not at.exception
    assert at.selectbox(key="meant").value == value
    assert said in "".join(notes(at))


@pytest.mark.slow
def test_what_was_meant_among_other_images_is_not_meant_among_these(open_page: OpenPage) -> None:
    at = with_sheet(open_page("inside", see="image", of="drawing"), SEVEN)
    at.selectbox(key="meant").set_value(7).run()
    at.session_state["meant_of"] = "clothes"
    assert at.run().selectbox(key="meant").value is None
    assert "meant" not in at.query_params


@pytest.mark.slow
def test_an_image_that_this_network_was_not_tested_on_is_gone_from_the_address_too(
    open_page: OpenPage, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page("inside", see="image", image=95)
    assert (at.number_input(key="image").value, at.query_params["image"]) == (95, "95")
    whole = images.with_tests(reader.digits)
    fewer = replace(whole, x_test=whole.x_test[:60], t_test=whole.t_test[:60])
    monkeypatch.setattr(images, "with_tests", lambda digits: fewer)  # as after "Another network"
    at.run()
    assert at.number_input(key="image").value == 1
    assert "image" not in at.query_params


@pytest.mark.slow
def test_where_no_image_can_be_had_no_experiment_asks_about_it(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "fetch", lambda digits: done(TimeoutError()))
    at = open_page("inside")
    at.pills(key="experiment").set_value("Shift it").run()
    assert at.pills(key="experiment").value is None
    assert any("A test image cannot be had at this moment" in caption.value for caption in at.caption)
    assert "reads your drawing as" not in words(at)


@pytest.mark.slow
def test_a_full_sheet_says_so(open_page: OpenPage) -> None:
    at = with_sheet(open_page("inside"), Sheet("full", ((9, 9) * (MOST_NUMBERS // 2),)))
    assert "The sheet is full." in "".join(caption.value for caption in at.caption)


@pytest.mark.parametrize("coming", [True, False])
def test_a_reload_whose_run_is_still_on_its_way_says_so(open_page: OpenPage, coming: bool) -> None:
    at = open_page("inside")
    at.session_state["coming_back"] = coming
    at.run()
    assert any("This page was reloaded" in info.value for info in at.info) == coming
