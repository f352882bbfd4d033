"""Text that a learner types becomes a function, or a sentence that says why not."""

import inspect
import linecache
import traceback

import keras
import numpy as np
import tensorflow as tf

from helpers import session
from helpers.learner_code import gradient, messages, sandbox, time_limit
from helpers.learner_code.messages import FunctionError
from helpers.learner_code.trial_batch import trial_batch

HOW_TO = (
    "Write it like this: def my_loss(y_true, y_pred): return ops.mean(ops.abs(y_true - y_pred))"
)


@session.cached
def explain_source(source, task="regression"):
    """Follows the gradient through a function that is given as text.

    Args:
        source: Python code that defines the function, as `function_from` takes it.
        task: `"regression"`, `"binary"` or `"multiclass"`.

    Returns:
        A `GradientReport`.

    Raises:
        FunctionError: If the text defines no such function, or does not end.
        ValueError: If the task is unknown.
    """
    trial_batch(task)  # an unknown task is no fault of the text
    return sandbox.run(
        lambda: gradient.explain_gradient(function_from(source), task), name="Your text"
    )


def function_from(source):
    """Makes a function from text.

    The text may use `keras`, `ops` (which is `keras.ops`), `tf` and `np`. Error messages
    can quote its lines.

    Args:
        source: Python code. The function that stands last in it is taken.

    Returns:
        A function that takes `y_true` and `y_pred`.

    Raises:
        FunctionError: If Python cannot read or run the text, or if it defines no function of
            two arguments. The message says on which line, and what to write instead.
    """
    # Where Jupyter keeps the lines of all cells, too. The same text is kept once.
    file_name = f"<your function {hash(source)}>"
    linecache.cache[file_name] = (len(source), None, source.splitlines(keepends=True), file_name)
    namespace = {"keras": keras, "ops": keras.ops, "tf": tf, "np": np}
    try:
        exec(compile(source, file_name, "exec", dont_inherit=True), namespace)
    except (KeyboardInterrupt, time_limit.TooLong):
        raise
    except SyntaxError as error:
        line = _line(file_name, error.lineno)
        raise FunctionError(f"Python cannot read {line}: {error.msg}. {HOW_TO}") from error
    except BaseException as error:  # exit() must not end the notebook
        frames = traceback.extract_tb(error.__traceback__)
        number = next((frame.lineno for frame in frames if frame.filename == file_name), None)
        raise FunctionError(
            f"{messages.quote(error, _line(file_name, number))} Outside of the function, nothing "
            "needs to run. keras, ops, tf and np are there already."
        ) from error
    functions = [
        value
        for value in namespace.values()
        if inspect.isfunction(value) and value.__code__.co_filename == file_name
    ]
    if not functions:
        raise FunctionError(f"There is no function in this text. {HOW_TO}")
    function = max(functions, key=lambda each: each.__code__.co_firstlineno)
    signature = inspect.signature(function)
    try:
        signature.bind("y_true", "y_pred")
    except TypeError as error:
        raise FunctionError(
            f"{function.__name__}{signature} cannot take two arguments. Keras calls it with "
            f"y_true and y_pred, in this order. {HOW_TO}"
        ) from error
    return function


def _line(file_name, number):
    return "this text" if number is None else messages.quoted_line(file_name, number)
