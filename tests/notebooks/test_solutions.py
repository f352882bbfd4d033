"""Each notebook executed anew with its exercises solved where they stand, not at its end.

Every check says right, the table of progress agrees, and those cells fail that are meant to. In
all runs `support.notebook_items` solves them at the end of a notebook, when all cells have run.
"""

import re

import nbformat
import pytest

from support import frameworks
from support.notebooks import OPENS_A_LAB, cells, solved, starts_processes
from support.speeds import exhaustive
from tools import save_notebooks


def must_run(path):
    return any({"exercise", "raises"} & set(cell.metadata) for cell in cells(path))


def is_needed(cell):
    """Not so the labs and the processes, which take most of the time."""
    return not OPENS_A_LAB.search(cell.source) and not starts_processes(cell)


@exhaustive
@pytest.mark.parametrize(
    "path", [path for path in frameworks.runnable() if must_run(path)], ids=lambda path: path.stem
)
def test_solutions_are_right_and_declared_failures_happen(path):
    code = [solved(cell) for cell in cells(path, "code") if is_needed(cell)]
    notebook = nbformat.v4.new_notebook(cells=code)
    save_notebooks.execute(notebook, path.parent)
    exercises = [cell for cell in code if "exercise" in cell.metadata]
    for cell in exercises:
        assert cell.outputs[-1].data["text/plain"].startswith("Right."), cell.source
    (table,) = [c for c in code if c.source == "course.progress()"]
    said = table.outputs[0].data["text/plain"]
    assert said.endswith(f"Solved: {len(exercises)} of {len(exercises)}")
    for cell in code:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        expected = [cell.metadata.raises] if "raises" in cell.metadata else []
        assert [error.ename for error in errors] == [each.type for each in expected], cell.source
        for error, declared in zip(errors, expected, strict=True):
            assert re.search(declared.message, error.evalue), error.evalue
