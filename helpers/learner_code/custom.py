"""A learner's own loss or metric: tried on a small batch before it enters the catalogue."""

import functools
import inspect

import numpy as np

from helpers.catalogue import lookup
from helpers.catalogue.entry import Entry
from helpers.learner_code import gradient, sandbox
from helpers.learner_code.messages import FunctionError, explained
from helpers.learner_code.trace import trace
from helpers.learner_code.trial_batch import trial_batch

LONGEST_NAME = 60


def add_loss(function):
    """Tries a function as a loss, and adds it to the catalogue if it can train.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor: one number, or
            one for each row.

    Returns:
        The `Entry`.

    Raises:
        ValueError: If it can train no task; the message says what happened, on
            which line, and what to write instead.
    """
    _check(function)
    tasks = sandbox.run(lambda: _tasks(function, _can_train), function)
    return _add("loss", function, tasks, "lower", differentiable=True, reason="")


def add_metric(function):
    """Tries a function as a metric, and adds it to the catalogue.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor: one number, or
            one for each row. Keras takes the mean of them over all rows.

    Returns:
        The `Entry`. Its direction is the one in which a perfect prediction is better.

    Raises:
        ValueError: If it suits no task; the message says what happened, on which
            line, and what to write instead.
    """
    _check(function)

    def tried():
        tasks = _tasks(function, _has_value)
        return tasks, _direction(function, tasks)

    tasks, direction = sandbox.run(tried, function)
    reason = "A metric watches. To train with the function, use it as a loss."
    return _add("metric", function, tasks, direction, False, reason)


def _check(function):
    """Refuses what is no function, or has no name for a menu."""
    if not inspect.isfunction(function):
        raise FunctionError(
            f"This takes a function, and received {type(function).__name__}. Write it "
            "above one, like this: def my_function(y_true, y_pred): …"
        )
    name = function.__name__
    if not name.isidentifier():
        raise FunctionError(
            f"{name[:LONGEST_NAME]!r} is no name for a menu. Write the function with def and a "
            "name, like this: def my_function(y_true, y_pred): …"
        )
    if len(name) > LONGEST_NAME:
        raise FunctionError(
            f"The name {name[:LONGEST_NAME]}… has {len(name)} letters, too many for a menu. "
            f"Give the function one of up to {LONGEST_NAME}."
        )


def _tasks(function, trial):
    """Returns the tasks on which a function passes; the first complaint if it passes none."""
    complaints, tasks = [], []
    for task in ("regression", "binary", "multiclass", "multiclass_integer"):
        if task == "multiclass_integer" and "multiclass" in tasks:
            continue  # it takes one-hot labels, as the data have them
        try:
            with explained(function):
                trial(function, *trial_batch(task))
            tasks.append(task)
        except FunctionError as error:  # one task may fail in a way of its own
            complaints.append(error)
    if not tasks:
        raise complaints[0]
    return tuple(tasks)


def _can_train(function, y_true, y_pred):
    report = gradient.diagnose(_has_value(function, y_true, y_pred))
    if not report.flows:
        raise FunctionError(report.sentence)


def _has_value(function, y_true, y_pred):
    """Runs a function; complains unless it gives a finite number, or one for each row."""
    traced = _traced(function, y_true, y_pred)
    shape, rows = traced.result.shape, len(y_pred)
    if shape not in ((), (rows,), (rows, 1), y_pred.shape):
        raise FunctionError(
            f"{function.__name__} returned shape {shape} for {rows} rows of shape "
            f"{y_pred.shape}. It should be () or ({rows},): one number, or one for each row. "
            "A mean over the outputs is keras.ops.mean(…, axis=-1). If two sizes are "
            f"{rows}, y_true and y_pred had different shapes and were spread against each other."
        )
    if not np.all(np.isfinite(traced.result)):
        raise FunctionError(gradient.not_finite(traced))
    return traced


def _traced(function, y_true, y_pred):
    with sandbox.isolated():  # or a setting would stay for the next run
        return trace(function, y_true, y_pred)


def _direction(function, tasks):
    """Returns `"higher"` if a perfect prediction scores above an imperfect one."""
    for task in tasks:
        y_true, y_pred = trial_batch(task)
        perfect = np.eye(y_pred.shape[1], dtype="float32")[y_true] if y_true.ndim == 1 else y_true
        imperfect_score = _traced(function, y_true, y_pred).result
        perfect_score = _traced(function, y_true, perfect).result
        if np.mean(perfect_score) > np.mean(imperfect_score):
            return "higher"
    return "lower"


def _guarded(function):
    """Returns the function as the labs call it: never for long, with sentences for errors."""

    @functools.wraps(function)
    def guarded(y_true, y_pred):
        return sandbox.run(lambda: function(y_true, y_pred), function)

    return guarded


def _add(kind, function, tasks, direction, differentiable, reason):
    name = function.__name__
    entry = Entry(
        name=name,
        class_name="",
        kind=kind,
        label=f"{name} (your own)",
        formula=rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}(y,\hat{{y}})",
        shapes="what your function takes",
        direction=direction,
        tasks=tasks,
        differentiable=differentiable,
        reason=reason,
        function=_guarded(function),
    )
    lookup.register(entry)
    return entry
