"""Every claim is settled by a cell, and all that tells of the verdicts tells the same."""

import copy
import re

import nbformat
import pytest

from helpers.claims import CARE, CLAIMS, HOLDS, OUT_OF_DATE, WRONG
from support.paths import ROOT
from tools import verdicts

CELLS = verdicts.NOTEBOOK.cells
VERDICTS = verdicts.settled(verdicts.NOTEBOOK)
LESSONS = sorted((ROOT / "notebooks").glob("0[1-8]_*.ipynb"))


def test_each_claim_has_a_section_and_is_settled_in_it():
    settled_in, claim = {}, None
    for cell in CELLS:
        if heading := re.match(r'<a id="(\w+)"></a>\n### \1 · (.*)\n', cell.source):
            claim = heading[1]
            assert heading[2] == CLAIMS[claim]
        for settled in re.findall(r'course\.settle\(\s*"(\w+)"', cell.source):
            assert settled == claim, cell.source
            settled_in[settled] = cell
    assert list(settled_in) == list(CLAIMS)
    assert list(VERDICTS) == list(CLAIMS)
    assert set(VERDICTS.values()) == {HOLDS, CARE, OUT_OF_DATE, WRONG}


def test_verdicts_are_computed():
    for cell in CELLS:
        for typed in re.findall(r"(?:as_stated|with_care|formerly)=(.*)", cell.source):
            assert not re.match(r"(True|False|not (True|False)|0|1)\b", typed), cell.source


def test_table_at_the_end_is_what_the_cells_found():
    (table,) = [cell for cell in CELLS if cell.source == "course.verdicts()"]
    shown = table.outputs[0].data["text/plain"]
    assert all(
        re.search(rf"^{claim} {verdict}(:|$)", shown, re.M) for claim, verdict in VERDICTS.items()
    )
    assert "Not settled" not in shown


def test_readme_has_the_table():
    assert verdicts.table(VERDICTS) in (ROOT / "README.md").read_text(encoding="utf-8")


def recapped(path):
    """Gives id and line of each claim in the table of a recap."""
    (recap,) = [c for c in nbformat.read(path, as_version=4).cells if "## Recap" in c.source]
    for line in recap.source.splitlines():
        cell = line.split(" | ")[0]
        for claim in re.findall(r"\b[AB]\d\d\b(?=\])", cell):
            yield claim, line


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_recaps_agree_and_link_there(path):
    claims = dict(recapped(path))
    assert claims
    for claim, line in claims.items():
        assert f"[{claim}]({verdicts.PATH.name}#{claim})" in line
        assert f" | {VERDICTS[claim]} | " in line, f"{claim} is {VERDICTS[claim]} in notebook 10"


def test_each_section_links_back_to_a_recap_that_has_the_claim():
    has = {path.name: dict(recapped(path)) for path in LESSONS}
    for cell in CELLS:
        if section := re.match(r'<a id="(\w+)"></a>', cell.source):
            recaps = [name for name, claims in has.items() if section[1] in claims]
            back = [to for _, to in re.findall(r"Seen in \[(\d\d)\]\((\1_.*?)\)", cell.source)]
            assert back in [[name] for name in recaps] or back == recaps == []


def test_the_versions_named_are_those_of_the_lock():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    version = dict(re.findall(r"^([\w-]+)==([\w.]+)", lock, re.M))
    names = {"TensorFlow": "tensorflow", "Keras": "keras", "and Keras 2 as tf-keras": "tf-keras"}
    words = ", ".join(f"{words} {version[name]}" for words, name in names.items())
    text = "\n".join(cell.source for cell in CELLS)
    assert words in text


def test_changed_verdicts_are_named_and_errors_too():
    notebook = copy.deepcopy(verdicts.NOTEBOOK)
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        if '"A11"' in cell.source:
            cell.outputs[-1].data["text/plain"] = "A11 holds"
        if '"B20"' in cell.source:
            cell.outputs = [nbformat.v4.new_output("error", ename="TypeError", evalue="no\nway")]
    changes = verdicts.changes(VERDICTS, verdicts.settled(notebook))
    rows = ["| A11 | out of date | holds |", "| B20 | holds | TypeError: no |"]
    assert changes.splitlines()[2:] == rows
    assert verdicts.changes(VERDICTS, VERDICTS) is None
