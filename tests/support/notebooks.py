"""The cells of the notebooks, and what some of them do."""

import re

import nbformat

from helpers.exercises.notebooks import of_notebook
from support.paths import NOTEBOOKS

OPENS_A_LAB = re.compile(r"^course\.(\w+_lab)\(", re.MULTILINE)


def cells(path, kind=None):
    """Returns the cells of a notebook; with `kind`, those that are `"code"` or `"markdown"`."""
    found = nbformat.read(path, as_version=4).cells
    return [cell for cell in found if kind in (None, cell.cell_type)]


def tags(cell):
    """Returns the tags of a cell."""
    return cell.metadata.get("tags", [])


def starts_processes(cell):
    """Whether a cell takes minutes of two processors; nbval runs it, and once is enough."""
    return "run_workers" in cell.source


def solved(cell):
    """Returns a cell with the blank of its exercise filled in; one without is as it was."""
    if "exercise" not in cell.metadata:
        return cell
    number = cell.metadata.exercise
    exercises = {each.number: each for each in of_notebook(number[:2]).EXERCISES}
    blank, solution = exercises[number].blank, str(exercises[number].solution())
    assert cell.source.count(blank) == 1, f"{number} is not its blank"
    return nbformat.from_dict({**cell, "source": cell.source.replace(blank, solution)})


def first_with_each_lab():
    """Returns a dict from the name of each lab to the first notebook that opens it."""
    opened = {}
    for path in NOTEBOOKS:
        for cell in cells(path, "code"):
            for lab in OPENS_A_LAB.findall(cell.source):
                opened.setdefault(lab, path)
    return opened
