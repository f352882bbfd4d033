"""The verdicts that notebook 10 has stored, and the README's table of how many there are.

uv run python tests/verdicts.py
"""

import pathlib
import re

import nbformat

from helpers.claims import VERDICTS

(NOTEBOOK,) = (pathlib.Path(__file__).parents[1] / "notebooks").glob("10_*.ipynb")
PATTERN = rf"(\w\d\d) ({'|'.join(VERDICTS)})(: .*)?"


def settled():
    """Returns a dict from the id of each claim to its verdict, as the cells of 10 found it."""
    found = {}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code" and "course.settle(" in cell.source:
            said = cell.outputs[-1].data["text/plain"]
            claim, verdict, _ = re.fullmatch(PATTERN, said).groups()
            assert claim not in found, f"{claim} is settled twice"
            found[claim] = verdict
    return found


def table():
    """Returns the table in Markdown: how many claims of each document got each verdict."""
    found = settled()
    lines = ["| verdict | Document A | Document B |", "|---|---|---|"]
    for verdict in VERDICTS:
        counts = (
            sum(name[0] == letter and each == verdict for name, each in found.items())
            for letter in "AB"
        )
        lines.append(f"| {verdict} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
