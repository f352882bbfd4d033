"""Errors from inside a learner's function, in words that help to mend it."""

import linecache
import re
import traceback

import tensorflow as tf


class FunctionError(ValueError):
    """A fault of a learner's function, said so that a learner can mend it."""


def explain_error(function, error):
    """Says what an error from inside a learner's function means.

    Args:
        function: The function that raised it.
        error: The exception.

    Returns:
        Sentences: what went wrong, on which line, and what to write instead.
    """
    if isinstance(error, FunctionError):
        return str(error)
    message = message_of(error)
    line = line_of(function, traceback.extract_tb(error.__traceback__)) or line_of(
        function, _frames_in(str(error))
    )
    said = f"{function.__name__} raised {type(error).__name__}{where(line)}"
    said += f": {message}." if message else "."
    return f"{said} {_advice(error, message)}".strip()


def message_of(error):
    """Finds what an error says.

    Args:
        error: The exception.

    Returns:
        Its first sentence, or that of its cause where TensorFlow wraps one; without the
        full stop, and empty if it says nothing.
    """
    lines = str(error).strip().splitlines()
    if lines[:1] == ["Graph execution error:"]:
        # What follows is the way through the graph, indented, and then the cause.
        lines = [line for line in lines[1:] if line and not line.startswith((" ", "Detected"))]
    if lines[:1] == ["in user code:"]:
        # The way through a traced function, with the error at its end.
        lines = re.findall(r"^    (?:\w+\.)*\w+: (.*)", str(error), re.MULTILINE)[-1:]
    first = lines[0].split(". ")[0].removesuffix(".") if lines else ""
    return "" if first == "None" else first  # exit() says None


def line_of(function, frames):
    """Finds the line of a function at which something happened.

    Args:
        function: The function.
        frames: Frames of a traceback, outermost first.

    Returns:
        Text such as "line 3, `return x.numpy()`", lines counted from the one with
        `def` or its first decorator; empty if no frame is in the function.
    """
    code = function.__code__
    own = (code.co_filename, code.co_name)
    numbers = [frame.lineno for frame in frames if (frame.filename, frame.name) == own]
    if not numbers:
        return ""
    return quoted_line(code.co_filename, numbers[-1], code.co_firstlineno)


def quoted_line(file_name, number, first=1):
    """Returns the number and the text of a line.

    Args:
        file_name: Name under which `linecache` has the line.
        number: Which line of the file it is.
        first: The line of the file that counts as line 1.

    Returns:
        Text such as "line 3, `return x.numpy()`"; the number alone if the text is unknown.
    """
    text = linecache.getline(file_name, number).strip()
    return f"line {number - first + 1}" + (f", `{text}`" if text else "")


def _frames_in(text):
    """Returns the frames that TensorFlow writes into the message of an error."""
    found = re.findall(r'File "(.+)", line (\d+), in (.+)', text)
    return [traceback.FrameSummary(name, int(line), code) for name, line, code in found]


def _advice(error, message):
    """Returns what to write instead, for errors whose cause is known."""
    if "has no attribute 'numpy'" in message:
        return (
            "fit records your function before any numbers flow, so there is none to ask for. "
            "Leave out .numpy() and go on with the tensor, using keras.ops."
        )
    if isinstance(error, TypeError) and "float() argument" in message:
        return (
            "float() asks for a number, and fit records your function before any numbers "
            "flow. Go on with the tensor as it is."
        )
    if isinstance(error, NotImplementedError) and "numpy array" in message:
        return (
            "A function of NumPy cannot read a blueprint, and fit records your function "
            "before any numbers flow. Write keras.ops where you wrote np."
        )
    if isinstance(error, tf.errors.OperatorNotAllowedInGraphError):
        return (
            "Python's `if`, `and` and `for` need an answer at once, and fit records your "
            "function before any numbers flow. Use keras.ops.where or keras.ops.logical_and."
        )
    if isinstance(error, TypeError) and "positional argument" in message:
        return "Keras calls it with two arguments: y_true and y_pred, in this order."
    return ""


def where(line):
    """Returns what to put behind a name: " in line 3, …", or nothing if the line is unknown."""
    return f" in {line}" if line else ""
