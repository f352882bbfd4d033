"""Shapes that are spread against each other: every label is compared with every prediction."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from helpers.custom.findings import REFUSED, Finding
from helpers.learner_code import messages, operations
from helpers.learner_code.trace import refs

# Operations that compare number with number, and repeat what is too short.
BY_NUMBER = {
    *("Add", "AddV2", "Sub", "Mul", "Div", "RealDiv", "DivNoNan", "Pow", "SquaredDifference"),
    *("Maximum", "Minimum", "Xlogy", "Xdivy", "LogicalAnd", "LogicalOr", "SelectV2"),
    *operations.COMPARISONS,
}


CONSEQUENCE = {
    "loss": "A model trains on it, the loss falls, and all predictions go to one value: for a "
    "squared error, the mean of the labels.",
    "metric": "It tells nothing about the model: it hardly changes when predictions change places.",
}


class Spread(NamedTuple):
    """An operation that makes pairs of all rows.

    Attributes:
        operation: The `tf.Operation`.
        sources: For each of its two inputs, which of `"y_true"` and `"y_pred"` it was made of.
        shapes: The shapes of the two.
        on_purpose: Whether rows are compared with themselves, as a ranking loss does.
    """

    operation: tf.Operation
    sources: tuple
    shapes: tuple
    on_purpose: bool


def makes_pairs(operations, n_rows):
    """Says whether an operation has the rows along two axes, and none of its inputs has."""
    return any(each.type in BY_NUMBER and _makes_pairs(each, n_rows) for each in operations)


def find_spread(form, call, batch):
    """Finds where labels and predictions are spread against each other, if they are.

    Args:
        form: The `Form` in which lines are located.
        call: Function from tensors `y_true` and `y_pred` to tensors, to be traced.
        batch: A `Batch` with a number of rows that no other size has.

    Returns:
        A list of one `Finding`, or an empty one.
    """
    spreads = _spreads(call, batch)
    compares_pairs = any(each.on_purpose for each in spreads)
    for each in spreads:
        flat = min(map(len, each.shapes)) == 1
        if not each.on_purpose and (flat or not compares_pairs):
            return [_finding(form, each, len(batch.y_pred))]
    return []


def _spreads(call, batch):
    """Traces a call, and lists all operations that make pairs of rows."""
    found, n_rows = [], len(batch.y_pred)

    def traced(y_true, y_pred):
        graph = tf.compat.v1.get_default_graph()
        already = len(graph.get_operations())
        call(y_true, y_pred)
        added = graph.get_operations()[already:]
        reached = {"y_true": {y_true.ref()}, "y_pred": {y_pred.ref()}}
        for operation in added:
            for tensors in reached.values():
                if tensors & refs(operation.inputs):
                    tensors |= refs(operation.outputs)
        pairs = [each for each in added if each.type in BY_NUMBER and _makes_pairs(each, n_rows)]
        for operation in pairs:
            sides = operation.inputs[-2:]
            sources = [{name for name in reached if side.ref() in reached[name]} for side in sides]
            found.append((operation, tuple(sources), tuple(tuple(side.shape) for side in sides)))
        return [list(operation.inputs[-2:]) for operation in pairs]

    function = tf.function(traced, autograph=False)
    sides = function(tf.constant(batch.y_true), tf.constant(batch.y_pred))
    return [
        Spread(*each, _on_purpose(each[1], [np.ravel(side) for side in both]))
        for each, both in zip(found, sides, strict=True)
        if all(each[1])
    ]


def _makes_pairs(operation, n_rows):
    """Says whether two inputs with the rows along one axis give an output with them along two."""
    shapes = [
        list(each.shape)
        for each in (*operation.inputs, *operation.outputs)
        if each.shape.rank is not None
    ]
    counts = [shape.count(n_rows) for shape in shapes]
    return len(counts) == len(operation.inputs) + 1 and counts[-1] == 2 and counts[-3:-1] == [1, 1]


def _on_purpose(sources, sides):
    """Says whether each row is compared with the others, in one and the same respect."""
    if sources[0] == sources[1] and len(sources[0]) == 1:
        return True
    left, right = sides
    return left.dtype == right.dtype and left.size == right.size and bool(np.all(left == right))


def _finding(form, spread, n_rows):
    first, second = (f"shape {shape}" for shape in spread.shapes)
    made = [" and ".join(sorted(each)) for each in spread.sources]
    return Finding(
        "spread",
        f"{form.__name__} compares each of the {n_rows} rows with all {n_rows}: "
        f"{operations.name(spread.operation)} meets {first} (from {made[0]}) and {second} (from "
        f"{made[1]}), and makes {tuple(spread.operation.outputs[0].shape)} of them. "
        + CONSEQUENCE[form.kind],
        "Bring both to one shape first: keras.ops.squeeze(x, axis=-1) takes the last axis away, "
        "keras.ops.expand_dims(x, axis=-1) adds one.",
        messages.line_in(form, spread.operation.traceback),
        REFUSED,
    )


def _are_still_numbers(operation, labels):
    """Says whether the numbers of classes stay quantities, perhaps with a constant added."""
    if operation.type in ("Cast", "Identity", "ExpandDims", "Reshape", "Neg", "Log", "Square"):
        return True
    others = [each for each in operation.inputs if each.ref() not in labels]
    is_arithmetic = operation.type in BY_NUMBER - set(operations.COMPARISONS)
    return is_arithmetic and all(each.shape.num_elements() == 1 for each in others)


def find_sparse_labels(form, call, batch):
    """Finds class numbers that are used as if they were one-hot labels.

    Args:
        form: The `Form` in which lines are located.
        call: Function from tensors `y_true` and `y_pred` to tensors, to be traced.
        batch: A `Batch` whose labels are class numbers, or any other.

    Returns:
        A list of one `Finding`, or an empty one.
    """
    classes = batch.y_pred.shape[-1]
    if batch.y_true.size != len(batch.y_pred) or classes == 1:
        return []
    found = []

    def traced(y_true, y_pred):
        graph = tf.compat.v1.get_default_graph()
        call(y_true, y_pred)
        labels, predictions = {y_true.ref()}, {y_pred.ref()}
        for operation in graph.get_operations():
            inputs = refs(operation.inputs)
            if operation.type in BY_NUMBER - set(operations.COMPARISONS):
                narrow = [each for each in operation.inputs if each.ref() in labels]
                wide = [each for each in operation.inputs if each.ref() in predictions]
                if any(each.shape[-1:] == (1,) for each in narrow) and any(
                    each.shape[-1:] == (classes,) for each in wide
                ):
                    found.append(operation)
            # As long as they are the numbers themselves: a one-hot label is none of them.
            if labels & inputs and _are_still_numbers(operation, labels):
                labels |= refs(operation.outputs)
            if predictions & inputs:
                predictions |= refs(operation.outputs)
        return y_pred

    function = tf.function(traced, autograph=False)
    function(tf.constant(batch.y_true), tf.constant(batch.y_pred))
    if not found:
        return []
    return [
        Finding(
            "sparse labels",
            f"{form.__name__} computes with the numbers of the classes, 0 to {classes - 1}, as if "
            f"they were quantities: each stands against all {classes} predictions of its row.",
            "Make one-hot labels of them, keras.ops.one_hot(…), or use a loss for class numbers.",
            messages.line_in(form, found[0].traceback),
            REFUSED,
        )
    ]
