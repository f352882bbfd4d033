"""Which notebooks have questions and exercises; those of one are loaded when they are asked for.

So a kernel without TensorFlow can ask for those that need none.
"""

import importlib

NOTEBOOKS = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "13")


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
    return importlib.import_module(f"helpers.exercises.notebook_{notebook}")
