"""What every function of the package asks of its arguments: real numbers, of the shape that it can work with."""

import math
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def real_array(values: ArrayLike, name: str) -> NDArray[Any]:
    """`values` as an array of real numbers: floats keep their precision, integers and booleans become float64.

    The result may share memory with `values`, so callers never write into it.

    Raises:
        ValueError: `values` is ragged, or holds complex numbers, text or other objects.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of numbers: {error}") from None
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise ValueError(f"{name} must hold real numbers, not {array.dtype}: {values!r}")
    return array


def at_least_double(values: ArrayLike, name: str) -> NDArray[Any]:
    """Like `real_array`, in float64 or better: for differences of nearly equal numbers."""
    array = real_array(values, name)
    return array.astype(np.result_type(array, np.float64), copy=False)


def one_number(value: Any, name: str) -> Any:
    """What a function of several variables gave, as one number in float64 or better.

    Raises:
        ValueError: it is an array, or no real number.
    """
    number = at_least_double(value, name)
    if number.shape != ():
        raise ValueError(f"{name} must give one number, not an array of shape {number.shape}")
    return number[()]


def class_labels(t: ArrayLike, samples: int, classes: int) -> NDArray[np.intp]:
    """The right class of each sample, whichever way it was given.

    Args:
        t: integer labels, shape (samples,), or one-hot rows, shape (samples, classes). For a single sample the
            leading axis may be left out: a number, or one row of shape (classes,).
        samples: how many samples there are.
        classes: how many classes there are.

    Returns:
        Integer labels, shape (samples,).

    Raises:
        ValueError: another shape, a label outside 0 ... classes - 1, or a row that is not one-hot.
    """
    t = np.asarray(t)
    if t.shape == (samples, classes) or (samples == 1 < classes and t.shape == (classes,)):
        rows = t.reshape(samples, classes)
        wrong = ((rows != 0) & (rows != 1)).any(axis=1) | ((rows == 1).sum(axis=1) != 1)
        if wrong.any():
            raise ValueError(f"a one-hot row holds a single 1 and zeros elsewhere, not {rows[wrong][0]}")
        return rows.argmax(axis=1)
    if t.shape != (samples,) and not (samples == 1 and t.shape == ()):
        raise ValueError(
            f"t must be labels of shape ({samples},) or one-hot of shape ({samples}, {classes}), not {t.shape}"
        )
    if t.dtype.kind not in "iu":
        raise ValueError(f"labels must be integers, not {t.dtype}")
    labels = t.reshape(samples)
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        raise ValueError(f"a label must be from 0 to {classes - 1}, not {labels[wrong][0]}")
    return labels.astype(np.intp, copy=False)


def whole_number(value: Any, name: str, least: int) -> int:
    """`value` as an int.

    Raises:
        ValueError: it is not a whole number, or smaller than `least`.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, (bool, np.bool_)) or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
    return number


def finite_number(value: Any, name: str, above: float | None = None, least: float | None = None) -> float:
    """`value` as a float.

    Raises:
        ValueError: it is not a finite real number, not greater than `above`, or smaller than `least`.
    """
    try:
        number = math.nan if isinstance(value, (str, bytes, np.complexfloating)) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not np.isfinite(number):
        raise ValueError(f"{name} must be a finite number, not {value!r}")
    if above is not None and number <= above:
        raise ValueError(f"{name} must be greater than {above:g}, not {value!r}")
    if least is not None and number < least:
        raise ValueError(f"{name} must be at least {least:g}, not {value!r}")
    return number
