"""Images and labels to learn from and to be tested on."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

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
    >>> dataset.features, dataset.classes, dataset.t_test, dataset.used
    (2, 2, array([0, 1]), array([1]))
    >>> dataset.trimmed.x_test.tolist()
    [[255], [51]]
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
        """What was given and nothing that was worked out from it: pickled, `trimmed` would double the size."""
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
    def used(self) -> NDArray[np.intp]:
        """The features that are not 0 in every training input: 717 of MNIST's 784, which leaves out its corners.

        The gradient of a weight is a sum of inputs times something, so the weights of all others never change. Those
        that few inputs have come first, where not all are used.
        """
        seen = self.scaled(np.stack([self.x_train.min(axis=0), self.x_train.max(axis=0)])).any(axis=0)
        used = np.flatnonzero(seen | ~seen.any())  # all of them where there is nothing to be seen
        if len(used) == self.features:
            return used
        often = sum((part != 0).sum(axis=0)[used] for part in self._parts())
        return used[np.argsort(often, kind="stable")]

    @functools.cached_property
    def begins(self) -> NDArray[np.intp]:
        """Of each training input, how many features are 0 before the first that is not."""
        if np.any(self.offset):
            return np.zeros(len(self.x_train), np.intp)
        return np.concatenate([(part != 0).argmax(axis=1) for part in self._parts()])

    def _parts(self) -> Iterator[Pixels]:
        """The training inputs, a thousand at a time: what is made of all at once takes as much memory as they do."""
        return (self.x_train[start : start + 1000] for start in range(0, len(self.x_train), 1000))

    @functools.cached_property
    def trimmed(self) -> "Dataset":
        """The same samples with their `used` features alone, in memory; the data set itself where those are all."""
        if len(self.used) == self.features:
            return self
        scale, offset = (np.broadcast_to(value, self.features)[self.used] for value in (self.scale, self.offset))
        x_train, x_test = (x.take(self.used, axis=1) for x in (self.x_train, self.x_test))
        return Dataset(x_train, self.t_train, x_test, self.t_test, scale, offset)

    @quietly
    def scaled(self, x: Pixels, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Stored numbers as inputs for a network: x * scale + offset, in float32.

        Args:
            x: shape (samples, features).
            out: where to write them, of the shape of `x`; None means a new array.

        Returns:
            `out`. What is too large for float32 is infinite there.

        >>> pixels = np.array([[0, 255], [51, 0]], np.uint8)
        >>> nn.Dataset(pixels, [0, 1], pixels, [0, 1], scale=0.5, offset=-1).scaled(pixels)
        array([[ -1. , 126.5],
               [ 24.5,  -1. ]], dtype=float32)
        """
        if out is None:
            out = np.empty(x.shape, np.float32)
        np.copyto(out, x, casting="same_kind")  # converted first: a product of uint8 and float32 takes longer
        out *= self.scale
        if np.any(self.offset):
            out += self.offset
        return out
