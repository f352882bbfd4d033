"""Questions and exercises of notebook 02: a loss and its number."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.gradients import trace_loss
from helpers.exercises.judging import Wrong, call, read_number, read_numbers, require_function

QUESTIONS = (
    Question(
        "What does loss.numpy() give?",
        ("a number that depends on the random weights", "zero", "NaN", "an error"),
        "an error",
        "The weights are there and the formula is right, but no data has been passed.",
        {
            "a number that depends on the random weights": "The weights are there, but they have "
            "nothing to be multiplied by.",
            "zero": "Zero would be a perfect prediction, of data that nobody has passed.",
            "NaN": "NaN is a number that went wrong. Here there is no number.",
        },
    ),
    Question(
        "What is missing for an answer?",
        ("a session", "data", "a call of compile", "an optimizer"),
        "data",
        "A loss value depends on the formula and the data. The blueprint has the formula.",
        {
            "a session": "So it was in TensorFlow 1, and the session needed data too.",
            "a call of compile": "compile names a loss; it passes no data.",
            "an optimizer": "An optimizer uses the gradient of a loss. It brings no data.",
        },
    ),
    Question(
        "You put a model around this loss, feed it rows, and take a hundred steps down the "
        "gradient. Where does the loss end?",
        (
            "where it began: a blueprint has no gradient",
            "at the best loss that weights and a bias can reach",
            "at NaN",
        ),
        "at the best loss that weights and a bias can reach",
        "You will see it train, all the way down.",
        {
            "where it began: a blueprint has no gradient": "Not directly. The model is a function "
            "of the rows, and has one.",
            "at NaN": "That would be a learning rate that is too large.",
        },
    ),
)

causes = table(
    "02.1",
    title="Four messages, four causes",
    objective="find the cause of four common error messages",
    minutes=3,
    answer="cause",
    right_values="abcd",
    hint="The first word of three of the messages is the type of the thing that was asked. Where "
    "do you meet that type?",
    right="The type in the message tells you where you stand: before data was passed, inside "
    "a trace, or already at the number.",
    misconceptions={
        "'KerasTensor' object has no attribute 'numpy'": "A KerasTensor comes from keras.Input, "
        "and from what is built on it.",
        "'SymbolicTensor' object has no attribute 'numpy'": "A SymbolicTensor is what Python holds "
        "while a tf.function is traced, and fit traces your loss.",
        "'numpy.ndarray' object has no attribute 'numpy'": "An array of NumPy is the number "
        "already. There is nothing to ask for.",
        "No gradients provided for any variable": "This one is not about a missing number. The "
        "loss has a value, and no way back to the weights.",
    },
)


@exercise(
    "02.2",
    title="A loss that trains again",
    objective="repair a loss that asks for its own number",
    minutes=4,
    starter="""\
error = keras.ops.subtract(y_true, y_pred)
loss = keras.ops.mean(keras.ops.square(error))
return ...  # it was: round(float(loss.numpy()), 2)""",
    hint="What you return stays a tensor. Who would need it rounded?",
    solution='''\
def repaired_loss(y_true, y_pred):
    """Mean squared error, for compile."""
    error = keras.ops.subtract(y_true, y_pred)
    return keras.ops.mean(keras.ops.square(error))''',
    right="The tensor remembers where it came from, so a gradient finds its way back. Rounding "
    "belongs to the report: fit hands you the number.",
    misconceptions={
        "numpy": "It still asks for a number while fit traces it, when there is none. Return "
        "the tensor.",
        "no_gradient": "The value is right, and its gradient is zero or missing, so no weight "
        "would ever move. What cuts the way back: rounding, a constant, stop_gradient?",
        "formula": "It trains, and on another formula. The mean of the squares of 1, 0 and 3 "
        "is 3.33, and yours gives {found:.2f}.",
        "scaled": "The gradient should be 2 * error / n. Yours points the right way, with "
        "another size: is it a sum, or half of it?",
    },
)
def repaired_loss(answer):
    """Compares value and gradient with the formulas, inside a `tf.function`."""
    y_true = np.array([[1.0], [2.0], [4.0]], "float32")
    y_pred = np.array([[2.0], [2.0], [1.0]], "float32")
    error = y_pred - y_true
    value, gradient = trace_loss(answer, misconception="numpy")(y_true, y_pred)
    found = read_number(value)
    if np.isclose(found, np.mean(error**2), atol=0.01) and not gradient.any():
        raise Wrong("no_gradient")
    if gradient.any() and not np.isclose(found, np.mean(error**2), atol=1e-3):
        ratio = gradient[error != 0] / (2 * error[error != 0] / 3)
        raise Wrong("scaled") if np.ptp(ratio) < 1e-3 else Wrong("formula", found=found)
    if not np.allclose(gradient, 2 * error / 3, atol=1e-4):
        raise Wrong("no_gradient") if not gradient.any() else Wrong("formula", found=found)


@exercise(
    "02.3",
    title="A loss inside the model",
    objective="build a symbolic loss that trains",
    minutes=6,
    hint="model.output is a blueprint. Make a second input, for the answers, and write the "
    "formula with keras.ops.",
    solution='''\
def with_loss(model):
    """Returns a Keras model from [rows, answers] to the mean squared error of `model`."""
    answers = keras.Input(model.output.shape[1:])
    loss = keras.ops.mean(keras.ops.square(model.output - answers))
    return keras.Model([model.input, answers], loss)''',
    right="A blueprint is no loss directly, as the document says. A model around it turns it into "
    "one, and data gives it a value.",
    misconceptions={
        "loss": "This is the loss itself: a blueprint. Wrap it in keras.Model.",
        "by_row": "It gives one number for each row. A loss to train with is one number.",
        "sum": "It gives the sum of the squares. With twice as many rows it would be twice as "
        "large: take the mean.",
        "formula": "Its number is not the mean squared error: {found:.3f} in place of "
        "{expected:.3f}.",
        "copy": "The number is right, but when the weights of the model change, it stays as it "
        "was. Use the model itself, and no copy.",
        "one_input": "It should take a list of two: rows and answers.",
    },
)
def with_loss(answer):
    """Compares with NumPy, before and after the weights have changed."""
    source = keras.Input((2,))
    model = keras.Model(source, keras.layers.Dense(1)(source))
    rows = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]], "float32")
    answers = np.array([[1.0], [0.0], [-2.0]], "float32")
    built = call(answer, model)
    if isinstance(built, keras.KerasTensor):
        raise Wrong("loss")
    require_function(built)
    if isinstance(built, keras.Model) and len(built.inputs) != 2:
        raise Wrong("one_input")
    for factor in (1.0, -2.0):
        kernel = factor * np.array([[1.0], [0.5]], "float32")
        model.set_weights([kernel, np.array([0.25], "float32")])
        squares = (rows @ kernel + 0.25 - answers) ** 2
        found = read_numbers(built([rows, answers]))
        if found.ndim:
            raise Wrong("by_row")
        if np.isclose(found, squares.sum()):
            raise Wrong("sum")
        if not np.isclose(found, squares.mean(), rtol=1e-4):
            if factor != 1.0:
                raise Wrong("copy")
            raise Wrong("formula", found=float(found), expected=float(squares.mean()))


EXERCISES = (causes, repaired_loss, with_loss)
