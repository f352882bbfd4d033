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


def fit(config, data, metrics=None):
    """Trains the same model with `fit`, on the same batches in the same order."""
    x, y = data.train
    x_val, y_val = data.validation
    entry = lookup.find("loss", config.loss)
    model = models.build_model(config, x.shape[1], y.shape[1])
    model.compile(
        models.OPTIMIZERS[config.optimizer](learning_rate=config.learning_rate),
        getattr(keras.losses, entry.class_name)(**entry.arguments),
        metrics=metrics,
    )
    if "multiclass" not in entry.tasks and config.task == "multiclass":
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
    return np.concatenate([weight.ravel() for weight in model.get_weights()]), history


def train_again(config, data=None):
    """Trains, whether or not this run is there already."""
    session.state.cache = session.Cache(session.CACHE_BYTES)
    return engine.train(config, data)


def warm_up(config, data=None):
    """Trains with the graph, and again, so that XLA compiles; waits until it has."""
    graph = train_again(config, data)
    train_again(config, data)
    programs.wait()
    return graph


def both_programs(config, data):
    """Trains with the graph, and then with what XLA compiled."""
    programs.forget()
    graph = warm_up(config, data)
    compiled = train_again(config, data)
    assert sorted(jit for (_, jit), count in programs.traces.items() for _ in range(count)) == [
        False,
        True,
    ]
    return graph, compiled
