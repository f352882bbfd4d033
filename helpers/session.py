"""A quiet, repeatable kernel, and the state that lives as long as it does.

Importing this module loads TensorFlow without its start-up lines. `start()` makes a
notebook repeatable. `state` is all that a kernel gathers, and `forget()` drops it.
"""

import collections
import contextlib
import dataclasses
import functools
import os
import re
import sys
import tempfile
import warnings
import weakref

import numpy as np
from IPython import get_ipython

from helpers.catalogue import lookup
from helpers.errors import lookup as errors

CACHE_BYTES = 256 * 2**20


@contextlib.contextmanager
def _silent_file_descriptor_2():
    """Holds back what native code writes to standard error.

    TensorFlow logs to file descriptor 2 before any Python setting can stop it.
    Nothing is lost when the import fails: then all of it is shown.
    """
    kept = os.dup(2)
    with tempfile.TemporaryFile() as lines:
        os.dup2(lines.fileno(), 2)
        try:
            yield
        except BaseException:
            lines.seek(0)
            os.write(kept, lines.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


# TensorFlow looks at this setting when it is imported, and never again.
_too_late = "tensorflow" in sys.modules and "TF_CPP_MIN_LOG_LEVEL" not in os.environ
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Where scikit-learn is installed, as it is for the tests, Keras loads all of it for wrappers that
# the course does not use: a fifth of the wait for the first cell, and 60 MB of each kernel.
sys.modules.setdefault("sklearn", None)  # as if it were absent
with _silent_file_descriptor_2():
    import keras
    import tensorflow as tf

    # The first look at the devices logs too (a missing CUDA driver, for example).
    tf.config.list_physical_devices()
if sys.modules["sklearn"] is None:
    del sys.modules["sklearn"]
# The operations of small models are so short that to hand them to another thread costs more than
# it brings: one after the other, a run takes half of the processor. Too late, it raises.
with contextlib.suppress(RuntimeError):
    tf.config.threading.set_inter_op_parallelism_threads(1)


def start(seed=0, cpus=1, explain_errors=False, prefetch=True):
    """Makes everything that follows in this notebook repeatable and quiet.

    Seeds Python, NumPy and TensorFlow, lets Keras name layers as in a new kernel, asks
    TensorFlow for deterministic operations, turns off the TensorFloat-32 shortcut of
    newer GPUs, and turns off Keras' progress bar, whose timings are never the same
    twice. Warnings are shown as one line, without the path of the file that they come
    from, and errors from inside a `tf.function` without the folders of theirs. Says so
    if TensorFlow was imported before, because its log cannot be kept short any more.

    Args:
        seed: Integer from which all random numbers follow.
        cpus: How many devices the processor appears as. TensorFlow can be told so only
            before it computes for the first time.
        explain_errors: Whether the entry of notebook 12 is shown under a cell that fails, as
            `course.why()` shows it.
        prefetch: Whether labs train ahead what the next move of a slider would show. It costs
            a part of the processor for some seconds after each change. A server for a class
            turns it off for all, by the environment variable `COURSE_PREFETCH=no`.

    Raises:
        RuntimeError: If TensorFlow has computed before, with fewer of them.
    """
    if _too_late:
        print(
            "TensorFlow was loaded before the course, and may show lines of its own log. "
            "They do no harm. To be rid of them, restart the kernel, and run this cell first.",
            file=sys.stderr,
        )
    _split_processor(cpus)
    state.prefetch = prefetch and os.environ.get("COURSE_PREFETCH") != "no"
    keras.utils.clear_session(free_memory=False)
    if "tf_keras" in sys.modules:  # Keras 2 counts its layers by itself
        sys.modules["tf_keras"].backend.clear_session()
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.experimental.enable_tensor_float_32_execution(False)
    keras.config.disable_interactive_logging()
    tf.get_logger().setLevel("WARNING")  # what a strategy notes about each reduction is no news
    tf.get_logger().propagate = False  # or a second import of Keras would show each warning twice
    warnings.showwarning = _show_warning_in_one_line
    with warnings.catch_warnings():
        pass  # Python shows some warnings once, and forgets which when this block is left
    if get_ipython() is not None:
        show = functools.partial(_show_error_without_folders, explain=explain_errors)
        get_ipython().set_custom_exc((Exception,), show)


def _split_processor(cpus):
    """Makes the processor appear as several devices, and lets TensorFlow look for devices."""
    with _silent_file_descriptor_2():
        if cpus > 1:
            (processor, *_) = tf.config.list_physical_devices("CPU")
            parts = [tf.config.LogicalDeviceConfiguration() for _ in range(cpus)]
            # It raises if it is too late, and the check below says so in other words.
            with contextlib.suppress(RuntimeError):
                tf.config.set_logical_device_configuration(processor, parts)
                tf.config.threading.set_inter_op_parallelism_threads(0)  # they wait for each other
        found = len(tf.config.list_logical_devices("CPU"))
    if found < cpus:
        raise RuntimeError(
            f"TensorFlow runs already, and the processor cannot appear as {cpus} devices any more. "
            "Restart the kernel, and run course.start first."
        )


def _show_warning_in_one_line(message, category, filename, lineno, file=None, line=None):
    print(f"{category.__name__}: {message}", file=file or sys.stderr)


def _show_error_without_folders(shell, kind, error, traceback, tb_offset=None, explain=False):
    """Shows an error as Jupyter does, but without what differs from computer to computer.

    With `explain`, the entry of notebook 12 follows.
    """
    message = errors.text_of(error)
    shown = _without_folders(message)
    if shown != message:
        error.args = (shown,)
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset, running_compiled_code=True)
    entry = errors.find_for(error) if explain else None
    if entry:
        print(entry)


def _without_folders(message):
    """Says `your cell` for the cell's temporary file, and leaves out where libraries are.

    A `tf.function` writes the files that an error passed through into its message. To a tensor
    that is out of scope, TensorFlow adds the whole way through the kernel that led to it.
    """
    before, led_to_it, _ = message.partition(" was defined here:\n")
    if led_to_it:
        return before.rpartition("\n\n")[0]
    if not message.startswith("in user code:"):
        return message
    message = re.sub(r'File "[^"]*ipykernel_\d+[\\/]\d+\.py"', 'File "your cell"', message)
    return re.sub(
        r'File "[^"]*site-packages[\\/]([^"]*)"',
        lambda found: f'File "{found[1].replace(os.sep, "/")}"',
        message,
    )


@contextlib.contextmanager
def quick_graphs():
    """Runs new graphs as they are.

    Saves a tenth of a second for each: TensorFlow's optimizer of graphs pays off in long runs.
    """
    optimizer = tf.config.optimizer
    optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        yield
    finally:  # not what it was before: two threads may be in here
        optimizer.set_experimental_options({"disable_meta_optimizer": False})


class Cache:
    """Answers that were given before, as many of the latest as fit into some bytes.

    What counts are NumPy arrays, also those in tuples and dataclasses, in the question as in
    the answer. An array that several of them hold, such as the data of many runs, counts once.
    Everything else counts as a kilobyte for each answer.

    Args:
        limit: Largest number of bytes.

    Attributes:
        nbytes: How many there are now, never more than `limit`.
    """

    def __init__(self, limit):
        self.limit, self.nbytes = limit, 0
        self._answers = collections.OrderedDict()  # the latest last
        self._holders = collections.Counter()  # how many answers hold an array, by its id

    def answer(self, question, compute):
        """Returns what was answered before, the same object; or computes it.

        Args:
            question: Anything that can be a key of a dict.
            compute: Function without arguments. What it raises is not kept.

        Returns:
            The answer.
        """
        if question in self._answers:
            self._answers.move_to_end(question)
            return self._answers[question]
        answer = compute()
        self._answers[question] = answer
        self._count(question, answer, 1)
        while self.nbytes > self.limit:
            self._count(*self._answers.popitem(last=False), -1)
        return answer

    def _count(self, question, answer, sign):
        self.nbytes += sign * 1024
        for array in _arrays((question, answer)):
            others = self._holders[id(array)] - (sign < 0)
            self.nbytes += 0 if others else sign * array.nbytes
            self._holders[id(array)] += sign


def _arrays(value):
    """Yields all NumPy arrays that a value keeps in memory."""
    if isinstance(value, np.ndarray):
        # A view keeps all of the array that it looks at.
        yield value.base if isinstance(value.base, np.ndarray) else value
    elif isinstance(value, tuple):
        for each in value:
            yield from _arrays(each)
    elif dataclasses.is_dataclass(value):
        yield from _arrays(tuple(vars(value).values()))


class State:
    """What a kernel gathers while somebody works in it.

    Attributes:
        cache: `Cache` of data sets, runs and what was computed from them. A choice made
            before shows the same run again, equal to the bit.
        longest_runs: Of each run without its number of epochs, the longest that is still kept.
        prefetch: Whether labs train ahead of the hand.
        plans: The `Replay`s of labs that have something to do ahead; the last one goes first.
        open_labs: The labs that take up custom losses and metrics.
        exercises: List of the exercises that were handed out, in this order.
        findings: Dict from the id of a claim to its finding.
    """

    def __init__(self):
        self.cache = Cache(CACHE_BYTES)
        self.longest_runs = weakref.WeakValueDictionary()
        self.prefetch = True
        self.plans = []
        self.open_labs = weakref.WeakSet()
        self.exercises = []
        self.findings = {}


state = State()


def forget():
    """Drops all that this kernel has gathered, custom losses and metrics too."""
    global state
    state = State()
    lookup.forget_custom()


def cached(function):
    """Makes a function answer the same question with the same object, from `state.cache`.

    Args:
        function: Function whose arguments can be keys of a dict.

    Returns:
        The function with a memory. Its attribute `uncached` is the one without.
    """

    @functools.wraps(function)
    def asked(*args, **kwargs):
        question = function, args, tuple(sorted(kwargs.items()))
        return state.cache.answer(question, lambda: function(*args, **kwargs))

    asked.uncached = function
    return asked
