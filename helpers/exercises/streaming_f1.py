"""The exercise of notebook 05 in which a metric remembers counts from batch to batch."""

import inspect

import keras
import numpy as np

from helpers.exercises.base import exercise
from helpers.exercises.judging import (
    NotAttempted,
    Wrong,
    call,
    compare,
    has_dots,
    read_number,
    require_function,
)

F1_OF_ALL = 2 * 2 / (2 * 2 + 1 + 2)  # two hits, a false alarm, two misses


@exercise(
    "05.2",
    title="An F1 score that is right across batches",
    objective="write a metric with a memory, for compile",
    minutes=10,
    hint="Count hits, false alarms and misses, each in a self.add_variable(shape=(), "
    "initializer='zeros'). F1 is 2 * hits / (2 * hits + false alarms + misses).",
    solution='''\
class F1(keras.metrics.Metric):
    """F1 score at a threshold of 0.5; 0 where it has nothing to divide by."""

    def __init__(self, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.hits = self.add_variable(shape=(), initializer="zeros", name="hits")
        self.errors = self.add_variable(shape=(), initializer="zeros", name="errors")

    def update_state(self, y_true, y_pred, sample_weight=None):
        answer = keras.ops.cast(y_pred > 0.5, "float32")
        y_true = keras.ops.cast(y_true, "float32")
        self.hits.assign(self.hits + keras.ops.sum(y_true * answer))
        self.errors.assign(self.errors + keras.ops.sum(keras.ops.abs(y_true - answer)))

    def result(self):
        counted = 2 * self.hits + self.errors
        return keras.ops.divide_no_nan(2 * self.hits, counted)''',
    right="Counts add up over batches, and F1 scores do not. So a metric remembers counts, and "
    "divides at the end. course.metric(F1) puts yours into the labs.",
    misconceptions={
        "object": "This is one metric. The exercise wants the class: F1, without brackets.",
        "batch_average": "After two batches it gives the mean of their two F1 scores. Remember "
        "counts, and divide in result.",
        "last_batch": "After two batches it gives the score of the last one. Add to the counts.",
        "python_state": "Batch by batch it is right, and inside fit it is not: it remembers in "
        "plain Python, which fit runs once, while it traces. Use self.add_variable and assign.",
        "forgets_nothing": "After reset_state it still remembers. What lives in "
        "self.add_variable is reset for you; anything else is not.",
        "nan": "Without a single positive it gives NaN. keras.ops.divide_no_nan gives 0.",
        "soft": "It adds up probabilities. First decide: y_pred > 0.5.",
        "accuracy": "It is the share of rows that are right. F1 leaves out the correct rejections.",
        "precision": "It is the precision. F1 counts the misses too.",
        "recall": "It is the recall. F1 counts the false alarms too.",
        "formula": "With 2 hits, 1 false alarm and 2 misses it should give {expected:.3f}, and "
        "gives {found:.3f}.",
    },
)
def streaming_f1(answer):
    """Compares with counts, on one batch, on two uneven ones, after a reset and inside `fit`."""
    if isinstance(answer, keras.metrics.Metric):
        raise Wrong("object")
    if not inspect.isclass(answer):
        require_function(answer)
    y_true = np.array([[1.0], [1], [0], [0], [1], [1], [0], [0]], "float32")
    y_pred = np.array([[0.9], [0.8], [0.7], [0.1], [0.2], [0.3], [0.4], [0.05]], "float32")
    metric = answer()
    if not isinstance(metric, keras.metrics.Metric):
        raise Wrong("number", kind=type(metric).__name__)
    if has_dots(vars(metric)):
        raise NotAttempted
    _one_batch(metric, y_true, y_pred)
    _two_batches(metric, y_true, y_pred)
    metric.reset_state()
    metric.update_state(np.zeros((3, 1), "float32"), np.full((3, 1), 0.1, "float32"))
    found = np.asarray(metric.result())
    if np.isnan(found):
        raise Wrong("nan")
    if found != 0:
        raise Wrong("forgets_nothing")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Identity()])
    model.compile(loss="mse", metrics=[answer()])
    try:
        scores = model.evaluate(y_pred, y_true, batch_size=5, verbose=0, return_dict=True)
    except TypeError as error:  # a tensor of the trace, kept in Python
        raise (Wrong("python_state") if "out of scope" in str(error) else error) from None
    inside = [value for name, value in scores.items() if name != "loss"]
    if len(inside) != 1 or not np.isclose(inside[0], F1_OF_ALL, atol=1e-4):
        raise Wrong("python_state")


def _one_batch(metric, y_true, y_pred):
    call(metric.update_state, y_true, y_pred, returns=False)
    found = read_number(call(metric.result))
    soft = 2 * (y_true * y_pred).sum() / (y_true.sum() + y_pred.sum())
    mistakes = {"soft": soft, "accuracy": 5 / 8, "precision": 2 / 3, "recall": 2 / 4}
    compare(found, F1_OF_ALL, mistakes, atol=1e-4)


def _two_batches(metric, y_true, y_pred):
    metric.reset_state()
    for rows in (slice(0, 5), slice(5, 8)):
        metric.update_state(y_true[rows], y_pred[rows])
    found = read_number(metric.result())
    if np.isclose(found, F1_OF_ALL, atol=1e-4):
        return
    first, second = 2 / 3, 0.0
    if np.isclose(found, [(first + second) / 2, (5 * first + 3 * second) / 8], atol=1e-3).any():
        raise Wrong("batch_average")
    raise Wrong("last_batch") if np.isclose(found, second, atol=1e-3) else Wrong("forgets_nothing")
