"""Whatever a learner's code does: it ends in time, nothing stays, and a sentence says why."""

import os
import random
import sys
import threading
import time

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.learner_code import sandbox, time_limit
from helpers.learner_code.messages import FunctionError
from support import limits


def broken():
    return [][0]


def deaf():
    while True:
        try:
            time.sleep(0.001)
        except:  # noqa: E722 - what a learner may write
            continue


def sentence_of(*arguments, **options):
    with pytest.raises(FunctionError) as caught:
        sandbox.run(*arguments, **options)
    return str(caught.value)


def test_a_run_returns_what_the_code_gives():
    assert sandbox.run(lambda: 3) == 3


def test_an_error_is_located_in_the_function():
    def calls_it():
        return broken()

    line = "line 2, `return broken()`: list index out of range."
    assert sentence_of(calls_it, calls_it) == f"calls_it raised IndexError in {line}"


@pytest.mark.parametrize("name", ["Your code", "Your text"])
def test_without_a_function_the_last_line_of_the_learner_is_quoted(name, tmp_path):
    cell = tmp_path / "cell.py"
    cell.write_text("def first(): return second()\ndef second(): return [][0]\n")
    names = {}
    exec(compile(cell.read_text(), cell, "exec"), names)
    line = "line 2, `def second(): return [][0]`: list index out of range."
    found = sentence_of(names["first"], name=name)
    assert found == f"{name} raised IndexError in {line}"


def test_a_call_with_the_wrong_arguments_is_told_from_an_error_inside():
    def no_arguments():
        return 1

    def too_much_inside():
        return no_arguments(1, 2)

    two = "Keras calls it with two arguments: y_true and y_pred, in this order."
    assert sentence_of(lambda: no_arguments(1, 2), no_arguments).endswith(two)
    assert two not in sentence_of(too_much_inside, too_much_inside)


@pytest.mark.parametrize("leave", [SystemExit, GeneratorExit, StopIteration, BaseException])
def test_nothing_that_code_raises_ends_the_notebook(leave):
    def leaving():
        raise leave

    found = sentence_of(leaving, leaving)
    assert found == f"leaving raised {leave.__name__} in line 2, `raise leave`."


def test_the_stop_button_stops_and_settings_are_put_back():
    def stopped():
        keras.config.set_epsilon(0.5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sandbox.run(stopped)
    assert keras.config.epsilon() == 1e-7


@pytest.mark.parametrize("function", [deaf, lambda: time.sleep(60)], ids=["deaf", "asleep"])
def test_code_that_never_ends_is_stopped(function, monkeypatch):
    limits.allow(monkeypatch, 0.2)
    begun = time.monotonic()
    sentence = sentence_of(function, function)
    assert sentence.startswith(f"{function.__name__} was still running after 0.2 seconds")
    assert sentence_of(function).startswith("Your code was still running after 0.2 seconds")
    assert time.monotonic() - begun < 10
    time.sleep(0.3)  # no alarm is left


def test_within_returns_and_raises_as_the_function_does():
    assert time_limit.within(1, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        time_limit.within(1, lambda: 1 / 0)
    with pytest.raises(time_limit.TooLong, match="was still running after"):
        time_limit.within(0.05, lambda: time.sleep(9))


def settings():
    """What code could change for everybody."""
    return {
        "folder": os.getcwd(),
        "recursion limit": sys.getrecursionlimit(),
        "errors of NumPy": np.geterr(),
        "random": random.getstate(),
        "random of NumPy": np.random.get_state()[1].tolist(),
        "floatx": keras.config.floatx(),
        "epsilon": keras.config.epsilon(),
        "policy": keras.config.dtype_policy().name,
        "eager": tf.config.functions_run_eagerly(),
    }


def test_what_code_changes_is_put_back(tmp_path):
    def meddling():
        os.chdir(tmp_path)
        sys.setrecursionlimit(2345)
        np.seterr(all="raise")
        random.seed(99)
        np.random.seed(99)
        keras.config.set_floatx("float64")
        keras.config.set_epsilon(0.5)
        keras.config.set_dtype_policy("mixed_float16")
        tf.config.run_functions_eagerly(True)
        return settings()

    before = settings()
    during = sandbox.run(meddling)
    assert all(during[name] != before[name] for name in before)
    assert settings() == before


def test_the_beginning_of_what_is_printed_is_caught(capsys):
    def chatty():
        print("first", file=sys.stderr)
        for number in range(100_000):
            print("line", number)

    printed = sandbox.Printed()
    sandbox.run(chatty, printed=printed)
    assert printed.text.startswith("first\nline 0\nline 1\n")
    assert (len(printed.text), printed.more) == (400, True)
    sandbox.run(chatty)
    assert capsys.readouterr() == ("", "")


def test_beside_the_main_thread_nothing_of_the_process_is_touched(monkeypatch, capsys):
    limits.allow(monkeypatch, 0.05)
    told = []

    def slow():
        time.sleep(0.2)
        print("heard")
        return [][0]

    thread = threading.Thread(target=lambda: told.append(sentence_of(slow, slow)))
    thread.start()
    thread.join()
    assert told[0].startswith("slow raised IndexError in line 4, `return [][0]`")
    assert capsys.readouterr().out == "heard\n"
