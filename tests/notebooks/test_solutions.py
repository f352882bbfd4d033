"""Each notebook with all its exercises solved, executed anew, apart from its stored outputs.

Every check says right, the table of progress agrees, and those cells fail that are meant to.
"""

import re

import nbformat
import pytest

from helpers import course
from support import frameworks
from support.notebooks import OPENS_A_LAB, cells, starts_processes
from tools import save_notebooks


def must_run(path):
    return any({"exercise", "raises"} & set(cell.metadata) for cell in cells(path))


def is_needed(cell):
    """Not so the labs and the processes, which take most of the time."""
    return not OPENS_A_LAB.search(cell.source) and not starts_processes(cell)


def fill_in(code, exercises):
    """Replaces each blank by its solution, and returns the cells."""
    solved = [cell for cell in code if "exercise" in cell.metadata]
    for cell in solved:
        exercise = exercises[cell.metadata.exercise]
        solution = str(exercise.solution())
        cell.source = cell.source.replace(exercise.blank, solution)
        assert solution in cell.source
    return solved


@pytest.mark.parametrize(
    "path", [path for path in frameworks.runnable() if must_run(path)], ids=lambda path: path.stem
)
def test_solutions_are_right_and_declared_failures_happen(path):
    code = [cell for cell in cells(path, "code") if is_needed(cell)]
    notebook = nbformat.v4.new_notebook(cells=code)
    solved = fill_in(code, {each.number: each for each in course.exercises(path.stem[:2])})
    save_notebooks.execute(notebook, path.parent)
    for cell in solved:
        assert cell.outputs[-1].data["text/plain"].startswith("Right."), cell.source
    (table,) = [c for c in code if c.source == "course.progress()"]
    said = table.outputs[0].data["text/plain"]
    assert said.endswith(f"Solved: {len(solved)} of {len(solved)}")
    for cell in code:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        expected = [cell.metadata.raises] if "raises" in cell.metadata else []
        assert [error.ename for error in errors] == [each.type for each in expected], cell.source
        for error, declared in zip(errors, expected, strict=True):
            assert re.search(declared.message, error.evalue), error.evalue
