"""Where the gradient of a learner's loss stops, on which line, and what to write instead."""

import dataclasses

import numpy as np

from helpers.learner_code import messages, operations
from helpers.learner_code.trace import refs, run_once
from helpers.learner_code.trial_batch import trial_batch


@dataclasses.dataclass(frozen=True)
class GradientStep:
    """One operation on the way from `y_pred` to a result, and the gradient that arrives at it.

    Attributes:
        operation: Its name, such as `"square"`; `"y_pred"` for the first step and
            `"result"` for the last.
        line: The line of the function in which it stands; else empty.
        size: Mean absolute gradient of the mean result with respect to what the
            operation gives; 0 if none arrives. None if it gives whole numbers, or
            true and false: no gradient goes through those.
        stops: Whether the gradient ends here, or becomes infinite or NaN.
        sends: Pairs of the number of an earlier step, counted from 0, and the mean
            absolute gradient that goes back to it from here.
    """

    operation: str
    line: str
    size: float | None
    stops: bool = False
    sends: tuple[tuple[int, float], ...] = ()


@dataclasses.dataclass(frozen=True)
class GradientReport:
    """Whether a loss can tell `y_pred` where to go.

    Attributes:
        flows: Whether a gradient that is not zero arrives at `y_pred`.
        operation: Name of the operation that stops it, such as `"argmax"`; else empty.
        line: The line of the function in which that operation stands; else empty.
        sentence: What happened, and what to write instead.
        path: The steps from `y_pred` to the result; empty if the function did not run.
    """

    flows: bool
    operation: str
    line: str
    sentence: str
    path: tuple[GradientStep, ...] = ()

    def __str__(self):
        return self.sentence

    __repr__ = __str__


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
    y_true, y_pred = trial_batch(task)
    try:
        with messages.explained(function):
            run = run_once(function, y_true, y_pred)
    except messages.FunctionError as error:
        return GradientReport(False, "", "", str(error))
    return follow(function, run)


def follow(function, run):
    """Finds the operation at which a gradient stops, if it stops.

    Args:
        function: The function that was run.
        run: Its `Run`.

    Returns:
        A `GradientReport` with its path.
    """
    report, culprit = _verdict(function, run)
    return dataclasses.replace(report, path=_path(function, run, culprit))


def verdict(function, run):
    """Does the same as `follow`, without the work of the path.

    Args:
        function: The function that was run.
        run: Its `Run`.

    Returns:
        A `GradientReport` whose path is empty.
    """
    return _verdict(function, run)[0]


def _verdict(function, run):
    """Returns a report without its path, and the operation at which the gradient ends, if any."""
    name = function.__name__
    if not run.operations:
        sentence = (
            f"{name} does not use y_pred, so no prediction can change its result. "
            "Compare y_true with y_pred."
        )
        return GradientReport(False, "", "", sentence), None
    gradient = run.gradients.get(next(iter(run.values)), 0)
    if not np.all(np.isfinite(gradient)):
        return _breaks(function, run)
    if np.any(gradient != 0):
        sentence = f"The gradient flows from {name} back to y_pred."
        return GradientReport(True, "", "", sentence), None
    return _stops(function, run)


def _breaks(function, run):
    """Finds the operation nearest to the result that makes a gradient infinite or NaN."""
    operation = next(
        operation
        for operation in reversed(run.operations)
        if not _finite(run.gradients, operation.inputs)
    )
    name, line, place = _place(function, operation)
    sentence = (
        f"The gradient of {function.__name__} is infinite or not a number at {place}. Keep what "
        "goes into it away from the edge, for example with keras.ops.maximum(x, 1e-7)."
    )
    return GradientReport(False, name, line, sentence), operation


def _stops(function, run):
    """Finds the operation nearest to the result at which a gradient ends."""
    operation = next(
        operation
        for operation in reversed(run.operations)
        if (operation is run.operations[-1] or _moves(run.gradients, operation.outputs))
        and not _moves(run.gradients, operation.inputs)
    )
    cause = _cause(run, operation)
    name, line, place = _place(function, cause)
    sentence = (
        f"No gradient comes back from {function.__name__}: {place} stops it. "
        f"{operations.advice(cause)}"
    )
    return GradientReport(False, name, line, sentence), cause


def _path(function, run, culprit):
    """Lists `y_pred` and the operations after it, those that say nothing new left out."""
    causes = {culprit} | {
        _cause(run, operation)
        for operation, sent in zip(run.operations, run.sent, strict=True)
        if _moves(run.gradients, operation.outputs) and not _moves(sent, operation.inputs)
    }
    start = next(iter(run.values))
    steps = [GradientStep("y_pred", "", _size(run.gradients, [start]))]
    made_by = {start: {0}}
    for operation, sent in zip(run.operations, run.sent, strict=True):
        sends = {}
        for reference in refs(operation.inputs):
            for step in made_by.get(reference, ()):
                sends[step] = sends.get(step, 0.0) + _size(sent, [reference])
        if operations.is_plain(operation) and operation is not run.operations[-1]:
            made = set(sends)
        else:
            made = {len(steps)}
            steps.append(_step(function, run, operation, operation in causes, sends))
        made_by |= dict.fromkeys(refs(operation.outputs), made)
    return tuple(steps)


def _step(function, run, operation, stops_here, sends):
    is_last = operation is run.operations[-1]
    floats = refs(output for output in operation.outputs if output.dtype.is_floating)
    return GradientStep(
        operation="result" if is_last else operations.label(operation),
        line="" if is_last else messages.line_in(function, operation.traceback),
        size=_size(run.gradients, floats) if floats else None,
        stops=stops_here,
        sends=tuple(sorted(sends.items())),
    )


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


def _moves(gradients, tensors):
    return any(np.any(gradients.get(tensor.ref(), 0) != 0) for tensor in tensors)


def _size(gradients, references):
    """Returns the mean absolute gradient with respect to tensors; 0 if none arrives."""
    found = [np.ravel(gradients[each]) for each in references if each in gradients]
    return float(np.mean(np.abs(np.concatenate(found), dtype="float64"))) if found else 0.0


def _cause(run, operation):
    """Returns the operation to blame where a gradient ends: itself, or one before it."""
    inputs = [tensor for tensor in operation.inputs if tensor.ref() in run.values]
    while not any(tensor.dtype.is_floating for tensor in inputs):
        # Between whole numbers no gradient can flow: what made them is the cause.
        operation = inputs[0].op
        inputs = [tensor for tensor in operation.inputs if tensor.ref() in run.values]
    return operation


def _place(function, operation):
    """Returns the name of an operation for a learner, its line, and both in words."""
    name = operations.name(operation)
    line = messages.line_in(function, operation.traceback)
    return name, line, name + messages.where(line)


def _finite(arrays, tensors):
    found = [arrays[tensor.ref()] for tensor in tensors if tensor.ref() in arrays]
    return all(np.all(np.isfinite(array)) for array in found if array.dtype.is_floating)
