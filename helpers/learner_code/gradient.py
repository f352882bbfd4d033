"""Where the gradient of a learner's loss stops, on which line, and what to write instead."""

import dataclasses

import numpy as np

from helpers.learner_code import operations
from helpers.learner_code.forms import Form
from helpers.learner_code.messages import FunctionError, explained, where
from helpers.learner_code.trace import refs, trace
from helpers.learner_code.trial_batch import trial_batch

KEEP_AWAY = (
    "Keep what goes into it away from the edge, for example with keras.ops.maximum(x, 1e-7)."
)


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
        sentence: What happened, and what to write instead.
        path: The steps from `y_pred` to the result; empty if the function did not traced.
    """

    flows: bool
    sentence: str
    path: tuple[GradientStep, ...] = ()

    def __str__(self):
        return self.sentence

    __repr__ = __str__


def explain_gradient(function, task="regression"):
    """Follows the gradient from the result of a function back to `y_pred`.

    The function is traced, as `fit` does it, and run on a small batch. Then the
    gradient is followed, operation by operation.

    Args:
        function: A loss in any form that Keras takes: a function from `y_true` and `y_pred` to
            a tensor, a class or an object of `keras.losses.Loss`, a name.
        task: `"regression"`, `"binary"` or `"multiclass"`: what the batch looks like.

    Returns:
        A `GradientReport`. Printing it says whether the gradient flows; if not,
        which operation on which line stops it, and what to write instead.

    Raises:
        ValueError: If the task is unknown.
    """
    y_true, y_pred = trial_batch(task)
    try:
        form = Form("loss", function)
        with explained(form):
            traced = trace(form, y_true, y_pred)
    except FunctionError as error:
        return GradientReport(False, str(error))
    return diagnose(traced)


def diagnose(traced):
    """Finds the operation at which a gradient ends or breaks, if it does.

    Args:
        traced: A `Trace`.

    Returns:
        A `GradientReport` with its path.
    """
    name, culprit = traced.function.name, None
    gradient = traced.gradients.get(traced.y_pred, 0)
    is_finite = np.all(np.isfinite(gradient))
    flows = bool(is_finite and np.any(gradient != 0))
    if not traced.operations:
        sentence = (
            f"{name} does not use y_pred, so no prediction can change its result. "
            "Compare y_true with y_pred."
        )
    elif flows:
        sentence = f"The gradient flows from {name} back to y_pred."
    elif is_finite:
        culprit = _where_it_ends(traced)
        sentence = f"No gradient comes back from {name}: {_place(traced, culprit)} stops it. "
        sentence += operations.advice(culprit)
    else:
        culprit = _where_it_breaks(traced)
        place = _place(traced, culprit)
        sentence = f"The gradient of {name} is infinite or not a number at {place}. {KEEP_AWAY}"
    return GradientReport(flows, sentence, _path(traced, culprit))


def not_finite(traced):
    """Says which operation was the first to give infinity or NaN.

    Args:
        traced: A `Trace` whose result is not finite.

    Returns:
        Sentences: which operation on which line, and what to write instead.
    """
    said = f"{traced.function.__name__} returned a value that is infinite or not a number (NaN)."
    for operation in traced.operations:
        if not _finite(traced.values, operation.outputs):
            return (
                f"{said} It began at {_place(traced, operation)}. A logarithm of 0, a division "
                f"by 0 or a root of a negative number does that. {KEEP_AWAY}"
            )
    return f"{said} It came from y_true alone, before y_pred was used."


def _where_it_breaks(traced):
    """Finds the operation nearest to the result that makes a gradient infinite or NaN."""
    return next(
        operation
        for operation in reversed(traced.operations)
        if not _finite(traced.gradients, operation.inputs)
    )


def _where_it_ends(traced):
    """Finds the operation to blame for the end of a gradient that is nearest to the result."""
    last = traced.operations[-1]
    operation = next(
        operation
        for operation in reversed(traced.operations)
        if (operation is last or _moves(traced.gradients, operation.outputs))
        and not _moves(traced.gradients, operation.inputs)
    )
    return _cause(traced, operation)


def _path(traced, culprit=None):
    """Lists `y_pred` and the operations after it, those that say nothing new left out."""
    causes = {culprit} | {
        _cause(traced, operation)
        for operation, sent in zip(traced.operations, traced.sent, strict=True)
        if _moves(traced.gradients, operation.outputs) and not _moves(sent, operation.inputs)
    }
    steps = [GradientStep("y_pred", "", _size(traced.gradients, [traced.y_pred]))]
    made_by = {traced.y_pred: {0}}
    for operation, sent in zip(traced.operations, traced.sent, strict=True):
        sends = {}
        for reference in refs(operation.inputs):
            for step in made_by.get(reference, ()):
                sends[step] = sends.get(step, 0.0) + _size(sent, [reference])
        if operations.is_plain(operation) and operation is not traced.operations[-1]:
            made = set(sends)
        else:
            made = {len(steps)}
            steps.append(_step(traced, operation, operation in causes, sends))
        made_by |= dict.fromkeys(refs(operation.outputs), made)
    return tuple(steps)


def _step(traced, operation, stops_here, sends):
    is_last = operation is traced.operations[-1]
    floats = refs(output for output in operation.outputs if output.dtype.is_floating)
    return GradientStep(
        operation="result" if is_last else operations.label(operation),
        line="" if is_last else traced.line(operation),
        size=_size(traced.gradients, floats) if floats else None,
        stops=stops_here,
        sends=tuple(sorted(sends.items())),
    )


def _moves(gradients, tensors):
    return any(np.any(gradients.get(tensor.ref(), 0) != 0) for tensor in tensors)


def _size(gradients, references):
    """Returns the mean absolute gradient with respect to tensors; 0 if none arrives."""
    found = [np.ravel(gradients[each]) for each in references if each in gradients]
    return float(np.mean(np.abs(np.concatenate(found), dtype="float64"))) if found else 0.0


def _cause(traced, operation):
    """Returns the operation to blame where a gradient ends: itself, or one before it."""
    inputs = [tensor for tensor in operation.inputs if tensor.ref() in traced.values]
    while not any(tensor.dtype.is_floating for tensor in inputs):
        # Between whole numbers no gradient can flow: what made them is the cause.
        operation = inputs[0].op
        inputs = [tensor for tensor in operation.inputs if tensor.ref() in traced.values]
    return operation


def _place(traced, operation):
    """Says which operation, and in which line."""
    return operations.name(operation) + where(traced.line(operation))


def _finite(arrays, tensors):
    found = [arrays[tensor.ref()] for tensor in tensors if tensor.ref() in arrays]
    return all(np.all(np.isfinite(array)) for array in found if array.dtype.is_floating)
