"""One notebook in a used kernel; tests/any_order.py tries all of them, in all ways."""

import any_order
from test_notebook_format import NOTEBOOKS


def test_all_cells_once_more_give_the_stored_outputs():
    (path,) = [path for path in NOTEBOOKS if path.stem.startswith("01")]
    assert any_order.problems(path, "run_again") == []
