"""The judging part knows symbolic tensors without TensorFlow, and says which mistake it found."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.exercises import judging
from helpers.exercises.judging import Wrong


def symbolic_tensor():
    kept = []
    tf.function(lambda x: kept.append(x) or x)(tf.constant(1.0))
    return kept[0]


@pytest.mark.parametrize("make", [lambda: keras.Input((3,)), symbolic_tensor])
def test_a_symbolic_tensor_is_told_from_a_number(make):
    with pytest.raises(Wrong, match="blueprint"):
        judging.read_numbers(make())


@pytest.mark.parametrize(
    "numbers", [2.0, [2], np.array(2), tf.constant([[2.0]]), tf.Variable(2), True + 1]
)
def test_numbers_are_read_from_what_keras_and_numpy_give(numbers):
    assert judging.read_number(numbers) == 2
    assert judging.read_numbers(numbers).dtype == "float64"


def test_a_call_hands_out_copies_and_sees_what_was_done_to_them():
    given = np.ones(3)
    with pytest.raises(Wrong, match="changed"):
        judging.call(lambda array: array.fill(0), given)
    assert given.sum() == 3


@pytest.mark.parametrize("result", [..., (1, ...), [...], {"a": ...}])
def test_dots_in_a_result_are_no_attempt(result):
    with pytest.raises(judging.NotAttempted):
        judging.call(lambda: result)


@pytest.mark.parametrize(
    ("found", "key"), [([1, 2], None), ([2, 4], "twice"), ([0, 0], "zero"), ([1, 3], "formula")]
)
def test_numbers_are_compared_with_the_right_ones_first_and_then_with_mistakes(found, key):
    mistakes = {"twice": [2, 4], "zero": [0, 0], "right": [1, 2]}
    if key is None:
        judging.compare(found, [1, 2], mistakes)
    else:
        with pytest.raises(Wrong, match=f"^{key}$"):
            judging.compare(found, [1, 2], mistakes)
