"""Has pytest compare the pictures of notebooks, and try their solutions at the end of each.

pyproject.toml loads it as a plugin, because a `conftest.py` in tests/ is not asked about
notebooks/. nbval runs the cells, and compares all else that they show.
"""

import base64
import functools
import importlib.metadata
import re
import shutil

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from support import pictures
from support.lock import locked
from support.notebooks import solved

FAILED_PICTURES = "failed_pictures"


class SolvedCell(IPyNbCell):
    """A cell that runs after the last one of a notebook, in its kernel, and must say something.

    Args:
        says: Pattern of what it says.
        **parts: As `IPyNbCell` takes them.
    """

    def __init__(self, *, says, **parts):
        super().__init__(**parts)
        self._says = says

    def runtest(self):
        """Fills in the blank, if there is one, and runs the cell; pytest calls it."""
        self.cell = solved(self.cell)
        super().runtest()
        said = self.test_outputs[-1]["data"]["text/plain"]
        if not re.search(self._says, said):
            self.raise_cell_error(f"It does not say {self._says!r}", said)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Adds the solved exercises of a notebook to its cells."""
    report = yield
    if isinstance(collector, IPyNbFile) and report.passed:
        report.result += _solved_cells(collector)
    return report


def _solved_cells(notebook):
    code = [cell for cell in notebook.nb.cells if cell.cell_type == "code"]
    blanks = {n: cell for n, cell in enumerate(code) if "exercise" in cell.metadata}
    for number, cell in blanks.items():
        yield _solved_cell(notebook, f"{cell.metadata.exercise} solved", number, cell, "^Right[.]")
    if blanks:
        progress = nbformat.v4.new_code_cell("course.progress()")
        every = f"Solved: {len(blanks)} of {len(blanks)}$"
        yield _solved_cell(notebook, "all solved", len(code), progress, every)


def _solved_cell(notebook, name, number, cell, says):
    # What is stored is the output of the blank.
    cell = nbformat.from_dict({**cell, "outputs": [], "execution_count": None})
    options = {"check": False, "skip": False, "check_exception": False}
    parts = {"name": name, "cell_num": number, "cell": cell, "options": options}
    return SolvedCell.from_parent(notebook, says=says, **parts)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Compares the pictures of a cell, after nbval has compared the rest."""
    result = yield
    if isinstance(item, IPyNbCell) and draws_as_stored():
        _compare_pictures(item)
    return result


def pytest_configure(config):
    """Drops the pictures of the last run."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.rootpath / FAILED_PICTURES, ignore_errors=True)


def pytest_report_header():
    """Says so if pictures are not compared."""
    return None if draws_as_stored() else "pictures: not compared, matplotlib is not the locked one"


@functools.cache
def draws_as_stored():
    """Whether matplotlib is the locked one: another brings another FreeType, and other letters."""
    version = importlib.metadata.version("matplotlib")
    return any(pin.name == "matplotlib" and pin.specifier.contains(version) for pin in locked())


def _compare_pictures(item):
    stored, new = _pictures(item.cell.outputs), _pictures(item.test_outputs)
    if len(stored) != len(new):
        item.raise_cell_error(f"Stored are {len(stored)} pictures, and {len(new)} were drawn")
    pairs = enumerate(zip(stored, new, strict=True), start=1)
    saved = [
        _saved(item, number, *pair)
        for number, pair in pairs
        if pictures.difference(*pair) > pictures.TOLERANCE
    ]
    if saved:
        item.raise_cell_error(
            "Pictures differ", "Stored, new and difference, side by side:\n" + "\n".join(saved)
        )


def _saved(item, number, *pair):
    """Saves two pictures side by side, and returns where."""
    root = item.config.rootpath
    path = root / FAILED_PICTURES / f"{item.path.stem}-cell-{item.cell_num}-{number}.png"
    path.parent.mkdir(exist_ok=True)
    pictures.side_by_side(*pair).save(path)
    return str(path.relative_to(root))


def _pictures(outputs):
    found = [output.get("data", {}).get("image/png") for output in outputs]
    return [base64.b64decode(png) for png in found if png]
