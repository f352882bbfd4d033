"""The loss of an epoch, added up. Oracles: `fit` and `evaluate` afterwards, and NumPy."""

import random

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.eager.polymorphic_function import polymorphic_function

from helpers.catalogue import lookup
from helpers.scoring.loss_breakdown import loss_breakdown
from helpers.training import models
from support import speeds
from support.runs import small

ROWS, WEIGHTS = 70, np.random.default_rng(0).uniform(0, 3, 70).astype("float32")
TRAINING = {"training mode", "moving weights"}


def network(task="regression", loss="mse", rate=0.01, eager=True, layers=(), **options):
    """A compiled network with two hidden layers, as a learner would write it."""
    keras.utils.set_random_seed(3)
    data = small(task, n_rows=ROWS)
    penalty = options.pop("penalty", None)
    inputs = keras.Input((data.train[0].shape[1],))
    dense = keras.layers.Dense(8, activation="relu", kernel_regularizer=penalty)
    outputs = keras.layers.Dense(
        data.train[1].shape[1], {"binary": "sigmoid", "multiclass": "softmax"}.get(task)
    )
    model = keras.Sequential([inputs, dense, *layers, outputs])
    model.compile(keras.optimizers.Adam(rate), loss, run_eagerly=eager, **options)
    return model, *data.train


def two_outputs(eager, rate=0.01):
    keras.utils.set_random_seed(3)
    x, y = small("regression", n_rows=ROWS).train
    y = y + 10 * (np.arange(ROWS)[:, np.newaxis] > 63)  # the last batch is another matter
    inputs = keras.Input((10,))
    hidden = keras.layers.Dense(8, "relu", kernel_regularizer="l2")(inputs)
    outputs = {
        "size": keras.layers.Dense(1, name="size")(hidden),
        "sign": keras.layers.Dense(1, "sigmoid", name="sign")(hidden),
    }
    model = keras.Model(inputs, outputs)
    losses = {"size": "mse", "sign": "binary_crossentropy"}
    factors = {"size": 0.5, "sign": 4.0}
    model.compile(keras.optimizers.SGD(rate), losses, loss_weights=factors, run_eagerly=eager)
    return model, x, {"size": y, "sign": (y > 0).astype("float32")}


def close(found, expected):
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


def moved(record):
    scale = max(1, abs(record.reported))
    return {name for name, size in record.causes.items() if abs(size) > 1e-6 * scale}


CASES = {
    "weights of rows": ({"penalty": "l1"}, {"sample_weight": WEIGHTS}),
    "plain": ({}, {}),
    "batch normalisation": ({"layers": [keras.layers.BatchNormalization()], "penalty": "l1l2"}, {}),
    "dropout": ({"layers": [keras.layers.Dropout(0.5)]}, {"batch_size": 20}),
    "all rows at once": (
        {"task": "multiclass", "loss": "categorical_crossentropy"},
        {"batch_size": 70},
    ),
    "custom function": ({"loss": lambda y_true, y_pred: keras.ops.abs(y_true - y_pred)}, {}),
    "summed": ({"loss": keras.losses.MeanAbsoluteError(reduction="sum")}, {"batch_size": 32}),
    "classes": ({"task": "binary", "loss": "dice"}, {"class_weight": {0: 0.5, 1: 4.0}}),
}


IN_GRAPHS = ["dropout", "batch normalisation", "classes"]
WAYS = [(case, True) for case in CASES] + [(case, False) for case in IN_GRAPHS]


@pytest.mark.parametrize(("case", "eager"), speeds.sampled(WAYS, every=2))
def test_rows_add_up_to_what_the_next_fit_reports(case, eager):
    options, given = CASES[case]
    if "layers" in options:
        options = options | {
            "layers": [type(layer).from_config(layer.get_config()) for layer in options["layers"]]
        }
    model, x, y = network(eager=eager, **options)
    record = loss_breakdown(model, x, y, **given)
    close(record.total, record.reported)
    close(model.fit(x, y, verbose=0, **given).history["loss"][0], record.reported)


@pytest.mark.parametrize(
    ("task", "weights"),
    [
        ("binary", WEIGHTS),
        speeds.rare("regression", None),
        speeds.rare("regression", WEIGHTS),
        speeds.rare("binary", None),
    ],
)
def test_starts_at_the_metric_of_evaluate_and_ends_at_its_loss(task, weights):
    loss = {"regression": "huber", "binary": "binary_focal_crossentropy"}[task]
    options = {
        "task": task,
        "loss": loss,
        "penalty": "l2",
        "metrics": [getattr(keras.losses, loss)],
    }
    layers = [keras.layers.Dropout(0.5), keras.layers.BatchNormalization()]
    model, x, y = network(layers=layers, **options)
    record = loss_breakdown(model, x, y, sample_weight=weights, method="evaluate")
    found = model.evaluate(x, y, sample_weight=weights, verbose=0)
    np.testing.assert_allclose([record.reported, record.metric], found, rtol=1e-6)
    close(record.total, record.reported)
    close(record.causes["penalties"], sum(map(float, model.losses)))
    assert not TRAINING & set(record.causes)

    of_fit = loss_breakdown(model, x, y, sample_weight=weights)
    model.fit(x, y, sample_weight=weights, verbose=0)
    close(of_fit.metric, model.evaluate(x, y, verbose=0)[1])


def test_every_row_is_what_numpy_finds():
    """A line through one feature, gradient descent with weights and a penalty, by hand."""
    x, y = np.linspace(-1, 2, 10)[:, np.newaxis], np.linspace(0, 3, 10)[:, np.newaxis] ** 2
    rows, rate, strength = np.linspace(0.5, 2, 10)[:, np.newaxis], 0.1, 0.05
    slope, batches = 0.7, [slice(0, 4), slice(4, 8), slice(8, 10)]
    data, penalties, slopes = [], [], []
    for batch in batches:
        error = slope * x[batch] - y[batch]
        data.append(np.mean(rows[batch] * error**2))
        penalties.append(strength * slope**2)
        slope -= rate * (np.mean(2 * rows[batch] * error * x[batch]) + 2 * strength * slope)
        slopes.append(slope)
    squares = (slope * x - y) ** 2

    layer = keras.layers.Dense(
        1, use_bias=False, kernel_initializer=keras.initializers.Constant(0.7),
        kernel_regularizer=keras.regularizers.L2(strength),
    )  # fmt: skip
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    record = loss_breakdown(model, x, y, sample_weight=rows, batch_size=4, shuffle=False)
    counts = [4, 4, 2]
    weighted = np.mean(rows * squares)
    close(record.metric, squares.mean())
    close(record.causes["batches counted by their rows"], 0)
    close(record.causes["sample weights"], weighted - squares.mean())
    close(record.causes["training mode"], 0)
    close(record.causes["moving weights"], np.average(data, weights=counts) - weighted)
    close(record.causes["penalties"], np.average(penalties, weights=counts))
    close(record.reported, np.average(np.add(data, penalties), weights=counts))
    close(record.mean_of_batches, np.mean(np.add(data, penalties)))
    close(model.get_weights()[0].item(), 0.7)


def test_batch_normalisation_alone_is_what_numpy_finds():
    x, y = small("regression", n_rows=ROWS).train
    x = 3 * x + 1
    model = keras.Sequential([keras.Input((10,)), keras.layers.BatchNormalization(momentum=0.9)])
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True)
    record = loss_breakdown(model, x, x * y, shuffle=False)
    mean, variance, of_batches = np.zeros(10), np.ones(10), 0
    for batch in (slice(0, 32), slice(32, 64), slice(64, 70)):
        part = x[batch].astype("float64")
        normal = (part - part.mean(0)) / np.sqrt(part.var(0) + 1e-3)
        of_batches += ((normal - part * y[batch]) ** 2).mean() * len(part) / ROWS
        mean, variance = (
            0.9 * a + 0.1 * b for a, b in ((mean, part.mean(0)), (variance, part.var(0)))
        )
    at_the_end = (((x - mean) / np.sqrt(variance + 1e-3) - x * y) ** 2).mean()
    np.testing.assert_allclose(record.metric, at_the_end, rtol=1e-5)
    np.testing.assert_allclose(record.causes["training mode"], of_batches - at_the_end, rtol=1e-5)
    assert moved(record) == {"training mode"}


ALONE = {
    "nothing": ({}, {}, set()),
    "penalties": ({"penalty": "l2"}, {}, {"penalties"}),
    "sample weights": ({}, {"sample_weight": WEIGHTS}, {"sample weights"}),
    "class weights": (
        {"task": "binary", "loss": "binary_crossentropy"},
        {"class_weight": {0: 1.0, 1: 3.0}},
        {"class weights"},
    ),
    "loss weights": ({"loss_weights": 2.0}, {}, {"loss weights"}),
    "dropout": ({"layers": [keras.layers.Dropout(0.5)]}, {}, {"training mode"}),
    "moving weights": ({"rate": 0.01}, {}, {"moving weights"}),
    "a formula for whole batches": (
        {"task": "binary", "loss": "dice"},
        {"batch_size": 64},
        {"batches counted by their rows"},
    ),
}


@pytest.mark.parametrize("name", ALONE)
def test_a_cause_alone_leaves_all_others_at_0(name):
    options, given, expected = ALONE[name]
    model, x, y = network(**{"rate": 0.0, **options})
    record = loss_breakdown(model, x, y, **given)
    assert moved(record) == expected
    assert record.largest == next(iter(expected), None)
    close(record.total, record.reported)


EVERY_LOSS = [
    (task, entry.name)
    for task in ("regression", "binary", "multiclass")
    for entry in lookup.fitting("loss", task)
]


@pytest.mark.parametrize(("task", "loss"), speeds.sampled(EVERY_LOSS, every=6))
def test_every_loss_of_the_catalogue(task, loss):
    entry = lookup.find("loss", loss)
    model, x, y = network(task, models.make_loss(entry), penalty="l2")
    if task == "multiclass" and "multiclass" not in entry.tasks:
        y = y.argmax(1).astype("int32")
    record = loss_breakdown(model, x, y, sample_weight=WEIGHTS, batch_size=50)
    assert record.total == pytest.approx(record.reported, rel=2e-6, abs=1e-6)
    assert {"sample weights", "moving weights", "penalties"} <= moved(record)


@pytest.mark.parametrize("eager", [True, False])
def test_each_output_has_its_data_term_and_its_own_number(eager):
    model, x, y = two_outputs(eager)
    weights = {"size": WEIGHTS, "sign": np.ones(ROWS)}
    given = {"sample_weight": weights, "shuffle": False}
    numbers = ["loss", "size_loss"] + eager * ["sign_loss"]  # a graph is slow to trace
    records = {number: loss_breakdown(model, x, y, number=number, **given) for number in numbers}
    history = model.fit(x, y, verbose=0, **given).history
    for number, record in records.items():
        close(record.reported, history[number][0])
        close(record.total, record.reported)
    assert list(records["loss"].metrics) == ["size", "sign"]
    prediction = model.predict(x, verbose=0)
    close(records["loss"].metrics["size"], ((prediction["size"] - y["size"]) ** 2).mean())
    # Keras counts the last batch of an output as a full one, but only in a graph.
    counted = records["size_loss"].causes["smaller last batch counted in full"]
    assert (abs(counted) < 1e-6) == eager
    alike = records["size_loss"].mean_of_batches
    assert (alike == pytest.approx(records["size_loss"].reported)) == (not eager)


def test_masked_steps_count_in_neither_number():
    x = np.array([[1, 2, 0, 0], [3, 1, 2, 0], [2, 0, 0, 0]] * 3)
    layers = [keras.layers.Embedding(4, 3, mask_zero=True), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("sgd", "mse", metrics=["mse"], run_eagerly=True)
    record = loss_breakdown(model, x, x[..., np.newaxis], batch_size=4, method="evaluate")
    found = model.evaluate(x, x[..., np.newaxis], batch_size=4, verbose=0)
    np.testing.assert_allclose([record.reported, record.metric], found, rtol=1e-6)
    close(record.total, record.reported)
    assert moved(record) == {"batches counted by their rows"}


def test_the_model_and_all_random_numbers_are_left_as_they_were():
    model, x, y = network(eager=False, layers=[keras.layers.Dropout(0.3, seed=5)], metrics=["mae"])
    model.fit(x, y, verbose=0)
    model.evaluate(x[:9], y[:9], verbose=0)

    def everything():
        kept = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
        numbers = [each.numpy() for each in kept]
        objects = model.history, model.train_function, model.test_function
        return numbers, objects, (random.getstate(), np.random.get_state()[1].tolist())

    before = everything()
    record = loss_breakdown(model, x, y)
    tensorflow = tf.random.uniform(())
    after = everything()
    for one, other in zip(before[0], after[0], strict=True):
        np.testing.assert_array_equal(one, other)
    assert after[1:] == before[1:]
    assert {"compute_loss", "train_step"}.isdisjoint(vars(model))

    # A learner who never asked gets the same numbers.
    other, *_ = network(eager=False, layers=[keras.layers.Dropout(0.3, seed=5)], metrics=["mae"])
    other.fit(x, y, verbose=0)
    other.evaluate(x[:9], y[:9], verbose=0)
    assert tf.random.uniform(()) == tensorflow
    assert other.fit(x, y, verbose=0).history["loss"][0] == pytest.approx(record.reported, rel=1e-6)


def test_an_interrupted_epoch_leaves_the_model_as_it_was(monkeypatch):
    model, x, y = network()
    weights, original = model.get_weights(), model.optimizer.apply_gradients
    steps = []

    def interrupted(gradients):
        original(gradients)
        steps.append(1)
        if len(steps) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(model.optimizer, "apply_gradients", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loss_breakdown(model, x, y)
    assert all(map(np.array_equal, weights, model.get_weights()))
    assert "compute_loss" not in vars(model)


class Noise(keras.layers.Layer):
    """Draws from every generator there is, as a learner's layer might."""

    def call(self, x):
        return x + random.random() + np.random.random() + tf.random.uniform(())


def test_layers_that_draw_random_numbers_draw_the_same_ones_afterwards():
    model, x, y = network(layers=[Noise()])
    record = loss_breakdown(model, x, y)
    assert model.fit(x, y, verbose=0).history["loss"][0] == pytest.approx(record.reported)


def test_steps_that_are_traced_inside_count_for_no_warning(monkeypatch):
    model, x, y = network(eager=False)
    model.fit(x, y, verbose=0)
    detector = type(polymorphic_function._frequent_tracing_detector_manager)()
    monkeypatch.setattr(polymorphic_function, "_frequent_tracing_detector_manager", detector)
    loss_breakdown(model, x, y)
    assert not detector._detectors
    assert polymorphic_function._frequent_tracing_detector_manager is detector


def test_a_model_without_weights_yet_gets_them():
    _, x, y = network()
    model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    record = loss_breakdown(model, x, y)
    close(model.fit(x, y, verbose=0).history["loss"][0], record.reported)


def test_text_shows_every_step():
    model, x, y = network(rate=0.0, penalty="l2")
    lines = str(loss_breakdown(model, x, y)).splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "metric with the same formula",
        "+ batches counted by their rows",
        "+ loss weights",
        "+ sample weights",
        "+ training mode",
        "+ moving weights",
        "+ penalties",
        "= loss that fit reports",
    ]
    assert lines[1].endswith("+0.000")


class CustomStep(keras.Sequential):
    def train_step(self, data):
        return super().train_step(data)


def test_what_cannot_be_added_up_is_refused_in_words():
    model, x, y = network()
    with pytest.raises(ValueError, match="method is 'fit' or 'evaluate', and you passed 'predict'"):
        loss_breakdown(model, x, y, method="predict")
    for rows in (tf.data.Dataset.from_tensors((x, y)), [[1.0], [2.0]]):
        with pytest.raises(ValueError, match="x and y are arrays here"):
            loss_breakdown(model, rows, None if isinstance(rows, tf.data.Dataset) else y)
    with pytest.raises(ValueError, match="evaluate takes no class_weight"):
        loss_breakdown(model, x, y, class_weight={0: 1.0}, method="evaluate")
    with pytest.raises(ValueError, match="number is one of loss here, and you passed 'mse_loss'"):
        loss_breakdown(model, x, y, number="mse_loss")
    with pytest.raises(ValueError, match="number is one of loss, size_loss, sign_loss here"):
        loss_breakdown(*two_outputs(True), number="price_loss")
    with pytest.raises(ValueError, match="The loss of this epoch is nan"):
        loss_breakdown(model, x, y * np.nan)
    custom = CustomStep(model.layers)
    with pytest.raises(ValueError, match=r"has no loss yet. Call model.compile"):
        loss_breakdown(custom, x, y)
    custom.compile("sgd", "mse")
    with pytest.raises(ValueError, match="Your model has its own train_step"):
        loss_breakdown(custom, x, y)
