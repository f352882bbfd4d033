"""How fast the engine is, side by side with the ways in which anyone would write it.

uv run --group benchmark python tests/benchmark.py

Prints tables and writes them to `tests/benchmark.md`, which the README quotes.
Each way trains the documents' three models on the same rows for ten epochs in
batches of 32 with Adam, and predicts the training and validation rows after each
epoch, as the engine's record needs it. Times are medians; ratios are the point.
"""

import argparse
import dataclasses
import gc
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
from helpers import course  # noqa: E402 - TensorFlow starts quietly only after the line above

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

from helpers import catalogue, engine, models, programs  # noqa: E402
from helpers.datasets import dataset  # noqa: E402
from helpers.records import Dataset, RunConfig  # noqa: E402

LOSSES = {
    "regression": "mean_squared_error",
    "binary": "binary_crossentropy",
    "multiclass": "categorical_crossentropy",
}
OUTPUT = pathlib.Path(__file__).with_name("benchmark.md")
EPSILON = 1e-7


def milliseconds(function, repeats, prepare=lambda: None):
    """Returns the median time of some calls."""
    times = []
    for _ in range(repeats):
        prepare()
        start = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


# The ways


def naive(config, data):
    """`compile` and `fit` with a new model, what anyone would write."""
    x, y = data.train
    model = keras.Sequential(
        [
            keras.Input((x.shape[1],)),
            keras.layers.Dense(models.ARCHITECTURES[config.task][0], activation="relu"),
            keras.layers.Dense(y.shape[1], activation=models.ARCHITECTURES[config.task][1]),
        ]
    )
    model.compile("adam", config.loss)
    model.fit(x, y, epochs=10, validation_data=data.validation, verbose=0)


def fit_again(config, data):
    """Returns a function that trains one compiled model again with `fit`."""
    x, y = data.train
    model = models.build_model(config, x.shape[1], y.shape[1])
    model.compile("adam", config.loss)
    weights = model.get_weights()

    def run():
        model.set_weights(weights)
        model.fit(x, y, epochs=10, validation_data=data.validation, verbose=0)

    return run


def forward(numpy, task, weights, x):
    kernel, bias, kernel_2, bias_2 = weights
    hidden = numpy.maximum(x @ kernel + bias, 0)
    z = hidden @ kernel_2 + bias_2
    if task == "binary":
        return hidden, 1 / (1 + numpy.exp(-z))
    if task == "multiclass":
        z = numpy.exp(z - z.max(axis=1, keepdims=True))
        return hidden, z / z.sum(axis=1, keepdims=True)
    return hidden, z


def batches(order, size):
    return [order[start : start + size] for start in range(0, len(order), size)]


def with_numpy(config, data):
    """Returns a function that trains with gradients written by hand."""
    (x, y), (x_val, _) = data.train, data.validation

    def run():
        weights = models.initial_weights(config, x.shape[1], y.shape[1])
        means = [np.zeros_like(w) for w in weights]
        squares = [np.zeros_like(w) for w in weights]
        step = 0
        for order in engine.batch_order(config, len(x)):
            for rows in batches(order, config.batch_size):
                step += 1
                hidden, y_pred = forward(np, config.task, weights, x[rows])
                factor = 2 if config.task == "regression" else 1
                slope = factor * (y_pred - y[rows]) / len(rows)
                inner = (slope @ weights[2].T) * (hidden > 0)
                gradients = [x[rows].T @ inner, inner.sum(0), hidden.T @ slope, slope.sum(0)]
                rate = config.learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
                for w, m, v, g in zip(weights, means, squares, gradients, strict=True):
                    m += 0.1 * (g - m)
                    v += 0.001 * (g * g - v)
                    w -= np.float32(rate) * m / (np.sqrt(v) + np.float32(EPSILON))
            forward(np, config.task, weights, x)
            forward(np, config.task, weights, x_val)

    return run


def with_jax(config, data):
    """Returns a function that trains in one `jit` with `lax.scan`: the practical limit."""
    (x, y), (x_val, _) = data.train, data.validation
    whole = len(x) - len(x) % config.batch_size

    def loss(weights, x, y):
        _, y_pred = forward(jnp, config.task, weights, x)
        if config.task == "regression":
            return jnp.mean((y - y_pred) ** 2)
        y_pred = jnp.clip(y_pred, EPSILON, 1 - EPSILON)
        if config.task == "binary":
            return -jnp.mean(y * jnp.log(y_pred) + (1 - y) * jnp.log(1 - y_pred))
        return -jnp.mean(jnp.sum(y * jnp.log(y_pred), axis=1))

    def update(state, rows):
        weights, means, squares, step, x, y, rate = state
        value, gradients = jax.value_and_grad(loss)(weights, x[rows], y[rows])
        step += 1
        rate_now = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        means = [m + 0.1 * (g - m) for m, g in zip(means, gradients, strict=True)]
        squares = [v + 0.001 * (g * g - v) for v, g in zip(squares, gradients, strict=True)]
        weights = [
            w - rate_now * m / (jnp.sqrt(v) + EPSILON)
            for w, m, v in zip(weights, means, squares, strict=True)
        ]
        return (weights, means, squares, step, x, y, rate), value

    def epoch(state, order):
        state, losses = jax.lax.scan(update, state, order[:whole].reshape(-1, config.batch_size))
        if whole < len(x):
            state, _ = update(state, order[whole:])
        x_now = state[4]
        predictions = [forward(jnp, config.task, state[0], rows)[1] for rows in (x_now, x_val)]
        return state, (losses, predictions, state[0])

    @jax.jit
    def train(weights, order, x, y, rate):
        zeros = [jnp.zeros_like(w) for w in weights]
        state = (weights, zeros, zeros, jnp.float32(0), x, y, rate)
        return jax.lax.scan(epoch, state, order)

    def run():
        weights = models.initial_weights(config, x.shape[1], y.shape[1])
        order = engine.batch_order(config, len(x))
        state, record = train(weights, order, x, y, config.learning_rate)
        return jax.tree.map(np.asarray, (state[0], record))

    return run
