"""The documents' expression in five execution modes, against NumPy and Keras' own words."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.tensors import execution_modes

# Written down from the formula, for the rows that every mode is fed.
X, TARGET = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[4.0], [10], [19]])
OUTPUT = X @ np.array([[1.0], [2]]) + 1
BY_HAND = {
    "input": X,
    "matmul": OUTPUT - 1,
    "add": OUTPUT,
    "subtract": OUTPUT - TARGET,
    "square": (OUTPUT - TARGET) ** 2,
    "mean": np.mean((OUTPUT - TARGET) ** 2),
    "gradient": 2 * X.T @ (OUTPUT - TARGET) / 3,
}
TYPES = {
    "eager": "EagerTensor",
    "tf_function": "SymbolicTensor",
    "keras_3": "KerasTensor",
    "keras_2": "KerasTensor",
    "tf1_graph": "SymbolicTensor",
}
each_mode = pytest.mark.parametrize("mode", execution_modes.MODES)


@each_mode
def test_rows_that_are_fed_come_out_as_numpy_says(mode):
    steps = execution_modes.build_expression(mode).steps
    assert {step.name for step in steps} == set(BY_HAND)
    for step in steps:
        assert step.value.shape == np.shape(BY_HAND[step.name])
        np.testing.assert_array_equal(step.value, BY_HAND[step.name])


def is_made(step, mode):
    """Whether there is a tensor: a blueprint of Keras has no gradient."""
    return step.name != "gradient" or not mode.startswith("keras")


@each_mode
def test_only_the_eager_mode_holds_values(mode):
    steps = execution_modes.build_expression(mode).steps
    for step in (step for step in steps if is_made(step, mode)):
        assert step.report.has_value == (mode == "eager")
        assert step.report.type_name.endswith(f".{TYPES[mode]}")
        assert step.report.dtype == "float32"
        rows = 3 if mode == "eager" else None
        expected = {"input": (rows, 2), "mean": (), "gradient": (2, 1)}.get(step.name, (rows, 1))
        assert step.report.shape == str(expected)


@each_mode
def test_weights_and_bias_are_what_the_picture_says(mode, monkeypatch):
    """What TensorFlow makes of them is looked at, by its type and not by our own report."""
    made, constant = [], tf.constant

    def spy(value):
        made.append(constant(value))
        return made[-1]

    monkeypatch.setattr(tf, "constant", spy)
    expression = execution_modes.build_expression(mode)
    parameters = [type(each).__name__ for each in made if each.shape in [(2, 1), (1,)]]
    holds = expression.parameters_hold_value
    assert parameters == ["EagerTensor" if holds else "SymbolicTensor"] * 2
    assert holds == (mode != "tf1_graph")


@pytest.mark.parametrize(
    ("mode", "numpy_says", "float_says", "print_says"),
    [
        ("eager", "3$", "3$", r"tf\.Tensor\(3\.0, shape=\(\)"),
        ("tf_function", "AttributeError: 'SymbolicTensor'", "TypeError", r'Tensor\("Mean:0"'),
        ("keras_3", "AttributeError: 'KerasTensor'", "ValueError: A KerasTensor", "<KerasTensor"),
        ("keras_2", "AttributeError: 'KerasTensor'", "TypeError", "KerasTensor\\(type_spec"),
        ("tf1_graph", "AttributeError: 'SymbolicTensor'", "TypeError", r'Tensor\("Mean:0"'),
    ],
)
def test_what_the_mean_answers(mode, numpy_says, float_says, print_says):
    mean = execution_modes.build_expression(mode).steps[-2]
    assert re.match(numpy_says, mean.report.numpy_says)
    assert re.match(float_says, mean.float_says)
    assert re.match(print_says, mean.print_says)


@pytest.mark.parametrize(
    ("mode", "print_says"),
    [
        ("eager", r"tf\.Tensor\(\n\[\[2"),
        ("tf_function", r'Tensor\(".*:0", shape=\(2, 1\)'),
        ("keras_3", "AttributeError: 'KerasTensor' object has no attribute '_id'"),
        ("keras_2", "AttributeError: 'KerasTensor' object has no attribute '_id'"),
        ("tf1_graph", r'Tensor\(".*:0", shape=\(2, 1\)'),
    ],
)
def test_what_the_gradient_answers(mode, print_says):
    gradient = execution_modes.build_expression(mode).steps[-1]
    assert re.match(print_says, gradient.print_says)
    assert (gradient.report is None) == mode.startswith("keras")


def test_a_value_of_several_numbers_is_no_float():
    step = execution_modes.build_expression("eager").steps[1]
    assert step.float_says.startswith("TypeError")
    assert "[ 5.]" in step.print_says


@each_mode
def test_nothing_that_is_shown_names_a_path_or_an_address(mode):
    for step in execution_modes.build_expression(mode).steps:
        numpy_says = step.report.numpy_says if step.report else ""
        shown = " ".join([step.code, numpy_says, step.float_says, step.print_says])
        assert not re.search(r"0x[0-9a-f]{5}|\.py|/home|/tmp|\\\\", shown), shown


@each_mode
def test_the_code_that_is_shown_is_the_code_that_ran(mode):
    """Runs what is shown, on eager tensors, and finds the same numbers."""
    steps = execution_modes.build_expression(mode).steps
    names = {"tf": tf, "keras": keras, "target": TARGET, "x": X, "b": 1.0}
    names["w"] = np.array([[1.0], [2]])
    for step, name in zip(
        steps[1:-1], ["product", "output", "error", "squared", "mean"], strict=True
    ):
        names[name] = eval(step.code, names)
        np.testing.assert_array_equal(names[name], step.value)
