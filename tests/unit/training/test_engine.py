"""The engine does what `compile` and `fit` do. Oracles: `model.fit`, NumPy, scikit-learn."""

import dataclasses
import gc
import logging
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
import sklearn.metrics
import tensorflow as tf

from helpers import session
from helpers.catalogue import lookup
from helpers.training import engine, models, programs
from helpers.training.program import Program
from helpers.training.run import RunConfig
from support import speeds
from support.runs import (
    DOCUMENT_LOSS,
    both_programs,
    ends_there,
    fit,
    loop,
    small,
    train_again,
)

each_task = pytest.mark.parametrize("task", DOCUMENT_LOSS)
TASKS = {"momentum": "regression", "sgd": "binary", "rmsprop": "multiclass", "adam": "binary"}


def with_optimizer(optimizer):
    task = TASKS[optimizer]
    return RunConfig(task, DOCUMENT_LOSS[task], optimizer, learning_rate=0.01, epochs=3)


@pytest.mark.parametrize("optimizer", models.OPTIMIZERS)
def test_same_weights_and_losses_as_a_plain_loop(optimizer):
    """Every loss on every task, with Adam alone, is in test_fidelity."""
    config = with_optimizer(optimizer)
    data = small(config.task)
    ends_there(engine.train(config, data), *loop(config, data))


@pytest.mark.parametrize("optimizer", speeds.sampled(TASKS, every=len(TASKS)))
def test_same_weights_and_losses_as_fit(optimizer):
    """On the graph, and on what XLA compiled."""
    config = with_optimizer(optimizer)
    data = small(config.task)
    weights, history = fit(config, data)
    for run in both_programs(config, data):
        ends_there(run, weights, history)


def test_class_weights_as_in_fit():
    config = RunConfig("binary", "binary_crossentropy", class_weight=(1.0, 9.0), epochs=2)
    data = small("binary", positives=0.2)
    weights, history = fit(config, data)
    run = engine.train(config, data)
    np.testing.assert_allclose(run.weights[-1], weights, atol=1e-5)
    np.testing.assert_allclose(run.loss, history["loss"], rtol=1e-6)
    assert run.digest != engine.train(dataclasses.replace(config, class_weight=None), data).digest


PEARSON = keras.metrics.PearsonCorrelation(axis=0)  # a mean over batches, the last one small


@pytest.mark.parametrize(
    ("task", "metrics"),
    [
        ("regression", {"mean_absolute_error": "mae", "pearson_correlation": PEARSON}),
        ("binary", {"auc": "auc"}),
        ("multiclass", {"categorical_accuracy": "categorical_accuracy"}),
    ],
)
def test_metrics_are_those_that_fit_reports(task, metrics):
    config = RunConfig(task, DOCUMENT_LOSS[task], epochs=3)
    data = small(task)
    _, history = fit(config, data, list(metrics.values()))
    run = engine.train(config, data)
    for name, metric in metrics.items():
        key = getattr(metric, "name", metric)
        np.testing.assert_allclose(engine.evaluate(run, name, "running"), history[key], rtol=1e-5)
        validation = engine.evaluate(run, name, "validation")
        np.testing.assert_allclose(validation, history[f"val_{key}"], rtol=1e-5)


def test_metric_agrees_with_scikit_learn_on_the_stored_predictions():
    run = engine.train(RunConfig("regression", "huber", epochs=2), small("regression"))
    y_true = run.data.validation[1]
    expected = [sklearn.metrics.r2_score(y_true, y_pred) for y_pred in run.validation_predictions]
    np.testing.assert_allclose(engine.evaluate(run, "r2_score"), expected, rtol=1e-4)


@each_task
def test_predictions_are_those_of_the_recorded_weights(task):
    """Forward pass in NumPy from the flat weights."""
    run = engine.train(RunConfig(task, DOCUMENT_LOSS[task], epochs=2, units=7), small(task))
    x, y = run.data.validation
    features, outputs = x.shape[1], y.shape[1]
    for flat, recorded in zip(run.weights[1:], run.validation_predictions, strict=True):
        cuts = np.cumsum([features * 7, 7, 7 * outputs])
        kernel, bias, kernel_2, bias_2 = np.split(flat, cuts)
        hidden = np.maximum(x @ kernel.reshape(features, 7) + bias, 0)
        logits = hidden @ kernel_2.reshape(7, outputs) + bias_2
        y_pred = {
            "regression": lambda z: z,
            "binary": lambda z: 1 / (1 + np.exp(-z)),
            "multiclass": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
        }[task](logits)
        np.testing.assert_allclose(recorded, y_pred, rtol=1e-4, atol=1e-6)


def test_many_metrics_in_a_row_bring_no_warning():
    data = small("multiclass")
    x, y = data.train
    data = dataclasses.replace(data, train=(x, y[:, :3]), validation=(x, y[:, :3]))
    run = engine.train(RunConfig("multiclass", "mse", epochs=1), data)
    said, handler = [], logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    tf.get_logger().addHandler(handler)
    try:
        for entry in lookup.fitting("metric", "multiclass")[:6]:
            engine.evaluate(run, entry.name)
    finally:
        tf.get_logger().removeHandler(handler)
    assert not said


def test_one_hot_and_integer_labels_are_one_loss():
    config = RunConfig("multiclass", "categorical_crossentropy", epochs=2)
    sparse = dataclasses.replace(config, loss="sparse_categorical_crossentropy")
    first, second = (engine.train(each, small("multiclass")) for each in (config, sparse))
    np.testing.assert_allclose(first.loss, second.loss, rtol=1e-6)


def test_learning_rate_seed_data_and_epochs_never_trace_again():
    programs.forget()
    config = RunConfig("regression", "mean_squared_error", epochs=10)
    engine.train(config, small("regression"))
    before = programs.traces.copy()
    for change in ({"learning_rate": 0.1}, {"seed": 5}, {"epochs": 3}, {"epochs": 11}):
        engine.train(dataclasses.replace(config, **change), small("regression", seed=9))
    assert programs.traces == before
    engine.train(dataclasses.replace(config, batch_size=16), small("regression"))
    assert programs.traces != before


def test_xla_compiles_only_when_asked_and_once():
    programs.forget()
    config, data = RunConfig("regression", "huber", epochs=2), small("regression")
    assert engine.compile_ahead(config, data) is None, "nobody has trained it"
    for seed in range(2):
        engine.train(dataclasses.replace(config, seed=seed), data)
    assert [jit_compile for _, jit_compile in programs.traces] == [False]
    engine.compile_ahead(config, data).result()
    assert engine.compile_ahead(config, data) is None
    engine.train(dataclasses.replace(config, seed=2), data)
    assert sorted(jit_compile for _, jit_compile in programs.traces) == [False, True]
    assert set(programs.traces.values()) == {1}


def test_a_shorter_run_is_the_start_of_a_longer_one():
    long = engine.train(RunConfig("regression", "huber", epochs=4), small("regression"))
    short = engine.train(RunConfig("regression", "huber", epochs=2), small("regression"))
    np.testing.assert_allclose(short.weights, long.weights[:3], atol=1e-6)


def test_what_a_longer_run_has_trained_is_not_trained_again(monkeypatch):
    data, swap = small("regression"), ((1, "mean_absolute_error"),)
    for phases in ((), swap):
        config = RunConfig("regression", "huber", epochs=4, loss_phases=phases)
        alone = engine.train(dataclasses.replace(config, epochs=2), small("regression"))
        engine.train(config, data)
        with monkeypatch.context() as patch:
            patch.setattr(programs, "run", None)
            start = engine.train(dataclasses.replace(config, epochs=2), data)
        assert start.config == alone.config
        for field in ("loss", "validation_loss", "running_predictions", "validation_predictions"):
            assert len(getattr(start, field)) == 2
            np.testing.assert_allclose(getattr(start, field), getattr(alone, field), atol=1e-5)
        np.testing.assert_allclose(start.weights, alone.weights, atol=1e-6)
    monkeypatch.setattr(programs, "run", None)
    with pytest.raises(TypeError):
        engine.train(dataclasses.replace(config, epochs=2, seed=1), data)


def test_a_run_in_steps_is_the_run_that_is_asked_for_later(monkeypatch):
    data, swap = small("regression"), ((3, "mean_absolute_error"),)
    config = RunConfig("regression", "huber", epochs=5, loss_phases=swap)
    at_once = train_again(config, data)
    session.forget()
    assert len(list(engine.train_in_steps(config, data))) == 3  # epochs 1 and 2, 3, 4 and 5
    monkeypatch.setattr(programs, "run", None)
    assert list(engine.train_in_steps(config, data)) == []
    in_steps = engine.train(config, data)
    assert in_steps.digest == at_once.digest
    np.testing.assert_array_equal(in_steps.running_predictions, at_once.running_predictions)


def test_a_program_is_traced_ahead_once_and_not_compiled(monkeypatch):
    programs.forget()
    ran, run = [], Program.run
    monkeypatch.setattr(Program, "run", lambda *args: ran.append(args) or run(*args))
    config, data = RunConfig("regression", "huber", epochs=2, units=5), small("regression")
    engine.prepare(config, data).result()
    assert len(ran) == 1, "TensorFlow lays a graph out at its first call, which takes long"
    assert [jit_compile for _, jit_compile in programs.traces] == [False]
    assert engine.prepare(config, data) is None
    engine.train(config, data)
    assert set(programs.traces.values()) == {1}
    assert len(programs.traces) == 1


def test_loss_phases_keep_weights_and_optimizer():
    data = small("regression")
    one = RunConfig("regression", "mean_squared_error", epochs=4)
    same = dataclasses.replace(one, loss_phases=((2, "mean_squared_error"),))
    other = dataclasses.replace(one, loss_phases=((2, "mean_absolute_error"),))
    plain, phased, swapped = (engine.train(config, data) for config in (one, same, other))
    np.testing.assert_allclose(phased.weights, plain.weights, atol=1e-6)
    np.testing.assert_allclose(swapped.weights[:3], plain.weights[:3], atol=1e-6)
    assert np.abs(swapped.weights[3:] - plain.weights[3:]).max() > 1e-4


def test_a_run_that_diverges_is_recorded():
    config = RunConfig("regression", "mean_squared_error", "sgd", learning_rate=1e6, epochs=5)
    run = engine.train(config, small("regression"))
    assert run.diverged_at == 1
    assert run.loss.shape == (5,)
    assert engine.train(dataclasses.replace(config, learning_rate=1e-3)).diverged_at is None


def test_the_learners_random_numbers_are_left_alone():
    keras.utils.set_random_seed(1)
    expected = keras.layers.Dense(2)
    expected.build((None, 3))
    keras.utils.set_random_seed(1)
    engine.train(RunConfig("regression", "huber", epochs=1, units=3), small("regression"))
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    np.testing.assert_array_equal(layer.kernel, expected.kernel)


def test_batch_larger_than_the_validation_rows():
    data = small("regression")
    x, y = data.validation
    data = dataclasses.replace(data, validation=(x[:9], y[:9]))
    config = RunConfig("regression", "mean_squared_error", batch_size=70, epochs=2)
    _, history = fit(config, data)
    for run in both_programs(config, data):
        assert run.validation_predictions.shape == (2, 9, 1)
        np.testing.assert_allclose(run.validation_loss, history["val_loss"], rtol=1e-6)


def test_fingerprints_tell_trained_weights_apart():
    runs = [
        engine.train(RunConfig("regression", "huber", epochs=epochs), data)
        for epochs in (2, 3)
        for data in (small("regression"), small("regression", seed=1))
    ]
    assert len({run.digest for run in runs}) == 4
    changed = dataclasses.replace(runs[0], weights=np.nextafter(runs[0].weights, 1))
    assert changed.digest != runs[0].digest


def test_a_forgotten_program_leaves_no_graph_behind():
    def graphs():
        gc.collect()
        return sum(isinstance(thing, tf.__internal__.FuncGraph) for thing in gc.get_objects())

    programs.forget()
    before = graphs()
    engine.train(RunConfig("binary", "huber", epochs=2), small("binary"))
    assert graphs() > before
    programs.forget()
    assert graphs() == before


@speeds.exhaustive
def test_xla_compiles_once_whatever_the_epochs_rate_and_seed():
    # TensorFlow's trace counters do not see XLA compile anew; its log does.
    code = (
        "import dataclasses\n"
        "from helpers.training import engine\n"
        "from helpers.training.run import RunConfig\n"
        "from support.runs import warm_up\n"
        "config = RunConfig('regression', 'huber')\n"
        "warm_up(config)\n"
        "for change in ({'epochs': 9}, {'epochs': 3}, {'learning_rate': 0.1}, {'seed': 1}):\n"
        "    engine.train(dataclasses.replace(config, **change))\n"
    )
    talkative = {"TF_CPP_MIN_LOG_LEVEL": "0", "TF_CPP_VMODULE": "device_compiler=1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | talkative,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.count("Compilation of XLA executable time") == 1
