"""Looks at a tensor from outside: what it is, and whether it holds a number."""

import dataclasses

import numpy as np
import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class TensorReport:
    """What a tensor is, and whether it holds a number.

    Attributes:
        kind: What it is, in words.
        type_name: Full name of its class.
        shape: Its shape as text; `None` stands for a size not known yet.
        dtype: Name of its dtype.
        has_value: Whether there is a number inside.
        numpy_says: What `.numpy()` does: the value, or the error it raises.
    """

    kind: str
    type_name: str
    shape: str
    dtype: str
    has_value: bool
    numpy_says: str

    def __str__(self):
        rows = {
            "kind": self.kind,
            "type": self.type_name,
            "shape": self.shape,
            "dtype": self.dtype,
            "holds a value": "yes" if self.has_value else "no",
            ".numpy()": self.numpy_says,
        }
        return "\n".join(f"{name:<15}{text}" for name, text in rows.items())

    __repr__ = __str__


KINDS = {
    "EagerTensor": "eager tensor: a value",
    "ResourceVariable": "variable: a value that can change",
    "SymbolicTensor": "symbolic tensor of a graph: a blueprint",
}


@tf.autograph.experimental.do_not_convert
def report(tensor):
    """Describes a tensor without changing it.

    Args:
        tensor: A tensor of any kind: eager, symbolic inside a `tf.function`,
            a Keras input or anything computed from one, a variable, an array.

    Returns:
        A `TensorReport`. Printing it gives one line for each property.

    Raises:
        TypeError: If `tensor` has no shape and dtype.
    """
    if isinstance(tensor, int | float | list | tuple):
        tensor = np.asarray(tensor)
    if not (hasattr(tensor, "shape") and hasattr(tensor, "dtype")):
        raise TypeError(
            f"report() looks at one tensor, and received {type(tensor).__name__}. "
            "You may have passed a model, a function or a class: pass what it "
            "returns instead, for example report(model(x))."
        )
    has_value, numpy_says = _ask_for_value(tensor)
    return TensorReport(
        kind=_kind(tensor),
        type_name=f"{type(tensor).__module__}.{type(tensor).__qualname__}",
        shape=str(tuple(tensor.shape)),
        dtype=tf.as_dtype(tensor.dtype).name,
        has_value=has_value,
        numpy_says=numpy_says,
    )


def _kind(tensor):
    name = type(tensor).__name__
    if name == "KerasTensor":
        version = 2 if type(tensor).__module__.startswith("tf_keras") else 3
        return f"symbolic tensor of Keras {version}: a blueprint"
    if isinstance(tensor, np.ndarray | np.generic):
        return "NumPy array: a value"
    return KINDS.get(name, name)


def _ask_for_value(tensor):
    """Returns whether there is a value, and what `.numpy()` answers, in one line."""
    if isinstance(tensor, np.ndarray | np.generic):
        return True, "not needed: it is NumPy already"
    try:
        value = tensor.numpy()
    except Exception as error:
        return False, in_one_line(error)
    return True, f"{value.item():.4g}" if value.size == 1 else f"an array of shape {value.shape}"


def in_one_line(error):
    """Returns the class of an error and the first line of its message."""
    return f"{type(error).__name__}: {str(error).splitlines()[0]}"
