"""Look at a tensor from outside: what it is and whether it holds a number."""

import numpy as np
import tensorflow as tf

from helpers.records_tensors import TensorReport

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
    value, numpy_says = _ask_for_value(tensor)
    return TensorReport(
        kind=_kind(tensor),
        type_name=f"{type(tensor).__module__}.{type(tensor).__qualname__}",
        shape=str(tuple(tensor.shape)),
        dtype=tf.as_dtype(tensor.dtype).name,
        has_value=value is not None,
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
    """Returns the value (or None) and what `.numpy()` answered, in one line."""
    if isinstance(tensor, np.ndarray | np.generic):
        return tensor, "not needed: it is NumPy already"
    try:
        value = tensor.numpy()
    except Exception as error:
        return None, f"{type(error).__name__}: {str(error).splitlines()[0]}"
    if value.size == 1:
        return value, f"{value.item():.4g}"
    return value, f"an array of shape {value.shape}"
