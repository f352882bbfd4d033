"""A notebook that is executed again and saved shows no difference but that of its outputs."""

import pytest

from support.paths import NOTEBOOKS
from tools import save_notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_random_ids_of_a_run_leave_no_trace(path):
    saved = path.read_text(encoding="utf-8")
    fresh = saved.replace('"id": "cell-', '"id": "other-')
    assert fresh != saved
    assert save_notebooks.tidied(fresh) == saved


def test_of_a_widget_stay_its_picture_and_its_words():
    view = {"version_major": 2, "version_minor": 0, "model_id": "5e3c"}
    data = {save_notebooks.WIDGET_VIEW: view, "text/plain": "words", "image/png": "AAAA\n"}
    output = save_notebooks.nbformat.v4.new_output("display_data", data)
    cell = save_notebooks.nbformat.v4.new_code_cell("x", outputs=[output])
    metadata = {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}}}
    notebook = save_notebooks.nbformat.v4.new_notebook(cells=[cell], metadata=metadata)
    tidy = save_notebooks.tidied(save_notebooks.nbformat.writes(notebook))
    assert "widget" not in tidy
    (cell,) = save_notebooks.nbformat.reads(tidy, as_version=4).cells
    assert set(cell.outputs[0].data) == {"text/plain", "image/png"}


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
