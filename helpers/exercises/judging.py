"""What the exercises judge answers with: call them, read what they give, name a mistake.

Loads neither TensorFlow nor Keras; `gradients` is for answers that `fit` could train with.
"""

import inspect

import numpy as np

# Classes of TensorFlow and Keras whose objects hold no number yet, by name.
SYMBOLIC = {"KerasTensor", "SymbolicTensor"}


class Wrong(Exception):  # noqa: N818 - it is no error, it is what is said about an answer
    """An answer that shows a misconception.

    Args:
        misconception: Its key in `misconceptions` of the exercise, or in `COMMON_MISTAKES`.
        **details: What its text leaves open.
    """

    def __init__(self, misconception, **details):
        super().__init__(misconception)
        self.misconception, self.details = misconception, details


class NotAttempted(Exception):  # noqa: N818
    """An answer in which there are still dots."""


def has_dots(value):
    """Says whether something is `...`, or a list, tuple or dict with `...` in it."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(each is ... for each in value)
    return value is ...


def require_function(answer):
    """Checks that an answer can be called.

    Args:
        answer: What the learner wrote.

    Raises:
        Wrong: If it is a class or cannot be called.
    """
    if inspect.isclass(answer):
        raise Wrong("class", name=answer.__name__)
    if not callable(answer):
        raise Wrong("function", kind=kind_of(answer))


def call(function, *arguments, returns=True):
    """Calls the learner's function with copies, so that no answer changes the next one's input.

    Args:
        function: The answer, or what it gave back.
        *arguments: What to call it with. Arrays are copied.
        returns: Whether it has to return something.

    Returns:
        What it returns.

    Raises:
        NotAttempted: If there are dots in what it returns.
        Wrong: If it cannot be called, returns nothing, or changed an array that it got.
    """
    require_function(function)
    given = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
    result = function(*given)
    if has_dots(result):
        raise NotAttempted
    for before, after in zip(arguments, given, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True):
            raise Wrong("changed")
    if result is None and returns:
        raise Wrong("nothing")
    return result


def read_numbers(result, shape=None, finite=True):
    """Turns a result into an array of numbers.

    Args:
        result: What the learner's code gave: numbers, arrays, tensors, or lists of them.
        shape: Shape that it must have, a tuple; or None for any.
        finite: Whether NaN and infinity are refused.

    Returns:
        A float64 array.

    Raises:
        Wrong: If there is no number in it, its shape is different, or it is refused.
    """
    if inspect.isclass(result):
        raise Wrong("class", name=result.__name__)
    if SYMBOLIC & {each.__name__ for each in type(result).__mro__}:
        raise Wrong("blueprint", kind=kind_of(result))
    try:
        array = np.asarray(result)
        if array.dtype.kind not in "biuf":
            raise TypeError
        array = array.astype("float64")
    except (TypeError, ValueError):
        raise Wrong("number", kind=kind_of(result)) from None
    if shape is not None and array.shape != shape:
        raise Wrong("shape", expected=shape, found=array.shape)
    if finite and not np.isfinite(array).all():
        raise Wrong("nan")
    return array


def read_number(result):
    """Turns a result into one number, which may stand in an array of any dimension.

    Args:
        result: What the learner's code gave.

    Returns:
        A float64 array of shape `()`.

    Raises:
        Wrong: If it is not one finite number.
    """
    return read_numbers(np.squeeze(read_numbers(result)), ())


def read_dict(answer, keys):
    """Checks that an answer is a dict with certain keys.

    Args:
        answer: What the learner wrote.
        keys: The keys, strings in their order.

    Returns:
        The dict.

    Raises:
        Wrong: If it is no dict, or has other keys.
    """
    if not isinstance(answer, dict) or set(answer) != set(keys):
        raise Wrong("keys", keys=", ".join(keys))
    return answer


def read_choices(answer, keys, choices):
    """Reads a dict in which each key has one of some choices.

    Args:
        answer: What the learner wrote.
        keys: Keys that it must have, strings in their order.
        choices: What each value may be: letters, a tuple or a range.

    Returns:
        The dict, with values as they stand in `choices`.

    Raises:
        Wrong: If it is no dict, has other keys, or a value that is no choice.
    """
    read = {}
    for key, value in read_dict(answer, keys).items():
        is_simple = isinstance(value, str | bool | int | np.bool_ | np.integer)
        value = value.strip().lower() if isinstance(value, str) else value
        matching = [choice for choice in choices if is_simple and choice == value]
        if not matching:
            options = "one of " + ", ".join(map(repr, choices))
            options = "a whole number" if isinstance(choices, range) else options
            raise Wrong("choice", key=key, choices=options, found=answer[key])
        read[key] = matching[0]
    return read


def compare(found, expected, mistakes, **tolerance):
    """Compares numbers of an answer with the right ones, and else with those of known mistakes.

    Args:
        found: Numbers of the answer: one, or an array.
        expected: The right numbers, of the same shape.
        mistakes: Dict from a misconception to the numbers that it leads to, tried in order.
        **tolerance: `rtol` and `atol` of `np.allclose`.

    Raises:
        Wrong: With the first misconception whose numbers they are, or else with `"formula"`;
            its text may use `found` and `expected`.
    """
    if np.allclose(found, expected, **tolerance):
        return
    for misconception, numbers in mistakes.items():
        if np.allclose(found, numbers, **tolerance):
            raise Wrong(misconception)
    raise Wrong("formula", found=found, expected=expected)


def kind_of(thing):
    """Returns the name of a thing's class."""
    return type(thing).__name__
