"""Small batches on which a custom loss or metric is tried, and predictions that are special."""

import dataclasses
import functools

import numpy as np
import tensorflow as tf

from helpers.learner_code.trial_batch import trial_batch

N_ROWS = 12
# Predictions stay this far from certain, where a cross-entropy of any kind is cut off.
EDGE = 1e-3
SURE = 10.0


@dataclasses.dataclass(frozen=True, eq=False)
class Batch:
    """Labels, and predictions as a model of their kind gives them.

    Attributes:
        y_true: `(rows, outputs)`, or `(rows,)` class numbers.
        y_pred: `(rows, outputs)` float32, imperfect.
        kind: What predictions are: `"numbers"`, `"probabilities"` (each by itself),
            `"distribution"` (each row sums to 1) or `"logits"`.
    """

    y_true: np.ndarray
    y_pred: np.ndarray
    kind: str

    @property
    def dense(self):
        """Labels in the shape of predictions: one-hot where they are class numbers."""
        if self.y_true.size == self.y_pred.size:
            return self.y_true.reshape(self.y_pred.shape).astype("float32")
        return np.eye(self.y_pred.shape[-1], dtype="float32")[self.y_true.astype(int).ravel()]

    @property
    def scale(self):
        """How far predictions can sensibly be off: a standard deviation, or 1."""
        return float(np.std(self.dense)) + EDGE if self.kind == "numbers" else 1.0

    @property
    def specs(self):
        """Types of labels and predictions, with the number of rows left open as in `fit`."""
        given = self.y_true, self.y_pred
        return [tf.TensorSpec((None, *each.shape[1:]), each.dtype) for each in given]

    def perfect(self):
        """Returns the predictions that say what the labels say."""
        if self.kind == "logits":
            return (SURE * (2 * self.dense - 1)).astype("float32")
        return self.inside(self.dense)

    def inside(self, y_pred):
        """Returns predictions that a model of this kind can make, near those that are given."""
        if self.kind == "probabilities":
            y_pred = np.clip(y_pred, EDGE, 1 - EDGE)
        if self.kind == "distribution":
            y_pred = np.maximum(y_pred, 0)
            y_pred = y_pred / y_pred.sum(axis=-1, keepdims=True)
            y_pred = (1 - y_pred.shape[-1] * EDGE) * y_pred + EDGE
        return np.asarray(y_pred, "float32")

    def constants(self):
        """Returns predictions that are the same for all rows."""
        values, shape = np.unique(self.dense), self.y_pred.shape
        if self.kind == "distribution":
            classes = [*np.eye(shape[-1]), np.full(shape[-1], 1 / shape[-1])]
            return [self.inside(np.broadcast_to(each, shape)) for each in classes]
        if self.kind == "numbers":
            values = np.array([values.min(), self.dense.mean(), values.max()])
        if self.kind == "logits":
            values = np.array([-SURE, 0.0, SURE])
        return [self.inside(np.full(shape, value)) for value in values]

    def rows(self, which):
        """Returns a batch of some of the rows."""
        return dataclasses.replace(self, y_true=self.y_true[which], y_pred=self.y_pred[which])

    def predicting(self, y_pred):
        """Returns the batch with other predictions."""
        return dataclasses.replace(self, y_pred=np.asarray(y_pred, "float32"))


@functools.lru_cache(16)
def of_task(task, n_rows=N_ROWS, seed=1):
    """Makes a batch of a task of the course, other rows than those of `trial_batch`.

    Args:
        task: As `trial_batch` takes it.
        n_rows: Number of rows.
        seed: Integer from which all rows follow.

    Returns:
        A `Batch`.
    """
    random = np.random.default_rng(seed)
    labels, first = trial_batch(task)
    if task == "regression":
        y_true = random.normal(labels.mean(), labels.std(), (n_rows, 1)).astype("float32")
        return Batch(y_true, random.normal(size=y_true.shape).astype("float32"), "numbers")
    if task == "binary":
        # Both classes in each part of the batch, however few rows it has.
        y_true = (np.arange(n_rows) % 3 == 0).astype("float32")[:, np.newaxis]
        score = random.normal(size=y_true.shape)
        return Batch(y_true, (1 / (1 + np.exp(-score))).astype("float32"), "probabilities")
    classes, outputs = random.integers(10, size=n_rows), first.shape[1]
    weights = np.exp(random.normal(size=(n_rows, outputs)))
    y_pred = (weights / weights.sum(axis=1, keepdims=True)).astype("float32")
    y_true = (
        classes.astype("int32") if labels.ndim == 1 else np.eye(outputs, dtype="float32")[classes]
    )
    return Batch(y_true, y_pred, "distribution")


def of_model(y_true, y_pred):
    """Makes a batch of the labels and predictions of somebody's own model.

    Args:
        y_true: `(rows, …)`.
        y_pred: `(rows, …)`.

    Returns:
        A `Batch` whose kind is read from the values.
    """
    y_pred = np.asarray(y_pred, "float32")
    are_labels = bool(np.isin(y_true, (0, 1)).all()) or y_true.size < y_pred.size
    if not are_labels:
        return Batch(y_true, y_pred, "numbers")
    if y_pred.min() < 0 or y_pred.max() > 1:
        return Batch(y_true, y_pred, "logits")
    sums_to_one = y_pred.shape[-1] > 1 and np.allclose(y_pred.sum(axis=-1), 1, atol=1e-3)
    return Batch(y_true, y_pred, "distribution" if sums_to_one else "probabilities")
