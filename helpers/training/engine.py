"""The training engine: a `RunConfig` goes in, a `History` comes out.

It does what `compile` and `fit` do, batch by batch, without returning to Python
in between.
"""

import contextlib
import dataclasses
import functools

import numpy as np
import tensorflow as tf

from helpers import session
from helpers.catalogue import lookup
from helpers.learner_code import messages
from helpers.training import models, programs
from helpers.training.datasets import dataset
from helpers.training.run import History

EPOCHS_IN_A_STEP = 2
"""So many that a hand which waits for them does not notice: some 10 ms."""


def train(config, data=None):
    """Trains a model from its initial weights and records every epoch.

    The same config and data bring the same `History` again: see `session.state`. Fewer epochs
    are the start of a longer run, and are not trained again.

    Args:
        config: The `RunConfig` to train.
        data: The `Dataset` to train on, or None for the default one of the task.

    Returns:
        A `History`. A run that diverges has NaN in it, and says so in `diverged_at`.

    Raises:
        ValueError: If a custom loss does not fit into `fit`; the message says what
            happened, on which line, and what to write instead.
    """
    return _train(config, data or dataset(config.task), _phases(config))


def train_in_steps(config, data):
    """Trains ahead what `train` will be asked for, and returns to Python in between.

    Args:
        config: The `RunConfig` to train.
        data: The `Dataset` to train on.

    Yields:
        None, after every few epochs: whoever waits for an answer can have it now.

    Raises:
        ValueError: As `train` does.
    """
    phases = _phases(config)
    if _longest(config, data, phases) is None:
        steps = _each_epoch(config, data, phases, EPOCHS_IN_A_STEP)
        while (run := next(steps)) is None:
            yield
        session.state.longest_runs[_question(config, data, phases)] = run
    _train(config, data, phases)


def prepare(config, data):
    """Traces in the background what `train` will need for a config, unless it is there.

    Args:
        config: A `RunConfig`.
        data: The `Dataset`.

    Returns:
        A `Future` without a result of interest; None if there is nothing to trace.
    """
    return programs.prepare(_program_key(config, data))


def compile_ahead(config, data):
    """Lets XLA compile in the background what `train` needs for a config.

    For whoever will train it many times: the graph that `train` has made is used until then.

    Args:
        config: A `RunConfig` that was trained.
        data: The `Dataset`.

    Returns:
        A `Future` without a result of interest; None if there is nothing to compile.
    """
    return programs.compile_ahead(_program_key(config, data))


def _program_key(config, data):
    entry = lookup.find("loss", config.loss)
    arrays = _arrays_for(entry, config, data)
    return programs.key_of(config, entry, data.train[1].shape[1], arrays)


@session.cached
def _train(config, data, phases):
    run = _longest(config, data, phases)
    if run is None:
        *_, run = _each_epoch(config, data, phases, programs.EPOCHS_AT_ONCE)
        session.state.longest_runs[_question(config, data, phases)] = run
    return run.start(config)


def _longest(config, data, phases):
    """Returns the longest run that is kept and differs from a config in its epochs only."""
    run = session.state.longest_runs.get(_question(config, data, phases))
    return run if run and run.config.epochs >= config.epochs else None


def _question(config, data, phases):
    starts = tuple((first, entry) for first, _, entry in phases)
    return dataclasses.replace(config, epochs=0, loss_phases=()), data, starts


def _each_epoch(config, data, phases, at_once):
    """Yields None after so many epochs, over and over, and the `History` of all at the end."""
    order = batch_order(config, len(data.train[0]))
    features, outputs = data.train[0].shape[1], data.train[1].shape[1]
    arrays = models.initial_weights(config, features, outputs)
    weights, state = np.concatenate([array.ravel() for array in arrays]), None
    records = [{"weights": weights[np.newaxis]}]
    for first, last, entry in phases:
        arrays = _arrays_for(entry, config, data)
        for rows in np.split(order[first:last], range(at_once, last - first, at_once)):
            with _explained(entry):
                record, state = programs.run(config, entry, outputs, rows, arrays, weights, state)
            records.append(record)
            weights = record["weights"][-1]
            yield
    joined = {name: np.concatenate([r[name] for r in records if name in r]) for name in records[-1]}
    by_batch = joined.pop("batch_predictions")
    running = np.empty_like(by_batch)
    np.put_along_axis(running, order[:, :, np.newaxis], by_batch, axis=1)
    yield History(config=config, data=data, running_predictions=running, **joined)


def evaluate(history, metric, split="validation"):
    """Computes a metric after each epoch, from what was predicted then.

    The weights are not touched, because they are not needed.

    A cross-entropy reads probabilities here. `fit` reads the logits that Keras
    leaves on `y_pred`, which makes a difference only below a probability of 1e-7.

    Args:
        history: A `History`.
        metric: Name of a metric of the catalogue that fits the task.
        split: `"validation"` for the predictions at the end of each epoch, `"running"`
            for the training rows as their batches came by, which is what `fit` reports
            for training.

    Returns:
        Array `(epochs,)`.

    Raises:
        ValueError: If a learner's own metric fails; the message says what happened, on
            which line, and what to write instead.
    """
    return _evaluate(history, lookup.find("metric", metric), split)


@session.cached
def _evaluate(history, entry, split):
    if split == "validation":
        y_true, predictions = history.data.validation[1], history.validation_predictions
    else:
        y_true, predictions = history.data.train[1], history.running_predictions
    y_true = tf.constant(_labels_for(entry, history.config.task, y_true))
    signature = (None, *y_true.shape[1:]), y_true.dtype, (None, predictions.shape[-1])
    if entry.custom is None and not entry.of_batches:
        with session.quick_graphs():
            values = _measure(entry, *signature)(y_true, tf.constant(predictions))
            return values.numpy().astype(float)
    orders = [np.arange(len(y_true))] * history.config.epochs
    if split == "running":
        orders = batch_order(history.config, len(y_true))
    with _explained(entry):
        measure = _measure_in_batches(entry, *signature)
        return np.array(
            [
                measure(tf.gather(y_true, order), y_pred[order], history.config.batch_size)
                for order, y_pred in zip(orders, predictions, strict=True)
            ]
        )


@functools.lru_cache(maxsize=64)
def _measure(entry, true_shape, true_dtype, predicted_shape):
    """Returns a function from `y_true` and the `y_pred` of each epoch to the values of a metric.

    It is kept, because it is a graph: traced once, for any number of rows and epochs, it is
    many times faster than the same steps one by one.
    """
    metric = models.make_metric(entry)
    signature = (
        tf.TensorSpec(true_shape, true_dtype),
        tf.TensorSpec((None, *predicted_shape), tf.float32),
    )

    @tf.function(input_signature=signature, autograph=False)
    def measure(y_true, predictions):
        def of_epoch(y_pred):
            metric.reset_state()
            metric.update_state(y_true, y_pred)
            return tf.cast(metric.result(), tf.float32)

        # One after the other, because all of them use the variables of one metric.
        return tf.map_fn(
            of_epoch, predictions, fn_output_signature=tf.float32, parallel_iterations=1
        )

    # Called as it is, TensorFlow would warn after five metrics in a row: one function, it would
    # say, is traced in vain.
    return lambda *arrays: measure.get_concrete_function()(*arrays)


@functools.lru_cache(maxsize=64)
def _measure_in_batches(entry, true_shape, true_dtype, predicted_shape):
    """Returns a function from `y_true`, `y_pred` and a batch size to the value of a metric.

    It gets the batches that `fit` gives it, because it may mind how rows are batched; of a
    learner's nobody knows. The reset is plain Python, and all updates are a graph.
    """
    metric = models.make_metric(entry)
    signature = (
        tf.TensorSpec(true_shape, true_dtype),
        tf.TensorSpec(predicted_shape, tf.float32),
        tf.TensorSpec((), tf.int32),
    )

    @tf.function(input_signature=signature, autograph=False)
    def epoch(y_true, y_pred, size):
        def update(start):
            rows = slice(start, start + size)
            metric.update_state(y_true[rows], y_pred[rows], sample_weight=None)
            return (start + size,)

        tf.while_loop(lambda start: start < tf.shape(y_pred)[0], update, (tf.constant(0),))
        return tf.cast(metric.result(), tf.float32)

    def measure(y_true, y_pred, size):
        metric.reset_state()
        return float(epoch(y_true, y_pred, size))

    return measure


def batch_order(config, n_rows):
    """Draws the order of training: for each epoch, all row numbers once.

    Args:
        config: A `RunConfig`; its seed decides.
        n_rows: Number of training rows.

    Returns:
        Array `(epochs, n_rows)`, int32. A shorter run is the start of a longer one.
    """
    random = np.random.default_rng(config.seed)
    return np.stack([random.permutation(n_rows) for _ in range(config.epochs)]).astype("int32")


def _explained(entry):
    """Says errors of a learner's function in words, and leaves those of Keras as they are."""
    if entry.custom is None:
        return contextlib.nullcontext()
    return messages.explained(entry.custom)


def _phases(config):
    """Returns triples: first epoch, epoch after the last, `Entry` of the loss.

    Not its name: that may mean another function of the learner's soon, and another run.
    """
    firsts = [0, *(epoch for epoch, _ in config.loss_phases)]
    losses = [config.loss, *(loss for _, loss in config.loss_phases)]
    entries = [lookup.find("loss", loss) for loss in losses]
    return tuple(zip(firsts, [*firsts[1:], config.epochs], entries, strict=True))


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
