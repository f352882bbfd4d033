"""The checks on somebody's own model: what is found, and that the model is left as it was."""

import random

import keras
import numpy as np
import pytest
from keras import ops

from helpers import course
from support import judged_first


def model_of(outputs, activation, features=4):
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((features,)),
            keras.layers.Dropout(0.5),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(outputs, activation=activation),
        ]
    )


X = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
FLAT = X.sum(axis=1)
CLASSES = (np.arange(40) % 3).astype("int64")


class OfColumns(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1)


def names(report):
    return {each.name for each in report.findings}


def test_flat_labels_are_spread_by_a_class_and_not_by_a_function():
    """`compile` brings labels to the rank of predictions for a function alone."""
    model = model_of(1, None)
    report = course.check_loss(OfColumns(), model, X, FLAT)
    assert report.refused
    assert names(report) == {"spread"}
    assert "shape (13,) (from y_true) and shape (13, 1) (from y_pred)" in str(report)
    assert "return ops.mean(ops.square(y_true - y_pred), axis=-1)" in str(report)
    assert names(course.check_loss(OfColumns(), model, X, FLAT[:, np.newaxis])) == set()
    assert names(course.check_loss("mse", model, X, FLAT)) == set()
    by_hand = np.mean((FLAT[:, np.newaxis] - np.asarray(model(X))[:, 0]) ** 2)
    assert np.isclose(OfColumns()(FLAT, model(X)), by_hand, rtol=1e-4)


def times_logarithm(y_true, y_pred):
    return -ops.mean(y_true * ops.log(y_pred + 1e-7))


def squares(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def differences(y_true, y_pred):
    return ops.mean(ops.abs(ops.subtract(y_pred, y_true)))


def larger(y_true, y_pred):
    return ops.mean(ops.maximum(y_true, y_pred))


def quotients(y_true, y_pred):
    return ops.mean(y_pred / (y_true + 1))


def made_one_hot(y_true, y_pred):
    one_hot = ops.one_hot(ops.cast(y_true[:, 0], "int32"), 3)
    return -ops.mean(ops.sum(one_hot * ops.log(y_pred + 1e-7), axis=-1))


def taken_along(y_true, y_pred):
    chosen = ops.take_along_axis(y_pred, ops.cast(y_true, "int32"), axis=-1)
    return -ops.mean(ops.log(chosen + 1e-7))


def compared(y_true, y_pred):
    is_class = ops.cast(ops.arange(3, dtype="float32") == y_true, "float32")
    return ops.mean(ops.square(is_class - y_pred), axis=-1)


def by_keras(y_true, y_pred):
    return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


def weighted_by_keras(y_true, y_pred):
    return (1 + y_true[:, 0]) * by_keras(y_true, y_pred)


@pytest.mark.parametrize("loss", [times_logarithm, squares, differences, larger, quotients])
def test_class_numbers_in_place_of_one_hot_labels(loss):
    report = course.check_loss(loss, model_of(3, "softmax"), X, CLASSES[:, np.newaxis])
    assert names(report) == {"sparse labels"}
    assert report.refused
    one_hot = np.eye(3)[CLASSES]
    assert "sparse labels" not in names(course.check_loss(loss, model_of(3, "softmax"), X, one_hot))


@pytest.mark.parametrize("loss", [made_one_hot, taken_along, compared, by_keras, weighted_by_keras])
def test_class_numbers_that_are_wanted(loss):
    report = course.check_loss(loss, model_of(3, "softmax"), X, CLASSES[:, np.newaxis])
    assert not report.refused, report


def test_a_metric_on_whole_numbers():
    labels = (FLAT > 0).astype("int64")[:, np.newaxis]
    model = model_of(1, "sigmoid")

    def own_error(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred), axis=-1)

    report = course.check_metric(own_error, model, X, labels)
    assert report.refused
    assert "own_error raised" in str(report)
    assert names(course.check_metric("mae", model, X, labels)) == set()
    assert names(course.check_metric(judged_first.f1_of_a_batch, model, X, labels)) == {"batches"}


def test_the_table_says_what_was_tried():
    report = course.check_loss(keras.losses.Huber(delta=2.0), model_of(1, None), X, FLAT)
    tried = [words for words, found in report.rows() if found == "well"]
    assert len(tried) == 6
    assert not report.refused
    assert r"<p>Huber without your parameters: $$\frac{1}{n}" in report._repr_html_()
    assert str(report).startswith("Huber(delta=2.0)\n")


def test_the_model_is_left_as_it_was():
    model = model_of(1, None)
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(X, FLAT, verbose=0)

    def state():
        variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
        drawn = random.getstate(), np.random.get_state()[1].tolist()
        return [each.numpy().tolist() for each in variables], drawn, model.history

    before = state()
    for loss in (OfColumns, "mse", times_logarithm):
        course.check_loss(loss, model, X, FLAT)
        assert state() == before
    course.check_metric("mae", model, X, FLAT)
    assert state() == before
    assert model.predict_function is None


@pytest.mark.parametrize(
    ("y", "message"),
    [(FLAT[:8], "y has 8 rows, and this needs 10 or more"), ([1.0] * 40, "np.asarray")],
)
def test_data_that_cannot_be_tried(y, message):
    with pytest.raises(ValueError, match=message):
        course.check_loss("mse", model_of(1, None), X, y)


def test_labels_that_are_all_the_same_raise_no_false_alarm():
    report = course.check_loss(OfColumns(), model_of(1, None), X, np.full((40, 1), 7.0))
    assert not names(report)
