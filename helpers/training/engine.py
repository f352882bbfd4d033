"""The training engine: a `RunConfig` goes in, a `History` comes out.

It does what `compile` and `fit` do, batch by batch, without returning to Python
in between.
"""

import contextlib
import functools
import inspect
import math

import numpy as np
import tensorflow as tf

from helpers.catalogue import lookup
from helpers.learner_code import messages
from helpers.training import models, programs
from helpers.training.datasets import dataset
from helpers.training.run import History


def train(config, data=None):
    """Trains a model from its initial weights and records every epoch.

    Args:
        config: The `RunConfig` to train.
        data: The `Dataset` to train on, or None for the default one of the task.

    Returns:
        A `History`. A run that diverges has NaN in it, and says so in `diverged_at`.

    Raises:
        ValueError: If the config cannot be trained; the message says what to write.
    """
    data = data or dataset(config.task)
    _check_data(data)
    _check(config, data)
    order = batch_order(config, len(data.train[0]))
    features, outputs = data.train[0].shape[1], data.train[1].shape[1]
    weights, state = _flat(models.initial_weights(config, features, outputs)), None
    records = [{"weights": weights[np.newaxis]}]
    for first, last, loss in _phases(config):
        entry = lookup.find("loss", loss)
        arrays = _arrays_for(entry, config, data)
        with _explained(entry):
            record, state = programs.run(
                config, entry, outputs, order[first:last], arrays, weights, state
            )
        records.append(record)
        weights = record["weights"][-1]
    joined = {name: np.concatenate([r[name] for r in records if name in r]) for name in records[-1]}
    running = np.empty_like(joined["train_predictions"])
    np.put_along_axis(running, order[:, :, np.newaxis], joined.pop("batch_predictions"), axis=1)
    return History(config=config, data=data, running_predictions=running, **joined)


def evaluate(history, metric, rows="validation"):
    """Computes a metric after each epoch, from what was predicted then.

    The weights are not touched, because they are not needed.

    A cross-entropy reads probabilities here. `fit` reads the logits that Keras
    leaves on `y_pred`, which makes a difference only below a probability of 1e-7.

    Args:
        history: A `History`.
        metric: Name of a metric of the catalogue.
        rows: `"validation"` or `"train"` for the predictions at the end of each
            epoch, `"running"` for the training rows as their batches came by,
            which is what `fit` reports for training.

    Returns:
        Array `(epochs,)`.

    Raises:
        ValueError: If the metric or the rows are unknown, or the metric does
            not fit the task.
    """
    entry = lookup.find("metric", metric)
    _check_fits(entry, history.config.task)
    predictions = {
        "train": history.train_predictions,
        "running": history.running_predictions,
        "validation": history.validation_predictions,
    }
    if rows not in predictions:
        raise ValueError(f"rows is one of {', '.join(predictions)}, and you passed {rows!r}.")
    y_true = history.data.validation[1] if rows == "validation" else history.data.train[1]
    y_true = tf.constant(_labels_for(entry, history.config.task, y_true))
    outputs = history.validation_predictions.shape[-1]
    with _explained(entry):
        measure = _measure(entry, (None, *y_true.shape[1:]), y_true.dtype, (None, outputs))
        return np.array([float(measure(y_true, y_pred)) for y_pred in predictions[rows]])


@functools.lru_cache(maxsize=64)
def _measure(entry, true_shape, true_dtype, predicted_shape):
    """Returns a function from `y_true` and `y_pred` to the value of a metric.

    It is kept, because it is a graph: traced once, for any number of rows, it is
    several times faster than the same steps one by one.
    """
    metric = models.make_metric(entry)
    signature = tf.TensorSpec(true_shape, true_dtype), tf.TensorSpec(predicted_shape, tf.float32)

    @tf.function(input_signature=signature)
    def measure(y_true, y_pred):
        metric.reset_state()
        metric.update_state(y_true, y_pred)
        return metric.result()

    return measure


def batch_order(config, rows):
    """Draws the order of training: for each epoch, all row numbers once.

    Args:
        config: A `RunConfig`; its seed decides.
        rows: Number of training rows.

    Returns:
        Integer array `(epochs, rows)`. A shorter run is the start of a longer one.
    """
    random = np.random.default_rng(config.seed)
    return np.stack([random.permutation(rows) for _ in range(config.epochs)]).astype("int32")


def _check(config, data):
    if config.task not in models.ARCHITECTURES:
        known = ", ".join(models.ARCHITECTURES)
        raise ValueError(f"There is no task {config.task!r}. Choose one of {known}.")
    if data.task != config.task:
        raise ValueError(f"The config is for {config.task!r}, and the data are for {data.task!r}.")
    if config.optimizer not in models.OPTIMIZERS:
        known = ", ".join(models.OPTIMIZERS)
        raise ValueError(f"There is no optimizer {config.optimizer!r}. Choose one of {known}.")
    if not (math.isfinite(config.learning_rate) and config.learning_rate > 0):
        raise ValueError(f"learning_rate must be above 0, and you passed {config.learning_rate}.")
    rows = len(data.train[0])
    if not 1 <= config.batch_size <= rows:
        raise ValueError(
            f"batch_size must be from 1 to {rows}, the number of training rows, "
            f"and you passed {config.batch_size}."
        )
    if config.epochs < 1:
        raise ValueError(f"epochs must be 1 or more, and you passed {config.epochs}.")
    changes = [epoch for epoch, _ in config.loss_phases]
    if changes != sorted(set(changes)) or not all(0 < epoch < config.epochs for epoch in changes):
        raise ValueError(
            f"loss_phases must name rising epochs from 1 to {config.epochs - 1}, "
            f"and you passed {config.loss_phases}."
        )
    classes = {"regression": 0, "binary": 2}.get(config.task, data.train[1].shape[1])
    if config.class_weight is not None and len(config.class_weight) != classes:
        raise ValueError(
            f"class_weight needs one weight for each of {classes} classes, "
            f"and you passed {config.class_weight}."
        )
    for name in (config.loss, *(loss for _, loss in config.loss_phases)):
        entry = lookup.find("loss", name)
        if not entry.differentiable:
            raise ValueError(f"{entry.label} cannot train: {entry.reason}")
        _check_fits(entry, config.task)


def _check_data(data):
    """Refuses what XLA would turn into NaN without a word, and the graph into an error."""
    for part in ("train", "validation"):
        x, y = getattr(data, part)
        if x.ndim != 2 or y.ndim != 2 or len(x) != len(y) or not len(x):
            raise ValueError(
                f"The {part} rows have features of shape {x.shape} and labels of shape {y.shape}. "
                "Both need the form (rows, columns), with as many rows: y.reshape(-1, 1) helps."
            )
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError(f"The {part} rows hold NaN or infinity. Leave those rows out.")
        if data.task != "regression" and not ((y == 0) | (y == 1)).all():
            raise ValueError(
                f"The labels of the {part} rows must be 0 or 1, and are {np.unique(y)[:5]} …. "
                "Class numbers become such rows with np.eye(classes)[numbers]."
            )
        if data.task == "binary" and y.shape[1] != 1:
            raise ValueError(
                f"Binary labels are one column, and the {part} rows have {y.shape[1]}. "
                "For more classes than two, choose the task 'multiclass'."
            )
        if data.task == "multiclass" and not (y.sum(axis=1) == 1).all():
            raise ValueError(f"Each label of the {part} rows must be one 1 among zeros (one-hot).")
        if x.shape[1] != data.train[0].shape[1] or y.shape[1] != data.train[1].shape[1]:
            raise ValueError("Training and validation rows must have the same columns.")


def _check_fits(entry, task):
    if entry not in lookup.fitting(entry.kind, task):
        raise ValueError(
            f"{entry.label} does not fit the task {task!r}. It needs {entry.shapes}. Choose one of "
            + ", ".join(other.name for other in lookup.fitting(entry.kind, task))
            + "."
        )


def _explained(entry):
    """Says errors of a learner's function in words, and leaves those of Keras as they are."""
    if entry.function is None:
        return contextlib.nullcontext()
    return messages.explained(inspect.unwrap(entry.function))


def _flat(weights):
    return np.concatenate([weight.ravel() for weight in weights])


def _phases(config):
    """Returns triples: first epoch, epoch after the last, name of the loss."""
    firsts = [0, *(epoch for epoch, _ in config.loss_phases)]
    losses = [config.loss, *(loss for _, loss in config.loss_phases)]
    return list(zip(firsts, [*firsts[1:], config.epochs], losses, strict=True))


def _labels_for(entry, task, y_true):
    """Turns one-hot labels into class numbers for what wants them so."""
    wants_integers = task == "multiclass" and "multiclass" not in entry.tasks
    return y_true.argmax(axis=1).astype("int32") if wants_integers else y_true


def _arrays_for(entry, config, data):
    """Returns what a program takes as data: features, labels and weights of rows."""
    (x, y), (x_validation, y_validation) = data.train, data.validation
    arrays = [x, _labels_for(entry, config.task, y), x_validation]
    arrays.append(_labels_for(entry, config.task, y_validation))
    if config.class_weight is not None:
        classes = y[:, 0].astype(int) if config.task == "binary" else y.argmax(axis=1)
        arrays.append(np.asarray(config.class_weight, "float32")[classes])
    return arrays
