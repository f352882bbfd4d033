"""A learner's custom loss or metric: tried on a small batch before it enters the catalogue."""

import functools
import inspect

import numpy as np

from helpers import session
from helpers.catalogue import lookup
from helpers.catalogue.entry import Entry
from helpers.learner_code import gradient, sandbox
from helpers.learner_code.messages import FunctionError, explained
from helpers.learner_code.trace import trace
from helpers.learner_code.trial_batch import trial_batch

LONGEST_NAME = 60
_trace_alone = sandbox.isolated()(trace)  # no setting stays for the next trace


def add(kind, function):
    """Tries a function as a loss or a metric, and adds it to the catalogue.

    Args:
        kind: `"loss"` or `"metric"`.
        function: Function from `y_true` and `y_pred`, both `(rows, outputs)`, to a tensor
            `()` or `(rows,)`. It may want class numbers, `(rows,)`, for `y_true`.

    Returns:
        The `Entry`. Its tasks are those that the function can train, or for which it has a
        value. The direction of a metric is the one in which a perfect prediction is better.

    Raises:
        FunctionError: If there is no such task; the message says what happened, on which
            line, and what to write instead.
        ValueError: If Keras has a loss or metric of that name.
    """
    _check_name(function)
    is_loss = kind == "loss"
    check = _check_gradient if is_loss else _check_value

    def tasks_and_direction():
        tasks = _tasks(function, check)
        return tasks, "lower" if is_loss else _direction(function, tasks)

    tasks, direction = sandbox.run(tasks_and_direction, function)
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
        differentiable=is_loss,
        reason="" if is_loss else "A metric watches. To train with it, use it as a loss.",
        function=_guarded(function),
    )
    lookup.register(entry)
    return entry


def loss(function):
    """Makes a loss of your own appear in the labs. Write `@course.loss` above it.

    It is first tried on a few rows. If it cannot train, you are told why, and the
    labs stay as they are.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor: one number, or
            one for each row.

    Returns:
        The function, unchanged.
    """
    return _introduce("loss", function)


def metric(function):
    """Makes a metric of your own appear in the labs. Write `@course.metric` above it.

    It is first tried on a few rows. If it gives no number, you are told why, and
    the labs stay as they are.

    Args:
        function: Function from `y_true` and `y_pred` to a tensor: one number, or
            one for each row. Keras takes the mean of them over all rows.

    Returns:
        The function, unchanged.
    """
    return _introduce("metric", function)


def _introduce(kind, function):
    """Adds a function to the catalogue and to the open labs, or says why not."""
    try:
        entry = add(kind, function)
    except ValueError as error:
        print(f"Not in the labs yet. {error}")
        return function
    print(f"{entry.name} is in the labs now. Tasks: {', '.join(entry.tasks)}.")
    for lab in list(session.state.open_labs):
        lab.refresh()
    return function


def _check_name(function):
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


def _tasks(function, check):
    """Returns the tasks for which a check passes; raises the first complaint if it is none."""
    complaints, tasks = [], []
    for task in ("regression", "binary", "multiclass", "multiclass_integer"):
        if task == "multiclass_integer" and "multiclass" in tasks:
            continue  # it takes one-hot labels, as the data have them
        try:
            with explained(function):
                check(function, *trial_batch(task))
            tasks.append(task)
        except FunctionError as error:  # one task may fail in a way of its own
            complaints.append(error)
    if not tasks:
        raise complaints[0]
    return tuple(tasks)


def _check_gradient(function, y_true, y_pred):
    """Refuses a function with which nothing can be trained."""
    report = gradient.diagnose(_check_value(function, y_true, y_pred))
    if not report.flows:
        raise FunctionError(report.sentence)


def _check_value(function, y_true, y_pred):
    """Refuses a function unless it gives a finite number, or one for each row.

    Returns:
        The `Trace` of the function.
    """
    traced = _trace_alone(function, y_true, y_pred)
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


def _direction(function, tasks):
    """Returns `"higher"` if a perfect prediction scores above an imperfect one."""
    for task in tasks:
        y_true, y_pred = trial_batch(task)
        perfect = np.eye(y_pred.shape[1], dtype="float32")[y_true] if y_true.ndim == 1 else y_true
        imperfect_score = _trace_alone(function, y_true, y_pred).result
        perfect_score = _trace_alone(function, y_true, perfect).result
        if np.mean(perfect_score) > np.mean(imperfect_score):
            return "higher"
    return "lower"


def _guarded(function):
    """Returns the function as the labs call it: never for long, with sentences for errors."""

    @functools.wraps(function)
    def guarded(y_true, y_pred):
        return sandbox.run(lambda: function(y_true, y_pred), function)

    return guarded
