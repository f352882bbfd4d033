"""Every claim is settled by a cell, and all that tells of the verdicts tells the same."""

import copy
import re

import nbformat
import numpy as np
import pytest

from helpers.claims import CARE, CLAIMS, HOLDS, OUT_OF_DATE, WRONG, VerdictTable, settle
from support.paths import ROOT
from tools import verdicts

CELLS = verdicts.NOTEBOOK.cells
VERDICTS = verdicts.settled(verdicts.NOTEBOOK)
LESSONS = sorted((ROOT / "notebooks").glob("0[1-8]_*.ipynb"))
EITHER = {"care": "in May", "until": "until 2.3"}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ({"as_stated": True}, HOLDS),
        ({"as_stated": np.True_, "with_care": True, "formerly": True, **EITHER}, HOLDS),
        ({"as_stated": False, "with_care": True, "formerly": True, **EITHER}, CARE),
        ({"as_stated": False, "with_care": False, "formerly": True, **EITHER}, OUT_OF_DATE),
        ({"as_stated": np.False_, "with_care": False, "formerly": False, **EITHER}, WRONG),
    ],
)
def test_verdict_is_the_first_that_is_true(found, verdict):
    assert settle("A01", **found).verdict == verdict


def test_a_finding_names_its_condition():
    finding = settle("A01", as_stated=False, with_care=True, **EITHER)
    assert repr(finding) == "A01 holds, with care: in May"
    finding = settle("A01", as_stated=False, formerly=True, until="until 2.3")
    assert repr(finding) == "A01 out of date: true until 2.3"
    assert repr(settle("A01", as_stated=False)) == "A01 wrong"
    assert repr(settle("A01", as_stated=False, instead="no")) == "A01 wrong: no"


@pytest.mark.parametrize(
    ("claim", "found", "message"),
    [
        ("A23", {"as_stated": True}, "The claims are A01 to A22 and B01 to B23"),
        ("A01", {"as_stated": 1}, "as_stated is True or False, and is int here"),
        ("A01", {"as_stated": False, "with_care": None, "care": "x"}, "with_care is True or"),
        ("A01", {"as_stated": False, "with_care": True}, "Say in words under which condition"),
        ("A01", {"as_stated": False, "formerly": True}, "Say in words under which condition"),
    ],
)
def test_what_decides_nothing_is_refused(claim, found, message):
    with pytest.raises(ValueError, match=message):
        settle(claim, **found)


def test_table_counts_and_says_what_is_open():
    found = {"B02": settle("B02", as_stated=False), "A01": settle("A01", as_stated=True)}
    table = VerdictTable(found)
    assert table.counts == {HOLDS: (1, 0), CARE: (0, 0), OUT_OF_DATE: (0, 0), WRONG: (0, 1)}
    assert repr(table).startswith("A01 holds\nB02 wrong\n")
    for text in (repr(table), table._repr_html_()):
        assert "Not settled in this kernel yet: A02, A03" in text
    assert "<a href='#B02'>B02</a>" in table._repr_html_()


def test_words_from_a_cell_are_no_markup():
    finding = settle("A08", as_stated=False, with_care=True, care="`a` < <b>")
    assert "<code>a</code> &lt; &lt;b&gt;" in VerdictTable({"A08": finding})._repr_html_()


def test_ids_are_those_of_both_documents():
    ids = [f"A{n:02}" for n in range(1, 23)] + [f"B{n:02}" for n in range(1, 24)]
    assert list(CLAIMS) == ids


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
    said = table.outputs[0].data["text/plain"]
    assert all(
        re.search(rf"^{claim} {verdict}(:|$)", said, re.M) for claim, verdict in VERDICTS.items()
    )
    assert "Not settled" not in said


def test_readme_has_the_table():
    assert verdicts.table(VERDICTS) in (ROOT / "README.md").read_text(encoding="utf-8")


def rows(path):
    """Gives id and line of each claim in the table of a recap."""
    (recap,) = [c for c in nbformat.read(path, as_version=4).cells if "## Recap" in c.source]
    for line in recap.source.splitlines():
        cell = line.split(" | ")[0]
        for claim in re.findall(r"\b[AB]\d\d\b(?=\])", cell):
            yield claim, line


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_recaps_agree_and_link_there(path):
    claims = dict(rows(path))
    assert claims
    for claim, line in claims.items():
        assert f"[{claim}]({verdicts.PATH.name}#{claim})" in line
        assert f" | {VERDICTS[claim]} | " in line, f"{claim} is {VERDICTS[claim]} in notebook 10"


def test_each_section_links_back_to_a_recap_that_has_the_claim():
    has = {path.name: dict(rows(path)) for path in LESSONS}
    for cell in CELLS:
        if section := re.match(r'<a id="(\w+)"></a>', cell.source):
            recaps = [name for name, claims in has.items() if section[1] in claims]
            back = [to for _, to in re.findall(r"Seen in \[(\d\d)\]\((\1_.*?)\)", cell.source)]
            assert back in [[name] for name in recaps] or back == recaps == []


def test_the_versions_named_are_those_of_the_lock():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    version = dict(re.findall(r"^([\w-]+)==([\w.]+)", lock, re.M))
    names = {"TensorFlow": "tensorflow", "Keras": "keras", "as tf-keras": "tf-keras"}
    words = ", ".join(f"{said} {version[name]}" for said, name in names.items())
    text = "\n".join(cell.source for cell in CELLS)
    assert words.replace(", as tf-keras", ", and Keras 2 as tf-keras") in text


def test_changed_verdicts_are_named_and_errors_too():
    notebook = copy.deepcopy(verdicts.NOTEBOOK)
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        if '"A11"' in cell.source:
            cell.outputs[-1].data["text/plain"] = "A11 holds"
        if '"B20"' in cell.source:
            cell.outputs = [nbformat.v4.new_output("error", ename="TypeError", evalue="no\nway")]
    said = verdicts.changes(VERDICTS, verdicts.settled(notebook))
    rows = ["| A11 | out of date | holds |", "| B20 | holds | TypeError: no |"]
    assert said.splitlines()[2:] == rows
    assert verdicts.changes(VERDICTS, VERDICTS) is None
