"""Says why something failed: `course.why`."""

import dataclasses

from IPython import get_ipython

from helpers.errors.entry import ErrorEntry
from helpers.errors.lookup import BY_ID, find, find_for, text_of

LONGEST = 200
UNKNOWN = (
    "No entry of the course fits, so it does not know why. It knows errors about symbolic tensors, "
    "losses, metrics and training in TensorFlow and Keras; notebook 12 lists them, and failures "
    "without an error too. What helps: all of the last lines of the traceback, from the one that "
    "begins with the type of the error (such as ValueError:)."
)
NO_ERROR = (
    "The cell that ran last raised no error. Run the cell that fails, then this one; or pass what "
    "you saw: course.why('No gradients provided …')."
)


@dataclasses.dataclass(frozen=True)
class Answer:
    """What the course says about an error.

    Attributes:
        entry: The `ErrorEntry` that fits, or None.
        said: What is said in its place, or before it.
    """

    entry: ErrorEntry | None
    said: str = ""

    def __str__(self):
        return "\n\n".join(str(part) for part in (self.said, self.entry) if part)

    __repr__ = __str__


def why(error=None):
    """Says why something failed, and what to write instead.

    Args:
        error: An exception, a message or a whole traceback as text, or the id of an entry of
            notebook 12, such as `"E12"`. If nothing is passed, it is the error of the cell that
            ran last.

    Returns:
        An `Answer`: the entry that fits, or what it would take to find one.
    """
    if error is None:
        return _of_last_cell()
    if isinstance(error, BaseException):
        return _of(error)
    text = str(error)
    entry = BY_ID.get(text.strip().upper()) or find(text)
    return Answer(entry, "" if entry else UNKNOWN)


def _of_last_cell():
    shell = get_ipython()
    result = shell.last_execution_result if shell else None
    error = result and (result.error_before_exec or result.error_in_exec)
    return _of(error) if error else Answer(None, NO_ERROR)


def _of(error):
    """Explains an exception, and quotes it, so that nobody takes it for another one."""
    entry, lines = find_for(error), text_of(error).strip().splitlines()
    quoted = f"{type(error).__name__}: {lines[0][:LONGEST]}" if lines else type(error).__name__
    return Answer(entry, quoted if entry else f"{quoted}\n\n{UNKNOWN}")
