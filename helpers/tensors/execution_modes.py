"""The documents' expression, step by step, in each execution mode a tensor can live in."""

import dataclasses

import keras
import numpy as np
import tensorflow as tf

from helpers import session
from helpers.tensors import report


@dataclasses.dataclass(frozen=True, eq=False)
class ExpressionStep:
    """One step of an expression, as one mode has it.

    Attributes:
        name: `"input"`, `"matmul"`, `"add"`, `"subtract"`, `"square"` or `"mean"`.
        code: The Python expression that made it.
        report: What the tensor is, and whether it holds a number.
        float_says: What `float()` does: the number, or the error it raises.
        print_says: What `print()` writes.
        value: What comes out here when three rows are fed in.
    """

    name: str
    code: str
    report: report.TensorReport
    float_says: str
    print_says: str
    value: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Expression:
    """The documents' expression in one mode.

    Attributes:
        mode: `"eager"`, `"tf_function"`, `"keras_3"`, `"keras_2"` or `"tf1_graph"`.
        steps: Tuple of `ExpressionStep`, from the input to the mean.
        parameters_hold_value: Whether `w` and `b` hold numbers.
    """

    mode: str
    steps: tuple[ExpressionStep, ...]
    parameters_hold_value: bool


ROWS = np.array([[1, 2], [3, 4], [5, 6]], "float32")
TARGETS = np.array([[5], [13], [16]], "float32")
WEIGHTS, BIAS = np.array([[1], [2]], "float32"), np.array([1], "float32")
NAMES = ("input", "matmul", "add", "subtract", "square", "mean")
OPERATIONS = {"tf": (tf.square, tf.reduce_mean), "keras.ops": (keras.ops.square, keras.ops.mean)}


@session.cached
def build_expression(mode):
    """Builds `mean(square(x @ w + b - target))` in one mode, and looks at each step.

    Three rows are then really fed through it, in the way of that mode.

    Args:
        mode: `"eager"`, `"tf_function"`, `"keras_3"`, `"keras_2"` or `"tf1_graph"`.

    Returns:
        An `Expression`. Its steps are those of `NAMES`, and their values belong to the
        rows `ROWS` and `TARGETS`.
    """
    x, operations, looks, values, parameters = MODES[mode]()
    codes = [x, "x @ w", "product + b", "output - target", *_codes(operations)]
    return Expression(
        mode,
        tuple(
            ExpressionStep(name, code, *look, np.asarray(value))
            for name, code, look, value in zip(NAMES, codes, looks, values, strict=True)
        ),
        all(report.report(parameter).has_value for parameter in parameters),
    )


def _eager():
    parameters = _parameters()
    steps = _walk(tf.constant(ROWS), tf.constant(TARGETS), parameters, "tf")
    looks = [_look(step) for step in steps]
    return "tf.constant(rows)", "tf", looks, steps, parameters


def _tf_function():
    # Made out here, as the weights of a training step are; made inside, they were blueprints.
    parameters, looks = _parameters(), []

    # A blueprint is alive only while its function is traced, so it is looked at in there.
    @tf.function(autograph=False, input_signature=_signature())
    def all_steps(x, target):
        steps = _walk(x, target, parameters, "tf")
        looks.extend(_look(step) for step in steps)
        return steps

    values = all_steps(ROWS, TARGETS)
    return "x, given to the tf.function", "tf", looks, values, parameters


def _keras_3():
    return _keras(keras, "keras.ops")


def _keras_2():
    import tf_keras  # takes seconds, and only this mode needs it

    return _keras(tf_keras, "tf")


def _keras(library, operations):
    x, target = library.Input((2,), name="x"), library.Input((1,), name="target")
    parameters = _parameters()
    steps = _walk(x, target, parameters, operations)
    values = library.Model([x, target], steps)([ROWS, TARGETS])
    looks = [_look(step) for step in steps]
    return f"{library.__name__}.Input(shape=(2,))", operations, looks, values, parameters


def _tf1_graph():
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x, target = (tf.compat.v1.placeholder(s.dtype, s.shape, s.name) for s in _signature())
        parameters = _parameters()  # in this graph even a constant is a blueprint
        steps = _walk(x, target, parameters, "tf")
        looks = [_look(step) for step in steps]
        values = session.run(steps, {x: ROWS, target: TARGETS})
    return "tf.compat.v1.placeholder(…)", "tf", looks, values, parameters


MODES = {
    "eager": _eager,
    "tf_function": _tf_function,
    "keras_3": _keras_3,
    "keras_2": _keras_2,
    "tf1_graph": _tf1_graph,
}


def _signature():
    return [tf.TensorSpec((None, 2), name="x"), tf.TensorSpec((None, 1), name="target")]


def _parameters():
    return tf.constant(WEIGHTS), tf.constant(BIAS)


def _walk(x, target, parameters, operations):
    square, mean = OPERATIONS[operations]
    w, b = parameters
    product = x @ w
    output = product + b
    error = output - target
    squared = square(error)
    return [x, product, output, error, squared, mean(squared)]


def _codes(operations):
    mean = "reduce_mean" if operations == "tf" else "mean"
    return f"{operations}.square(error)", f"{operations}.{mean}(squared)"


def _look(tensor):
    """Returns the report of a tensor, what `float()` does, and what `print()` writes."""
    try:
        number = f"{float(tensor):.4g}"
    except Exception as error:
        number = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return report.report(tensor), number, str(tensor)
