"""Each notebook with all its exercises solved, executed anew, apart from its stored outputs.

Every check says right, the table of progress agrees, and those cells fail that are meant to.
"""

import re

import nbformat
import pytest

from helpers import course
from support.paths import NOTEBOOKS
from tools import save_notebooks

NOT_NEEDED = re.compile(r"^course\.\w+_lab\(|run_workers", re.MULTILINE)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def must_run(path):
    cells = nbformat.read(path, as_version=4).cells
    return any({"exercise", "raises"} & set(cell.metadata) for cell in cells)


def fill_in(notebook, exercises):
    """Replaces each blank by its solution, and returns the cells."""
    solved = [cell for cell in notebook.cells if "exercise" in cell.metadata]
    for cell in solved:
        exercise = exercises[cell.metadata.exercise]
        solution = str(exercise.solution())
        cell.source = cell.source.replace(exercise.blank, solution)
        assert solution in cell.source
    return solved


@pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if must_run(path)], ids=lambda path: path.stem
)
def test_solutions_are_right_and_declared_failures_happen(path):
    notebook = nbformat.read(path, as_version=4)
    # No other cell needs the labs and the processes, which take most of the time.
    notebook.cells = [cell for cell in notebook.cells if not NOT_NEEDED.search(cell.source)]
    solved = fill_in(notebook, {each.number: each for each in course.exercises(path.stem[:2])})
    save_notebooks.execute(notebook, path.parent)
    for cell in solved:
        assert cell.outputs[-1].data["text/plain"].startswith("Right."), cell.source
    (table,) = [c for c in notebook.cells if c.source == "course.progress()"]
    said = table.outputs[0].data["text/plain"]
    assert said.endswith(f"Solved: {len(solved)} of {len(solved)}")
    for cell in code_cells(notebook):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        expected = [cell.metadata.raises] if "raises" in cell.metadata else []
        assert [error.ename for error in errors] == [each.type for each in expected], cell.source
        for error, declared in zip(errors, expected, strict=True):
            assert re.search(declared.message, error.evalue), error.evalue


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_failing_cell_declares_its_failure_and_its_repair(path):
    names = []
    for cell in reversed(code_cells(nbformat.read(path, as_version=4))):
        declared = cell.metadata.get("raises")
        tagged = "raises-exception" in cell.metadata.get("tags", [])
        assert tagged == bool(declared), cell.source
        if tagged:
            assert declared.repaired_by in names, f"no later cell is named {declared.repaired_by!r}"
        names.append(cell.metadata.get("name"))
