"""The report says of each kind of tensor what it is, and whether it holds a number."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from helpers.tensors.report import report


def inside_a_function():
    reports = []

    @tf.function
    def look(x):
        reports.append(report(x * 2))
        return x

    look(tf.constant([1.0, 2.0]))
    return reports[0]


def in_a_graph_of_tensorflow_1():
    with tf.Graph().as_default():
        return report(tf.compat.v1.placeholder(tf.float32, (None, 3)))


@pytest.mark.parametrize(
    ("make", "kind", "shape", "says"),
    [
        (lambda: report(tf.constant(1.5)), "eager tensor", "()", "1.5"),
        (lambda: report(tf.zeros((2, 3))), "eager tensor", "(2, 3)", "an array of shape"),
        (lambda: report(tf.Variable(2.0)), "variable", "()", "2"),
        (lambda: report(np.ones(4)), "NumPy array", "(4,)", "not needed"),
        (lambda: report(7), "NumPy array", "()", "not needed"),
    ],
)
def test_what_holds_a_value(make, kind, shape, says):
    made = make()
    assert made.has_value
    assert made.kind.startswith(kind)
    assert made.shape == shape
    assert made.numpy_says.startswith(says)


@pytest.mark.parametrize(
    ("make", "kind", "shape", "class_name"),
    [
        (lambda: report(keras.Input((3,))), "Keras 3", "(None, 3)", "KerasTensor"),
        (lambda: report(tf_keras.Input((3,))), "Keras 2", "(None, 3)", "KerasTensor"),
        (inside_a_function, "symbolic tensor of a graph", "(2,)", "SymbolicTensor"),
        (in_a_graph_of_tensorflow_1, "symbolic tensor of a graph", "(None, 3)", "SymbolicTensor"),
    ],
)
def test_what_is_a_blueprint(make, kind, shape, class_name):
    made = make()
    assert not made.has_value
    assert kind in made.kind
    assert made.shape == shape
    assert made.dtype == "float32"
    assert made.numpy_says == f"AttributeError: {class_name!r} object has no attribute 'numpy'"


def test_looking_does_not_change_the_graph():
    with tf.Graph().as_default() as graph:
        tensor = tf.compat.v1.placeholder(tf.float32, (3,))
        before = len(graph.get_operations())
        report(tensor)
        assert len(graph.get_operations()) == before


def test_printed_report_has_one_line_for_each_property():
    lines = str(report(tf.constant(1))).splitlines()
    assert [line[:15].strip() for line in lines] == [
        "kind",
        "type",
        "shape",
        "dtype",
        "holds a value",
        ".numpy()",
    ]
    assert lines[3].endswith("int32")


@pytest.mark.parametrize("wrong", [keras.Input, "text", None, len])
def test_what_is_no_tensor_is_refused_with_a_sentence(wrong):
    with pytest.raises(TypeError, match=r"report\(\) looks at one tensor, and received"):
        report(wrong)
