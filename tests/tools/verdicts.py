"""The verdicts that notebook 10 has stored, and whether they hold with what is installed here.

uv run python tests/tools/verdicts.py            the README's table of how many there are
uv run python tests/tools/verdicts.py --claims   the notebook's table of all claims
uv run python tests/tools/verdicts.py --again    runs the notebook, and says which verdicts changed
"""

import argparse
import copy
import importlib.metadata
import re
import sys

import nbformat

from helpers.claims.documents import CLAIMS
from helpers.claims.verdicts import VERDICTS
from support.paths import ROOT
from tools import save_notebooks

(PATH,) = ROOT.glob("notebooks/10_*.ipynb")
NOTEBOOK = nbformat.read(PATH, as_version=4)
FOUND = re.compile(
    rf"^([AB]\d\d) ({'|'.join(VERDICTS)})(?:: (.*(?:\n    .*)*))?$", flags=re.MULTILINE
)


def findings(notebook):
    """Returns a dict from the id of each claim to its verdict, or the error that came, and why."""
    found = {}
    for cell in notebook.cells:
        claims = re.findall(r'course\.settle\(\s*"(\w+)"', cell.source)
        if claims:
            printed = "".join(output.get("text", "") for output in cell.outputs)
            for claim, verdict, why in FOUND.findall(printed):
                found[claim] = verdict, re.sub(r"\n +", " ", why)
            for error in (each for each in cell.outputs if each.output_type == "error"):
                said = f"{error.ename}: {error.evalue}".splitlines()[0]
                found |= {claim: (said, "") for claim in claims if claim not in found}
    return found


def settled(notebook):
    """Returns a dict from the id of each claim to its verdict, or to the error that came."""
    return {claim: verdict for claim, (verdict, _) in sorted(findings(notebook).items())}


def counts(verdicts):
    """Returns a table in Markdown: how many claims of each document got each verdict."""
    lines = ["| verdict | Document A | Document B |", "|---|---|---|"]
    for verdict in VERDICTS:
        numbers = (
            sum(claim[0] == letter and each == verdict for claim, each in verdicts.items())
            for letter in "AB"
        )
        lines.append(f"| {verdict} | " + " | ".join(map(str, numbers)) + " |")
    return "\n".join(lines)


def glance(found):
    """Returns a table in Markdown: each claim, its verdict, and why."""
    lines = ["| claim | in our words | verdict | why |", "|---|---|---|---|"]
    for claim, (verdict, why) in sorted(found.items()):
        lines.append(f"| [{claim}](#{claim}) | {CLAIMS[claim].text} | **{verdict}** | {why} |")
    return "\n".join(lines)


def changes(before, after):
    """Returns a table in Markdown of the claims whose verdict changed, or None."""
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
    parser.add_argument("--claims", action="store_true", help="the table of all claims")
    parser.add_argument("--again", action="store_true", help="run the notebook")
    wanted = parser.parse_args()
    if not wanted.again:
        print(glance(findings(NOTEBOOK)) if wanted.claims else counts(settled(NOTEBOOK)))
        return
    names = ("tensorflow", "keras", "tf-keras", "numpy")
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in names), end="\n\n")
    changed = changes(settled(NOTEBOOK), run_again())
    print(changed or "All verdicts are the same.")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
