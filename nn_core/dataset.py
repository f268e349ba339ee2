"""Images and labels to learn from and to be tested on."""

import functools
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.arrays import Floats, as_array, class_labels, quietly, real_array
from nn_core.ordered import Ordered, order

Pixels = NDArray[np.bool | np.integer | np.floating]


@dataclass(frozen=True, eq=False)
class Dataset:
    """A training set and a test set, with the scaling that turns stored numbers into inputs: x * scale + offset.

    The scaling is applied as batches are drawn, so that pixels stay uint8 in memory: a quarter of float32, and a
    memory-mapped file stays one.

    Attributes:
        x_train: training inputs, shape (samples, features), any real dtype; kept as they are, not copied.
        t_train: their classes, labels of shape (samples,), not copied either; one-hot rows are turned into labels.
        x_test, t_test: the same for the test set.
        scale, offset: one number for all features or one for each, float32.

    Raises:
        ValueError: an empty set, shapes that do not fit, labels that are negative or no integers, one-hot rows for a
            single class or for more classes in one set than in the other, values that are not finite real numbers, or
            a scale or an offset that is not finite in float32.

    >>> pixels = np.array([[0, 255], [0, 51]], np.uint8)
    >>> dataset = nn.Dataset(x_train=pixels, t_train=[0, 1], x_test=pixels, t_test=[[1, 0], [0, 1]], scale=1 / 255)
    >>> dataset.features, dataset.classes, dataset.t_test
    (2, 2, array([0, 1]))
    """

    x_train: Pixels
    t_train: NDArray[np.intp]
    x_test: Pixels
    t_test: NDArray[np.intp]
    scale: float | Floats = 1.0
    offset: float | Floats = 0.0

    @quietly
    def __post_init__(self) -> None:
        for name in ("x_train", "x_test"):
            x = as_array(getattr(self, name), name)
            if x.ndim != 2 or x.size == 0 or x.dtype.kind not in "biuf":
                raise ValueError(f"{name} must hold real numbers of shape (samples, features), not {x.dtype} {x.shape}")
            if x.dtype.kind == "f" and not np.isfinite([x.min(), x.max()]).all():  # nan is both
                raise ValueError(f"{name} must hold finite numbers, and has {x[~np.isfinite(x)][0]} among them")
            object.__setattr__(self, name, x)
        if self.x_train.shape[1] != self.x_test.shape[1]:
            raise ValueError(f"x_train has {self.x_train.shape[1]} features, x_test {self.x_test.shape[1]}")
        given = {name: as_array(getattr(self, name), name) for name in ("t_train", "t_test")}
        for (name, t), samples in zip(given.items(), (len(self.x_train), len(self.x_test)), strict=True):
            one_hot = t.ndim == 2 and len(t) == samples and t.shape[1] > 1  # a column is neither this nor labels
            if not one_hot and (t.shape != (samples,) or t.dtype.kind not in "iu"):
                raise ValueError(
                    f"{name} must be integer labels of shape ({samples},) or one-hot rows of shape ({samples}, "
                    f"classes) for two classes or more, not {t.dtype} {t.shape}"
                )
            if not one_hot and t.min() < 0:
                raise ValueError(f"a label of {name} must be at least 0, not {t.min()}")
            classes = t.shape[1] if one_hot else min(max(int(t.max()), 1), np.iinfo(np.intp).max - 1) + 1
            object.__setattr__(self, name, class_labels(t, (samples, classes)))
        widths = {name: t.shape[1] for name, t in given.items() if t.ndim == 2}
        if len(set(widths.values())) > 1:
            raise ValueError(f"t_train has {widths['t_train']} classes, t_test {widths['t_test']}")
        for name in ("scale", "offset"):
            values = real_array(getattr(self, name), name).astype(np.float32)
            if not np.isfinite(values).all():
                raise ValueError(f"{name} must be finite in float32, not {getattr(self, name)}")
            if values.shape not in ((), (self.features,)):
                raise ValueError(f"{name} must be a number or have shape ({self.features},), not {values.shape}")
            object.__setattr__(self, name, values)

    def __getstate__(self) -> dict[str, object]:
        """What was given and nothing that was worked out from it: pickled, `ordered` would double the size."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def features(self) -> int:
        """Numbers in one input: 784 for MNIST."""
        return self.x_train.shape[1]

    @property
    def classes(self) -> int:
        """One more than the largest label that there is, however wide one-hot rows were: 10 for MNIST."""
        return int(max(self.t_train.max(), self.t_test.max())) + 1

    @functools.cached_property
    def ordered(self) -> Ordered:
        """The same, arranged so that less has to be multiplied; worked out once, and kept."""
        return order(self)

    @quietly
    def scaled(self, x: ArrayLike) -> NDArray[np.float32]:
        """Stored numbers as inputs for a network: x * scale + offset, in float32.

        Args:
            x: shape (..., features).

        Returns:
            A new array of that shape. What is too large for float32 is infinite there.

        Raises:
            ValueError: `x` is of another shape or no real numbers.

        >>> pixels = np.array([[0, 255], [51, 0]], np.uint8)
        >>> nn.Dataset(pixels, [0, 1], pixels, [0, 1], scale=0.5, offset=-1).scaled(pixels)
        array([[ -1. , 126.5],
               [ 24.5,  -1. ]], dtype=float32)
        """
        x = as_array(x, "x")
        if x.shape[-1:] != (self.features,) or x.dtype.kind not in "biuf":
            raise ValueError(f"x must hold real numbers of shape (..., {self.features}), not {x.dtype} {x.shape}")
        scaled = np.array(x, np.float32, order="C")  # converted first: a product of uint8 and float32 takes longer
        scaled *= self.scale
        if np.any(self.offset):
            scaled += self.offset
        return scaled
