"""A notebook that is executed again and saved shows no difference but that of its outputs."""

import random

import pytest

from support.paths import NOTEBOOKS
from tools import save_notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_random_ids_of_a_run_leave_no_trace(path):
    saved = path.read_text(encoding="utf-8")
    fresh = saved.replace('"id": "cell-', '"id": "other-')
    for number in range(40):
        fresh = fresh.replace(f"widget-{number:04}", f"{random.getrandbits(128):032x}")
    assert fresh != saved
    assert save_notebooks.tidied(fresh) == saved


def test_text_that_came_in_pieces_is_joined_and_folders_are_dropped():
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "one\n"},
        {"output_type": "stream", "name": "stdout", "text": "two\n"},
        {"output_type": "stream", "name": "stderr", "text": "three\n"},
        {"output_type": "error", "ename": "E", "evalue": "why", "traceback": ["/folder/of/mine"]},
    ]
    cell = save_notebooks.nbformat.v4.new_code_cell(
        "x", outputs=[save_notebooks.nbformat.from_dict(output) for output in outputs]
    )
    notebook = save_notebooks.nbformat.v4.new_notebook(cells=[cell])
    tidy = save_notebooks.tidied(save_notebooks.nbformat.writes(notebook))
    (cell,) = save_notebooks.nbformat.reads(tidy, as_version=4).cells
    assert [output.get("text") for output in cell.outputs] == ["one\ntwo\n", "three\n", None]
    assert cell.outputs[2].traceback == ["E: why"]
