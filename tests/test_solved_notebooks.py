"""Each notebook with all its exercises solved: every check says right, and the table agrees."""

import nbformat
import pytest

import save_notebooks
from helpers import course
from test_notebook_format import NOTEBOOKS

WITH_EXERCISES = [path for path in NOTEBOOKS if path.stem[:2] in course.NOTEBOOKS]


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda path: path.stem)
def test_solutions_in_the_notebook_are_right(path):
    solutions = {each.number: each for each in course.exercises(path.stem[:2])}
    notebook = nbformat.read(path, as_version=4)
    # No exercise needs the processes, and to start them takes most of a minute.
    notebook.cells = [cell for cell in notebook.cells if "run_workers" not in cell.source]
    solved = [cell for cell in notebook.cells if "exercise" in cell.metadata]
    for cell in solved:
        exercise = solutions[cell.metadata.exercise]
        cell.source = cell.source.replace(exercise.blank, exercise.code)
        assert exercise.code in cell.source
    save_notebooks.execute(notebook, path.parent)
    for cell in solved:
        assert cell.outputs[-1].data["text/plain"].startswith("Right."), cell.source
    (table,) = [c for c in notebook.cells if c.source == "course.progress()"]
    said = table.outputs[0].data["text/plain"]
    assert said.endswith(f"Solved: {len(solved)} of {len(solved)}")
