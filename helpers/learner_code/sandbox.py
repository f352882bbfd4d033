"""A learner's function as a guest: it may do anything, and nothing that it does stays."""

import contextlib
import threading

import keras
import tensorflow as tf

from helpers.learner_code import time_limit
from helpers.learner_code.messages import FunctionError, explain_error


@contextlib.contextmanager
def undisturbed():
    """Puts back what a guest may have changed for all that follows, and catches what it prints.

    Yields:
        A `limits.Printed`.
    """
    floatx, epsilon = keras.config.floatx(), keras.config.epsilon()
    policy, eagerly = keras.config.dtype_policy(), tf.config.functions_run_eagerly()
    with time_limit.undisturbed() as printed:
        try:
            yield printed
        finally:
            keras.config.set_floatx(floatx)
            keras.config.set_epsilon(epsilon)
            keras.config.set_dtype_policy(policy)
            tf.config.run_functions_eagerly(eagerly)


def held(function, action):
    """Does something that calls a learner's function, for a limited time.

    Args:
        function: The learner's function.
        action: Function without arguments that calls it.

    Returns:
        What the action returns.

    Raises:
        FunctionError: If the function fails or does not end. The message says what
            happened, on which line, and what to write instead.
    """
    # What belongs to the whole process must not be swapped beside the main thread.
    alone = threading.current_thread() is threading.main_thread()
    with undisturbed() if alone else contextlib.nullcontext():
        try:
            return time_limit.within(time_limit.SECONDS, lambda: _in_words(function, action))
        except time_limit.TooLong as error:
            raise FunctionError(f"{function.__name__} {error}") from None


def _in_words(function, action):
    """Turns whatever a function raises into a `FunctionError`, but not the stop button."""
    try:
        return action()
    except (KeyboardInterrupt, time_limit.TooLong):
        raise
    except BaseException as error:  # a function that says exit() must not end the notebook
        raise FunctionError(explain_error(function, error)) from error
