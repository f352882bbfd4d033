"""The documents' expression, step by step, in each execution mode a tensor can live in."""

import dataclasses
import functools
import importlib

import keras
import numpy as np
import tensorflow as tf

from helpers import session
from helpers.tensors.report import TensorReport, in_one_line, report


@dataclasses.dataclass(frozen=True, eq=False)
class ExpressionStep:
    """One step of an expression, as one mode has it.

    Attributes:
        name: One of `STEPS`.
        code: The Python expression that made it.
        report: What the tensor is, and whether it holds a number; None if its code raises.
        float_says: What `float()` does: the number, or the error it raises.
        print_says: What `print()` writes, or the error that its code raises.
        value: What comes out here when three rows are fed in: `(3, 2)` for the input, `()` for
            the mean, `(2, 1)` for the gradient, and else `(3, 1)`.
    """

    name: str
    code: str
    report: TensorReport | None
    float_says: str
    print_says: str
    value: np.ndarray

    @property
    def has_value(self):
        """Whether it holds a number; None if its code raises."""
        return self.report and self.report.has_value


@dataclasses.dataclass(frozen=True, eq=False)
class Expression:
    """The documents' expression in one mode.

    Attributes:
        mode: A key of `MODES`.
        steps: Tuple of `ExpressionStep`, forward from the input to the mean, and then the way
            back: the gradient of the mean for `w`.
        parameters_hold_value: Whether `w` and `b` hold numbers.
    """

    mode: str
    steps: tuple[ExpressionStep, ...]
    parameters_hold_value: bool


STEPS = ("input", "matmul", "add", "subtract", "square", "mean", "gradient")
ROWS = np.array([[1, 2], [3, 4], [5, 6]], "float32")
TARGETS = np.array([[4], [10], [19]], "float32")
WEIGHTS, BIAS = np.array([[1], [2]], "float32"), np.array([1], "float32")
SIGNATURE = [tf.TensorSpec((None, 2), name="x"), tf.TensorSpec((None, 1), name="target")]
SQUARE_AND_MEAN = {
    "tf": (tf.square, tf.reduce_mean),
    "keras.ops": (keras.ops.square, keras.ops.mean),
}


@session.cached
def build_expression(mode):
    """Builds `mean(square(x @ w + b - target))` in one mode, and looks at each step.

    The last step is the gradient of the mean for `w`, which a blueprint of Keras does not have.
    Three rows are then really fed through it, in the way of that mode.

    Args:
        mode: A key of `MODES`: `"eager"`, `"tf_function"`, `"keras_3"`, `"keras_2"` or
            `"tf1_graph"`.

    Returns:
        An `Expression`. The values of its steps belong to the rows `ROWS` and `TARGETS`.
    """
    code_of_x, library, looks, values, parameters = MODES[mode]()
    square, mean = (f"{library}.{each.__name__}" for each in SQUARE_AND_MEAN[library])
    codes = [code_of_x, "x @ w", "product + b", "output - target"]
    codes += [f"{square}(error)", f"{mean}(squared)", "tape.gradient(mean, w)"]
    steps = [
        ExpressionStep(name, code, *look, np.asarray(value))
        for name, code, look, value in zip(STEPS, codes, looks, values, strict=True)
    ]
    hold_value = all(report(parameter).has_value for parameter in parameters)
    return Expression(mode, tuple(steps), hold_value)


# Each mode gives the code of x, the library of square and mean, what its tensors answer, the
# values of three rows that are fed in, and w and b.
def _eager():
    parameters = _parameters()
    tensors, looks = _compute(tf.constant(ROWS), tf.constant(TARGETS), parameters, "tf")
    return "tf.constant(rows)", "tf", looks, tensors, parameters


def _tf_function():
    # Made out here, as the weights of a training step are; made inside, they were blueprints.
    parameters, looks = _parameters(), []

    @tf.function(autograph=False, input_signature=SIGNATURE)
    def all_steps(x, target):
        tensors, answers = _compute(x, target, parameters, "tf")
        looks.extend(answers)
        return tensors

    values = all_steps(ROWS, TARGETS)
    return "x, given to the tf.function", "tf", looks, values, parameters


def _keras(name, library):
    package = importlib.import_module(name)  # tf_keras takes seconds, and only one mode needs it
    x, target = package.Input((2,), name="x"), package.Input((1,), name="target")
    parameters = _parameters()
    tensors, looks = _compute(x, target, parameters, library)
    model = package.Model([x, target], tensors)
    with tf.GradientTape() as tape:
        tape.watch(parameters[0])
        values = model([ROWS, TARGETS])
    values = [*values, tape.gradient(values[-1], parameters[0])]
    return f"{name}.Input(shape=(2,))", library, looks, values, parameters


def _tf1_graph():
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x, target = (tf.compat.v1.placeholder(s.dtype, s.shape, s.name) for s in SIGNATURE)
        parameters = _parameters()  # in this graph even a constant is a blueprint
        tensors, looks = _compute(x, target, parameters, "tf")
        values = session.run(tensors, {x: ROWS, target: TARGETS})
    return "tf.compat.v1.placeholder(…)", "tf", looks, values, parameters


MODES = {
    "eager": _eager,
    "tf_function": _tf_function,
    "keras_3": functools.partial(_keras, "keras", "keras.ops"),
    "keras_2": functools.partial(_keras, "tf_keras", "tf"),
    "tf1_graph": _tf1_graph,
}


def _parameters():
    return tf.constant(WEIGHTS), tf.constant(BIAS)


def _compute(x, target, parameters, library):
    """Returns the tensors of all steps, and what each answers now: a blueprint may not live on."""
    square, mean = SQUARE_AND_MEAN[library]
    w, b = parameters
    with tf.GradientTape() as tape:
        tape.watch(w)
        product = x @ w
        output = product + b
        error = output - target
        squared = square(error)
        result = mean(squared)
    tensors = [x, product, output, error, squared, result]
    looks = [_look(tensor) for tensor in tensors]
    try:
        gradient = tape.gradient(result, w)
    except AttributeError as refusal:  # the tape cannot read a blueprint of Keras
        says = in_one_line(refusal)
        return tensors, [*looks, (None, says, says)]
    return [*tensors, gradient], [*looks, _look(gradient)]


def _look(tensor):
    """Returns the report of a tensor, what `float()` does, and what `print()` writes."""
    try:
        number = f"{float(tensor):.4g}"
    except Exception as error:
        number = in_one_line(error)
    return report(tensor), number, str(tensor)
