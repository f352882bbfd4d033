"""Executes notebooks and saves them so that a diff shows only what changed.

uv run python tests/save_notebooks.py                 all notebooks
uv run python tests/save_notebooks.py notebooks/01*   some of them
"""

import argparse
import pathlib

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
TIMEOUT_SECONDS = 300


def execute(notebook, folder):
    """Runs all cells in a fresh kernel; a failing cell must be tagged `raises-exception`."""
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=True,
    )
    client.execute()


def tidied(text):
    """Removes what differs from save to save: ids, timings, editor state, versions."""
    notebook = nbformat.reads(text, as_version=4)
    widgets = notebook.metadata.get("widgets")
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if widgets:
        notebook.metadata["widgets"] = widgets
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        for key in ("execution", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    text = nbformat.writes(notebook) + "\n"
    # Widget models have random ids: they get numbers, in the order of their making.
    for number, name in enumerate((widgets or {}).get(WIDGET_STATE, {}).get("state", {})):
        text = text.replace(name, f"widget-{number:04}")
    return text


def _joined(outputs):
    """Joins text that came in pieces, and drops tracebacks, which hold paths of this machine."""
    joined = []
    for output in outputs:
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        if joined and "text" in output and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=pathlib.Path, help="default: all notebooks")
    for path in parser.parse_args().paths or sorted(NOTEBOOKS.glob("*.ipynb")):
        print("running", path.name, flush=True)
        notebook = nbformat.read(path, as_version=4)
        execute(notebook, path.parent)
        path.write_text(tidied(nbformat.writes(notebook)), encoding="utf-8")


if __name__ == "__main__":
    main()
