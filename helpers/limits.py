"""Runs somebody else's code: it may hang, print without end, or change what others need."""

import contextlib
import io
import os
import random
import signal
import sys
import threading

import numpy as np

AGAIN_SECONDS = 0.01


class TooLong(BaseException):
    """The code did not end in time. No `except Exception` of its own can hold it back."""


def within(seconds, function):
    """Calls a function that may never return.

    The limit works in the main thread on Linux and macOS, where cells and widgets
    run. Elsewhere the function runs without one, and the stop button of Jupyter ends it.

    Args:
        seconds: How long it may take.
        function: Function without arguments.

    Returns:
        What the function returns.

    Raises:
        TooLong: If it takes longer.
    """
    alarm = getattr(signal, "SIGALRM", None)
    if alarm is None or threading.current_thread() is not threading.main_thread():
        return function()

    def stop(number, frame):
        # The alarm must not hit the lines below that turn it off.
        if frame.f_code in (within.__code__, stop.__code__):
            return
        # Code with `except:` catches this one. So every line of it raises from now on.
        while frame is not None and frame.f_code is not within.__code__:
            frame.f_trace = _raise_too_long
            frame = frame.f_back
        sys.settrace(_raise_too_long)
        raise TooLong

    before, tracer = signal.signal(alarm, stop), sys.gettrace()
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
        return function()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.settrace(tracer)
        signal.signal(alarm, before)


def _raise_too_long(frame, event, argument):
    if event in ("line", "call"):
        raise TooLong
    return _raise_too_long  # the first one is on its way to an `except:`: wait for its line


class Printed(io.TextIOBase):
    """Catches what is printed, and keeps only the beginning.

    Args:
        characters: How much it keeps.
    """

    def __init__(self, characters=400):
        self.text, self._characters, self.more = "", characters, False

    def writable(self):
        """Says that it can be written to."""
        return True

    def write(self, text):
        """Keeps what there is room for, and says that it wrote everything."""
        room = self._characters - len(self.text)
        self.more = self.more or len(text) > room
        self.text += text[:room]
        return len(text)


@contextlib.contextmanager
def undisturbed():
    """Puts back what code may have changed for all that follows, and catches what it prints.

    Yields:
        A `Printed`.
    """
    printed = Printed()
    folder, limit = os.getcwd(), sys.getrecursionlimit()
    random_state, numpy_state = random.getstate(), np.random.get_state()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        np.errstate(all="ignore"),
    ):
        try:
            yield printed
        finally:
            os.chdir(folder)
            sys.setrecursionlimit(limit)
            random.setstate(random_state)
            np.random.set_state(numpy_state)
