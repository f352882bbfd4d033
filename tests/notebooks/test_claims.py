"""Every claim is settled by a cell, and all that tells of claims and verdicts tells the same."""

import copy
import re

import nbformat
import pytest

from helpers.claims.documents import CLAIMS, DOCUMENTS
from helpers.claims.verdicts import CARE, HOLDS, OUT_OF_DATE, WRONG
from support.paths import ROOT
from tools import verdicts

CELLS = verdicts.NOTEBOOK.cells
FOUND = verdicts.findings(verdicts.NOTEBOOK)
VERDICTS = verdicts.settled(verdicts.NOTEBOOK)
LESSONS = sorted((ROOT / "notebooks").glob("0[1-8]_*.ipynb"))
LESSONS += (ROOT / "notebooks").glob("13_*.ipynb")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = re.compile(
    r'^- <a id="(\w+)"></a>\*\*\1\*\* (.*)\. \*\(([^;]*?)(?:; seen in (.*))?\)\*$', re.MULTILINE
)


def lost(claim, text):
    """Returns the document's words that a restatement of this claim does not hold."""
    return [words for words in CLAIMS[claim].words if words not in text]


def restatements():
    """Gives id, place, text, and the notebook that is linked, of each claim in notebook 10."""
    for cell in CELLS:
        for claim, text, where, seen in SECTION.findall(cell.source):
            yield claim, where, text, re.findall(r"\]\((.*?)\)", seen)


def recapped(path):
    """Gives id and line of each claim in the table of a recap."""
    (recap,) = [c for c in nbformat.read(path, as_version=4).cells if "## Recap" in c.source]
    for line in recap.source.splitlines():
        cell = line.split(" | ")[0]
        for claim in re.findall(r"\b[AB]\d\d\b(?=\])", cell):
            yield claim, line


def test_each_claim_has_its_place_and_our_words_and_is_settled_once_below():
    restated, settled = [], []
    for cell in CELLS:
        restated += [found[0] for found in SECTION.findall(cell.source)]
        for claim in re.findall(r'course\.settle\(\s*"(\w+)"', cell.source):
            assert claim in restated, f"{claim} is settled before it is stated"
            settled.append(claim)
    assert sorted(restated) == sorted(settled) == list(CLAIMS)
    assert list(VERDICTS) == list(CLAIMS)
    assert set(VERDICTS.values()) == {HOLDS, CARE, OUT_OF_DATE, WRONG}


def test_notebook_10_restates_each_claim_as_it_is_stored():
    for claim, where, text, _ in restatements():
        assert text == CLAIMS[claim].text
        assert where.lower() == CLAIMS[claim].where.lower()
        assert not lost(claim, text)


def test_verdicts_are_computed():
    for cell in CELLS:
        found = r"\"?(?:as_stated|with_care|formerly)\"?(?:=|: )(.*)"
        for typed in re.findall(found, cell.source):
            assert not re.match(r"(True|False|not (True|False)|0|1)\b", typed), cell.source


def test_each_verdict_says_why_in_a_line():
    for claim, (verdict, why) in FOUND.items():
        assert 10 < len(why) < 330, f"{claim} {verdict}: {why}"


def test_table_at_the_top_is_what_the_cells_found():
    (table,) = [cell.source for cell in CELLS if "## All claims at a glance" in cell.source]
    assert verdicts.glance(FOUND) in table, "uv run python tests/tools/verdicts.py --claims"


def test_table_at_the_end_counts_the_same():
    (table,) = [cell for cell in CELLS if cell.source == "course.verdicts()"]
    counted = table.outputs[0].data["text/plain"]
    for line in verdicts.counts(VERDICTS).splitlines()[2:]:
        verdict, *numbers = line.strip("| ").split(" | ")
        assert re.search(rf"^{verdict} +{' +'.join(numbers)}$", counted, re.MULTILINE)
    assert "Not settled" not in counted


def test_readme_counts_the_same_and_lists_what_does_not_hold():
    assert verdicts.counts(VERDICTS) in README
    listed = re.findall(r"^\| \[([AB]\d\d)\]\((.*?)\) \| (.*?) \| (.*?) \|", README, re.MULTILINE)
    assert [claim for claim, *_ in listed] == [
        claim for claim, verdict in VERDICTS.items() if verdict not in (HOLDS, CARE)
    ]
    for claim, link, text, verdict in listed:
        assert link == f"notebooks/{verdicts.PATH.name}#{claim}"
        assert verdict == VERDICTS[claim]
        assert not lost(claim, text)


def test_documents_can_be_looked_up():
    for title, date, file in DOCUMENTS.values():
        for text in (CELLS[0].source, README):
            assert title in text
            assert date in text
            assert file in text


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_recaps_agree_and_link_there(path):
    claims = dict(recapped(path))
    assert claims
    for claim, line in claims.items():
        assert f"[{claim}]({verdicts.PATH.name}#{claim})" in line
        assert f" | {VERDICTS[claim]} | " in line, f"{claim} is {VERDICTS[claim]} in notebook 10"
        assert not lost(claim, line.split(" | ")[1]), line


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if CLAIMS[claim].words])
def test_a_dropped_word_is_noticed(claim):
    text = CLAIMS[claim].text
    for words in CLAIMS[claim].words:
        assert lost(claim, text.replace(words, "")) == [words]


def test_each_claim_links_back_to_a_recap_that_has_it():
    has = {path.name: dict(recapped(path)) for path in LESSONS}
    for claim, _, _, back in restatements():
        recaps = [name for name, claims in has.items() if claim in claims]
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
            cell.outputs = [nbformat.v4.new_output("stream", text="Keras 3\nA11 holds\n")]
        if '"B20"' in cell.source:  # the cell settles B10 before
            failed = nbformat.v4.new_output("error", ename="TypeError", evalue="no\nway")
            cell.outputs = [nbformat.v4.new_output("stream", text="B10 holds: so\n"), failed]
    changes = verdicts.changes(VERDICTS, verdicts.settled(notebook))
    rows = ["| A11 | out of date | holds |", "| B20 | holds | TypeError: no |"]
    assert changes.splitlines()[2:] == rows
    assert verdicts.changes(VERDICTS, VERDICTS) is None
