"""What a metric remembers: over batches, between epochs, and inside `fit`."""

import keras
import numpy as np
import tensorflow as tf

from helpers.custom.findings import REFUSED, Finding
from helpers.learner_code.messages import FunctionError

PARTS = ((0, 5), (5, 10), (10, None))
TYPES = {
    "labels of int32": ("int32", "float32"),
    "labels of float64": ("float64", "float32"),
    "predictions of float16": ("float32", "float16"),
}
REPAIR_OF_A_FUNCTION = (
    "Return one value for each row (axis=-1), and Keras takes the mean over all rows. If there is "
    "none for a single row, as for F1 or RMSE, write a class that adds up counts or sums, and "
    "divides in result."
)
REPAIR_OF_A_CLASS = "Keep sums and counts in variables, and divide in result."


class Watched:
    """A metric as `fit` uses it: the update and the result are one graph, the reset is Python.

    Args:
        form: Its `Form`.
        batch: A `Batch` of the shapes that it will get.

    Attributes:
        metric: The Keras metric.
        returns_variable: Whether its result is a variable, and not the number in it.
    """

    def __init__(self, form, batch):
        self.metric, name, self.returns_variable = form.new(), form.__name__, False

        def step(y_true, y_pred):
            self.metric.update_state(y_true, y_pred, sample_weight=None)
            result = self.metric.result()
            self.returns_variable = isinstance(result, keras.Variable | tf.Variable)
            return number(result, name)

        self._step = tf.function(step, input_signature=batch.specs, autograph=False)
        self._eager = step

    def over(self, *batches, eagerly=False):
        """Resets, adds some batches, and returns the result after the last one."""
        self.metric.reset_state()
        step = self._eager if eagerly else self._step
        for batch in batches:
            value = step(tf.constant(batch.y_true), tf.constant(batch.y_pred))
        return float(value)


def number(result, name):
    """Returns one number as a tensor; refuses all else that a result can be.

    Raises:
        FunctionError: If there are several, or none.
    """
    if isinstance(result, dict):
        raise FunctionError(
            f"The result of {name} is a dict of {len(result)} values, and a lab shows one. Return "
            "one number."
        )
    if result is None:
        raise FunctionError(f"The result of {name} is None. It may lack the word `return`.")
    tensor = tf.convert_to_tensor(result)
    if tensor.shape.rank != 0:
        raise FunctionError(
            f"The result of {name} has shape {tensor.shape}, and a lab shows one number. Take "
            "keras.ops.mean of it, or the value that you mean."
        )
    return tf.cast(tensor, "float32")


def find_memory(form, batch):
    """Looks what a metric keeps.

    Args:
        form: The `Form` of a metric.
        batch: A `Batch` of 12 rows.

    Returns:
        A list of `Finding`.

    Raises:
        FunctionError: If its result is no number.
    """
    watched = Watched(form, batch)
    parts = [batch.rows(slice(*each)) for each in PARTS]
    whole = watched.over(batch)
    watched.over(parts[0])  # the same rows again would not change a mean
    again = watched.over(batch)
    if not _close(whole, again):
        fresh = Watched(form, batch).over(batch)
        return [_keeps(form, whole, again) if _close(whole, fresh) else _chance(form, whole, again)]
    of_parts = watched.over(*parts)
    if form.is_object:
        eager = _eagerly(form, batch, parts)
        if eager is not None and not _close(eager, of_parts):
            return [_in_python(form, eager, of_parts)]
    mixed = batch.rows(np.random.default_rng(0).permutation(len(batch.y_pred)))
    found = []
    of_mixed = watched.over(mixed)
    if not _close(whole, of_mixed):
        found.append(_order(form, whole, of_mixed))
    if not _close(whole, of_parts):
        found.append(_batches(form, whole, of_parts))
    if watched.returns_variable:
        found.append(_variable(form))
    return found


def find_types(form, batch):
    """Tries labels and predictions of other types: a metric gets what the data have.

    Args:
        form: The `Form` of a metric.
        batch: A `Batch`.

    Returns:
        A list of one `Finding`, or an empty one.
    """
    failed = [words for words, types in TYPES.items() if not _takes(form, batch, types)]
    if not failed or not _takes(form, batch, ("float32", "float32")):
        return []
    return [
        Finding(
            "types",
            f"{form.__name__} works with float32, and fails with {' and with '.join(failed)}. fit "
            "hands a metric labels and predictions as they are; only a loss gets them as float32.",
            "Begin with y_true = keras.ops.cast(y_true, 'float32'), and y_pred alike.",
        )
    ]


def _takes(form, batch, types):
    """Says whether a metric works with labels and predictions of some types, outside of a graph."""
    y_true, y_pred = (
        tf.constant(array.astype(kind))
        for array, kind in zip((batch.y_true, batch.y_pred), types, strict=True)
    )
    try:
        metric = form.new()
        metric.update_state(y_true, y_pred, sample_weight=None)
        metric.result()
    except Exception:  # whatever the learner's code raises, it does not work
        return False
    return True


def _eagerly(form, batch, parts):
    try:
        return Watched(form, batch).over(*parts, eagerly=True)
    except Exception:  # some work in a graph alone
        return None


def _keeps(form, whole, again):
    return Finding(
        "keeps its state",
        f"After reset_state, {form.__name__} still remembers: {whole:.4g} for a batch, and after "
        f"other rows and a reset {again:.4g} for the same one. fit resets it before each epoch, "
        "and before each validation, so from the second epoch on its numbers would be mixtures.",
        "Make its memory with self.add_variable: that is reset for you. A reset_state of your own "
        "has to assign the beginning to every variable.",
        verdict=REFUSED,
    )


def _in_python(form, eager, traced):
    return Finding(
        "state in Python",
        f"Called batch by batch {form.__name__} gives {eager:.4g}, and inside fit {traced:.4g}: it "
        "remembers in plain Python, which fit runs once, while it traces.",
        "Use self.add_variable in __init__, and assign in update_state.",
        verdict=REFUSED,
    )


def _chance(form, whole, again):
    return Finding(
        "chance",
        f"For the same batch {form.__name__} gave {whole:.4g}, and then {again:.4g}: it draws "
        "random numbers.",
        "Two models can be compared by it over many rows only.",
    )


def _order(form, whole, mixed):
    return Finding(
        "order",
        f"{form.__name__} gave {whole:.4g} for a batch, and {mixed:.4g} for the same rows in "
        "another order.",
        "fit mixes the training rows in each epoch.",
    )


def _batches(form, whole, of_parts):
    return Finding(
        "batches",
        f"{form.__name__} gives {whole:.4g} for 12 rows at once, and {of_parts:.4g} for the same "
        "rows in batches of 5, 5 and 2. fit and evaluate work in batches.",
        REPAIR_OF_A_CLASS if form.is_object else REPAIR_OF_A_FUNCTION,
    )


def _variable(form):
    return Finding(
        "returns a variable",
        f"result of {form.__name__} returns a variable, and not the number in it. fit reads the "
        "number of training when the epoch is over, and by then validation has changed it: history "
        "has the number of validation twice.",
        "Return a new tensor, such as keras.ops.copy(self.total).",
    )


def _close(first, second):
    return bool(np.isclose(first, second, rtol=1e-4, atol=1e-6, equal_nan=True))
