"""Notebook 12 and the error table say the same, and what a cell raises finds its entry."""

import re

import pytest

from helpers.errors.lookup import ENTRIES, find
from support.notebooks import cells, tags
from tools import error_index

CELLS = cells(error_index.PATH)
NOTEBOOK = error_index.nbformat.read(error_index.PATH, as_version=4)
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


def part_of(entry):
    """Returns the four cells of an entry."""
    (first,) = [
        place for place, cell in enumerate(CELLS) if cell.source.startswith(f'<a id="{entry.id}">')
    ]
    return CELLS[first : first + 4]


def test_the_words_of_the_notebook_are_those_of_the_table():
    written = error_index.with_words_of_the_table(NOTEBOOK)
    for here, there in zip(NOTEBOOK.cells, written.cells, strict=True):
        assert here.source == there.source, "run tests/tools/error_index.py"


@each_entry
def test_each_entry_has_its_words_its_failure_and_its_repair(entry):
    opening, failing, mending, repaired = part_of(entry)
    assert opening.source == error_index.opening(entry)
    assert mending.source == error_index.mending(entry)
    assert failing.outputs
    assert repaired.outputs
    assert repaired.metadata.name == entry.id
    assert tags(repaired) == ["repair"]
    warns = "UserWarning" in entry.types
    assert ("raises" in failing.metadata) == bool(entry.types and not warns)
    assert ("warns" in failing.metadata) == warns


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.types], ids=lambda entry: entry.id
)
def test_what_a_cell_raises_finds_its_entry_and_is_what_the_title_says(entry):
    _, failing, *_ = part_of(entry)
    if "raises" in failing.metadata:
        (error,) = [each for each in failing.outputs if each.output_type == "error"]
        said, types = error.evalue, [error.ename]
    else:
        (said,) = [each.text for each in failing.outputs if each.get("name") == "stderr"]
        types = []
    assert find(said, types) is entry
    assert find(f"{said}\n", types) is entry
    # Every word of the title stands in the message, in this order.
    words = re.findall(r"\w+", entry.title)
    assert re.search(r"\b.*?\b".join(map(re.escape, words)), " ".join(said.split()))


def test_no_stored_output_shows_an_entry_under_an_error():
    for cell in CELLS:
        if "raises" in cell.metadata:
            assert [each.output_type for each in cell.outputs][-1:] == ["error"]
            assert not any("Repair:" in each.get("text", "") for each in cell.outputs)


def test_a_message_that_changed_is_reported_with_the_new_wording():
    before = error_index.messages(NOTEBOOK)
    assert set(before) == {entry.id for entry in ENTRIES}
    assert error_index.changes(before, before) is None
    after = before | {"E12": "No gradient was\nprovided.", "E13": "None values not supported!"}
    report = error_index.changes(before, after)
    assert "| E12 | No gradient was provided. | none |" in report
    assert "| E13 | None values not supported! | E13 |" in report
