"""Each cell that is meant to fail raises what it declares, and its repair does not.

The notebooks are run here a second time, in this process and cell by cell, so
that this does not rest on stored outputs.
"""

import contextlib
import io
import pathlib
import re

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

NOTEBOOKS = sorted((pathlib.Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def code_cells(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def declared(cell):
    return cell.metadata.get("raises")


@pytest.mark.parametrize(
    "path",
    [path for path in NOTEBOOKS if any(map(declared, code_cells(path)))],
    ids=lambda p: p.stem,
)
def test_declared_failures_happen_and_repairs_work(path):
    shell = InteractiveShell()
    for cell in code_cells(path):
        with contextlib.redirect_stdout(io.StringIO()):
            result = shell.run_cell(cell.source)
        error = result.error_before_exec or result.error_in_exec
        expected = declared(cell)
        if expected is None:
            assert error is None, f"{cell.source}\n\nraised {error!r}"
        else:
            assert type(error).__name__ == expected.type, cell.source
            assert re.search(expected.message, str(error)), str(error)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_failing_cell_declares_its_failure_and_its_repair(path):
    names = []
    for cell in reversed(code_cells(path)):
        tagged = "raises-exception" in cell.metadata.get("tags", [])
        assert tagged == bool(declared(cell)), cell.source
        if tagged:
            assert declared(cell).repaired_by in names, (
                f"no later cell is named {declared(cell).repaired_by!r}"
            )
        names.append(cell.metadata.get("name"))
