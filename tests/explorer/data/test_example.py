"""One digit of the sample is the sample's."""

import numpy as np
import pytest

from explorer.data.datasets import SAMPLE, load
from explorer.data.example import digit


@pytest.mark.slow
@pytest.mark.parametrize("label", [0, 3, 9])
def test_an_example_is_an_image_of_its_digit_in_the_sample(label: int) -> None:
    data = load(SAMPLE).dataset
    images, labels = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.t_train, data.t_test])
    assert set(labels[(images == digit(label).ravel()).all(axis=1)]) == {label}
    assert digit(label).shape == (28, 28)
    assert digit(label) is digit(label), "read once"
