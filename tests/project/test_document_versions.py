"""What the examples do in real TensorFlows: the stored table, and today's row of it."""

import copy
import json
import os

import pytest

from support.paths import ROOT
from tools import document_versions, verdicts

STORED = json.loads(document_versions.STORED.read_text("utf-8"))
TRAIL = """in user code:

    File "x.py", line 19, in train_step  *
        optimizer = SGD()

    ValueError: Only singletons: one. Make sure of it. See https://example.org.
"""


def row_of(version):
    """Returns the name of the row with this TensorFlow, or the newest if none has it."""
    minor = version.rpartition(".")[0] + "."
    return next((row for row in STORED if row.startswith(minor)), document_versions.NEWEST)


def test_every_row_was_run_with_every_program():
    assert list(STORED) == list(document_versions.ROWS)
    for row, found in STORED.items():
        assert list(found["programs"]) == list(document_versions.programs())
        if row[0].isdigit() and "-" not in row:
            assert found["tensorflow"] == row


def test_todays_row_is_the_stored_one(monkeypatch):
    # Not in a process of its own, as other rows are: it would load TensorFlow once more.
    monkeypatch.setattr(os, "environ", dict(os.environ))
    found = document_versions.here()
    assert found["programs"] == STORED[row_of(found["tensorflow"])]["programs"]


def test_readme_and_notebook_10_have_the_table():
    assert document_versions.table(STORED) in (ROOT / "README.md").read_text("utf-8")
    assert document_versions.table(STORED) in "\n".join(c.source for c in verdicts.NOTEBOOK.cells)


def test_a_changed_outcome_is_named_and_nothing_else():
    after = copy.deepcopy(STORED)
    after["newest"]["programs"]["A1"] = {"prints": ["keras.KerasTensor"], "error": None}
    (line,) = document_versions.changes(STORED, after).splitlines()[2:]
    was = "`ValueError`, line 10: A KerasTensor cannot be used as input to a TensorFlow function"
    assert line == f"| newest | A1 | {was} | prints `KerasTensor` |"
    assert document_versions.changes(STORED, STORED) is None


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("name 'X_train' is not defined", "name 'X_train' is not defined"),
        ("No number. Call it later.", "No number"),
        ("No number here.\nMore of it", "No number here"),
        (TRAIL, "Only singletons: one"),
    ],
)
def test_of_a_message_the_first_sentence_counts(message, first):
    assert document_versions.stable(message) == first
