"""The one guard around code of a learner: it may do anything, and nothing that it does stays.

Loads neither TensorFlow nor Keras, so that a kernel without them can use it.
"""

import contextlib
import io
import logging
import os
import random
import sys
import threading

import numpy as np

from helpers.learner_code import time_limit
from helpers.learner_code.messages import FunctionError, explained


class Printed(io.TextIOBase):
    """Catches what is printed, and keeps only the beginning.

    Args:
        characters: How much it keeps.

    Attributes:
        text: The beginning of what was printed.
        more: Whether there was more.
    """

    def __init__(self, characters=400):
        self.text, self.more, self._characters = "", False, characters

    def writable(self):
        """Says that it can be written to."""
        return True

    def write(self, text):
        """Keeps what there is room for, and says that it wrote everything."""
        room = self._characters - len(self.text)
        self.more = self.more or len(text) > room
        self.text += text[:room]
        return len(text)


def run(action, function=None, name="Your code", printed=None):
    """Calls a learner's code for a limited time, and leaves everything as it was.

    Beside the main thread there is no limit, and nothing is caught or put back, because all of
    that belongs to the whole process. A run cannot stand within another one.

    Args:
        action: Function without arguments that calls the learner's code.
        function: The learner's function, in which errors are located; None if it is more than one.
        name: What the code is called in a sentence if there is no function.
        printed: A `Printed` that takes what the code prints, or None for nobody.

    Returns:
        What the action returns.

    Raises:
        FunctionError: If the code fails or does not end. The message says what happened, on
            which line, and what to write instead.
        KeyboardInterrupt: If the learner presses the stop button.
    """

    def explained_action():
        # Within the limit, because the text of an exception may take forever, too.
        with explained(function, name):
            return action()

    in_main_thread = threading.current_thread() is threading.main_thread()
    with isolated(printed) if in_main_thread else contextlib.nullcontext():
        try:
            return time_limit.within(time_limit.SECONDS, explained_action)
        except time_limit.TooLong as error:
            raise FunctionError(f"{function.__name__ if function else name} {error}") from None


@contextlib.contextmanager
def isolated(printed=None):
    """Puts back what code may have changed for all that follows, and catches what it prints.

    Args:
        printed: A `Printed` that takes what the code prints, or None for nobody.
    """
    printed = printed or Printed()
    changeable = [
        (os.chdir, os.getcwd()),
        (sys.setrecursionlimit, sys.getrecursionlimit()),
        (random.setstate, random.getstate()),
        (np.random.set_state, np.random.get_state()),
    ]
    # Nothing to put back where this kernel has not loaded them.
    if keras := sys.modules.get("keras"):
        changeable += [
            (keras.config.set_floatx, keras.config.floatx()),
            (keras.config.set_epsilon, keras.config.epsilon()),
            (keras.config.set_dtype_policy, keras.config.dtype_policy()),
        ]
    if tf := sys.modules.get("tensorflow"):
        eagerly = tf.config.functions_run_eagerly()
        changeable.append((tf.config.run_functions_eagerly, eagerly))
    # TensorFlow takes all answers to an exercise for one function that keeps retracing.
    log = logging.getLogger("tensorflow")
    changeable.append((log.setLevel, log.level))
    log.setLevel("ERROR")
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        np.errstate(all="ignore"),
    ):
        try:
            yield
        finally:
            for put_back, value in changeable:
                put_back(value)
