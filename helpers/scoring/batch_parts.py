"""What the batches of an epoch add to a loss: Keras computes, and running means note the parts."""

from typing import Any, NamedTuple

import keras
import tensorflow as tf

from helpers.scoring.preserved_model import random_seeds


class Output(NamedTuple):
    """One output of a model in one batch, as `compile` pairs it with its loss.

    Attributes:
        name: Name of the output.
        loss: Its `keras.losses.Loss`.
        y_true: `(n_rows, ...)`, its targets.
        y_pred: `(n_rows, ...)`, what the model predicts.
        value: The loss of the batch, with the weights of its rows: one number.
    """

    name: str
    loss: keras.losses.Loss
    y_true: Any
    y_pred: Any
    value: Any


class Means:
    """Running means by name, in double precision. They work in a graph, and eagerly."""

    def __init__(self):
        self._means = {}

    def __getitem__(self, name):
        return float(self._means[name].result())

    def add(self, name, value, n_rows=None):
        """Counts the value of a batch as often as it has rows, or once without `n_rows`."""
        self._mean(name, keras.metrics.Mean).update_state(value, sample_weight=n_rows)

    def add_weighted(self, stage, outputs, n_rows):
        """Adds the loss of a batch with the weights of its rows, as `(stage, "weighted", …)`."""
        for each in outputs:
            self.add((stage, "weighted", each.name), each.value, n_rows)

    def add_plain(self, stage, outputs, n_rows):
        """Adds a batch without weights, to a metric and to a loss of the same formula.

        Args:
            stage: First part of the names; the second one is `"metric"` or `"plain"`, and the
                third one the name of the output.
            outputs: List of `Output`.
            n_rows: Number of rows.
        """
        for name, loss, y_true, y_pred, _ in outputs:
            metric = self._mean((stage, "metric", name), keras.metrics.MeanMetricWrapper, loss.call)
            metric.update_state(
                *(keras.ops.convert_to_tensor(each, loss.dtype) for each in (y_true, y_pred))
            )
            self.add((stage, "plain", name), loss(y_true, y_pred), n_rows)

    def _mean(self, name, kind, *arguments):
        if name not in self._means:
            with tf.init_scope():  # the batch may be a step of a graph
                self._means[name] = kind(*arguments, dtype="float64")
        return self._means[name]


def note_reported(model, means, method, epoch):
    """Lets Keras compute its numbers for one epoch, and notes the parts of each batch.

    Args:
        model: A compiled model whose losses are built.
        means: `Means`; gets the stage `"reported"`, the penalties, and what Keras counts.
        method: `"fit"` or `"evaluate"`.
        epoch: Dict of arguments for it.

    Returns:
        Dict from `"loss"`, `"price_loss"`, ... to the number that Keras reports.
    """

    def compute_loss(x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss, outputs = _loss_and_outputs(model, y, y_pred, sample_weight)
        n_rows = _n_rows(x)
        means.add("penalties", sum(keras.ops.sum(each) for each in model.losses), n_rows)
        means.add(("mean of batches", "loss"), loss)
        means.add_weighted("reported", outputs, n_rows)
        if method == "evaluate":
            means.add_plain("reported", outputs, n_rows)
        for each in outputs:
            # In a graph Keras does not know the rows here, and counts every batch alike.
            known = keras.tree.flatten(each.y_pred)[0].shape[0]
            means.add(("counted by Keras", f"{each.name}_loss"), each.value, known)
            means.add(("mean of batches", f"{each.name}_loss"), each.value)
        return loss

    model.compute_loss = compute_loss
    try:
        if method == "evaluate":
            return model.evaluate(**epoch, verbose=0, return_dict=True)
        history = model.fit(**epoch, verbose=0).history
        return {name: values[0] for name, values in history.items()}
    finally:
        del model.compute_loss


def note_replayed(model, means, epoch):
    """Runs through the same batches with the weights of the end, and trains nothing.

    Args:
        model: The model after the epoch, with the random seeds of its beginning.
        means: `Means`; gets the stages `"inference"` and `"training"`, each named by its mode.
        epoch: Dict of arguments for `fit`.
    """
    variables, seeds = model.non_trainable_variables, random_seeds(model)

    def train_step(data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        n_rows = _n_rows(x)
        _, outputs = _loss_and_outputs(model, y, model(x, training=False), sample_weight)
        means.add_plain("inference", outputs, n_rows)
        means.add_weighted("inference", outputs, n_rows)
        with keras.StatelessScope([(each, each.value) for each in variables]) as scope:
            y_pred = model(x, training=True)
        _, outputs = _loss_and_outputs(model, y, y_pred, sample_weight)
        means.add_weighted("training", outputs, n_rows)
        # Dropout goes on to its next random numbers; batch normalisation remembers nothing.
        for seed in seeds:
            seed.assign(scope.get_current_value(seed))
        return {"loss": keras.ops.zeros(())}

    model.train_function, model.train_step = None, train_step
    try:
        model.fit(**epoch, verbose=0)
    finally:
        del model.train_step


def _loss_and_outputs(model, y, y_pred, sample_weight):
    """Returns the loss of a batch, and a list of the `Output`s that Keras adds up for it."""
    compiled, outputs = model._compile_loss, []
    entries = compiled._flat_losses

    def noting(entry):
        def loss(y_true, y_pred, sample_weight=None):
            value = entry.loss(y_true, y_pred, sample_weight)
            outputs.append(Output(entry.name, entry.loss, y_true, y_pred, value))
            return value

        return entry._replace(loss=loss)

    compiled._flat_losses = [noting(entry) for entry in entries]
    try:
        loss = keras.Model.compute_loss(model, None, y, y_pred, sample_weight)
    finally:
        compiled._flat_losses = entries
    return loss, outputs


def _n_rows(x):
    return keras.ops.shape(keras.tree.flatten(x)[0])[0]
