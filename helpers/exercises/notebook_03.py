"""Questions and exercises of notebook 03: a training step."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.cells import dict_code
from helpers.exercises.judging import Wrong, call, read_choices, read_number, read_numbers

QUESTIONS = (
    Question(
        "You call train_step a hundred times with rows of the same shape. How often does Python "
        "run its body?",
        ("never", "once", "a hundred times"),
        "once",
        "The other calls execute what was traced.",
        {
            "never": "Somebody has to make the graph: the first call does.",
            "a hundred times": "That is plain Python. A tf.function runs its graph instead.",
        },
    ),
    Question(
        "In the body stands print(type(loss).__name__). The function is called twice with rows "
        "of the same shape. What is printed?",
        ("EagerTensor, twice", "SymbolicTensor, once", "SymbolicTensor, twice", "float, once"),
        "SymbolicTensor, once",
        "While Python runs the body, loss is a blueprint. While the trace is executed it is a "
        "number, but Python is not there. The document gives both answers, in two places, "
        "without saying when each is true.",
        {
            "EagerTensor, twice": "That is what comes back from the function.",
            "SymbolicTensor, twice": "print is Python, and the second call runs no Python.",
            "float, once": "A float would have a number, and Python never meets it in there.",
        },
    ),
    Question(
        "The optimizer is made inside the body. Is that fine?",
        ("yes", "it is slow, and works", "no, it fails"),
        "no, it fails",
        "It is what makes the example fail, even after everything else is repaired.",
        {
            "yes": "It is made again in each call, with variables of its own.",
            "it is slow, and works": "In plain Python that is so. A tf.function refuses.",
        },
    ),
)

TRACES = {
    "train_step(rows, answers)": 2,
    "train_step(rows, answers, 0.1), another Python number in each epoch": 10,
    "train_step(rows, answers, tf.constant(0.1)), another value in each epoch": 2,
}


@exercise(
    "03.1",
    title="How many traces?",
    objective="say when a tf.function is traced again",
    minutes=3,
    hint="How large is the last batch? And what is 0.1 to a trace: an input, or a part of it?",
    solution=dict_code("traces", TRACES),
    right="A new shape means a new trace, and so does each new Python value. A tensor is an "
    "input: it may change as often as you like.",
    misconceptions={
        "one": "A thousand rows in batches of 300 leave a last batch of 100: another shape, and "
        "another trace.",
        "each_call": "That is the number of calls. A function is traced once for each shape, and "
        "the trace is then executed.",
        "each_epoch": "A trace does not end with an epoch. It is kept as long as the function.",
        "python_value": "A Python number becomes a part of the trace. Five values, two shapes: "
        "how many traces?",
        "tensor": "A tensor is an input of the trace, like the rows. Its value may change "
        "without a new one.",
        "other": "Not {found} traces for `{case}`. Count shapes and Python values.",
    },
)
def traces(answer):
    """Compares with the table, which the tests count with TensorFlow."""
    answer = read_choices(answer, TRACES, range(1001))
    _, by_value, by_tensor = TRACES
    for case, expected in TRACES.items():
        found = answer[case]
        if found == expected:
            continue
        if case == by_value and found in (1, 2, 5):
            raise Wrong("python_value")
        if case == by_tensor and found == 10:
            raise Wrong("tensor")
        kinds = {1: "one", 20: "each_call", 5: "each_epoch", 10: "each_epoch"}
        raise Wrong(kinds.get(found, "other"), case=case, found=found)


@exercise(
    "03.2",
    title="The gradient by hand",
    objective="compute the gradient of the mean squared error in NumPy",
    minutes=5,
    starter="error = x @ w + b - y\nreturn ..., ...",
    hint="One entry of w meets one column of x. And what is the derivative of a square?",
    solution='''\
def mse_gradient(x, y, w, b):
    """Returns the gradients of mean((x @ w + b - y) ** 2) for `w` and for `b`."""
    error = x @ w + b - y
    return 2 / len(x) * x.T @ error, 2 * error.mean()''',
    right="Now the tape holds no secret: it does this sum, for any formula.",
    misconceptions={
        "two": "Twice that is right: the derivative of a square brings a 2.",
        "rows": "This is the gradient of the sum. The mean divides by the number of rows.",
        "sign": "It points the wrong way: the sign is turned around. The error is prediction minus "
        "target.",
        "bias": "The gradient for w is right. The one for b is the mean of 2 * error.",
        "pair": "Two gradients are expected: one for w, one for b.",
        "formula": "It is not the gradient. Change one entry of w by a thousandth, and see how "
        "the mean squared error changes.",
    },
)
def mse_gradient(answer):
    """Compares with differences of the loss itself."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(7, 3)), random.normal(size=(7, 1))
    w, b = random.normal(size=(3, 1)), 0.5
    result = call(answer, x, y, w, b)
    if not isinstance(result, list | tuple) or len(result) != 2:
        raise Wrong("pair")
    found_w, found_b = read_numbers(result[0], w.shape), read_number(result[1])

    def loss(w, b):
        return np.mean((x @ w + b - y) ** 2)

    step = 1e-6
    slopes = [(loss(w + step * e, b) - loss(w - step * e, b)) / (2 * step)
              for e in np.eye(3)[:, :, np.newaxis]]  # fmt: skip
    for_w = np.array(slopes)[:, np.newaxis]
    for_b = (loss(w, b + step) - loss(w, b - step)) / (2 * step)
    if np.allclose(found_w, for_w, atol=1e-4):
        if not np.isclose(found_b, for_b, atol=1e-4):
            raise Wrong("bias")
        return
    for factor, kind in ((0.5, "two"), (7, "rows"), (3.5, "rows"), (-1, "sign")):
        if np.allclose(found_w, factor * for_w, atol=1e-4):
            raise Wrong(kind)
    raise Wrong("formula")


@exercise(
    "03.3",
    title="Make this training step run",
    objective="write a training step whose optimizer remembers and whose loss comes out",
    minutes=6,
    starter="""\
@tf.function
def train_step(rows, answers):
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    with tf.GradientTape() as tape:
        loss = keras.ops.mean(keras.ops.square(model(rows) - answers))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss.numpy()

return ...  # train_step, once it is repaired""",
    hint="Two lines are in the wrong place. One makes something that must live on, the other asks "
    "for a number too early.",
    solution="""\
def make_train_step(model):
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)

    @tf.function
    def train_step(rows, answers):
        with tf.GradientTape() as tape:
            loss = keras.ops.mean(keras.ops.square(model(rows) - answers))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    return train_step""",
    right="What lives on is made outside, once. What you want to know is returned as a tensor, "
    "and asked outside.",
    misconceptions={
        "inside": "The optimizer is still made inside the tf.function: it would be made again in "
        "each trace, and TensorFlow refuses. Make it once, outside.",
        "numpy": "Inside the tf.function the loss is a blueprint. Return the tensor, and ask for "
        "its number outside.",
        "forgets": "It runs, and from the second step on the weights are those of plain SGD. An "
        "optimizer that is made again at each step forgets its momentum.",
        "stands_still": "The weights did not move. Are the gradients applied?",
        "after": "The loss that comes back is that after the update. Return the one that the "
        "gradient was taken of.",
        "step": "The weights did not move as SGD(0.1, momentum=0.9) on the mean squared error "
        "moves them.",
        "loss": "The weights are right. What comes back is not the loss before the update.",
    },
)
def make_train_step(answer):
    """Compares three steps with momentum written out in NumPy."""
    x = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]], "float32")
    y = np.array([[1.0], [0.0], [-2.0]], "float32")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    w = np.array([[0.5], [-0.5]], "float32")
    model.set_weights([w])
    step = call(answer, model)
    velocity, losses, plain = np.zeros_like(w), [], w.copy()
    found = []
    for _ in range(3):
        found.append(_one_step(step, x, y))
        losses.append(np.mean((x @ w - y) ** 2))
        velocity = 0.9 * velocity - 0.1 * 2 / 3 * x.T @ (x @ w - y)
        plain = plain - 0.1 * 2 / 3 * x.T @ (x @ plain - y)
        w = w + velocity
    moved = model.get_weights()[0]
    if np.array_equal(moved, [[0.5], [-0.5]]):
        raise Wrong("stands_still")
    if np.allclose(moved, plain, rtol=1e-3):
        raise Wrong("forgets")
    if not np.allclose(moved, w, rtol=1e-3):
        raise Wrong("step")
    if np.allclose(found[:2], losses[1:], rtol=1e-3):
        raise Wrong("after")
    if not np.allclose(found, losses, rtol=1e-3):
        raise Wrong("loss")


def _one_step(step, x, y):
    try:
        result = call(step, x, y)
    except AttributeError as error:
        raise (Wrong("numpy") if "numpy" in str(error) else error) from None
    except ValueError as error:
        raise (Wrong("inside") if "tf.Variable" in str(error) else error) from None
    return float(read_numbers(result, ()))


remembered = table(
    "03.4",
    title="What does it remember?",
    objective="say what an optimizer remembers, and when it forgets",
    minutes=3,
    answer="remembers",
    right_values=(0, 11, 22, 0),
    choices=range(100),
    hint="Look at the variables that three optimizers made for weights and bias, above. Leave out "
    "the counter of the steps and the learning rate.",
    right="Momentum remembers one number for each weight, Adam two. An optimizer that is made "
    "again at each step remembers nothing, whatever its name.",
    misconceptions={
        "SGD(0.1)": "Plain SGD needs the gradient of this step alone.",
        "SGD(0.1, momentum=0.9)": "It keeps one number for each of the eleven.",
        "Adam(0.1)": "It keeps two running averages for each of the eleven.",
        "Adam(0.1), made again at each step": "What is made again has seen no step before.",
    },
)

EXERCISES = (traces, mse_gradient, make_train_step, remembered)
