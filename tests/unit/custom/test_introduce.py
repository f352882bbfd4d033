"""A custom loss or metric enters the labs, or a sentence says why not."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from helpers import course
from helpers.catalogue import lookup
from helpers.custom import introduce
from helpers.training import engine
from helpers.training.run import RunConfig
from support import undrawn
from support.runs import small, train_again, warm_up


@pytest.fixture
def lab(monkeypatch):
    undrawn.leave_out(monkeypatch)
    return course.loss_metric_lab("regression")


def my_mse(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def my_sparse(y_true, y_pred):
    return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


def my_accuracy(y_true, y_pred):
    return ops.equal(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1))


def test_own_loss_trains_as_the_one_of_keras():
    assert introduce.add("loss", my_mse).entry.tasks == ("regression", "binary", "multiclass")
    of_keras = RunConfig("regression", "mean_squared_error", epochs=3)
    data = small("regression")
    expected = engine.train(of_keras, data)
    own = engine.train(dataclasses.replace(of_keras, loss="my_mse"), data)
    np.testing.assert_allclose(own.weights, expected.weights, atol=1e-6)
    np.testing.assert_allclose(own.loss, expected.loss, rtol=1e-6)


def test_own_metric_is_the_one_of_keras():
    assert introduce.add("metric", my_accuracy).entry.direction == "higher"
    assert introduce.add("metric", my_mse).entry.direction == "lower"
    config = RunConfig("multiclass", "categorical_crossentropy", epochs=2)
    run = engine.train(config, small("multiclass"))
    for own, of_keras in (("my_accuracy", "categorical_accuracy"), ("my_mse", "mse")):
        expected = engine.evaluate(run, of_keras)
        np.testing.assert_allclose(engine.evaluate(run, own), expected, rtol=1e-6)


def test_function_of_class_numbers_gets_class_numbers():
    assert introduce.add("loss", my_sparse).entry.tasks == ("multiclass_integer",)
    config, data = RunConfig("multiclass", "my_sparse", epochs=2), small("multiclass")
    expected = dataclasses.replace(config, loss="sparse_categorical_crossentropy")
    np.testing.assert_allclose(
        engine.train(config, data).loss, engine.train(expected, data).loss, rtol=1e-6
    )


def test_a_loss_that_xla_cannot_compile_goes_on_as_a_graph():
    def with_python_inside(y_true, y_pred):
        square = tf.py_function(lambda a, b: (a - b) ** 2, [y_true, y_pred], tf.float32)
        return ops.mean(tf.ensure_shape(square, y_pred.shape))

    introduce.add("loss", with_python_inside)
    config, data = RunConfig("regression", "with_python_inside", epochs=2), small("regression")
    first = warm_up(config, data)
    assert train_again(config, data).digest == first.digest
    expected = engine.train(dataclasses.replace(config, loss="mse"), data)
    np.testing.assert_allclose(first.weights, expected.weights, atol=1e-6)


def no_return(y_true, y_pred):
    ops.mean(y_true - y_pred)


def one_for_each_output(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=0)


def spread(y_true, y_pred):
    return ops.square(y_true - ops.reshape(y_pred, (1, -1)))


def log_of_zero(y_true, y_pred):
    nothing = y_pred - y_pred
    return ops.mean(ops.log(nothing))


def text(y_true, y_pred):
    return "a good loss"


def pair(y_true, y_pred):
    return [y_true, "loss"]


def asks_for_the_number(y_true, y_pred):
    loss = ops.mean(ops.square(y_true - y_pred))
    print(loss.numpy())
    return loss


def with_numpy(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)


def with_float(y_true, y_pred):
    return float(ops.mean(y_true - y_pred))


def with_if(y_true, y_pred):
    if ops.mean(y_pred) > 0:
        return ops.mean(y_pred)
    return ops.mean(y_true)


def one_argument(y_pred):
    return y_pred


def undefined(y_true, y_pred):
    return y_true - missing  # noqa: F821


UNFIT = [
    (no_return, r"returned None\. Its last line may lack the word `return`"),
    (one_for_each_output, r"returned shape \(1,\) for 7 rows.* one number, or one for each row"),
    (spread, r"compares each of the 7 rows with all 7: .*shape \(7, 1\).* shape \(1, 7\)"),
    (log_of_zero, r"began at the operation Log in line 3, `return ops.mean\(ops.log\(nothing\)\)`"),
    (text, "returned string, which is no number"),
    (pair, "returned list, which is no tensor"),
    (asks_for_the_number, r"AttributeError in line 3, `print\(loss.numpy\(\)\)`.*Leave out .numpy"),
    (with_numpy, "NotImplementedError in line 2.*Write keras.ops where you wrote np"),
    (with_float, "TypeError in line 2.*Go on with the tensor as it is"),
    (with_if, r"in line 2, `if ops.mean\(y_pred\) > 0:`.*Use keras.ops.where"),
    (one_argument, "two arguments: y_true and y_pred, in this order"),
    (undefined, "NameError in line 2, .*: name 'missing' is not defined"),
    (my_mse(np.ones((2, 1)), np.ones((2, 1))), "or a name of Keras, and received EagerTensor"),
    (keras.layers.Dense, "or a name of Keras, and received type"),
]


@pytest.mark.parametrize(("function", "message"), UNFIT, ids=lambda f: getattr(f, "__name__", "x"))
@pytest.mark.parametrize("kind", ["loss", "metric"])
def test_what_is_unfit_is_refused_with_a_sentence(kind, function, message, capsys):
    with pytest.raises(ValueError, match=f"(?s){message}"):
        introduce.add(kind, function)
    for each in lookup.KINDS:
        assert all(entry.custom is None for entry in lookup.fitting(each, "regression"))
    assert capsys.readouterr().out == ""


def test_what_counts_is_a_metric_and_no_loss():
    with pytest.raises(ValueError, match="No gradient comes back from my_accuracy: argmax"):
        introduce.add("loss", my_accuracy)
    assert introduce.add("metric", my_accuracy).entry.name == "my_accuracy"


def test_a_name_of_keras_is_refused():
    def huber(y_true, y_pred):
        return my_mse(y_true, y_pred)

    with pytest.raises(ValueError, match=r"Keras has a loss named huber already.*such as my_huber"):
        introduce.add("loss", huber)


def test_open_labs_take_it_up_at_once_and_again_when_it_changes(lab, capsys):
    @course.loss
    def own(y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1)

    assert "own is in the labs now. Tasks: regression" in capsys.readouterr().out
    assert (lab.loss, lab.metrics) == ("mean_squared_error", ("mean_absolute_error",))
    lab.loss = "own"
    squared = lab.history.digest

    @course.loss
    def own(y_true, y_pred):  # noqa: F811 - as when a learner edits a cell and runs it again
        return ops.mean(ops.abs(y_true - y_pred), axis=-1)

    assert lab.loss == "own"
    assert lab.history.digest != squared
    expected = engine.train(dataclasses.replace(lab.config, loss="mean_absolute_error"))
    np.testing.assert_allclose(lab.history.weights, expected.weights, atol=1e-5)

    @course.metric
    def far_off(y_true, y_pred):
        return ops.abs(y_true - y_pred) > 1

    lab.metrics = ("far_off",)
    assert lab.history.config.loss == "own"
    assert "identical to the bit" in lab.sentence


def test_an_open_lab_goes_back_to_its_own_loss_when_the_chosen_one_fits_no_more(lab):
    @course.loss
    def fickle(y_true, y_pred):
        return my_mse(y_true, y_pred)

    course.metric(fickle)
    lab.loss, lab.metrics = "fickle", ("fickle", "mean_absolute_error")

    @course.loss
    def fickle(y_true, y_pred):
        return my_sparse(y_true, y_pred)

    course.metric(fickle)
    assert (lab.loss, lab.metrics) == ("mean_squared_error", ("mean_absolute_error",))
    assert "Trained with Mean squared error" in lab.sentence


def test_a_refusal_leaves_the_function_and_the_labs_as_they_are(lab, capsys):
    options = lab.controls["loss"].options
    assert course.loss(text) is text
    assert "Not in the labs yet. text returned string" in capsys.readouterr().out
    assert lab.controls["loss"].options == options
