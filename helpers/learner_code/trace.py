"""Traces a learner's function on a few rows, with the gradient at every operation."""

import functools
import inspect
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from helpers.learner_code import messages

LARGEST = 10**8
# What to write in place of a result that is no tensor.
INSTEAD = {
    "generator": "Write return where you wrote yield.",
    "coroutine": "Leave out the word async.",
    "KerasTensor": "It is a blueprint of its own. Compute with y_true and y_pred.",
}


class Trace(NamedTuple):
    """A learner's function as a graph that ran once.

    Attributes:
        function: The learner's function.
        result: What it returned, an array.
        operations: The operations between `y_pred` and the result, first to last.
        values: The values of `y_pred`, which comes first, and of the outputs of those
            operations, by the reference of the tensor.
        gradients: Gradient of the mean result with respect to each of them, by
            reference; those that have none are missing.
        sent: For each operation, the part of the gradient that it hands back to its
            inputs, by reference; inputs that get none are missing.
    """

    function: Callable
    result: np.ndarray
    operations: list
    values: dict
    gradients: dict
    sent: list

    @property
    def y_pred(self):
        """The reference of `y_pred`."""
        return next(iter(self.values))

    def line(self, operation):
        """Returns the line in which an operation stands, as `messages.line_in` says it."""
        return messages.line_in(self.function, operation.traceback)


def trace(function, y_true, y_pred):
    """Traces a function on one batch, as `fit` does, runs the graph, and takes gradients.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor.
        y_true: Array `(rows, outputs)`, or `(rows,)` of class numbers.
        y_pred: Array `(rows, outputs)`.

    Returns:
        A `Trace`.

    Raises:
        FunctionError: If the result is no number and no array of numbers, or too large.
        Exception: Whatever the function raises.
    """
    operations, tensors = [], []

    def with_gradients(y_true, y_pred):
        result = tf.identity(_number(function, function(y_true, y_pred)))
        _check_sizes(function, result.graph)
        operations.extend(_between(y_pred, result))
        outputs = (output for operation in operations for output in operation.outputs)
        tensors.extend([y_pred, *outputs])
        gradients = {}  # none of whole numbers
        if result.dtype.is_floating:
            gradients = _by_reference([result], tf.gradients(tf.reduce_mean(result), [result]))
        sent = [_pass_back(operation, gradients) for operation in reversed(operations)]
        return result, tensors, gradients, sent[::-1]

    # `fit` does not rewrite the function's `if` and `for`, so neither do we. A partial, because
    # TensorFlow would take every `with_gradients` for one function that keeps retracing.
    graph = tf.function(functools.partial(with_gradients), autograph=False)
    result, values, gradients, sent = graph(tf.constant(y_true), tf.constant(y_pred))
    values = _by_reference(tensors, values)
    return Trace(function, result.numpy(), operations, values, gradients, sent)


def refs(tensors):
    """Returns the references of tensors, which can be compared and counted as tensors cannot."""
    return {tensor.ref() for tensor in tensors}


def _number(function, result):
    """Returns a tensor; refuses what is not one number or an array of numbers."""
    if result is None:
        raise messages.FunctionError(
            f"{function.__name__} returned None. Its last line may lack the word `return`."
        )
    try:
        tensor = tf.convert_to_tensor(result)
    except (TypeError, ValueError) as error:
        if inspect.iscoroutine(result):
            result.close()  # or Python warns that nobody waited for it
        kind = type(result).__name__
        instead = INSTEAD.get(kind, "Return one tensor, such as keras.ops.mean(…).")
        raise messages.FunctionError(
            f"{function.__name__} returned {kind}, which is no tensor of numbers. {instead}"
        ) from error
    if not (tensor.dtype.is_floating or tensor.dtype.is_integer or tensor.dtype.is_bool):
        raise messages.FunctionError(
            f"{function.__name__} returned {tensor.dtype.name}, which is no number. "
            "Return a tensor of numbers, such as keras.ops.mean(…)."
        )
    return tensor


def _check_sizes(function, graph):
    """Refuses what would fill the memory: nothing can stop TensorFlow while it tries."""
    for operation in graph.get_operations():
        for tensor in operation.outputs:
            if (tensor.shape.num_elements() or 0) > LARGEST:
                line = messages.line_in(function, operation.traceback)
                raise messages.FunctionError(
                    f"{function.__name__} makes a tensor of shape {tensor.shape}"
                    f"{messages.where(line)}, for a few rows. That is too large: take a mean, or "
                    "compare row by row."
                )


def _between(start, end):
    """Lists the operations through which one tensor reaches another, first to last."""
    operations = end.graph.get_operations()
    reached, needed = {start.ref()}, {end.ref()}
    for operation in operations:
        if reached & refs(operation.inputs):
            reached |= refs(operation.outputs)
    for operation in reversed(operations):
        if needed & refs(operation.outputs):
            needed |= refs(operation.inputs)
    return [
        operation
        for operation in operations
        if reached & refs(operation.inputs) and needed & refs(operation.outputs)
    ]


def _by_reference(tensors, arrays):
    """Files arrays under the references of tensors; None is left out."""
    return {
        tensor.ref(): tf.convert_to_tensor(array)
        for tensor, array in zip(tensors, arrays, strict=True)
        if array is not None
    }


def _pass_back(operation, gradients):
    """Hands the gradients at one operation on to its inputs, and returns that part of theirs."""
    arriving = [tensor for tensor in operation.outputs if tensor.ref() in gradients]
    # Between whole numbers there is no gradient to ask for.
    floats = [tensor for tensor in operation.inputs if tensor.dtype.is_floating]
    if not arriving or not floats:
        return {}
    sizes = [gradients[tensor.ref()] for tensor in arriving]
    # Held fixed, because one input may be computed from another.
    sent = _by_reference(floats, tf.gradients(arriving, floats, sizes, stop_gradients=floats))
    for reference, part in sent.items():
        gradients[reference] = gradients[reference] + part if reference in gradients else part
    return sent
