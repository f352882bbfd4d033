"""The one module that notebooks import.

Importing it loads TensorFlow without its start-up lines. `start()` makes a
notebook repeatable.
"""

import contextlib
import os
import sys
import tempfile
import warnings


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


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
with _silent_file_descriptor_2():
    import keras
    import tensorflow as tf

    # The first look for devices logs too (a missing CUDA driver, for example).
    tf.config.list_logical_devices()

from helpers import datasets, tensors  # noqa: E402 - TensorFlow must load silently first

dataset = datasets.dataset
report = tensors.report


def start(seed=0):
    """Makes everything that follows in this notebook repeatable and quiet.

    Seeds Python, NumPy and TensorFlow, asks TensorFlow for deterministic
    operations, turns off the TensorFloat-32 shortcut of newer GPUs, and turns
    off Keras' progress bar, whose timings are never the same twice. Warnings
    are shown as one line, without the path of the file that they come from.

    Args:
        seed: Integer from which all random numbers follow.
    """
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.experimental.enable_tensor_float_32_execution(False)
    keras.config.disable_interactive_logging()
    warnings.showwarning = _show_warning_in_one_line


def _show_warning_in_one_line(message, category, filename, lineno, file=None, line=None):
    print(f"{category.__name__}: {message}", file=file or sys.stderr)
