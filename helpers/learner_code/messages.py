"""Turns what a learner's code raises into words that help to mend it.

Loads neither TensorFlow nor Keras, so that a kernel without them can use it.
"""

import contextlib
import html
import linecache
import re
import traceback

from helpers.errors import lookup
from helpers.learner_code import time_limit

LONGEST = 300
OTHER_ARGUMENTS = "Did you change the arguments of the function?"
TWO_ARGUMENTS = "Keras calls it with two arguments: y_true and y_pred, in this order."
# What Keras asks of a class, and says in its own words. All other errors are in `errors`.
OF_A_CLASS = {
    r"has no attribute '_?(dtype|reduction|tracker|metrics|variables)'|forgot to call `super": (
        "The __init__ of the class has to call super().__init__() before all else."
    ),
    r"unexpected keyword argument 'sample_weight'": (
        "fit hands over sample_weight, too: def update_state(self, y_true, y_pred, "
        "sample_weight=None)."
    ),
}


class FunctionError(ValueError):
    """A fault of a learner's code, said so that a learner can mend it."""

    # AutoGraph would put the way through its own code around the sentence.
    ag_pass_through = True


def as_html(sentence):
    """Returns a sentence as HTML, with what stands in backticks as code."""
    return re.sub("`(.*?)`", r"<code>\1</code>", html.escape(sentence))


@contextlib.contextmanager
def explained(function=None, name="Your code"):
    """Turns whatever a learner's code raises into a `FunctionError`, but not the stop button.

    Args:
        function: The learner's function, in which the error is located; None if the code is
            more than one.
        name: What the code is called in a sentence if there is no function.

    Raises:
        FunctionError: For every exception, even `SystemExit`, which must not end the notebook.
    """
    try:
        yield
    except (KeyboardInterrupt, time_limit.TooLong, FunctionError):
        raise
    except BaseException as error:
        raise FunctionError(_explain(error, function, name)) from error


def _explain(error, function, name):
    """Says what went wrong, on which line, and what to write instead."""
    text, frames = _text(error), traceback.extract_tb(error.__traceback__)
    if function is None:
        own = [frame for frame in frames if not time_limit.is_library(frame.filename)]
        line = quoted_line(own[-1].filename, own[-1].lineno) if own else ""
        arguments = OTHER_ARGUMENTS
    else:
        name, arguments = function.__name__, TWO_ARGUMENTS
        line = line_in(function, [*_frames_in(text), *frames])
    # An error of the call itself has no line in the function.
    is_of_call = not line and "positional argument" in _message(error)
    entry = lookup.find(text, lookup.types_of(error))
    otherwise = entry.repair if entry else (arguments if is_of_call else "")
    advice = next((words for sign, words in OF_A_CLASS.items() if re.search(sign, text)), otherwise)
    return f"{name} raised {quote(error, line)} {advice}".strip()


def quote(error, line):
    """Quotes an error in a sentence.

    Args:
        error: The exception.
        line: Text of the line that raised it, or nothing if it is unknown.

    Returns:
        Text such as "TypeError in line 2, `return 1 + x`: unsupported operand."
    """
    message = _message(error)
    return f"{type(error).__name__}{where(line)}" + (f": {message}." if message else ".")


def _message(error):
    """Finds what an error says.

    Its first sentence, or that of its cause where TensorFlow wraps one; without the full
    stop, no longer than a few lines, and empty if it says nothing.
    """
    lines = _text(error).strip().splitlines()
    if lines[:1] == ["Graph execution error:"]:
        # What follows is the way through the graph, indented, and then the cause.
        lines = [line for line in lines[1:] if line and not line.startswith((" ", "Detected"))]
    if lines[:1] == ["in user code:"]:
        # The way through a traced function, with the error at its end.
        lines = re.findall(r"^    (?:\w+\.)*\w+: (.*)", _text(error), re.MULTILINE)[-1:]
    # Behind " for '{{node" comes the way in which TensorFlow writes the operation.
    first = re.split(r"\. | for '{{node", lines[0])[0].removesuffix(".") if lines else ""
    if first == "None":  # exit() says it
        return ""
    return first if len(first) <= LONGEST else first[:LONGEST] + " …"


def _text(error):
    try:
        return str(error)
    except (KeyboardInterrupt, time_limit.TooLong):
        raise
    except BaseException:  # an exception of a learner's own may fail even here
        return ""


def line_in(function, frames):
    """Finds the line of a function, or of a method of a class, at which something happened.

    Args:
        function: The function, or a `Form`, which may have several methods.
        frames: Frames of a traceback, outermost first.

    Returns:
        Text such as "line 3, `return x.numpy()`", lines counted from the one with
        `def` or its first decorator; empty if no frame is in the function. Of several methods
        it names one: "line 2 of call, `…`".
    """
    codes = [function.__code__] if hasattr(function, "__code__") else function.codes
    firsts = {(code.co_filename, code.co_name): code.co_firstlineno for code in codes}
    own = [frame for frame in frames if (frame.filename, frame.name) in firsts]
    if not own:
        return ""
    file_name, name = own[-1].filename, own[-1].name
    method = f" of {name}" if len(codes) > 1 else ""
    return quoted_line(file_name, own[-1].lineno, firsts[file_name, name], method)


def quoted_line(file_name, number, first=1, method=""):
    """Returns the number and the text of a line.

    Args:
        file_name: Name under which `linecache` has the line.
        number: Which line of the file it is.
        first: The line of the file that counts as line 1.
        method: What stands behind the number.

    Returns:
        Text such as "line 3, `return x.numpy()`"; the number alone if the text is unknown.
    """
    text = linecache.getline(file_name, number).strip()
    return f"line {number - first + 1}{method}" + (f", `{text}`" if text else "")


def _frames_in(text):
    """Returns the frames that TensorFlow writes into the message of an error."""
    found = re.findall(r'File "(.+)", line (\d+), in (.+)', text)
    return [traceback.FrameSummary(name, int(line), code) for name, line, code in found]


def where(line):
    """Returns what to put behind a name: " in line 3, …", or nothing if the line is unknown."""
    return f" in {line}" if line else ""
