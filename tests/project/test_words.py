"""Learners search the web with the words that they learn here, so these are the field's words."""

import re

import nbformat
import pytest

from support.paths import NOTEBOOKS, ROOT

# A pattern of what is not written, and what is written instead.
NOT_USED = {
    r"\bof tomorrow\b": "errors you will meet",
    r"\banew\b": "again",
    r"\b(take|took) the tick\b": "untick",
    r"\bleave the network away\b": "forget the network for a moment",
    r"\bwalk(s|ed)? through (the|its|a) body\b": "runs the body; traces",
    r"\brecord(s|ed|ing)? (of )?(a|the|your) `?tf\.function\b": "trace",
    r"\b(bring|brings|brought|bringing) (the |three |any )?rows\b": "feed data, pass data",
    r"\brows (have )?(come|came|come in|will come in)\b": "data is passed",
    r"\b[Ss]aid / true\b": "predicted / observed",
    r"\bloss(es)? of (your|my|their|one's) own\b": "custom loss",
    r"\bown loss\b": "custom loss",
    r"\bis another one\b": "differs",
    r"\botherwise than\b": "differently, not as",
    r"\bcame to no harm\b": "is unaffected",
    r"\b[Ss]hapes of losses\b": "loss curves",
    r"\bexecution worlds?\b": "execution mode",
    r"\bDoes the sum come out\b": "do the parts add up",
    r"\bis a guest\b": "works inside, sandbox",
}


def texts():
    for name in ("README.md", "TEACHING.md", "CONTRIBUTING.md"):
        yield name, (ROOT / name).read_text(encoding="utf-8")
    for path in (ROOT / "helpers").rglob("*.py"):
        yield path.name, path.read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            yield path.name, cell.source


TEXTS = list(texts())


@pytest.mark.parametrize("pattern", NOT_USED)
def test_words_that_are_not_used(pattern):
    found = [
        f"{name}: {text[max(0, match.start() - 40) : match.end() + 20]!r}"
        for name, text in TEXTS
        for match in re.finditer(pattern, " ".join(text.split()))
    ]
    assert not found, f"write: {NOT_USED[pattern]}"


def test_the_term_stands_beside_the_picture():
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        if "blueprint" in text:
            assert re.search(r"symbolic", text[: text.index("blueprint") + 1200]), path.name
