"""The store of programs: the one that a run needs, first as a graph, then as XLA compiled it.

A program is traced once for each combination of model, loss, optimizer, batch
size and array shapes. Learning rate, seed, weights and data are its inputs, so
they never trace again.
"""

import collections
import dataclasses
from concurrent import futures

from helpers import session
from helpers.training.program import Program, traces

PROGRAMS_KEPT = 17
"""As many as the longest menu has losses; a graph takes some 12 MB."""
EPOCHS_AT_ONCE = 10
"""How many a program can train in one call; longer runs are several calls."""


def run(config, entry, outputs, order, arrays, *start):
    """Trains one pass over the rows for each row of `order`, at most `EPOCHS_AT_ONCE`.

    A plain graph does it, which is ready at once, or what XLA has compiled ahead.

    Args:
        config: The `RunConfig`.
        entry: `Entry` of the loss (the config may name several, for phases).
        outputs: Number of columns of `y_pred`.
        order: As `Program.run` takes it.
        arrays: As `Program.run` takes them.
        *start: Weights and state of the optimizer, as `Program.run` takes them.

    Returns:
        What `Program.run` returns.
    """
    key = key_of(config, entry, outputs, arrays)
    program = _kept[key] if key in _kept else _Kept(key)
    answer = program.run(config.learning_rate, order, arrays, *start)
    _keep(key, program)
    return answer


def key_of(config, entry, outputs, arrays):
    """Returns what tells a program from all others: the arguments of the `Program` of a run.

    Args:
        config: The `RunConfig`.
        entry: `Entry` of the loss.
        outputs: Number of columns of `y_pred`.
        arrays: As `Program.run` takes them.
    """
    recipe = dataclasses.replace(
        config,
        loss=entry.name,
        loss_phases=(),
        learning_rate=1.0,
        seed=0,
        epochs=EPOCHS_AT_ONCE,
        class_weight=None,
    )
    specs = tuple((array.shape, array.dtype.name) for array in arrays)
    return recipe, entry, outputs, specs


def prepare(key):
    """Traces a program in the background, for a run that may be asked for later.

    Args:
        key: As `key_of` returns it.

    Returns:
        A `Future`; None if the program is kept already.
    """
    return None if key in _kept else background.submit(_trace, key)


def compile_ahead(key):
    """Lets XLA compile a program in the background, if it is kept as a graph.

    It takes some seconds of a processor, and memory that TensorFlow never gives back.

    Args:
        key: As `key_of` returns it.

    Returns:
        A `Future`; None if there is nothing to compile.
    """
    program = _kept.get(key)
    if program is None or program.compiled is not None:
        return None
    program.compiled = background.submit(_compile, *key)
    return program.compiled


def _trace(key):
    program = _Kept(key)
    program.make_ready()
    if key not in _kept:  # meanwhile somebody may have asked for it
        _keep(key, program)


def _keep(key, program):
    _kept[key] = program
    _kept.move_to_end(key)
    if len(_kept) > PROGRAMS_KEPT:
        _kept.popitem(last=False)


def wait():
    """Waits until everything is compiled that is being compiled."""
    futures.wait([program.compiled for program in _kept.values() if program.compiled])


def forget():
    """Drops all programs and their counts, as in a process that has trained nothing."""
    wait()
    _kept.clear()
    traces.clear()


background = futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="xla")
"""Where XLA compiles, one program after the other."""

_kept = collections.OrderedDict()


class _Kept:
    """A program as a graph, and later, perhaps, as XLA has compiled it.

    Args:
        key: Arguments of `Program`.

    Attributes:
        compiled: Future of what XLA makes of it; None as long as nobody has asked for it.
    """

    def __init__(self, key):
        self._graph, self.compiled = Program(*key, jit_compile=False), None

    def run(self, *inputs):
        if self.compiled and self.compiled.done() and not self.compiled.exception():
            self._graph = None
            return self.compiled.result().run(*inputs)
        with session.quick_graphs():
            return self._graph.run(*inputs)

    def make_ready(self):
        """Runs the graph once, because TensorFlow makes it ready only then."""
        with session.quick_graphs():
            self._graph.run_on_nothing()


def _compile(*key):
    program = Program(*key, jit_compile=True)
    program.run_on_nothing()
    return program
