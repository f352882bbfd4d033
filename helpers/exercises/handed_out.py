"""The exercises that were handed out in this kernel, and how far a learner is with them."""

from helpers import session
from helpers.exercises.base import Progress
from helpers.exercises.notebooks import of_notebook


def exercises(notebook):
    """Hands out the exercises of a notebook.

    Args:
        notebook: Its number, such as `"04"`.

    Returns:
        Tuple of exercises. Each has `check(answer)`, `hint()` and `solution()`.

    Raises:
        ValueError: If there is no such notebook.
    """
    found = of_notebook(notebook).EXERCISES
    begun = session.state.exercises
    begun.extend(each for each in found if each not in begun)
    return found


def progress():
    """Says which exercises are solved, of those that were handed out in this kernel.

    Nothing is stored, and nothing leaves the machine: run the notebook again, and
    your answers in it are checked again.

    Returns:
        A table.
    """
    return Progress(session.state.exercises)
