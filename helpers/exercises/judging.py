"""What the exercises judge answers with: call them, read what they give, name a mistake."""

import contextlib
import inspect

import keras
import numpy as np
import tensorflow as tf


class Wrong(Exception):  # noqa: N818 - it is no error, it is a verdict
    """An answer that shows a misconception.

    Args:
        misconception: Its key in `Exercise.misconceptions`.
        **details: What its text leaves open.
    """

    def __init__(self, misconception, **details):
        super().__init__(misconception)
        self.misconception, self.details = misconception, details


class NotAttempted(Exception):  # noqa: N818
    """An answer in which there are still dots."""


def of_function(answer):
    """Complains unless an answer can be called."""
    if inspect.isclass(answer):
        raise Wrong("class", name=answer.__name__)
    if not callable(answer):
        raise Wrong("function", kind=_kind(answer))


def called(function, *arguments):
    """Calls the learner's function with copies, so that no answer changes the next one's input.

    Args:
        function: The answer.
        *arguments: What to call it with.

    Returns:
        What it returns.

    Raises:
        NotAttempted: If that is `...`.
        Wrong: If it is None, or if the function changed an array that it got.
    """
    given = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
    result = function(*given)
    for before, after in zip(arguments, given, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True):
            raise Wrong("changed")
    if result is ...:
        raise NotAttempted
    if result is None:
        raise Wrong("nothing")
    return result


def values(result, shape=None):
    """Turns a result into an array of numbers.

    Args:
        result: What the learner's code gave.
        shape: Shape that it must have, or None for any.

    Returns:
        A float array.

    Raises:
        Wrong: If there is no number in it, the shape is another one, or it is not finite.
    """
    if inspect.isclass(result):
        raise Wrong("class", name=result.__name__)
    if isinstance(result, keras.KerasTensor) or tf.is_symbolic_tensor(result):
        raise Wrong("blueprint", kind=_kind(result))
    try:
        array = np.asarray(result)
        if array.dtype.kind not in "biuf":
            raise TypeError
        array = array.astype("float64")
    except (TypeError, ValueError):
        raise Wrong("number", kind=_kind(result)) from None
    if shape is not None and array.shape != shape:
        raise Wrong("shape", expected=shape, found=array.shape)
    if not np.isfinite(array).all():
        raise Wrong("nan")
    return array


def number(result):
    """Turns a result into one number; it may stand alone or in an array with one entry."""
    return values(np.squeeze(values(result)), ())


def chosen(answer, keys, choices):
    """Reads a dict in which each key has one of some choices.

    Args:
        answer: What the learner wrote.
        keys: Keys that it must have.
        choices: What each value may be: letters, a tuple or a range.

    Returns:
        The dict, with values as they stand in `choices`.

    Raises:
        NotAttempted: If there are still dots in it.
        Wrong: If it is no dict, has other keys, or a value that is no choice.
    """
    if not isinstance(answer, dict) or set(answer) != set(keys):
        raise Wrong("keys", keys=", ".join(keys))
    if any(value is ... for value in answer.values()):
        raise NotAttempted
    read = {}
    for key, value in answer.items():
        simple = isinstance(value, str | bool | int | np.bool_ | np.integer)
        value = value.strip().lower() if isinstance(value, str) else value
        matching = [choice for choice in choices if simple and choice == value]
        if not matching:
            options = "a whole number" if isinstance(choices, range) else None
            options = options or "one of " + ", ".join(map(repr, choices))
            raise Wrong("choice", key=key, choices=options, found=answer[key])
        read[key] = matching[0]
    return read


def compare_with_mistakes(found, mistakes, **tolerance):
    """Complains if numbers are those of a known mistake.

    Args:
        found: Numbers of the answer.
        mistakes: Dict from a misconception to the numbers that it leads to.
        **tolerance: `rtol` and `atol` of `np.allclose`.

    Raises:
        Wrong: With the first misconception whose numbers they are.
    """
    for misconception, numbers in mistakes.items():
        if np.allclose(found, numbers, **tolerance):
            raise Wrong(misconception)


@contextlib.contextmanager
def recorded(misconception):
    """Turns the errors of code that asks for a number while it is recorded into a misconception.

    Args:
        misconception: Its key. Its text may quote the error, as `{said}`.
    """
    try:
        yield
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
        said = str(error).strip().splitlines()[-1].strip()[:160]
        raise Wrong(misconception, said=said) from None


def value_and_gradient(loss, y_true, y_pred):
    """Computes a loss and its gradient inside a `tf.function`, as `fit` does.

    Args:
        loss: The learner's function.
        y_true: Array.
        y_pred: Array.

    Returns:
        The mean of the loss, a tensor; and its gradient with respect to `y_pred`, an array,
        which is zero where none comes back.
    """
    prediction = tf.Variable(y_pred)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.convert_to_tensor(loss(tf.constant(y_true), prediction)))
        gradient = tape.gradient(value, prediction)
        return value, tf.zeros_like(prediction) if gradient is None else gradient

    value, gradient = step()
    return value, gradient.numpy()


def _kind(thing):
    return type(thing).__name__
