"""Every notebook has the anatomy that learners and tools rely on."""

import re

import nbformat
import pytest

from support.notebooks import OPENS_A_LAB, cells, tags
from support.paths import NOTEBOOKS, ROOT
from tools import reading_minutes, save_notebooks

# The one whose kernel loads no TensorFlow, so that its set-up cell imports another module.
WITHOUT_TENSORFLOW = "13"
SECTIONS = ["Predict", "As printed", "Why", "Repair", "Play", "Exercises", "Recap"]
OF_REFERENCES = {
    "10": [
        "All claims at a glance",
        "How a claim is settled",
        "Document A: symbolic tensors",
        "Document B: losses and metrics",
        "Exercises",
        "The verdicts",
    ],
    "12": [
        "All entries at a glance",
        "Ask `course.why()`",
        "A blueprint has no number",
        "On the way into training",
        "No error, and a number that looks wrong",
        "When nothing fits",
    ],
}
LONGEST_CELL = 15

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def import_of(path):
    """Returns the line by which a notebook gets the course."""
    if path.stem[:2] == WITHOUT_TENSORFLOW:
        return "from helpers import without_tensorflow as course"
    return "from helpers import course"


def test_notebooks_are_numbered_without_gaps():
    numbers = [int(path.stem[:2]) for path in NOTEBOOKS]
    assert numbers == list(range(14))
    assert all(re.fullmatch(r"\d\d(_[a-z0-9]+)+", path.stem) for path in NOTEBOOKS)


@each_notebook
def test_opens_with_title_source_time_aims_and_what_is_needed(path):
    first = cells(path)[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith(f"# {path.stem[:2]} · ")
    for part in ("**Source:**", "**Time:**", "**You will be able to**", "**You need first:**"):
        assert part in first.source


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_one_set_up_cell_and_all_sections_in_order(path):
    setup = cells(path, "code")[0]
    assert re.fullmatch(
        rf"{import_of(path)}\n\ncourse\.start\(seed=\d+(, cpus=\d)?\)", setup.source
    )
    headings = [
        line
        for cell in cells(path, "markdown")
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    titles = [re.sub(r"## (.*?)( \(\d+ min\))?$", r"\1", line) for line in headings]
    assert titles == OF_REFERENCES.get(path.stem[:2], SECTIONS)
    assert all(re.search(r"\(\d+ min\)$", line) or "Exercises" in line for line in headings)


@each_notebook
def test_minutes_of_the_sections_add_up_and_the_readme_says_the_same(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    (total,) = re.findall(r"\*\*Time:\*\* reading (\d+) min", text)
    sections = re.findall(r"^## .*\((\d+) min\)$", text, re.MULTILINE)
    assert sum(map(int, sections)) == int(total)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in readme.splitlines() if f"](notebooks/{path.name})" in line]
    exercises = re.findall(r"^### \d\d\.\d .*\((\d+) min\)$", text, re.MULTILINE)
    if exercises:
        minutes = sum(map(int, exercises))
        assert f"reading {total} min, exercises {minutes} min<br>" in text
        assert row.endswith(f"| {total} min | {minutes} min |")
    else:
        assert row.endswith(f"| {total} min | |")


@each_notebook
def test_minutes_follow_the_rule(path):
    # A minute more or less, so that a changed sentence does not change the plans of TEACHING.
    notebook = nbformat.read(path, as_version=4)
    for title, written, counted in reading_minutes.sections(notebook):
        assert abs(written - counted) <= 1, f"{title}: run tests/tools/reading_minutes.py --write"


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_the_first_notebook_lists_it_with_the_words_of_the_readme(path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = "\n".join(cell.source for cell in cells(NOTEBOOKS[0], "markdown"))
    row = rf"^\| \[{path.stem[:2]}\]\((?:notebooks/)?{path.name}\) \| .*? \| (.*?) \|"
    (here,), (there,) = (re.findall(row, text, re.MULTILINE) for text in (first, readme))
    assert here == there


@each_notebook
def test_prose_comes_before_code(path):
    kinds = [cell.cell_type for cell in cells(path)]
    assert kinds[0] == kinds[-1] == "markdown"


@each_notebook
def test_notebooks_import_one_module_of_helpers(path):
    for cell in cells(path, "code"):
        for line in re.findall(r"^.*\bhelpers\b.*$", cell.source, re.MULTILINE):
            assert line == import_of(path)


@each_notebook
def test_cells_are_short_and_run_no_shell(path):
    for cell in cells(path, "code"):
        assert not re.search(r"^\s*[!%]|get_ipython|subprocess|os\.system", cell.source, re.M)
        if "document-example" not in tags(cell):
            assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.source


@each_notebook
def test_every_code_cell_was_executed_in_order(path):
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_outputs_hold_no_path_and_no_undeclared_warning(path):
    for cell in cells(path, "code"):
        for output in cell.outputs:
            text = nbformat.from_dict(output).get("text", "") + output.get("evalue", "")
            text += output.get("data", {}).get("text/plain", "")
            assert not re.search(r"/(home|root|tmp|usr|Users|work)/|[A-Z]:\\", text), text
            assert not re.search(r"0x[0-9a-f]{6,}", text), text
            if output.output_type == "stream" and output.name == "stderr":
                assert cell.metadata.get("warns"), f"stderr in\n{cell.source}\n\n{output.text}"
                for line in output.text.strip().splitlines():
                    assert re.search(cell.metadata.warns, line), line
        if cell.metadata.get("warns"):
            assert any(output.get("name") == "stderr" for output in cell.outputs), cell.source


@each_notebook
def test_failing_cells_hold_their_error(path):
    for cell in cells(path, "code"):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        expected = [cell.metadata.raises] if "raises" in cell.metadata else []
        assert [error.ename for error in errors] == [each.type for each in expected], cell.source
        for error, declared in zip(errors, expected, strict=True):
            assert re.search(declared.message, error.evalue), error.evalue


@each_notebook
def test_every_failing_cell_declares_its_failure_and_its_repair(path):
    names = []
    for cell in reversed(cells(path, "code")):
        declared = cell.metadata.get("raises")
        assert ("raises-exception" in tags(cell)) == bool(declared), cell.source
        if declared:
            assert declared.message, "an empty pattern matches whatever is said"
            assert declared.repaired_by in names, f"no later cell is named {declared.repaired_by!r}"
        names.append(cell.metadata.get("name"))


@each_notebook
def test_links_to_notebooks_lead_somewhere(path):
    for cell in cells(path, "markdown"):
        for name, anchor in re.findall(r"\]\(([^)#]*\.ipynb)?(#[^)]*)?\)", cell.source):
            target = path.parent / (name or path.name)
            assert target.is_file(), name
            if anchor:
                text = "\n".join(cell.source for cell in cells(target, "markdown"))
                assert f'<a id="{anchor[1:]}"></a>' in text, anchor


@each_notebook
def test_pictures_have_words(path):
    for cell in cells(path, "code"):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                alt, text = output.metadata["image/png"]["alt"], data["text/plain"]
                is_lab = OPENS_A_LAB.search(cell.source)
                assert f"\nPicture: {alt}\n" in text if is_lab else alt == text


@each_notebook
def test_saved_tidily(path):
    text = path.read_text(encoding="utf-8")
    assert save_notebooks.tidied(text) == text, "run tests/tools/save_notebooks.py on it"
