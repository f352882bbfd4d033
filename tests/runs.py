"""What tests of the engine share: small data, and the same run with `fit`, the oracle."""

import keras
import numpy as np

from helpers import catalogue, datasets, engine, models, programs
from helpers.records import Dataset

DOCUMENT_LOSS = {
    "regression": "mean_squared_error",
    "binary": "binary_crossentropy",
    "multiclass": "categorical_crossentropy",
}


def small(task, rows=70, **knobs):
    """A data set whose last batch is smaller than the others."""
    data = datasets.dataset(task, **knobs)
    return Dataset(
        task, *[(x[:rows], y[:rows]) for x, y in (data.train, data.validation, data.test)]
    )


def fit(config, data, metrics=None):
    """Trains the same model with `fit`, epoch by epoch in the same batch order."""
    x, y = data.train
    entry = catalogue.find("loss", config.loss)
    model = models.build_model(config, x.shape[1], y.shape[1])
    model.compile(
        models.OPTIMIZERS[config.optimizer](learning_rate=config.learning_rate),
        getattr(keras.losses, entry.class_name)(**entry.arguments),
        metrics=metrics,
    )
    x_val, y_val = data.validation
    if "multiclass" not in entry.tasks and config.task == "multiclass":
        y, y_val = y.argmax(1), y_val.argmax(1)
    history = []
    for order in engine.batch_order(config, len(x)):
        epoch = model.fit(
            x[order],
            y[order],
            batch_size=config.batch_size,
            shuffle=False,
            validation_data=(x_val, y_val),
            validation_batch_size=config.batch_size,
            class_weight=config.class_weight and dict(enumerate(config.class_weight)),
            verbose=0,
        )
        history.append({name: values[0] for name, values in epoch.history.items()})
    weights = np.concatenate([weight.ravel() for weight in model.get_weights()])
    return weights, {name: [epoch[name] for epoch in history] for name in history[0]}


def both_programs(config, data):
    """Trains with the graph, and then with what XLA compiled."""
    programs.forget()
    graph = engine.train(config, data)
    programs.wait()
    compiled = engine.train(config, data)
    assert sorted(jit for (_, jit), count in programs.traces.items() for _ in range(count)) == [
        False,
        True,
    ]
    return graph, compiled
