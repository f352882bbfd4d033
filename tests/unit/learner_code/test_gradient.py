"""A gradient that stops is traced to its operation and line. Oracle: `GradientTape`, eagerly."""

import io
import logging

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from helpers.learner_code import gradient
from helpers.learner_code.trial_batch import trial_batch


def absolute(y_true, y_pred):
    return ops.mean(ops.abs(y_true - y_pred))


def partly_stopped(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred) * ops.stop_gradient(y_pred))


def straight_through(y_true, y_pred):
    return ops.mean(y_pred + ops.stop_gradient(ops.round(y_pred) - y_pred))


def half_counted(y_true, y_pred):
    return ops.mean(y_pred) + ops.mean(ops.argmax(y_pred, axis=-1))


def cubed(y_true, y_pred):
    return ops.mean(y_pred * ops.square(y_pred))


def looped(y_true, y_pred):
    return ops.mean(ops.fori_loop(0, 3, lambda turn, product: product * y_pred, y_pred))


def through_python(y_true, y_pred):
    return ops.mean(tf.py_function(lambda a, b: (a - b) ** 2, [y_true, y_pred], tf.float32), 0)


def accuracy(y_true, y_pred):
    hits = ops.equal(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1))
    return ops.mean(ops.cast(hits, "float32"))


def rounded(y_true, y_pred):
    answer = ops.round(y_pred)
    return ops.mean(ops.square(y_true - answer))


def counted(y_true, y_pred):
    said_yes = y_pred > 0.5
    return ops.sum(ops.cast(said_yes, "int32"))


def cut(y_true, y_pred):
    return ops.mean(y_true - ops.cast(ops.cast(y_pred, "int32"), "float32"))


def stopped(y_true, y_pred):
    return ops.mean(ops.square(y_true - ops.stop_gradient(y_pred)))


def through_numpy(y_true, y_pred):
    return tf.numpy_function(lambda a, b: np.mean((a - b) ** 2), [y_true, y_pred], tf.float32)


def without_predictions(y_true, y_pred):
    return ops.mean(y_true)


def root_of_zero(y_true, y_pred):
    return ops.mean(ops.sqrt(ops.square(y_pred) * 0.0))


BLOCKED = [
    (accuracy, "argmax", "line 2, `hits = ops.equal("),
    (rounded, "round", "line 2, `answer = ops.round(y_pred)`"),
    (counted, "the comparison >", "line 2, `said_yes = y_pred > 0.5`"),
    (cut, "a cast to integer", "line 2, `return ops.mean("),
    (stopped, "stop_gradient", "line 2, `return ops.mean("),
    (through_numpy, "a detour through NumPy", "line 2, `return tf.numpy_function("),
]
FLOWING = [absolute, partly_stopped, straight_through, half_counted, cubed, looped, through_python]
each_task = pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])


def by_tape(function, task):
    """The gradient that eager TensorFlow gives."""
    y_true, y_pred = map(tf.constant, trial_batch(task))
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        result = tf.reduce_mean(tf.cast(function(y_true, y_pred), "float32"))
    return tape.gradient(result, y_pred)


@each_task
@pytest.mark.parametrize(("function", "operation", "line"), BLOCKED)
def test_the_operation_that_stops_a_gradient_is_named_with_its_line(
    function, operation, line, task
):
    slope = by_tape(function, task)
    assert slope is None or not np.any(slope)
    report = gradient.explain_gradient(function, task)
    assert not report.flows
    assert f": {operation} in {line}" in report.sentence
    assert "` stops it. " in report.sentence


@each_task
@pytest.mark.parametrize("function", FLOWING)
def test_a_gradient_that_flows_is_not_accused(function, task):
    assert np.any(by_tape(function, task))
    report = gradient.explain_gradient(function, task)
    assert report.flows
    assert str(report) == f"The gradient flows from {function.__name__} back to y_pred."
    expected = np.mean(np.abs(by_tape(function, task)))
    np.testing.assert_allclose(report.path[0].size, expected, rtol=1e-5)


@pytest.mark.parametrize("loss", [keras.losses.binary_crossentropy, keras.losses.dice])
def test_losses_of_keras_let_the_gradient_through(loss):
    assert gradient.explain_gradient(loss, "binary").flows


def test_a_result_without_predictions_is_said():
    assert by_tape(without_predictions, "binary") is None
    report = gradient.explain_gradient(without_predictions, "binary")
    assert not report.flows
    assert "does not use y_pred" in report.sentence


def test_an_infinite_gradient_is_said():
    assert not np.any(np.isfinite(by_tape(root_of_zero, "regression")))
    report = gradient.explain_gradient(root_of_zero)
    assert not report.flows
    assert "infinite or not a number at the operation Sqrt in line 2" in report.sentence


def test_a_function_that_raises_is_reported_and_not_raised():
    def broken(y_true, y_pred):
        return ops.mean(y_true - y_pred) / missing  # noqa: F821

    report = gradient.explain_gradient(broken)
    assert not report.flows
    assert report.sentence.startswith("broken raised NameError in line 2, `return ops.mean(")
    assert "name 'missing' is not defined" in report.sentence


def test_an_error_in_a_helper_is_reported_on_the_line_that_calls_it():
    def helper(tensor):
        return tensor.shap

    def calls_it(y_true, y_pred):
        wrong = helper(y_pred)
        return ops.mean(wrong)

    sentence = gradient.explain_gradient(calls_it).sentence
    assert sentence.startswith("calls_it raised AttributeError in line 2, `wrong = helper(y_pred)`")


def test_an_unknown_task_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="There is no task 'ranking'"):
        gradient.explain_gradient(absolute, "ranking")


def squared(y_true, y_pred):
    error = y_true - y_pred
    return ops.mean(ops.square(error))


def test_the_path_has_the_sizes_of_the_formula():
    y_true, y_pred = trial_batch("regression")
    slope = np.mean(np.abs(2 * (y_pred - y_true) / len(y_pred)))
    path = gradient.explain_gradient(squared).path
    names = ["y_pred", "subtract", "square", "mean", "result"]
    assert [step.operation for step in path] == names
    expected = [slope, slope, 1 / len(y_pred), 1, 1]
    np.testing.assert_allclose([step.size for step in path], expected, rtol=1e-5)
    for number, step in enumerate(path[1:]):
        ((earlier, size),) = step.sends
        assert earlier == number
        np.testing.assert_allclose(size, expected[number], rtol=1e-5)
    assert path[1].line == "line 2, `error = y_true - y_pred`"
    assert not any(step.stops for step in path)


def test_a_branch_that_is_stopped_is_told_from_one_that_flows():
    y_true, y_pred = trial_batch("binary")
    path = {
        step.operation: step for step in gradient.explain_gradient(partly_stopped, "binary").path
    }
    error = y_true - y_pred
    np.testing.assert_allclose(path["stop_gradient"].size, np.mean(error**2) / 7, rtol=1e-5)
    assert path["stop_gradient"].stops
    assert path["stop_gradient"].sends == ((0, 0.0),)
    slope = np.mean(np.abs(2 * error * y_pred / 7))
    np.testing.assert_allclose(path["subtract"].sends[0][1], slope, rtol=1e-5)
    np.testing.assert_allclose(path["y_pred"].size, slope, rtol=1e-5)


@pytest.mark.parametrize(("function", "operation", "line"), BLOCKED)
def test_only_the_operation_that_is_named_is_marked(function, operation, line):
    report = gradient.explain_gradient(function, "multiclass")
    (marked,) = [step for step in report.path if step.stops]
    assert marked.line.startswith(line)
    assert f" in {marked.line} stops it." in report.sentence
    short = {"a cast to integer": "cast to int32"}.get(operation, operation)
    assert marked.operation == short.removeprefix("the ").removeprefix("a ")
    assert report.path[0].size == 0


def test_what_hands_numbers_on_is_left_out_of_the_path():
    """Keras takes six operations to tell 0 from -0 before argmax; none is of interest."""
    path = gradient.explain_gradient(accuracy, "multiclass").path
    names = ["y_pred", "argmax", "comparison ==", "cast to float32", "mean", "result"]
    assert [step.operation for step in path] == names
    assert [step.size is None for step in path] == [False, True, True, False, False, False]

    def reshaped(y_true, y_pred):
        return ops.mean(ops.reshape(y_pred, (-1,)))

    path = gradient.explain_gradient(reshaped, "multiclass").path
    assert [step.operation for step in path] == ["y_pred", "mean", "result"]
    np.testing.assert_allclose(path[0].size, 1 / 70, rtol=1e-5)


def test_an_infinite_gradient_is_marked_where_it_begins():
    (marked,) = [step for step in gradient.explain_gradient(root_of_zero).path if step.stops]
    assert marked.operation == "sqrt"
    assert not np.isfinite(marked.sends[0][1])


@pytest.mark.parametrize("leave", [SystemExit, GeneratorExit])
def test_a_function_that_wants_to_end_the_program_is_reported(leave):
    def leaving(y_true, y_pred):
        raise leave

    sentence = gradient.explain_gradient(leaving).sentence
    assert sentence == f"leaving raised {leave.__name__} in line 2, `raise leave`."


def test_an_error_of_numpy_code_inside_the_graph_is_reported_on_its_line():
    def looks_up(y_true, y_pred):
        return tf.numpy_function(lambda a: [][0], [y_pred], tf.float32)

    sentence = gradient.explain_gradient(looks_up).sentence
    assert sentence.startswith("looks_up raised UnknownError in line 2, `return tf.numpy_")
    assert sentence.endswith(": IndexError: list index out of range.")


def test_many_functions_draw_no_warning_about_retracing():
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    tf.get_logger().addHandler(handler)
    for _ in range(8):
        gradient.explain_gradient(absolute)
    tf.get_logger().removeHandler(handler)
    assert "retracing" not in log.getvalue()
