"""The trainer's pictures that learn, as the browser is told of them."""

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.training import wall
from tests.waiting import wait_until

OpenPage = Callable[..., AppTest]


def told(at: AppTest, component: str) -> Any:
    """What the browser is told for this component; None where it is not on the page."""
    parts = [part.proto for part in at.get("bidi_component") if part.proto.component_name == component]
    return json.loads(parts[0].json) if parts else None


def guesses(learned: Any) -> np.ndarray:
    """The class that is said of each image, at each moment."""
    pairs = np.frombuffer(base64.b64decode(learned["wall"]["said"]), np.uint8)
    return pairs.reshape(len(learned["wall"]["after"]), -1, 2)[:, :, 0]


@pytest.mark.slow
def test_a_run_is_seen_from_before_it_to_its_end(open_page: OpenPage) -> None:
    at = open_page("trainer", iterations=300, lr=1)
    images = told(at, "wall")["shown"]["images"]
    labels = np.array([image["label"] for image in images])
    before = told(at, "learned")
    assert before["wall"]["after"] == [0]
    at.button(key="train").click().run()
    job = at.session_state["job"]
    wait_until(lambda: not job.active)
    at.run()
    assert not at.exception
    after = told(at, "learned")
    assert after["wall"]["after"] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 300]
    np.testing.assert_array_equal(guesses(after)[0], guesses(before)[0])
    np.testing.assert_array_equal(guesses(after)[-1], wall.probabilities(job.run.network, job.digits).argmax(axis=1))
    right = (guesses(after) == labels).mean(axis=1)
    assert right[0] < 0.3
    assert right[-1] > 0.7
    assert after["units"]["sheets"] != before["units"]["sheets"]
    assert told(at, "units")["most"] == after["units"]["units"] == 6
    assert told(at, "wall")["shown"]["images"] == images


@pytest.mark.slow
def test_a_teacher_s_link_hides_the_wall_and_the_units(open_page: OpenPage) -> None:
    at = open_page("trainer", hide="wall,units")
    assert told(at, "wall") is None
    assert told(at, "units") is None
    assert told(at, "learned")["wall"] is None
    assert not any("link_off" in caption.value for caption in at.caption)
