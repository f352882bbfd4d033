"""Notebook 12, the error index: its words come from the table, and its messages from TensorFlow.

uv run python tests/tools/error_index.py            writes the words of the table into the notebook
uv run python tests/tools/error_index.py --again    runs it: which messages changed with what is
                                                    installed here?
"""

import argparse
import copy
import importlib.metadata
import re
import sys

import nbformat

from helpers.errors.lookup import ENTRIES, find
from support.paths import NOTEBOOKS, ROOT
from tools import save_notebooks

(PATH,) = ROOT.glob("notebooks/12_*.ipynb")
NAMES = {path.stem[:2]: path.name for path in NOTEBOOKS}
GLANCE = "## All entries at a glance"


def glance():
    """Returns the table of all entries, in Markdown."""
    rows = [f"| [{entry.id}](#{entry.id}) | {entry.title} |" for entry in ENTRIES]
    return "\n".join(["| entry | message, or what you see |", "|---|---|", *rows])


def opening(entry):
    """Returns the cell above the code that fails: title, older wordings and cause."""
    older = " · ".join(f"“{each}”" for each in entry.older)
    parts = [
        f'<a id="{entry.id}"></a>\n### {entry.id} · {entry.title}',
        f"**Older wordings:** {older}" if older else "",
        f"**Cause.** {entry.cause}",
    ]
    return "\n\n".join(part for part in parts if part)


def mending(entry):
    """Returns the cell above the mended code: repair, where it is taught, and threads or guides."""
    taught = ", ".join(f"[{number}]({NAMES[number]})" for number in entry.taught)
    links = ", ".join(f"[{name}]({address})" for name, address in entry.links)
    more = [f"Taught in {taught}."] if taught else []
    more += [f"See {links}."] if links else []
    return f"**Repair {entry.id}.** {entry.repair}\n\n{' '.join(more)}"


def with_words_of_the_table(notebook):
    """Returns the notebook with the words of the table in place of those that it has."""
    notebook = copy.deepcopy(notebook)
    openings = {f'<a id="{entry.id}"></a>': opening(entry) for entry in ENTRIES}
    mendings = {f"**Repair {entry.id}.**": mending(entry) for entry in ENTRIES}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for beginning, words in (openings | mendings).items():
                if cell.source.startswith(beginning):
                    cell.source = words
            if cell.source.startswith(GLANCE):
                cell.source = f"{cell.source.split('| entry |')[0].rstrip()}\n\n{glance()}"
    return notebook


def messages(notebook):
    """Returns a dict from the id of each entry to the message that its first code cell puts out."""
    said, entry = {}, None
    for cell in notebook.cells:
        found = re.match(r'<a id="(E\d\d)"></a>', cell.source)
        if found:
            entry = found[1]
        elif cell.cell_type == "code" and entry and entry not in said:
            outputs = [
                each.get("evalue") or each.text
                for each in cell.outputs
                if each.output_type == "error" or each.get("name") == "stderr"
            ]
            said[entry] = "\n".join(outputs)
    return said


def changes(before, after):
    """Returns a table in Markdown of the messages that changed, with the entry that finds them."""
    rows = []
    for entry, message in before.items():
        if after[entry] != message:
            found = find(after[entry])
            new = " ".join(after[entry].split()) or "no message"
            rows.append(f"| {entry} | {new} | {found.id if found else 'none'} |")
    return "\n".join(["| entry | now says | finds |", "|---|---|---|", *rows]) if rows else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--again", action="store_true", help="run the notebook")
    notebook = nbformat.read(PATH, as_version=4)
    if not parser.parse_args().again:
        written = nbformat.writes(with_words_of_the_table(notebook))
        PATH.write_text(save_notebooks.tidied(written), encoding="utf-8")
        return
    names = ("tensorflow", "keras", "numpy")
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in names), end="\n\n")
    again = copy.deepcopy(notebook)
    save_notebooks.execute(again, PATH.parent, allow_errors=True)
    changed = changes(messages(notebook), messages(again))
    print(changed or "All messages are the same.")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
