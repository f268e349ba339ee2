"""What every function of the package asks of its arguments: real numbers, of the shape that it can work with."""

import math
import operator
import reprlib
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Floats of any precision. Where the shape is () it is one of NumPy's numbers, which does all that an array does.
Floats = NDArray[np.floating]


def quiet() -> np.errstate:
    """Numbers too large or too small for a float become inf, 0 or nan without a warning: `with quiet():`.

    A division by zero is not among them. It is never meant here, with one exception that says so: see `cross_entropy`.
    """
    return np.errstate(over="ignore", under="ignore", invalid="ignore")


quietly = quiet()  # decorates a function that may meet such numbers anywhere


def as_array(values: ArrayLike, name: str) -> NDArray[Any]:
    """`values` as an array, of whatever they are.

    Raises:
        ValueError: `values` is ragged.
    """
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of numbers: {error}") from None


def real_array(values: ArrayLike, name: str) -> Floats:
    """`values` as an array of real numbers: floats keep their precision, integers and booleans become float64.

    The result may share memory with `values`, so callers never write into it.

    Raises:
        ValueError: `values` is ragged, or holds complex numbers, text or other objects.
    """
    array = as_array(values, name)
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise ValueError(f"{name} must hold real numbers, not {array.dtype}: {reprlib.repr(values)}")
    return array


def at_least_double(values: ArrayLike, name: str) -> Floats:
    """Like `real_array`, in float64 or better: for differences of nearly equal numbers."""
    array = real_array(values, name)
    return array.astype(np.result_type(array, np.float64), copy=False)


def real_rows(values: ArrayLike, name: str) -> Floats:
    """Like `real_array`, with at least one number along a last axis; shape (..., n).

    Raises:
        ValueError: it has no last axis, or there is nothing along it.
    """
    array = real_array(values, name)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} must hold at least one number along its last axis, not shape {array.shape}")
    return array


def fitting(values: Floats, shape: tuple[int, ...], name: str) -> Floats:
    """`values`, which NumPy can repeat to `shape`.

    Raises:
        ValueError: it cannot.
    """
    try:
        fits = np.broadcast_shapes(values.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{name} must be one number or fit the shape {shape}, not {values.shape}")
    return values


def given_back(value: Any, shape: tuple[int, ...], name: str) -> Any:
    """What a caller's function gave, in float64 or better, copied; as a number where `shape` is ().

    Raises:
        ValueError: it has another shape, or does not hold real numbers.
    """
    array = at_least_double(value, f"what {name} gives")
    if array.shape != shape:
        wanted = f"an array of shape {shape}, not" if shape else "one number, not an array of shape"
        raise ValueError(f"{name} must give {wanted} {array.shape}")
    return array.copy()[()]  # the function may give the same array again, with other numbers


def class_labels(t: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.intp]:
    """The right class of each sample, whichever way it was given.

    Args:
        t: integer labels, shape (...), or one-hot rows, shape (..., classes). For a single sample the leading axes may
            be left out: a number, or one row of shape (classes,).
        shape: (..., classes), that of predictions for these samples.

    Returns:
        Integer labels, shape (...).

    Raises:
        ValueError: another shape, a label outside 0 ... classes - 1, or a row that is not one-hot.
    """
    t = as_array(t, "t")
    *samples, classes = shape
    single = math.prod(samples) == 1
    if t.shape == shape or (single and classes > 1 and t.shape == (classes,)):
        if t.dtype.kind not in "biuf":
            raise ValueError(f"one-hot rows must hold real numbers, not {t.dtype}")
        rows = t.reshape(shape)
        wrong = ((rows != 0) & (rows != 1)).any(axis=-1) | ((rows == 1).sum(axis=-1) != 1)
        if wrong.any():
            raise ValueError(f"a one-hot row holds a single 1 and zeros elsewhere, not {rows[wrong][0]}")
        return rows.argmax(axis=-1)
    if t.shape != shape[:-1] and not (single and t.shape == ()):
        raise ValueError(f"t must be labels of shape {shape[:-1]} or one-hot of shape {shape}, not {t.shape}")
    if t.dtype.kind not in "iu" and t.size:  # of no labels at all nobody can tell what they are
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
    if number is None or isinstance(value, bool) or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
    return number


@quietly
def finite_numbers(
    values: ArrayLike, name: str, above: float | None = None, least: float | None = None
) -> NDArray[np.float64]:
    """`values`, one number or an array of them, in float64.

    Raises:
        ValueError: one of them is not a finite real number, not greater than `above`, or smaller than `least`.
    """
    try:
        array = as_array(values, name)
        numbers = real_array(array, name).astype(np.float64)
    except ValueError:
        raise ValueError(f"{name} must be a finite number, not {values!r}") from None
    if array.dtype == np.bool_:
        raise ValueError(f"{name} must be a number, not {values!r}")
    right, wanted = np.isfinite(numbers), "a finite number"
    if above is not None:
        right, wanted = right & (numbers > above), f"{wanted} greater than {above}"
    if least is not None:
        right, wanted = right & (numbers >= least), f"{wanted} of at least {least}"
    if not right.all():
        raise ValueError(f"{name} must be {wanted}, not {numbers[~right][0]}")
    return numbers


def finite_number(value: Any, name: str, above: float | None = None, least: float | None = None) -> float:
    """The same for a single number, as a float."""
    numbers = finite_numbers(value, name, above, least)
    if numbers.shape != ():
        raise ValueError(f"{name} must be a number, not {value!r}")
    return float(numbers)
