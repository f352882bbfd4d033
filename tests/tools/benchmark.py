"""How fast the engine is, side by side with the ways in which anyone would write it.

uv run --group benchmark python tests/tools/benchmark.py

Prints tables and writes them to `tests/tools/benchmark.md`, which the README quotes.
Each way trains the documents' three models on the same rows for ten epochs in
batches of 32 with Adam, and predicts the validation rows after each epoch, as the
engine's record needs it. Times are medians; ratios are the point.
"""

import argparse
import collections
import dataclasses
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time
from functools import partial

import jax
import jax.numpy as jnp
import keras
import numpy as np
import tensorflow as tf

from helpers import course
from helpers.catalogue import lookup
from helpers.training import engine, models, programs
from helpers.training.datasets import dataset
from helpers.training.run import Dataset, RunConfig
from support.runs import forget_runs, warm_up
from tools import latency

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


def forget_programs():
    """As in a kernel that has trained nothing."""
    forget_runs()
    programs.forget()


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
            forward(np, config.task, weights, x_val)

    return run


def with_jax(config, data):
    """Returns a function that trains in one `jit` with `lax.scan`: the practical limit.

    It records what the engine records.
    """
    (x, y), (x_val, y_val) = data.train, data.validation
    whole = len(x) - len(x) % config.batch_size

    def loss(y, y_pred):
        if config.task == "regression":
            return jnp.mean((y - y_pred) ** 2)
        y_pred = jnp.clip(y_pred, EPSILON, 1 - EPSILON)
        if config.task == "binary":
            return -jnp.mean(y * jnp.log(y_pred) + (1 - y) * jnp.log(1 - y_pred))
        return -jnp.mean(jnp.sum(y * jnp.log(y_pred), axis=1))

    def predicted_loss(weights, x, y):
        _, y_pred = forward(jnp, config.task, weights, x)
        return loss(y, y_pred), y_pred

    def update(state, rows):
        weights, means, squares, step, x, y, rate = state
        (value, y_pred), gradients = jax.value_and_grad(predicted_loss, has_aux=True)(
            weights, x[rows], y[rows]
        )
        step += 1
        rate_now = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        means = [m + 0.1 * (g - m) for m, g in zip(means, gradients, strict=True)]
        squares = [v + 0.001 * (g * g - v) for v, g in zip(squares, gradients, strict=True)]
        weights = [
            w - rate_now * m / (jnp.sqrt(v) + EPSILON)
            for w, m, v in zip(weights, means, squares, strict=True)
        ]
        return (weights, means, squares, step, x, y, rate), (value, y_pred)

    def epoch(state, order):
        full = order[:whole].reshape(-1, config.batch_size)
        state, (losses, y_pred) = jax.lax.scan(update, state, full)
        if whole < len(x):
            state, (_, rest) = update(state, order[whole:])
            y_pred = jnp.concatenate([y_pred.reshape(-1, y.shape[1]), rest])
        validation_loss, validation_predictions = predicted_loss(state[0], x_val, y_val)
        record = jnp.mean(losses), y_pred, validation_predictions, validation_loss, state[0]
        return state, record

    @jax.jit
    def train(weights, order, x, y, rate):
        zeros = [jnp.zeros_like(w) for w in weights]
        return jax.lax.scan(epoch, (weights, zeros, zeros, jnp.float32(0), x, y, rate), order)

    def run():
        weights = models.initial_weights(config, x.shape[1], y.shape[1])
        order = engine.batch_order(config, len(x))
        _, record = train(weights, order, x, y, config.learning_rate)
        return jax.tree.map(np.asarray, record)

    return run


# The tables


def table(head, rows):
    """Returns a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def enlarged(data, rows):
    """Repeats the training rows of a data set up to a number of rows."""
    repeat = -(-rows // len(data.train[0]))
    train = tuple(np.tile(array, (repeat, 1))[:rows] for array in data.train)
    return Dataset(data.task, train, data.validation, data.test)


def compare(repeats):
    """Measures all ways on the three tasks."""
    rows = []
    for task, loss in LOSSES.items():
        config, data = RunConfig(task, loss), dataset(task)
        naive_ms = milliseconds(partial(naive, config, data), repeats)
        # The first program of a process also pays for TensorFlow's own first times.
        warm_up(dataclasses.replace(config, loss="log_cosh"), data)
        first_ms = milliseconds(partial(engine.train, config, data), repeats, forget_programs)
        ready_ms = milliseconds(engine.compile_ahead(config, data).result, 1)
        run_jax, run_fit = with_jax(config, data), fit_again(config, data)
        run_jax()
        warm, jax_ms = [], []
        for _ in range(5):  # in turns, because other processes come and go
            warm.append(milliseconds(partial(engine.train, config, data), 5 * repeats, forget_runs))
            jax_ms.append(milliseconds(run_jax, 5 * repeats))
        warm_ms, jax_ms = statistics.median(warm), statistics.median(jax_ms)
        rows.append(
            [
                task,
                f"{naive_ms:.0f} ms",
                f"{milliseconds(run_fit, repeats):.0f} ms",
                f"{milliseconds(with_numpy(config, data), repeats):.1f} ms",
                f"{jax_ms:.1f} ms",
                f"{first_ms:.0f} ms ({first_ms / naive_ms:.2f} × the first column)",
                f"{ready_ms:.0f} ms",
                f"**{warm_ms:.1f} ms**",
                f"**{naive_ms / warm_ms:.0f}×**",
                f"{warm_ms / jax_ms:.2f}×",
            ]
        )
    head = [
        "task",
        "`compile` + `fit`",
        "`fit` again",
        "NumPy",
        "JAX",
        "engine, first use of a loss",
    ]
    head += [
        "XLA has compiled it after",
        "engine, warm",
        "faster than `compile` + `fit`",
        "of JAX's time",
    ]
    return table(head, rows)


def growth(repeats):
    """Measures how the warm time grows with rows, width and epochs."""
    base = RunConfig("regression", LOSSES["regression"])
    changes = [("1,000 rows, 64 units, 10 epochs", {}, 1000)]
    changes += [("10,000 rows", {}, 10_000), ("100,000 rows", {}, 100_000)]
    changes += [("256 units", {"units": 256}, 1000), ("1,024 units", {"units": 1024}, 1000)]
    changes += [("40 epochs", {"epochs": 40}, 1000), ("160 epochs", {"epochs": 160}, 1000)]
    rows, base_ms = [], None
    for name, change, size in changes:
        config, data = dataclasses.replace(base, **change), enlarged(dataset("regression"), size)
        warm_up(config, data)
        warm_ms = milliseconds(partial(engine.train, config, data), repeats, forget_runs)
        base_ms = base_ms or warm_ms
        rows.append([name, f"{warm_ms:.1f} ms", f"{warm_ms / base_ms:.1f}×"])
    return table(["regression with", "warm", "of the first line"], rows)


def metric_swap(repeats):
    """Measures what it costs to look at another metric: ten epochs, two sets of rows."""
    rows = []
    for task, loss in LOSSES.items():
        history = engine.train(RunConfig(task, loss))
        times = collections.Counter()
        for entry in lookup.fitting("metric", task):
            for split in ("running", "validation"):
                look = partial(engine.evaluate, history, entry.name, split)
                times[entry.label] += milliseconds(look, repeats, forget_runs)
        slowest = max(times, key=times.get)
        middle = statistics.median(times.values())
        rows.append([task, len(times), f"{middle:.1f} ms", f"{times[slowest]:.1f} ms ({slowest})"])
    return table(["task", "metrics", "median", "slowest"], rows)


def memory():
    """Measures the peak memory of a process that does one thing (Linux only)."""
    codes = {
        "imports TensorFlow": "import tensorflow",
        "imports the course": "from helpers import course",
        "opens a lab and trains each loss": (
            "from helpers import course\n"
            "lab = course.loss_metric_lab('binary')\n"
            "for _, loss in lab.controls['loss'].options: lab.loss = loss"
        ),
    }
    rows, base = [], None
    for name, code in codes.items():
        command = [sys.executable, "-c", code + "\nprint(open('/proc/self/status').read())"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        megabytes = int(re.search(r"VmHWM:\s+(\d+) kB", done.stdout)[1]) / 1024
        base = base or megabytes
        rows.append([name, f"{megabytes:.0f} MB", f"{megabytes / base:.2f}×"])
    return table(["a kernel that", "peak memory", "of the first line"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5, help="calls behind each median")
    repeats = parser.parse_args().repeats
    course.start()
    versions = f"TensorFlow {tf.__version__}, Keras {keras.__version__}, JAX {jax.__version__}"
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    text = "\n\n".join(
        [
            "# Benchmark",
            f"Written by `tests/tools/benchmark.py` on {machine}; {versions}; Python "
            f"{platform.python_version()}. Times are medians of {repeats} calls or more in one "
            "process. 1,000 training and 500 validation rows, 10 epochs, batches of 32, Adam.",
            "## Ways to train",
            compare(repeats),
            "## Growth",
            growth(repeats),
            "## Another metric",
            metric_swap(repeats),
            "## Memory",
            memory(),
            "## In the browser",
            "From a click in JupyterLab to the picture that Chromium has decoded, warm.",
            table(["what is done", "result"], latency.measure()),
        ]
    )
    OUTPUT.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
