"""Executes notebooks and saves them so that a diff shows only what changed.

uv run python tests/tools/save_notebooks.py                 all notebooks
uv run python tests/tools/save_notebooks.py notebooks/01*   some of them
"""

import argparse
import pathlib

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TIMEOUT_SECONDS = 300


def execute(notebook, folder, allow_errors=False):
    """Runs all cells in a fresh kernel.

    Args:
        notebook: The notebook; it gets the outputs.
        folder: Where the kernel runs.
        allow_errors: Whether any cell may fail; otherwise only those tagged `raises-exception`.
    """
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_SECONDS,
        allow_errors=allow_errors,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
    )
    client.execute()


def tidied(text):
    """Removes what differs from save to save: ids, timings, editor state, versions, widgets.

    Without its kernel no widget lives: then its picture and its words are shown.
    """
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        for key in ("execution", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)
    return nbformat.writes(notebook) + "\n"


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
