"""Where the gradient of a learner's loss stops, on which line, and what to write instead."""

import functools
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from helpers import datasets, errors
from helpers.records import GradientReport

# By the type of the TensorFlow operation: its name for a learner, and what to do.
STOPS = {
    "ArgMax": (
        "argmax",
        "It gives a position, and a position jumps. Compare the probabilities themselves, "
        "for example with keras.losses.categorical_crossentropy.",
    ),
    "ArgMin": ("argmin", "It gives a position, and a position jumps. Use the values themselves."),
    "StopGradient": (
        "stop_gradient",
        "Stopping the gradient is all that it does. Take it off the way from y_pred to the result.",
    ),
    "PyFunc": (
        "a detour through NumPy",
        "NumPy keeps no record of where a number came from. Use keras.ops instead.",
    ),
    "Cast": (
        "a cast to integer",
        "It cuts off what comes after the point. Keep y_pred a float.",
    ),
}
ROUNDING = "It is flat between its jumps. Leave it out of a loss; in a metric it is fine."
STOPS |= {name: (name.lower(), ROUNDING) for name in ("Round", "Floor", "Ceil", "Sign")}
STOPS["Rint"] = ("round", ROUNDING)
COMPARING = (
    "It is true or false, and jumps from one to the other. Use something smooth in its place, "
    "such as keras.ops.sigmoid(10 * (y_pred - 0.5)) for y_pred > 0.5."
)
STOPS |= {
    name: (f"the comparison {sign}", COMPARING)
    for name, sign in {
        "Greater": ">",
        "GreaterEqual": ">=",
        "Less": "<",
        "LessEqual": "<=",
        "Equal": "==",
        "NotEqual": "!=",
    }.items()
}


class Run(NamedTuple):
    """One run of a learner's function, recorded as a graph.

    Attributes:
        result: What it returned, an array.
        operations: The operations between `y_pred` and the result, first to last.
        values: The values of `y_pred` and of the outputs of those operations, by
            the reference of the tensor.
        gradients: Gradient of the mean result with respect to each of them, by
            reference; those that have none are missing.
    """

    result: np.ndarray
    operations: list
    values: dict
    gradients: dict


def explain_gradient(function, task="regression"):
    """Follows the gradient from the result of a function back to `y_pred`.

    The function is recorded as a graph, as `fit` does it, and run on a small
    batch. Then the gradient is followed, operation by operation.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor.
        task: `"regression"`, `"binary"` or `"multiclass"`: what the batch looks like.

    Returns:
        A `GradientReport`. Printing it says whether the gradient flows; if not,
        which operation on which line stops it, and what to write instead.

    Raises:
        ValueError: If the task is unknown.
    """
    y_true, y_pred = datasets.small_batch(task)
    try:
        run = run_once(function, y_true, y_pred)
    except Exception as error:
        return GradientReport(False, "", "", errors.explain_error(function, error))
    return follow(function, run)


def run_once(function, y_true, y_pred):
    """Runs a function on one batch as a graph, as `fit` does, and takes gradients.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor.
        y_true: Array `(rows, outputs)`, or `(rows,)` of class numbers.
        y_pred: Array `(rows, outputs)`.

    Returns:
        A `Run`.

    Raises:
        FunctionError: If the result is no number and no array of numbers.
        Exception: Whatever the function raises.
    """
    operations, tensors = [], []

    def record(y_true, y_pred):
        result = tf.identity(_number(function, function(y_true, y_pred)))
        operations.extend(_between(y_pred, result))
        outputs = (output for operation in operations for output in operation.outputs)
        tensors.extend([y_pred, *outputs])
        mean = tf.reduce_mean(tf.cast(result, tf.float32))
        # Between whole numbers there is no gradient to ask for.
        floats = [tensor for tensor in tensors if tensor.dtype.is_floating]
        gradients = tf.gradients(mean, floats)
        found = {tensor.ref(): each for tensor, each in zip(floats, gradients, strict=True)}
        return result, tensors, [found.get(tensor.ref()) for tensor in tensors]

    # `fit` does not rewrite the function's `if` and `for`, so neither do we. A partial,
    # because TensorFlow would take all the `record` for one function that keeps retracing.
    graph = tf.function(functools.partial(record), autograph=False)
    result, values, gradients = graph(tf.constant(y_true), tf.constant(y_pred))
    references = [tensor.ref() for tensor in tensors]
    return Run(
        result.numpy(),
        operations,
        dict(zip(references, values, strict=True)),
        {
            reference: tf.convert_to_tensor(gradient)
            for reference, gradient in zip(references, gradients, strict=True)
            if gradient is not None
        },
    )


def follow(function, run):
    """Finds the operation at which a gradient stops, if it stops.

    Args:
        function: The function that was run.
        run: Its `Run`.

    Returns:
        A `GradientReport`.
    """
    name = function.__name__
    if not run.operations:
        sentence = (
            f"{name} does not use y_pred, so no prediction can change its result. "
            "Compare y_true with y_pred."
        )
        return GradientReport(False, "", "", sentence)
    for operation in reversed(run.operations):
        arrives = operation is run.operations[-1] or _moves(run, operation.outputs)
        if arrives and not _moves(run, operation.inputs):
            return _stopped(function, run, operation)
        if arrives and not _finite(run.gradients, operation.inputs):
            name, line, place = _place(function, operation)
            sentence = (
                f"The gradient of {function.__name__} is infinite or not a number at "
                f"{place}. Keep what goes into it away from the edge, for example "
                "with keras.ops.maximum(x, 1e-7)."
            )
            return GradientReport(False, name, line, sentence)
    return GradientReport(True, "", "", f"The gradient flows from {name} back to y_pred.")


def not_finite(function, run):
    """Says which operation was the first to give infinity or NaN.

    Args:
        function: The function that was run.
        run: Its `Run`, whose result is not finite.

    Returns:
        Sentences: which operation on which line, and what to write instead.
    """
    said = f"{function.__name__} returned a value that is infinite or not a number (NaN)."
    for operation in run.operations:
        if not _finite(run.values, operation.outputs):
            *_, place = _place(function, operation)
            return (
                f"{said} It began at {place}. A logarithm of 0, a division by 0 or a "
                "root of a negative number does that. Keep what goes into it away from the "
                "edge, for example with keras.ops.maximum(x, 1e-7)."
            )
    return f"{said} It came from y_true alone, before y_pred was used."


def _number(function, result):
    """Returns a tensor; refuses what is not one number or an array of numbers."""
    if result is None:
        raise errors.FunctionError(
            f"{function.__name__} returned None. Its last line may lack the word `return`."
        )
    try:
        tensor = tf.convert_to_tensor(result)
    except (TypeError, ValueError) as error:
        raise errors.FunctionError(
            f"{function.__name__} returned {type(result).__name__}, which is no tensor. "
            "Return one tensor, such as keras.ops.mean(…)."
        ) from error
    if not (tensor.dtype.is_floating or tensor.dtype.is_integer or tensor.dtype.is_bool):
        raise errors.FunctionError(
            f"{function.__name__} returned {tensor.dtype.name}, which is no number. "
            "Return a tensor of numbers, such as keras.ops.mean(…)."
        )
    return tensor


def _between(start, end):
    """Lists the operations through which one tensor reaches another, first to last."""
    operations = end.graph.get_operations()
    reached, needed = {start.ref()}, {end.ref()}
    for operation in operations:
        if reached & _refs(operation.inputs):
            reached |= _refs(operation.outputs)
    for operation in reversed(operations):
        if needed & _refs(operation.outputs):
            needed |= _refs(operation.inputs)
    return [
        operation
        for operation in operations
        if reached & _refs(operation.inputs) and needed & _refs(operation.outputs)
    ]


def _refs(tensors):
    return {tensor.ref() for tensor in tensors}


def _moves(run, tensors):
    return any(np.any(run.gradients.get(tensor.ref(), 0) != 0) for tensor in tensors)


def _stopped(function, run, operation):
    """Reports an operation that lets no gradient through."""
    inputs = [tensor for tensor in operation.inputs if tensor.ref() in run.values]
    while not any(tensor.dtype.is_floating for tensor in inputs):
        # Between whole numbers no gradient can flow: what made them is the cause.
        operation = inputs[0].op
        inputs = [tensor for tensor in operation.inputs if tensor.ref() in run.values]
    name, line, place = _place(function, operation)
    advice = STOPS.get(operation.type, ("", "Its slope is zero or not defined on this batch."))[1]
    sentence = f"No gradient comes back from {function.__name__}: {place} stops it. {advice}"
    return GradientReport(False, name, line, sentence)


def _place(function, operation):
    """Returns the name of an operation for a learner, its line, and both in words."""
    name = STOPS.get(operation.type, (f"the operation {operation.type}",))[0]
    line = errors.line_of(function, operation.traceback)
    return name, line, name + errors.where(line)


def _finite(arrays, tensors):
    found = [arrays[tensor.ref()] for tensor in tensors if tensor.ref() in arrays]
    return all(np.all(np.isfinite(array)) for array in found if array.dtype.is_floating)
