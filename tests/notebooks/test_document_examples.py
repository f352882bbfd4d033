"""Each document example in the notebooks is the printed one, apart from named changes."""

import re

import pytest

from support.notebooks import cells, tags
from support.paths import DOCUMENTS, NOTEBOOKS

# Every change that the course makes to a printed example, by its name in the cell's metadata.
CHANGES = {
    "keras-2": lambda code: code.replace("tf.keras", "tf_keras"),
    "two-decimals": lambda code: re.sub(r"\{(mae|auc_roc|top_3_accuracy)\}", r"{\1:.2f}", code),
}


def document_cells():
    for path in NOTEBOOKS:
        for number, cell in enumerate(cells(path)):
            if "document-example" in tags(cell):
                yield pytest.param(cell, id=f"{path.stem[:2]}-cell-{number:02}")


@pytest.mark.parametrize("cell", list(document_cells()))
def test_example_is_as_printed_but_for_named_changes(cell):
    document = cell.metadata.document
    code = (DOCUMENTS / f"{document.letter}{document.example}.txt").read_text(encoding="utf-8")
    for change in document.changes:
        changed = CHANGES[change](code)
        assert changed != code, f"the change {change!r} changes nothing in this example"
        code = changed
    assert cell.source.strip("\n") == code.strip("\n")


def test_every_example_stands_somewhere_unchanged():
    unchanged = {
        f"{cell.metadata.document.letter}{cell.metadata.document.example}"
        for (cell,) in (parameter.values for parameter in document_cells())
        if not cell.metadata.document.changes
    }
    assert unchanged == {path.stem for path in DOCUMENTS.glob("*.txt")}
    assert len(unchanged) == 6
