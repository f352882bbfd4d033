"""Questions and exercises of notebook 01: blueprints and numbers."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.judging import Wrong, call, read_numbers

QUESTIONS = (
    Question(
        "Which of the four hold a number after the last line?",
        (
            "none of them: they are all symbolic",
            "weights and bias",
            "all but output",
            "all four",
        ),
        "weights and bias",
        "A variable gets its values the moment it is made. The input and the output hold none, "
        "because nobody has passed any data.",
        {
            "none of them: they are all symbolic": "So says the document; but two of the four are "
            "variables.",
            "all but output": "The input is a place for data, and holds none.",
            "all four": "The input and the output wait for data.",
        },
    ),
    Question(
        "How many numbers exist by then?",
        ("none", "ten", "eleven", "as many as there are rows"),
        "eleven",
        "Ten random weights, and a bias of zero.",
        {
            "none": "Two variables were made, and a variable has values at once.",
            "ten": "Those are the weights; the bias is one more.",
            "as many as there are rows": "There are no rows yet.",
        },
    ),
)

which_hold_a_number = table(
    "01.1",
    title="Which of them hold a number?",
    objective="tell a blueprint from a number before they run the code",
    minutes=2,
    answer="holds_a_number",
    right_values=(False, True, False, True),
    choices=(True, False),
    hint="Does anything symbolic go in? Then something symbolic comes out.",
    right="A blueprint is made of blueprints. One symbolic input is enough to make a result "
    "symbolic, and without one you get numbers.",
    misconceptions={
        "keras.Input((3,))": "keras.Input marks a place where data will be passed in. It holds "
        "none yet.",
        "keras.ops.zeros((2, 2))": "That a function is called keras.ops does not make its result "
        "symbolic. Nothing symbolic goes in here, so numbers come out.",
        "keras.ops.zeros_like(keras.Input((2,)))": "You know that every entry will be zero. But "
        "nobody knows how many there will be: the number of rows is open.",
        "tf.Variable(0.0) * 2": "A variable that is made in plain Python holds its value at once, "
        "and so does what you compute from it.",
    },
)


@exercise(
    "01.2",
    title="From blueprint to number",
    objective="turn a blueprint into a function, and feed it rows",
    minutes=4,
    hint="Build, wrap, feed. The blueprint is built already. What wraps it?",
    solution='''\
def value_of(blueprint, source, rows):
    """Returns the value of `blueprint` when `rows` are passed to `source`."""
    return keras.Model(source, blueprint)(rows)''',
    right="Build, wrap, feed: this is the way from any blueprint to its numbers. It works for a "
    "loss as well, as you will see in the next notebook.",
    misconceptions={
        "model": "This is the model, which is a function now. Call it with the rows.",
        "rows": "These are the rows as they came. They should go through the blueprint.",
        "one_blueprint": "It is right for one blueprint, and wrong for another. Use the "
        "argument `blueprint`, and not a formula of your own.",
    },
)
def value_of(answer):
    """Feeds rows through three blueprints, and compares with NumPy."""
    rows = np.array([[1.0, 2.0, -3.0], [0.5, -4.0, 2.0]], "float32")
    source = keras.Input((3,))
    cases = [
        (keras.ops.square(source) + 1, rows**2 + 1),
        (keras.ops.sum(source, axis=1), rows.sum(axis=1)),
        (source - keras.ops.abs(source), rows - abs(rows)),
    ]
    right = 0
    for blueprint, expected in cases:
        result = call(answer, blueprint, source, rows)
        result = result[0] if isinstance(result, list | tuple) and len(result) == 1 else result
        if isinstance(result, keras.Model | keras.Function):
            raise Wrong("model")
        found = read_numbers(result)
        if found.shape == rows.shape and np.array_equal(found, rows):
            raise Wrong("rows")
        right += found.shape == expected.shape and np.allclose(found, expected, atol=1e-5)
    if right < len(cases):
        raise Wrong("one_blueprint")


@exercise(
    "01.3",
    title="An error you will meet",
    objective="read the KerasTensor error, and repair the line that raises it",
    minutes=3,
    starter="return ...  # a colleague wrote: tf.maximum(column, 0.0)",
    hint="Write the colleague's line in place of the dots, call the function with "
    "keras.Input((1,)), and read the first sentence of the error. Which functions can read a "
    "blueprint?",
    solution='''\
def positive_part(column):
    """Negative entries become 0, for numbers and for blueprints."""
    return keras.ops.maximum(column, 0.0)''',
    right="keras.ops takes both: numbers give numbers, and a blueprint gives a blueprint. So one "
    "function serves in a model and outside of it.",
    misconceptions={
        "tf": "For a blueprint it raises: {said}. All functions of tf. are like that. Look for "
        "the same function in keras.ops.",
        "layer": "This is a layer. Call it with the column.",
        "swallowed": "Something came out for the blueprint, and it is not the positive part. An "
        "error that is caught is not repaired.",
        "formula": "For the numbers -2, 0 and 3 it should give 0, 0 and 3.",
        "number": "It works for numbers, and for a blueprint it raises: {said}.",
    },
)
def positive_part(answer):
    """Tries numbers, then a blueprint, then numbers through that blueprint."""
    column = np.array([[-2.0], [0.0], [3.0]], "float32")
    result = call(answer, column)
    if isinstance(result, keras.layers.Layer):
        raise Wrong("layer")
    if not np.array_equal(read_numbers(result, column.shape), np.maximum(column, 0)):
        raise Wrong("formula")
    source = keras.Input((1,))
    try:
        blueprint = call(answer, source)
    except (Wrong, ValueError, TypeError, AttributeError, NotImplementedError) as error:
        said = str(error).split(". ")[0]
        kind = "tf" if "TensorFlow function" in said else "number"
        raise Wrong(kind, said=said) from None
    if not isinstance(blueprint, keras.KerasTensor) or blueprint is source:
        raise Wrong("swallowed")
    fed = keras.Model(source, blueprint)(column)
    if not np.array_equal(fed, np.maximum(column, 0)):
        raise Wrong("swallowed")


how_many_lines = table(
    "01.4",
    title="How many lines are printed?",
    objective="say what runs while a tf.function is traced, and what runs on each call",
    minutes=3,
    answer="lines",
    right_values=(1, 3, 2, 3),
    choices=range(10),
    hint="print belongs to Python, and Python runs the body once for each trace. A tensor of "
    "another shape needs another trace, and so does another Python number.",
    right="print counts traces, tf.print counts calls. So print is also the quickest way to find "
    "out that a function is traced more often than it should be.",
    misconceptions={
        "print: tf.constant(1.0), tf.constant(2.0), tf.constant(3.0)": "All three tensors have "
        "the same shape and dtype, so one trace serves them all, and Python runs the body once.",
        "tf.print: tf.constant(1.0), tf.constant(2.0), tf.constant(3.0)": "tf.print is a step of "
        "the graph, and the graph runs on every call.",
        "print: tf.constant([1.0]), tf.constant([2.0]), tf.constant([1.0, 2.0])": "Count the "
        "shapes: each shape needs a trace of its own.",
        "print: 1.0, 2.0, 3.0": "A Python number becomes a part of the graph, like a constant in "
        "it. Another number is another graph.",
    },
)

EXERCISES = (which_hold_a_number, value_of, positive_part, how_many_lines)
