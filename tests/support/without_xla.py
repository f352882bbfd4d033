"""XLA left out: to compile a program takes seconds, and most tests have no use for it.

The kernels of notebooks can import this too.
"""

import sys
import types
from concurrent import futures

_failed = futures.Future()
_failed.set_exception(NotImplementedError("XLA is left out"))
NOBODY = types.SimpleNamespace(submit=lambda *job: _failed)
"""In the place of `programs.background`: whatever should be compiled fails at once."""


def leave_out():
    """Lets XLA compile nothing in this process any more, if it can train at all."""
    if programs := sys.modules.get("helpers.training.programs"):
        programs.background = NOBODY
