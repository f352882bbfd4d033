"""Operations of TensorFlow in words, and what to do about those that block a gradient."""

import re

POSITION = "It gives a position, and a position jumps."
ROUNDING = "It is flat between its jumps. Leave it out of a loss; in a metric it is fine."
COMPARING = (
    "It is true or false, and jumps from one to the other. Use something smooth in its place, "
    "such as keras.ops.sigmoid(10 * (y_pred - 0.5)) for y_pred > 0.5."
)
COMPARISONS = {
    "Greater": ">",
    "GreaterEqual": ">=",
    "Less": "<",
    "LessEqual": "<=",
    "Equal": "==",
    "NotEqual": "!=",
}
# By the type of the TensorFlow operation that blocks it: its name for a learner, and what to do.
BLOCKS_GRADIENT = {
    "ArgMax": (
        "argmax",
        f"{POSITION} Compare the probabilities themselves, "
        "for example with keras.losses.categorical_crossentropy.",
    ),
    "ArgMin": ("argmin", f"{POSITION} Use the values themselves."),
    "StopGradient": (
        "stop_gradient",
        "Stopping the gradient is all that it does. Take it off the way from y_pred to the result.",
    ),
    "PyFunc": (
        "a detour through NumPy",
        "NumPy keeps no record of where a number came from. Use keras.ops instead.",
    ),
    "Cast": ("a cast to integer", "It cuts off what comes after the point. Keep y_pred a float."),
    **{name: (name.lower(), ROUNDING) for name in ("Round", "Floor", "Ceil", "Sign")},
    "Rint": ("round", ROUNDING),
    **{name: (f"the comparison {sign}", COMPARING) for name, sign in COMPARISONS.items()},
}
UNKNOWN = "Its slope is zero or not defined on this batch."
# Where keras.ops has another name for an operation than TensorFlow.
NAMES = {
    "AddV2": "add",
    "Mul": "multiply",
    "Neg": "negative",
    "Pow": "power",
    "RealDiv": "divide",
    "SelectV2": "where",
    "Sub": "subtract",
}
# They hand on the numbers that they get.
PLAIN = {"ExpandDims", "Identity", "Reshape", "Squeeze"}


def name(operation):
    """Returns what a `tf.Operation` is called in a sentence."""
    in_words, _ = BLOCKS_GRADIENT.get(operation.type, (f"the operation {operation.type}", ""))
    return in_words


def advice(operation):
    """Returns why a `tf.Operation` blocks a gradient, and what to write instead."""
    _, sentences = BLOCKS_GRADIENT.get(operation.type, ("", UNKNOWN))
    return sentences


def label(operation):
    """Returns a short name of a `tf.Operation`, as keras.ops has it where it can."""
    if operation.type == "Cast":
        return f"cast to {operation.outputs[0].dtype.name}"
    if operation.type in BLOCKS_GRADIENT:
        return name(operation).removeprefix("a ").removeprefix("the ")
    snake_case = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation.type).lower()
    return NAMES.get(operation.type, snake_case)


def is_plain(operation):
    """Says whether a `tf.Operation` tells a learner nothing about the gradient."""
    # Keras tells 0 from -0 before it takes a position, with six operations of its own.
    inside = any(
        frame.name in ("argmax", "argmin") and "keras" in frame.filename
        for frame in operation.traceback
    )
    return operation.type in PLAIN or (inside and operation.type not in ("ArgMax", "ArgMin"))
