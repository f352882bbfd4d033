"""What notebook 13 may call: the course for a kernel with JAX and PyTorch, without TensorFlow.

The three in one process end in an LLVM abort. So this loads nothing that needs TensorFlow,
`start` sees to it that nobody loads it later, and `run_script` runs it in a process of its own.
"""

import importlib.util
import logging
import os
import sys

from helpers import cluster
from helpers.claims import stored
from helpers.exercises import notebooks
from helpers.exercises.base import Progress
from helpers.labs import prediction

COMMAND = "uv run --group frameworks jupyter lab"

predict = prediction.predict
run_script = cluster.run_script
stored_text = stored.stored_text

_handed_out = []


def start(seed=0):
    """Makes everything that follows in this notebook repeatable and quiet.

    JAX and PyTorch compute on the processor, and PyTorch's random numbers follow from the seed
    (in JAX and in new NumPy code they follow from a key or a generator anyway). Where TensorFlow
    would be imported, Python says that it is not there.

    Args:
        seed: Integer from which PyTorch's random numbers follow.

    Raises:
        ModuleNotFoundError: If JAX or PyTorch is not installed.
        RuntimeError: If TensorFlow is loaded already.
    """
    missing = [name for name in ("jax", "torch") if importlib.util.find_spec(name) is None]
    if missing:
        raise ModuleNotFoundError(
            f"This notebook needs {' and '.join(missing)}, which the other notebooks do without. "
            f"Close JupyterLab, and start it again with: {COMMAND}"
        )
    if sys.modules.get("tensorflow"):
        raise RuntimeError(
            "TensorFlow is loaded here, and beside JAX and PyTorch it would end the kernel. "
            "Restart the kernel, and run this cell first."
        )
    sys.modules["tensorflow"] = None  # as if it were absent
    os.environ["JAX_PLATFORMS"] = "cpu"  # or JAX warns of a GPU that it cannot use
    import torch

    torch.manual_seed(seed)
    logging.getLogger("torch").setLevel(logging.ERROR)  # torch.compile tells of each graph break


def exercises(notebook):
    """Hands out the exercises of a notebook.

    Args:
        notebook: Its number: `"13"`.

    Returns:
        Tuple of exercises. Each has `check(answer)`, `hint()` and `solution()`.

    Raises:
        ValueError: If there is no such notebook.
    """
    _handed_out[:] = notebooks.of_notebook(notebook).EXERCISES
    return tuple(_handed_out)


def progress():
    """Says which exercises are solved, of those that were handed out in this kernel.

    Returns:
        A table.
    """
    return Progress(_handed_out)
