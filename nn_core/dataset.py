"""Images and labels to learn from and to be tested on."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.arrays import Floats, as_array, class_labels, quietly, real_array

Pixels = NDArray[np.bool | np.integer | np.floating]


@dataclass(frozen=True, eq=False)
class Dataset:
    """A training set and a test set, with the scaling that turns stored numbers into inputs: x * scale + offset.

    The scaling is applied as batches are drawn, so that pixels stay uint8 in memory: a quarter of float32, and a
    memory-mapped file stays one.

    Attributes:
        x_train: training inputs, shape (samples, features), any real dtype; kept as they are, not copied.
        t_train: their classes, labels of shape (samples,); one-hot rows are turned into labels.
        x_test, t_test: the same for the test set.
        scale, offset: one number for all features or one for each, float32.

    Raises:
        ValueError: shapes that do not fit, labels that are negative, one-hot rows for a single class or for more
            classes in one set than in the other, or values that are not real numbers.

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
            classes = t.shape[1] if one_hot else min(max(int(t.max()), 1), np.iinfo(np.intp).max - 1) + 1
            object.__setattr__(self, name, class_labels(t, samples, classes))
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
        """One more than the largest label: 10 for MNIST."""
        return int(max(self.t_train.max(), self.t_test.max())) + 1

    @functools.cached_property
    def order(self) -> NDArray[np.intp]:
        """The features, the rarest in training inputs first: of MNIST's 784 the 67 in its corners that none has.

        Nothing moves, and so nothing is copied, where every feature is in some input, or where anything is shifted.
        """
        if np.any(self.offset):
            return np.arange(self.features)
        often = sum((part != 0).sum(axis=0) for part in _parts(self.x_train))
        return np.arange(self.features) if np.all(often) else np.argsort(often, kind="stable")

    @functools.cached_property
    def ordered(self) -> "Dataset":
        """The same in memory, with the features in this `order`, and those samples first that begin with most zeros.

        That leaves less to multiply: of MNIST's 784 features a batch of 100 has 157 less, and of a thousand samples
        that are neighbours there it is 370 on average. Where no feature moves it is the data set itself.
        """
        if np.array_equal(self.order, np.arange(self.features)):
            return self
        scale, offset = (np.broadcast_to(value, self.features)[self.order] for value in (self.scale, self.offset))
        train, test = self._samples_train, self._most_zeros_first(self.x_test)
        x_train, x_test = self._arranged(self.x_train, train), self._arranged(self.x_test, test)
        return Dataset(x_train, self.t_train[train], x_test, self.t_test[test], scale, offset)

    @functools.cached_property
    def places_train(self) -> NDArray[np.intp]:
        """Of each training input, which one it is in `ordered`."""
        return np.arange(len(self.x_train)) if self.ordered is self else np.argsort(self._samples_train)

    @functools.cached_property
    def _samples_train(self) -> NDArray[np.intp]:
        return self._most_zeros_first(self.x_train)

    def _most_zeros_first(self, x: Pixels) -> NDArray[np.intp]:
        return np.argsort(-self._leading_zeros(x, self.order), kind="stable")

    def _arranged(self, x: Pixels, samples: NDArray[np.intp]) -> Pixels:
        arranged = np.empty(x.shape, x.dtype)
        for part, rows in zip(_parts(arranged), _parts(samples), strict=True):
            part[...] = x[rows].take(self.order, axis=1)
        return arranged

    @functools.cached_property
    def leading_zeros_train(self) -> NDArray[np.intp]:
        """Of each training input, how many features are 0 before the first that is not; 0 also where all are."""
        return self._leading_zeros(self.x_train)

    @functools.cached_property
    def leading_zeros_test(self) -> NDArray[np.intp]:
        """Of each test input, how many features are 0 before the first that is not; 0 also where all are."""
        return self._leading_zeros(self.x_test)

    def _leading_zeros(self, x: Pixels, order: slice | NDArray[np.intp] = slice(None)) -> NDArray[np.intp]:
        if np.any(self.offset):
            return np.zeros(len(x), np.intp)
        return np.concatenate([(part[:, order] != 0).argmax(axis=1) for part in _parts(x)])

    @quietly
    def scaled(self, x: ArrayLike, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Stored numbers as inputs for a network: x * scale + offset, in float32.

        Args:
            x: shape (..., features).
            out: where to write them, of the shape of `x`; None means a new array.

        Returns:
            `out`. What is too large for float32 is infinite there.

        Raises:
            ValueError: `x` is of another shape or no real numbers, or `out` has another shape than `x`.

        >>> pixels = np.array([[0, 255], [51, 0]], np.uint8)
        >>> nn.Dataset(pixels, [0, 1], pixels, [0, 1], scale=0.5, offset=-1).scaled(pixels)
        array([[ -1. , 126.5],
               [ 24.5,  -1. ]], dtype=float32)
        """
        x = as_array(x, "x")
        if x.shape[-1:] != (self.features,) or x.dtype.kind not in "biuf":
            raise ValueError(f"x must hold real numbers of shape (..., {self.features}), not {x.dtype} {x.shape}")
        if out is None:
            out = np.empty(x.shape, np.float32)
        np.copyto(out, x, casting="same_kind")  # converted first: a product of uint8 and float32 takes longer
        out *= self.scale
        if np.any(self.offset):
            out += self.offset
        return out


def _parts(x: Pixels) -> Iterator[Pixels]:
    """Inputs, a thousand at a time: what is made of all at once takes as much memory as they do."""
    return (x[start : start + 1000] for start in range(0, len(x), 1000))
