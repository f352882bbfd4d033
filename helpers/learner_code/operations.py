"""Operations of TensorFlow in words, and what to do about those that stop a gradient."""

import re

# By the type of the TensorFlow operation: its name for a learner, and what to do.
STOPS = {
    "ArgMax": (
        "argmax",
        "It gives a position, and a position jumps. Compare the probabilities themselves, "
        "for example with keras.losses.categorical_crossentropy.",
    ),
    "ArgMin": ("argmin", "It gives a position, and a position jumps. Use the values themselves."),
    "StopGradient": (
        "stop_gradient",
        "Stopping the gradient is all that it does. Take it off the way from y_pred to the result.",
    ),
    "PyFunc": (
        "a detour through NumPy",
        "NumPy keeps no record of where a number came from. Use keras.ops instead.",
    ),
    "Cast": (
        "a cast to integer",
        "It cuts off what comes after the point. Keep y_pred a float.",
    ),
}
ROUNDING = "It is flat between its jumps. Leave it out of a loss; in a metric it is fine."
STOPS |= {name: (name.lower(), ROUNDING) for name in ("Round", "Floor", "Ceil", "Sign")}
STOPS["Rint"] = ("round", ROUNDING)
COMPARING = (
    "It is true or false, and jumps from one to the other. Use something smooth in its place, "
    "such as keras.ops.sigmoid(10 * (y_pred - 0.5)) for y_pred > 0.5."
)
STOPS |= {
    name: (f"the comparison {sign}", COMPARING)
    for name, sign in {
        "Greater": ">",
        "GreaterEqual": ">=",
        "Less": "<",
        "LessEqual": "<=",
        "Equal": "==",
        "NotEqual": "!=",
    }.items()
}
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
    """Returns what an operation is called in a sentence."""
    return STOPS.get(operation.type, (f"the operation {operation.type}",))[0]


def advice(operation):
    """Returns why an operation stops a gradient, and what to write instead."""
    return STOPS.get(operation.type, ("", "Its slope is zero or not defined on this batch."))[1]


def label(operation):
    """Returns a short name, as keras.ops has it where it can."""
    if operation.type == "Cast":
        return f"cast to {operation.outputs[0].dtype.name}"
    if operation.type in STOPS:
        return name(operation).removeprefix("a ").removeprefix("the ")
    snake_case = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation.type).lower()
    return NAMES.get(operation.type, snake_case)


def is_plain(operation):
    """Says whether an operation tells a learner nothing about the gradient."""
    # Keras tells 0 from -0 before it takes a position, with six operations of its own.
    inside = any(
        frame.name in ("argmax", "argmin") and "keras" in frame.filename
        for frame in operation.traceback
    )
    return operation.type in PLAIN or (inside and operation.type not in ("ArgMax", "ArgMin"))
