"""Notebook 13 needs JAX and PyTorch. Without them pytest leaves it out, and its summary says so."""

import functools
import importlib.util

from support.paths import NOTEBOOKS

NOTEBOOK = "13_meet"
NEEDED = ("jax", "torch")
COMMAND = f"uv run --group frameworks pytest -k {NOTEBOOK}"


@functools.cache  # pytest asks once for each file
def installed():
    """Whether notebook 13 can run here."""
    return all(importlib.util.find_spec(name) for name in NEEDED)


def runnable():
    """Returns the paths of all notebooks that can run here."""
    return [path for path in NOTEBOOKS if installed() or not path.stem.startswith(NOTEBOOK)]


def pytest_ignore_collect(collection_path):
    left_out = set(NOTEBOOKS) - set(runnable())
    return True if collection_path in left_out else None


def pytest_terminal_summary(terminalreporter):
    if not installed():
        terminalreporter.write_line(
            "Left out: running notebook 13, which needs JAX and PyTorch. With them, the command "
            f"is: {COMMAND}",
            yellow=True,
        )
