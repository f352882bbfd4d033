"""Writes a page for each error, as people find it with a search engine, and their index."""

import html
import json
import re

import nbformat

from helpers.errors import lookup

ENTRY = re.compile(r'<a id="(E\d+)"></a>\n### \1 · (.+)')
INDEX = """# Errors you will meet

Paste the message of your screen, or type a few words of it. Each page has the smallest code that
says it, why, and what to write instead. [All of them on one page]({notebook})

<div class="find-error"></div>

## Messages

<ul class="errors">{messages}</ul>

## Failures without a message

<ul class="errors">{symptoms}</ul>

```{{toctree}}
:hidden:

{names}
```
"""
SHARED = """<details><summary>What the code of all entries shares</summary>

```python
{code}
```

</details>

All entries: [{title}]({notebook}), [errors to search in](errors.md)"""


def write(folder):
    """Writes the pages from notebook 12, which a folder has as readers see it.

    Args:
        folder: Path of the folder that Sphinx reads.
    """
    (path,) = folder.glob("12_*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    code = next(cell.source for cell in notebook.cells if "def compiled(" in cell.source)
    shared = SHARED.format(code=code, title=title, notebook=path.name)
    for name, cells in _entries(notebook.cells).items():
        cells.append(nbformat.v4.new_markdown_cell(shared))
        page = nbformat.v4.new_notebook(metadata=notebook.metadata, cells=cells)
        nbformat.write(page, folder / f"{name}.ipynb")
    text = INDEX.format(
        notebook=path.name,
        messages=_items(entry for entry in lookup.ENTRIES if entry.types),
        symptoms=_items(entry for entry in lookup.ENTRIES if not entry.types),
        names="\n".join(f"{entry.id}.ipynb" for entry in lookup.ENTRIES),
    )
    (folder / "errors.md").write_text(text, encoding="utf-8")


def _entries(cells):
    """Returns a dict from the id of each entry to its cells, whose message is their title now."""
    entries, page = {}, []
    for cell in cells:
        if cell.source.startswith("## "):
            page = []
        if found := ENTRY.match(cell.source):
            page = entries[found[1]] = []
            cell.source = f"# {found[2]}" + cell.source[found.end() :]
        if cell.cell_type == "markdown":  # a link to another entry
            cell.source = re.sub(r"\(#(E\d+)\)", r"(\1.ipynb)", cell.source)
        page.append(cell)
    return entries


def _items(entries):
    """Returns a list of links; `errors.js` finds a pasted message by the signs of its entry."""
    return "".join(
        f'<li data-signs="{html.escape(json.dumps(entry.signs))}">'
        f'<a href="{entry.id}.html">{html.escape(entry.title)}</a>'
        f"<small>{''.join(f'<br>{html.escape(each)}' for each in entry.older)}</small></li>"
        for entry in entries
    )
