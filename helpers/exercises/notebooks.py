"""The questions and exercises of each notebook, and those that were handed out in this kernel."""

from helpers import session
from helpers.exercises import (
    notebook_01,
    notebook_02,
    notebook_03,
    notebook_04,
    notebook_05,
    notebook_06,
    notebook_07,
    notebook_08,
    notebook_09,
    notebook_11,
)
from helpers.exercises.base import Progress

NOTEBOOKS = {
    "01": notebook_01,
    "02": notebook_02,
    "03": notebook_03,
    "04": notebook_04,
    "05": notebook_05,
    "06": notebook_06,
    "07": notebook_07,
    "08": notebook_08,
    "09": notebook_09,
    "11": notebook_11,
}


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


def of_notebook(notebook):
    """Finds the module with the `QUESTIONS` and `EXERCISES` of a notebook.

    Args:
        notebook: Its number, such as `"04"`.

    Returns:
        The module.

    Raises:
        ValueError: If there is no such notebook.
    """
    if notebook not in NOTEBOOKS:
        raise ValueError(
            f"There are exercises for the notebooks {', '.join(NOTEBOOKS)}, "
            f"and you passed {notebook!r}."
        )
    return NOTEBOOKS[notebook]
