"""Notebooks in a used kernel; tests/tools/any_order.py tries all of them, in all ways."""

import pytest

from support.paths import NOTEBOOKS
from support.speeds import exhaustive
from tools import any_order


@exhaustive
@pytest.mark.parametrize("number", ["01", "05"])
def test_all_cells_once_more_give_the_stored_outputs(number):
    (path,) = [path for path in NOTEBOOKS if path.stem.startswith(number)]
    assert any_order.problems(path, "run_again") == []
