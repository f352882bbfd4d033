"""What one batch adds to a loss, output by output, and the running means of it."""

from typing import Any, NamedTuple

import keras
import tensorflow as tf


class Output(NamedTuple):
    """One output of a model in one batch, as `compile` pairs it with its loss.

    Attributes:
        name: Its name.
        loss: The `keras.losses.Loss` of the output.
        y_true: What it should be.
        y_pred: What the model predicts.
        sample_weight: Weights of the rows, or None.
    """

    name: str
    loss: keras.losses.Loss
    y_true: Any
    y_pred: Any
    sample_weight: Any


class Means:
    """Running means by name, in double precision. They work in a graph, and eagerly."""

    def __init__(self):
        self._means = {}

    def __getitem__(self, name):
        return float(self._means[name].result())

    def add(self, name, value, rows):
        """Counts the value of a batch as often as it has rows.

        Args:
            name: Under which it is kept.
            value: A number.
            rows: Number of rows, or None to count every batch alike.
        """
        self._mean(name, keras.metrics.Mean).update_state(value, sample_weight=rows)

    def add_plain(self, stage, outputs, rows):
        """Adds what a batch costs without weights: for a metric, and for a loss.

        Args:
            stage: First part of the name.
            outputs: List of `Output`.
            rows: Number of rows.
        """
        for name, loss, y_true, y_pred, _ in outputs:
            metric = self._mean((stage, "metric", name), keras.metrics.MeanMetricWrapper, loss.call)
            pair = (keras.ops.convert_to_tensor(each, loss.dtype) for each in (y_true, y_pred))
            metric.update_state(*pair)
            self.add((stage, "plain", name), loss(y_true, y_pred), rows)

    def add_weighted(self, stage, outputs, rows):
        """Adds what a batch costs with the weights of its rows; see `add_plain`."""
        for name, loss, *batch in outputs:
            self.add((stage, "weighted", name), loss(*batch), rows)

    def add_own(self, outputs):
        """Adds what each output costs, as Keras counts it for the loss of that output alone."""
        for name, loss, *batch in outputs:
            # In a graph Keras does not know the rows here, and counts every batch alike.
            _, y_pred, _ = batch
            known = keras.tree.flatten(y_pred)[0].shape[0]
            self.add(("counted", name), loss(*batch), known)
            self.add(("alike", name), loss(*batch), None)

    def _mean(self, name, kind, *arguments):
        if name not in self._means:
            with tf.init_scope():  # the batch may be a step of a graph
                self._means[name] = kind(*arguments, dtype="float64")
        return self._means[name]


def outputs_of(model, y, y_pred, sample_weight):
    """Lists the outputs with their losses, in the way in which `compile` pairs them.

    Args:
        model: A compiled model whose losses are built.
        y: `y_true` of a batch, as the model gets it.
        y_pred: What the model predicts.
        sample_weight: Weights of the rows, or None.

    Returns:
        List of `Output`.
    """
    compiled, found = model._compile_loss, []
    entries = compiled._flat_losses

    def listening(entry):
        def loss(y_true, y_pred, sample_weight=None):
            found.append(Output(entry.name, entry.loss, y_true, y_pred, sample_weight))
            return entry.loss(y_true, y_pred, sample_weight)

        return entry._replace(loss=loss)

    compiled._flat_losses = [listening(entry) for entry in entries]
    try:
        compiled(y, y_pred, sample_weight)
    finally:
        compiled._flat_losses = entries
    return found
