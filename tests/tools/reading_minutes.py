"""Counts how long each notebook takes to read, by one rule.

uv run python tests/tools/reading_minutes.py                 all notebooks
uv run python tests/tools/reading_minutes.py notebooks/05*   some of them
uv run python tests/tools/reading_minutes.py --write         writes the minutes into their headings
"""

import argparse
import math
import pathlib
import re

import nbformat

from support.paths import NOTEBOOKS

# Prose that is studied, outputs with it; the speed for a novel would be twice that.
WORDS_A_MINUTE = 100
LINES_A_MINUTE = 12
TRIES_A_MINUTE = 1.5  # things to try in a lab or a cell, and cells with questions to predict
HEADING = re.compile(r"^## (.*?)(?: \((\d+) min\))?$", re.MULTILINE)
TIME = re.compile(r"(?<=\*\*Time:\*\* reading )\d+(?= min)")
FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TO_TRY = re.compile(r"^\*\*Try these .*?(?=\n\n(?!\d\. )|\Z)", re.MULTILINE | re.DOTALL)
EXERCISES = "Exercises"


def minutes(cells):
    """Counts the minutes for some cells: prose, code, and things to try or to predict.

    Args:
        cells: The cells of a section.

    Returns:
        The minutes, a float.
    """
    words = lines = tries = 0
    for cell in cells:
        code = [cell.source] if cell.cell_type == "code" else FENCED.findall(cell.source)
        lines += sum(bool(line.strip()) for text in code for line in text.splitlines())
        if cell.cell_type == "code":
            tries += "course.predict(" in cell.source
            continue
        prose = re.sub(r"<[^>]*>|(?<=\])\([^)]*\)", " ", FENCED.sub("", cell.source))
        words += sum(bool(re.search(r"\w", word)) for word in prose.split())
        tries += sum(
            len(re.findall(r"^\d\. ", text, re.MULTILINE)) for text in TO_TRY.findall(cell.source)
        )
    return words / WORDS_A_MINUTE + lines / LINES_A_MINUTE + tries / TRIES_A_MINUTE


def sections(notebook):
    """Gives title, minutes in the heading and minutes by the rule of each section.

    Args:
        notebook: The notebook. Exercises have minutes of their own, and are left out.
    """
    starts = [n for n, cell in enumerate(notebook.cells) if _heading(cell)]
    for start, end in zip(starts, [*starts[1:], len(notebook.cells)], strict=True):
        title, written = _heading(notebook.cells[start]).groups()
        if title != EXERCISES:
            counted = max(1, math.floor(minutes(notebook.cells[start:end]) + 0.5))
            yield title, int(written or 0), counted


def written(notebook):
    """Writes the minutes by the rule into the headings of a notebook, and their sum at its top."""
    total = 0
    for title, _, counted in list(sections(notebook)):
        total += counted
        for cell in notebook.cells:
            found = _heading(cell)
            if found and found[1] == title:
                cell.source = cell.source.replace(found[0], f"## {title} ({counted} min)")
    notebook.cells[0].source = TIME.sub(str(total), notebook.cells[0].source)


def _heading(cell):
    return HEADING.search(cell.source) if cell.cell_type == "markdown" else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=pathlib.Path, help="default: all notebooks")
    parser.add_argument("--write", action="store_true", help="into the headings")
    arguments = parser.parse_args()
    print("| notebook | cells | minutes in its headings | minutes by the rule |")
    print("|---|---|---|---|")
    for path in arguments.paths or NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        found = list(sections(notebook))
        sums = [sum(row[column] for row in found) for column in (1, 2)]
        print(f"| {path.stem[:2]} | {len(notebook.cells)} | {sums[0]} | {sums[1]} |")
        if arguments.write:
            written(notebook)
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
