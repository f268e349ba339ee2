"""The views of a network that need no browser: a visitor's own run on small images of noise."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.data import store
from explorer.data.classes import CLOTHES, Contents
from explorer.data.datasets import Digits
from explorer.inside import harm, mistakes_words
from explorer.training import moments
from explorer.training.answers import answers
from explorer.training.jobs import Job
from tests.pages.lessons import notes

ROOT = Path(__file__).parents[2]
VIEWS = ("units", "mistakes", "image", "break")

Look = Callable[..., AppTest]


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Digits:
    rng = np.random.default_rng(0)
    t = np.arange(300) % 10
    x = rng.integers(0, 120, (300, 64)) + 60 * (np.arange(64) % 10 == t[:, None])  # there is something to learn
    folder = tmp_path_factory.mktemp("stores") / "noise"
    store.write(folder, nn.Dataset(x[:200].astype(np.uint8), t[:200], x[200:].astype(np.uint8), t[200:], 1 / 255))
    return Digits("noise", folder, store.open_dataset(folder), CLOTHES)


def job(digits: Digits, hidden: int = 6, iterations: int = 300, contents: Contents = CLOTHES) -> Job:
    """A run that is at its end, with the moments of its way."""
    config = nn.TrainingConfig(hidden_size=hidden, learning_rate=2, iterations=iterations, batch_size=20)
    found = Job(nn.start_training(config, digits.dataset), replace(digits, contents=contents))
    found.run, passed = moments.advance(found.run, digits.dataset, iterations)
    found._passed += passed
    return found


@pytest.fixture
def look(only_the_sample: None) -> Look:
    """Opens a view of the network of a job, as a link with these parameters does."""

    def look(job: Job, see: str, **parameters: Any) -> AppTest:
        at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        at.session_state["job"] = job
        for key, value in {"see": see, **parameters}.items():
            at.query_params[key] = str(value)
        at.switch_page("pages/inside.py").run()
        assert not at.exception
        return at

    return look


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in [*at.markdown, *at.caption, *at.header, *at.warning])


def move(at: AppTest, kind: str, key: str, value: Any) -> str:
    """Set a control; what is said then."""
    getattr(at, kind)(key=key).set_value(value).run()
    assert not at.exception
    return words(at)


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [1, 500])
@pytest.mark.parametrize("see", VIEWS)
def test_any_size_of_network_can_be_looked_into(look: Look, digits: Digits, see: str, hidden: int) -> None:
    said = words(look(job(digits, hidden, iterations=20), see))
    assert {"units": "When unit ", "mistakes": "are misread", "image": "a gap of", "break": "As they are,"}[see] in said
    if see == "units":
        assert ("These 100 can move the answer most" in said) == (hidden == 500)
        assert ("400 are not" in said) == (hidden == 500)


@pytest.mark.slow
@pytest.mark.parametrize("see", VIEWS)
@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid")
def test_a_network_whose_numbers_are_lost_is_no_error(look: Look, digits: Digits, see: str) -> None:
    """Weights that have just become infinite, in a run that has not noticed; and one that has."""
    lost = job(digits)
    lost.run.network.params["W1"][3] = np.inf
    look(lost, see)
    lost.run = replace(lost.run, diverged=True)
    assert "Your run has diverged" in words(look(lost, see))


@pytest.mark.slow
def test_a_unit_is_chosen_and_followed_through_its_moments(look: Look, digits: Digits) -> None:
    at = look(job(digits), "units")
    assert at.number_input(key="unit").value == 1
    assert "after 300 iterations" in words(at)
    assert "Unit 5" in move(at, "number_input", "unit", 5)
    assert "before any training" in move(at, "select_slider", "after", 0)
    found, x = at.session_state["job"], digits.dataset.scaled(digits.dataset.x_test[7])
    move(at, "number_input", "image", 8)
    for moment in (found.moments[0], found.moments[-1]):
        said, activation = move(at, "select_slider", "after", moment.iteration), moment.network.activations(x)[0].z[4]
        assert f"test image 8, unit 5 hands on **{activation:.3f}**" in said
        assert ("below is for the network as it is now, after 300" in said) == (moment.iteration < 300)


@pytest.mark.slow
def test_a_cell_is_chosen_and_holds_as_many_images_as_there_are(look: Look, digits: Digits) -> None:
    run = job(digits)
    found = answers(run.run.network, store.open_tests(digits.folder))
    at = look(run, "mistakes")
    for true, answer in ((4, 8), (4, 4), (0, 9)):
        move(at, "selectbox", "true", true)
        said = move(at, "selectbox", "said", answer)
        names, count = CLOTHES.class_names(10), int(np.sum((digits.dataset.t_test == true) & (found.said == answer)))
        assert mistakes_words.cell(names[true], names[answer], count, 10) in said
        assert ("to see why" in said) == (count > 0)
    wrong = int((~found.right).sum())
    assert f"**{wrong} of 100** test images are misread" in said
    assert f"1 to 24 of {wrong}" in move(at, "segmented_control", "which", "all")
    move(at, "selectbox", "true", 5)
    assert at.segmented_control(key="which").value == "cell"


def test_another_list_begins_with_its_first(look: Look, digits: Digits) -> None:
    run = job(digits, iterations=1)
    at = look(run, "mistakes", which="all")
    wrong = int((~answers(run.run.network, store.open_tests(digits.folder)).right).sum())
    assert f"\n{wrong} of {wrong}, the surest first. Pick it" in move(at, "number_input", "from", wrong)
    move(at, "segmented_control", "which", "cell")
    assert f"1 to 24 of {wrong}" in move(at, "segmented_control", "which", "all")


def test_a_network_without_mistakes_says_so(look: Look, digits: Digits) -> None:
    best = job(digits)
    best.run.network.params |= {"W2": np.zeros((6, 10), np.float32)}
    easy = replace(digits.dataset, x_test=np.asarray(digits.dataset.x_test), t_test=np.zeros(100, int))
    store.write(digits.folder.parent / "easy", easy)
    best.run.network.params["b2"][:] = np.eye(10)[0]
    best.digits = replace(digits, folder=digits.folder.parent / "easy")
    assert "All 100 test images are read right" in words(look(best, "mistakes"))


@pytest.mark.slow
def test_an_image_that_is_typed_is_followed_all_the_way(look: Look, digits: Digits) -> None:
    at = look(job(digits), "image")
    run = at.session_state["job"].run
    said = move(at, "number_input", "image", 42)
    y = run.network.predict(digits.dataset.scaled(digits.dataset.x_test[41]))
    names = CLOTHES.class_names(10)
    assert f"It says **{names[y.argmax()]}**" in said
    meant = int(digits.dataset.t_test[41])
    assert ("That is right" in said) == (y.argmax() == meant)
    assert "They agree" not in said, "what takes long is folded away, and not computed"
    at.session_state["back"] = True
    assert "For the numbers of unit 3, " in move(at, "number_input", "unit", 3)
    assert "They agree" in words(at)


@pytest.mark.slow
def test_an_image_that_is_misread_is_compared_with_what_was_meant_and_any_other_with_the_runner_up(
    look: Look, digits: Digits
) -> None:
    at = look(job(digits), "image")
    network, names = at.session_state["job"].run.network, CLOTHES.class_names(10)
    found = answers(network, store.open_tests(digits.folder))
    for right in (False, True):
        image = int(np.flatnonzero(found.right == right)[0])
        said = move(at, "number_input", "image", image + 1)
        first, second = np.argsort(-found.logits[image])[:2]
        other = second if right else found.labels[image]
        assert f"Why {names[first]}, and not {names[other]}?" in said
        assert f"a gap of **{found.logits[image, first] - found.logits[image, other]:.2f}**" in said
        assert f"Most for {names[first]}:" in said
        assert f"Most for {names[other]}:" in said


def test_a_tie_of_all_classes_is_told_as_one(look: Look, digits: Digits) -> None:
    dull = job(digits)
    for name in ("W2", "b2"):
        dull.run.network.params[name][:] = 0
    said = words(look(dull, "image"))
    assert "For 10 classes it is equally sure, 10.0%" in said
    assert "a tie" in said


def read_as(at: AppTest) -> list[str]:
    """The class that is named under each image that has been harmed."""
    (tiles,) = [part.proto for part in at.get("bidi_component") if part.proto.component_name == "tiles"]
    return [words[:-2] for [[words, _]] in json.loads(tiles.json)["lines"]]


@pytest.mark.slow
def test_an_answered_question_moves_the_slider_to_where_the_figure_shows_it(look: Look, digits: Digits) -> None:
    at = look(job(digits), "break")
    names = np.array(CLOTHES.class_names(10))
    first, *_, last = harm.said(at.session_state["job"].run.network, store.open_tests(digits.folder), "inverted")
    at.pills(key="experiment").set_value("Ink and paper").run()
    assert at.select_slider(key="inverted").value == 0
    assert read_as(at) == names[first].tolist()
    at.pills(key="guess").set_value("less than a third of what it did").run()
    assert not at.exception
    assert at.select_slider(key="inverted").value == 1
    assert "Inverted ink, 100%" in words(at)
    assert read_as(at) == names[last].tolist() != names[first].tolist()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("see", "title"),
    [
        ("units", "Before training"),
        ("units", "Do without one"),
        ("mistakes", "The hardest"),
        ("mistakes", "Wrong, and sure of it"),
        ("image", "Which pixels count?"),
        ("image", "Its surest mistake"),
    ],
)
def test_a_chip_asks_before_it_tells_and_shows_it_in_the_controls(
    look: Look, digits: Digits, see: str, title: str
) -> None:
    at = look(job(digits), see)
    before = {key: at.session_state[key] for key in at.session_state["linked"]}
    asked = move(at, "pills", "experiment", title)
    assert "Right." not in asked
    assert before == {key: at.session_state[key] for key in before}, "nothing is given away"
    verdicts = [
        ("Right." if "**Right.**" in said else "No") if "**Right.**" in said or "**No: " in said else ""
        for said in (move(at, "pills", "guess", choice) for choice in at.pills(key="guess").options)
    ]
    assert sorted(verdicts)[-1] == "Right."
    assert verdicts.count("Right.") == 1
    assert verdicts.count("No") == len(verdicts) - 1
    assert before != {key: at.session_state[key] for key in before}, "the figure shows it"


@pytest.mark.slow
def test_a_chip_of_one_view_is_forgotten_in_another(look: Look, digits: Digits) -> None:
    at = look(job(digits), "units")
    move(at, "pills", "experiment", "Do without one")
    for see in ("mistakes", "image", "break", "draw", "units"):
        move(at, "segmented_control", "see", see)
        assert at.pills(key="experiment").value is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("see", "asked"),
    [
        ("units", {"after": 50, "unit": 4, "image": 17}),
        ("mistakes", {"true": 9, "said": 0, "which": "all"}),
        ("break", {"harm": "inverted", "inverted": 0.3}),
    ],
)
def test_a_link_brings_back_what_it_was_copied_from(look: Look, digits: Digits, see: str, asked: dict) -> None:
    at = look(job(digits), see, **asked)
    assert not notes(at)
    assert asked == {key: at.session_state[key] for key in asked}
    assert {key: str(value) for key, value in asked.items()}.items() <= at.query_params.items()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("see", "key", "asked", "value"),
    [
        ("mistakes", "which", "some", "cell"),
        ("mistakes", "which", "All mistakes", "cell"),  # words may change, so a link does not hold them
        ("mistakes", "which", " ALL", "all"),
        ("mistakes", "true", "12", 9),
        ("break", "harm", "fire", "shift"),
        ("break", "harm", "Inverted ink", "shift"),
    ],
)
def test_a_choice_that_there_is_not_is_the_nearest_or_the_default_with_one_line(
    look: Look, digits: Digits, see: str, key: str, asked: str, value: object
) -> None:
    at = look(job(digits), see, **{key: asked})
    assert at.session_state[key] == value
    assert len(notes(at)) == 1
    assert at.query_params.get(key) in (None, str(value))


@pytest.mark.slow
def test_what_is_chosen_stands_in_the_address_by_a_short_name_unless_it_is_the_default(
    look: Look, digits: Digits
) -> None:
    at = look(job(digits), "mistakes")
    move(at, "selectbox", "true", 9)
    move(at, "segmented_control", "which", "all")
    assert (at.query_params["true"], at.query_params["which"]) == ("9", "all")
    move(at, "segmented_control", "which", "cell")
    assert "which" not in at.query_params


@pytest.mark.slow
def test_links_to_what_there_is_not_go_to_the_nearest(look: Look, digits: Digits) -> None:
    at = look(job(digits), "units", unit=99, image=5000, after=77)
    assert at.number_input(key="unit").value == 6
    assert at.number_input(key="image").value == 100
    assert at.select_slider(key="after").value in (50, 100)


def test_test_images_that_have_gone_from_the_disk_are_a_sentence(look: Look, digits: Digits) -> None:
    """The page of a run whose data set can be had no more."""
    gone = job(digits)
    gone.digits = replace(digits, name="gone", folder=digits.folder.parent / "nowhere")
    at = look(gone, "mistakes")
    assert "no data set" in "".join(error.value for error in at.error)


@pytest.mark.slow
@pytest.mark.parametrize("see", ["units", "image"])
def test_a_unit_that_another_network_has_not_is_gone_from_the_address_too(look: Look, digits: Digits, see: str) -> None:
    at = look(job(digits), see, unit=5)
    assert at.number_input(key="unit").value == 5
    at.session_state["job"] = job(digits, hidden=3)
    at.run()
    assert not at.exception
    assert at.number_input(key="unit").value in (1, 2, 3)
    assert at.query_params.get("unit", str(at.number_input(key="unit").value)) == str(at.number_input(key="unit").value)
