"""Typed text becomes a function, or a sentence. Oracles: `GradientTape`, and Python itself."""

import linecache
import re

import numpy as np
import pytest
import tensorflow as tf

from helpers.labs.gradient_examples import EXAMPLES
from helpers.learner_code import from_text
from helpers.learner_code.trial_batch import trial_batch

FLOWS = {"mean_squared_error", "smooth_wrong_answers"}


def by_tape(function, task):
    """Mean absolute gradient at y_pred that eager TensorFlow gives; 0 if it gives none."""
    y_true, y_pred = map(tf.constant, trial_batch(task))
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        result = tf.reduce_mean(function(y_true, y_pred))
    gradient = tape.gradient(result, y_pred)
    return 0.0 if gradient is None else np.mean(np.abs(gradient))


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_lets_through_what_the_tape_lets_through(example, task):
    _, source = EXAMPLES[example]
    report = from_text.explain_source(source, task)
    expected = by_tape(from_text.function_from(source), task)
    np.testing.assert_allclose(report.path[0].size, expected, rtol=1e-5)
    assert report.flows == (example in FLOWS)
    assert any(step.stops for step in report.path) == (example not in FLOWS)


def test_the_last_function_is_taken_and_may_use_the_others():
    source = (
        "def half(x):\n    return x / 2\n\ndef loss(y_true, y_pred):\n    return half(y_pred)\n"
    )
    function = from_text.function_from(source)
    assert function.__name__ == "loss"
    assert function(None, 6) == 3
    assert from_text.function_from("f = lambda y_true, y_pred: y_pred")(1, 2) == 2


def test_names_of_one_text_are_unknown_in_the_next():
    from_text.function_from("def helper(y_true, y_pred): return y_pred")
    function = from_text.function_from("def loss(y_true, y_pred): return helper(y_true, y_pred)")
    with pytest.raises(NameError):
        function(1, 2)


UNREADABLE = [
    ("", "There is no function in this text. Write it like this: def my_loss(y_true, y_pred):"),
    ("x = 1", "There is no function in this text."),
    ("from keras.ops import mean", "There is no function in this text."),
    ("class Loss:\n    def call(self, a, b): return a", "There is no function in this text."),
    ("def f(a, b):\nreturn a", "Python cannot read line 2, `return a`: expected an indented block"),
    ("def f(a, b):\n    return (a", "Python cannot read line 2, `return (a`: '(' was never closed"),
    ("x = '\0'", "Python cannot read this text: source code string cannot contain null bytes"),
    ("\ud800", "UnicodeEncodeError in this text"),
    ("a = 1\nb = a / 0", "ZeroDivisionError in line 2, `b = a / 0`: division by zero. Outside"),
    ("exit()", "SystemExit in line 1, `exit()`. Outside of the function"),
    (
        "import nothing_like_it",
        "ModuleNotFoundError in line 1, `import nothing_like_it`: No module",
    ),
    ("def f(y_pred): return y_pred", "f(y_pred) cannot take two arguments. Keras calls it with"),
    ("def f(a, b, c): return a", "f(a, b, c) cannot take two arguments."),
    ("def f(a, *, b): return a", "f(a, *, b) cannot take two arguments."),
]


@pytest.mark.parametrize(("source", "message"), UNREADABLE)
def test_text_without_a_function_is_refused_with_a_sentence(source, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        from_text.explain_source(source)


UNFIT = [
    ("    return missing", "f raised NameError in line 2, `return missing`: name 'missing' is not"),
    ("    ops.mean(y_pred)", "f returned None. Its last line may lack the word `return`."),
    ("    raise SystemExit", "f raised SystemExit in line 2, `raise SystemExit`."),
    ("    import sys; sys.exit('bye')", "f raised SystemExit in line 2, `import sys;"),
    (
        "    return f(y_true, y_pred)",
        "f raised RecursionError in line 2, `return f(y_true, y_pred)`",
    ),
    ("    yield y_pred", "f returned generator, which is no tensor of numbers. Write return"),
    ("    return np.mean(y_pred)", "Write keras.ops where you wrote np."),
]


@pytest.mark.parametrize(("line", "sentence"), UNFIT)
def test_what_goes_wrong_in_the_function_is_said_with_its_line(line, sentence):
    report = from_text.explain_source(f"def f(y_true, y_pred):\n{line}\n")
    assert sentence in report.sentence
    assert (report.flows, report.path) == (False, ())


def test_an_unknown_task_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="There is no task 'ranking'"):
        from_text.explain_source(EXAMPLES["accuracy"][1], "ranking")


def test_what_the_function_prints_is_held_back(capsys):
    from_text.explain_source(
        "print('a')\ndef f(y_true, y_pred):\n    print('b')\n    return y_pred"
    )
    assert capsys.readouterr().out == ""


def test_each_text_keeps_its_lines():
    functions = [
        from_text.function_from(f"def f(y_true, y_pred):\n    return {number}\n")
        for number in (1, 2, 1)
    ]
    linecache.checkcache()
    for function, number in zip(functions, (1, 2, 1), strict=True):
        line = linecache.getline(function.__code__.co_filename, 2)
        assert line == f"    return {number}\n"
