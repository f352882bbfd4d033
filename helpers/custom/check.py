"""The same checks for somebody's own model and data: a table of what was tried and found."""

import keras
import numpy as np

from helpers.custom import batches
from helpers.custom.findings import Finding, Report
from helpers.custom.introduce import TrapError
from helpers.custom.try_loss import traced_loss, try_loss
from helpers.custom.try_metric import metric_value, try_metric
from helpers.learner_code import sandbox
from helpers.learner_code.forms import Form
from helpers.learner_code.messages import FunctionError

# Prime numbers: no other size should be the number of rows.
N_ROWS = (13, 11, 7, 5)
TASKS = {"numbers": "regression", "probabilities": "binary", "distribution": "multiclass"}


def check_loss(loss, model, x, y):
    """Tries a loss on your own model and data, and says what it does that you may not know.

    Args:
        loss: What `compile` takes: a function, a class or an object of `keras.losses.Loss`, a
            `functools.partial`, or a name.
        model: A Keras model with one output. It predicts a few rows, and is left as it was.
        x: Features, as for `fit`: an array, or a list or dict of them.
        y: `y_true`, an array.

    Returns:
        A `Report`: a table of what was tried and what was found.

    Raises:
        ValueError: If the loss is none, or the data are no arrays with 10 rows or more.
    """
    form = Form("loss", loss)
    batch, others = _batches(model, x, y)

    def all_tried():
        traced = traced_loss(form, batch)
        task = TASKS.get(batch.kind, "binary")
        return try_loss(form, traced, batch, batch, others, task)[0]

    return _report(form, "a value, its shapes, a gradient", all_tried)


def check_metric(metric, model, x, y):
    """Tries a metric on your own model and data, and says what it does that you may not know.

    Args:
        metric: What `compile` takes: a function, a class or an object of `keras.metrics.Metric`,
            a `functools.partial`, or a name.
        model: A Keras model with one output. It predicts a few rows, and is left as it was.
        x: Features, as for `fit`: an array, or a list or dict of them.
        y: `y_true`, an array.

    Returns:
        A `Report`: a table of what was tried and what was found.

    Raises:
        ValueError: If the metric is none, or the data are no arrays with 10 rows or more.
    """
    form = Form("metric", metric)
    batch, _ = _batches(model, x, y)

    def all_tried():
        metric_value(form, batch)
        return try_metric(form, batch)

    return _report(form, "a value, its shapes", all_tried)


def _report(form, first_words, all_tried):
    """Tries everything; what ends the trial is the only row of the table."""
    try:
        tried = {first_words: []} | sandbox.run(all_tried, form)
    except TrapError as error:
        tried = {first_words: [error.finding]}
    except FunctionError as error:
        tried = {first_words: [Finding("error", str(error), "", verdict="refused")]}
    formula = f"{form.formula_of}: $${form.relative.formula}$$" if form.relative else ""
    return Report(form.name, tried, formula)


def _batches(model, x, y):
    """Returns two batches of the first rows; the model predicts, and remembers nothing of it."""
    flat = keras.tree.flatten((x, y))
    if not all(hasattr(each, "shape") for each in flat) or keras.tree.is_nested(y):
        raise ValueError(
            "x is an array here, or a list or dict of arrays, and y is one array. np.asarray(…) "
            "makes one of a list of numbers; the rows of a tf.data.Dataset have to be collected "
            "first."
        )
    y = np.asarray(y)
    n_rows = next((n for n in N_ROWS if 2 * n <= len(y) and n not in y.shape[1:]), None)
    if n_rows is None:
        raise ValueError(f"y has {len(y)} rows, and this needs 10 or more.")
    few = keras.tree.map_structure(lambda each: np.asarray(each)[: 2 * n_rows], x)
    y_pred = model(few, training=False)
    if keras.tree.is_nested(y_pred):
        raise ValueError("This model has several outputs. Try them one by one: keras.Model(…).")
    whole = batches.of_model(y[: 2 * n_rows], np.asarray(y_pred))
    return whole.rows(slice(0, n_rows)), whole.rows(slice(n_rows, None))
