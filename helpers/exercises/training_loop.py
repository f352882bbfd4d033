"""The exercise of notebook 07 that takes `fit` apart: the loss trains, the metric reports."""

import keras
import numpy as np

from helpers.exercises.base import exercise
from helpers.exercises.judging import Wrong, call, compare, read_numbers


@exercise(
    "07.4",
    title="A training loop that reports on unseen rows",
    objective="write a training loop with a loss that trains and a metric that reports",
    minutes=10,
    starter="(x, y), (x_unseen, y_unseen) = train, unseen\nreturn ...",
    hint="A tape and an optimizer for the step. Then a metric: reset_state, update_state on the "
    "unseen rows, result.",
    solution='''\
def train_and_report(model, train, unseen, epochs):
    """Trains on the rows of `train`, one step an epoch, with SGD(0.1) on the MSE.

    Returns the mean absolute error on the rows of `unseen` after each epoch, a list.
    """
    (x, y), (x_unseen, y_unseen) = train, unseen
    optimizer, metric, report = keras.optimizers.SGD(0.1), keras.metrics.MeanAbsoluteError(), []
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = keras.ops.mean(keras.ops.square(model(x) - y))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.reset_state()
        metric.update_state(y_unseen, model(x_unseen))
        report.append(float(metric.result()))
    return report''',
    right="That is fit, taken apart: the loss and its gradient on the training rows, the metric "
    "on rows that no gradient has seen.",
    misconceptions={
        "length": "One number for each epoch is expected: {expected}, and you gave {found}.",
        "training_rows": "These are the errors on the training rows. Report on the unseen ones.",
        "leak": "The weights have seen the unseen rows. Train on `train` alone.",
        "no_reset": "From the second epoch on, the metric still remembers the epochs before. Call "
        "reset_state.",
        "before": "These are the errors before each step. Report after the weights have moved.",
        "stands_still": "The weights did not move.",
        "step": "The weights went another way than steps of 0.1 times the gradient of the mean "
        "squared error.",
        "loss": "These are mean squared errors. The report is about the mean absolute error.",
        "formula": "The weights are right, and the report is not: the first number should be "
        "{expected[0]:.3f}, and is {found[0]:.3f}.",
    },
)
def train_and_report(answer):
    """Compares weights and report with gradient descent in NumPy."""
    x, x_new = np.split(np.random.default_rng(11).normal(size=(50, 2)).astype("float32"), [30])
    y, y_new = (np.sin(rows.sum(axis=1, keepdims=True)) for rows in (x, x_new))
    start = np.array([[0.2], [0.1]], "float32")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([start])
    given = (x.copy(), y.copy()), (x_new.copy(), y_new.copy())
    found = read_numbers(call(answer, model, *given, 3))
    if found.shape != (3,):
        raise Wrong("length", expected=3, found=found.size)
    moved = model.get_weights()[0]
    path = _descent(start, x, y)
    mae = [np.mean(abs(x_new @ w - y_new)) for w in path]
    if np.allclose(moved, start):
        raise Wrong("stands_still")
    if not np.allclose(moved, path[-1], rtol=1e-3, atol=1e-4):
        both = np.concatenate([x, x_new]), np.concatenate([y, y_new])
        leaks = [_descent(start, x_new, y_new)[-1], _descent(start, *both)[-1]]
        leaked = any(np.allclose(moved, w, rtol=1e-3, atol=1e-4) for w in leaks)
        raise Wrong("leak" if leaked else "step")
    mistakes = {
        "training_rows": [np.mean(abs(x @ w - y)) for w in path[1:]],
        "no_reset": np.cumsum(mae[1:]) / [1, 2, 3],
        "before": mae[:-1],
        "loss": [np.mean((x_new @ w - y_new) ** 2) for w in path[1:]],
    }
    compare(found, mae[1:], mistakes, rtol=1e-3)


def _descent(w, x, y, steps=3):
    """Returns the weights before the first step and after each."""
    path = [w]
    for _ in range(steps):
        w = w - 0.1 * 2 / len(x) * x.T @ (x @ w - y)
        path.append(w)
    return path
