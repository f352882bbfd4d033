"""The report says of each kind of tensor what it is, and whether it holds a number."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from helpers.tensors import report


def inside_a_function():
    reports = []

    @tf.function
    def look(x):
        reports.append(report.report(x * 2))
        return x

    look(tf.constant([1.0, 2.0]))
    return reports[0]


def in_a_graph_of_tensorflow_1():
    with tf.Graph().as_default():
        return report.report(tf.compat.v1.placeholder(tf.float32, (None, 3)))


@pytest.mark.parametrize(
    ("report", "kind", "shape", "says"),
    [
        (lambda: report.report(tf.constant(1.5)), "eager tensor", "()", "1.5"),
        (lambda: report.report(tf.zeros((2, 3))), "eager tensor", "(2, 3)", "an array of shape"),
        (lambda: report.report(tf.Variable(2.0)), "variable", "()", "2"),
        (lambda: report.report(np.ones(4)), "NumPy array", "(4,)", "not needed"),
        (lambda: report.report(7), "NumPy array", "()", "not needed"),
    ],
)
def test_what_holds_a_value(report, kind, shape, says):
    report = report()
    assert report.has_value
    assert report.kind.startswith(kind)
    assert report.shape == shape
    assert report.numpy_says.startswith(says)


@pytest.mark.parametrize(
    ("report", "kind", "shape", "class_name"),
    [
        (lambda: report.report(keras.Input((3,))), "Keras 3", "(None, 3)", "KerasTensor"),
        (lambda: report.report(tf_keras.Input((3,))), "Keras 2", "(None, 3)", "KerasTensor"),
        (inside_a_function, "symbolic tensor of a graph", "(2,)", "SymbolicTensor"),
        (in_a_graph_of_tensorflow_1, "symbolic tensor of a graph", "(None, 3)", "SymbolicTensor"),
    ],
)
def test_what_is_a_blueprint(report, kind, shape, class_name):
    report = report()
    assert not report.has_value
    assert kind in report.kind
    assert report.shape == shape
    assert report.dtype == "float32"
    assert report.numpy_says == f"AttributeError: {class_name!r} object has no attribute 'numpy'"


def test_looking_does_not_change_the_graph():
    with tf.Graph().as_default() as graph:
        tensor = tf.compat.v1.placeholder(tf.float32, (3,))
        before = len(graph.get_operations())
        report.report(tensor)
        assert len(graph.get_operations()) == before


def test_printed_report_has_one_line_for_each_property():
    lines = str(report.report(tf.constant(1))).splitlines()
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
        report.report(wrong)
