"""Calls code that may never return. Loads neither TensorFlow nor Keras."""

import itertools
import pathlib
import signal
import sys
import sysconfig
import threading

# How long a learner's code may take. It is read at each call.
SECONDS = 10
AGAIN_SECONDS = 0.05
PATIENCE_SECONDS = 2
# Code in these folders is not the learner's.
LIBRARIES = (
    str(pathlib.Path(__file__).parents[1]),
    sysconfig.get_path("stdlib"),
    sysconfig.get_path("purelib"),
    "<frozen ",
)


class TooLong(BaseException):
    """The code did not end in time. No `except Exception` of its own can hold it back."""


def within(seconds, function):
    """Calls a function that may never return.

    The limit works in the main thread on Linux and macOS, where cells and widgets
    run. Elsewhere the function runs without one, and the stop button of Jupyter ends it.
    A call cannot stand within another.

    Args:
        seconds: How long it may take.
        function: Function without arguments.

    Returns:
        What the function returns.

    Raises:
        TooLong: If it takes longer; its text goes on after the name of what was called.
    """
    alarm = getattr(signal, "SIGALRM", None)
    if alarm is None or threading.current_thread() is not threading.main_thread():
        return function()
    too_long = TooLong(
        f"was still running after {seconds} seconds, and was stopped. "
        "Look for a loop that never ends."
    )
    alarms = itertools.count(1)

    def from_now_on(frame, event, argument):
        if is_library(frame.f_code.co_filename):
            return None
        if event in ("line", "call"):
            raise too_long
        return from_now_on

    def stop(number, frame):
        # The alarm must not hit the lines below that turn it off.
        if frame.f_code in (within.__code__, stop.__code__):
            return
        count, in_library = next(alarms), is_library(frame.f_code.co_filename)
        if in_library or count > 1:
            # A library that is stopped halfway may leave its state in disorder, as TensorFlow
            # does while it traces. So the learner's next line raises, once it is reached.
            # And a learner's `except:` catches one alarm: its next line raises too.
            sys.settrace(from_now_on)
            while frame is not None and frame.f_code is not within.__code__:
                frame.f_trace = from_now_on
                frame = frame.f_back
        if not in_library or count * AGAIN_SECONDS > PATIENCE_SECONDS:
            raise too_long

    before, tracer = signal.signal(alarm, stop), sys.gettrace()
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
        return function()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.settrace(tracer)
        signal.signal(alarm, before)


def is_library(file_name):
    """Says whether code of this file is not the learner's."""
    return file_name.startswith(LIBRARIES)
