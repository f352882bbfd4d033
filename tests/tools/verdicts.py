"""The verdicts that notebook 10 has stored, and whether they hold with what is installed here.

uv run python tests/tools/verdicts.py            the README's table of how many there are
uv run python tests/tools/verdicts.py --again    runs the notebook, and says which verdicts changed
"""

import argparse
import copy
import importlib.metadata
import re
import sys

import nbformat

from helpers.claims import VERDICTS
from support.paths import ROOT
from tools import save_notebooks

(PATH,) = ROOT.glob("notebooks/10_*.ipynb")
NOTEBOOK = nbformat.read(PATH, as_version=4)
FOUND = re.compile(rf"\w\d\d ({'|'.join(VERDICTS)})(: .*)?")


def settled(notebook):
    """Returns a dict from the id of each claim to its verdict, or to the error that came."""
    verdicts = {}
    for cell in notebook.cells:
        for claim in re.findall(r'course\.settle\(\s*"(\w+)"', cell.source):
            said = cell.outputs[-1]
            if said.output_type == "error":
                verdicts[claim] = f"{said.ename}: {said.evalue}".splitlines()[0]
            else:
                verdicts[claim] = FOUND.fullmatch(said.data["text/plain"])[1]
    return verdicts


def table(verdicts):
    """Returns a table in Markdown: how many claims of each document got each verdict."""
    lines = ["| verdict | Document A | Document B |", "|---|---|---|"]
    for verdict in VERDICTS:
        counts = (
            sum(claim[0] == letter and each == verdict for claim, each in verdicts.items())
            for letter in "AB"
        )
        lines.append(f"| {verdict} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines)


def changes(before, after):
    """Returns a table in Markdown of the claims whose verdict is another one, or None."""
    rows = [
        f"| {claim} | {verdict} | {after[claim]} |"
        for claim, verdict in before.items()
        if after[claim] != verdict
    ]
    return "\n".join(["| claim | was | is |", "|---|---|---|", *rows]) if rows else None


def run_again():
    """Returns the verdicts that come with the packages installed here."""
    notebook = copy.deepcopy(NOTEBOOK)
    save_notebooks.execute(notebook, PATH.parent, allow_errors=True)
    return settled(notebook)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--again", action="store_true", help="run the notebook")
    if not parser.parse_args().again:
        print(table(settled(NOTEBOOK)))
        return
    names = ("tensorflow", "keras", "tf-keras", "numpy")
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in names), end="\n\n")
    changed = changes(settled(NOTEBOOK), run_again())
    print(changed or "All verdicts are the same.")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
