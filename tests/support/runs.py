"""What tests of the engine share: small data, and the same run with `fit`, the oracle."""

import keras
import numpy as np
import tensorflow as tf

from helpers import session
from helpers.catalogue import lookup
from helpers.training import datasets, engine, models, programs
from helpers.training.run import Dataset

DOCUMENT_LOSS = {
    "regression": "mean_squared_error",
    "binary": "binary_crossentropy",
    "multiclass": "categorical_crossentropy",
}


def small(task, n_rows=70, **knobs):
    """A data set whose last batch is smaller than the others."""
    data = datasets.dataset(task, **knobs)
    return Dataset(
        task, *[(x[:n_rows], y[:n_rows]) for x, y in (data.train, data.validation, data.test)]
    )


def fit(config, data, metrics=None, loss=None):
    """Trains the same model with `fit`, on the same batches in the same order.

    With a loss of its own, a `keras.losses.Loss` or what `compile` takes, if it is no name.
    """
    x, y = data.train
    x_val, y_val = data.validation
    model, optimizer, named = _parts(config, data)
    model.compile(optimizer, loss or named, metrics=metrics)
    if _wants_class_numbers(config):
        y, y_val = y.argmax(1), y_val.argmax(1)
    starts = range(0, len(x), config.batch_size)

    def batches():
        for order in engine.batch_order(config, len(x)):
            for start in starts:
                rows = order[start : start + config.batch_size]
                yield x[rows], y[rows]

    specs = tuple(tf.TensorSpec((None, *array.shape[1:]), array.dtype) for array in (x, y))
    history = model.fit(
        tf.data.Dataset.from_generator(batches, output_signature=specs),
        shuffle=False,
        epochs=config.epochs,
        steps_per_epoch=len(starts),
        validation_data=(x_val, y_val),
        validation_batch_size=config.batch_size,
        class_weight=config.class_weight and dict(enumerate(config.class_weight)),
        verbose=0,
    ).history
    return _weights(model), history


def loop(config, data):
    """Trains the same model with the loop that `fit` stands for, step by step.

    An epoch takes a tenth of a second, and `fit` takes more than one to trace its graph.
    """
    model, optimizer, loss = _parts(config, data)
    pairs = [data.train, data.validation]
    if _wants_class_numbers(config):
        pairs = [(x, y.argmax(1)) for x, y in pairs]
    (x, y), (x_val, y_val) = pairs
    history = {"loss": [], "val_loss": []}

    def epoch(x, y, step):
        """Takes a step for each batch; returns the mean over the rows."""
        starts = range(0, len(x), config.batch_size)
        batches = [slice(start, start + config.batch_size) for start in starts]
        return sum(float(step(x[rows], y[rows])) * len(x[rows]) for rows in batches) / len(x)

    def train(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return value

    def test(x, y):
        return loss(y, model(x, training=False))

    for order in engine.batch_order(config, len(x)):
        history["loss"].append(epoch(x[order], y[order], train))
        history["val_loss"].append(epoch(x_val, y_val, test))
    return _weights(model), history


def ends_there(run, weights, history):
    """Asserts that a run has the last weights and the losses that `fit` or `loop` returned."""
    np.testing.assert_allclose(run.weights[-1], weights, atol=1e-5)
    np.testing.assert_allclose(run.loss, history["loss"], rtol=1e-6)
    np.testing.assert_allclose(run.validation_loss, history["val_loss"], rtol=1e-6)


def _parts(config, data):
    """Makes the model of a config, and its optimizer and loss, all of them Keras' own."""
    entry = lookup.find("loss", config.loss)
    (x, y), rate = data.train, config.learning_rate
    return (
        models.build_model(config, x.shape[1], y.shape[1]),
        models.OPTIMIZERS[config.optimizer](learning_rate=rate),
        entry.custom or getattr(keras.losses, entry.class_name)(**entry.arguments),
    )


def _wants_class_numbers(config):
    entry = lookup.find("loss", config.loss)
    return "multiclass" not in entry.tasks and config.task == "multiclass"


def _weights(model):
    return np.concatenate([weight.ravel() for weight in model.get_weights()])


def forget_runs():
    """Or the next call would bring the run before, or the start of it."""
    session.state.cache = session.Cache(session.CACHE_BYTES)
    session.state.longest_runs.clear()


def train_again(config, data=None):
    """Trains, whether or not this run is there already."""
    forget_runs()
    return engine.train(config, data)


def warm_up(config, data=None):
    """Trains with the graph, and lets XLA compile; waits until it has."""
    graph = train_again(config, data)
    engine.compile_ahead(config, graph.data)
    programs.wait()
    return graph


def both_programs(config, data):
    """Trains with the graph, and then with what XLA compiled."""
    programs.forget()
    graph = warm_up(config, data)
    compiled = train_again(config, data)
    assert not np.shares_memory(graph.weights, compiled.weights), "it was not trained again"
    assert sorted(jit for (_, jit), count in programs.traces.items() for _ in range(count)) == [
        False,
        True,
    ]
    return graph, compiled
