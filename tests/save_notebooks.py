"""Executes notebooks and saves them so that a diff shows only what changed.

    uv run python tests/save_notebooks.py                 all notebooks
    uv run python tests/save_notebooks.py notebooks/01*   some of them
    uv run python tests/save_notebooks.py --check         write nothing, say which are not tidy
"""

import argparse
import pathlib
import sys

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
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


def tidy(notebook):
    """Removes what differs from save to save: ids, timings, editor state, versions."""
    notebook.metadata = {
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
        **({"widgets": notebook.metadata["widgets"]} if "widgets" in notebook.metadata else {}),
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        for key in ("execution", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
    _rename_widgets(notebook)


def _rename_widgets(notebook):
    """Gives widget models numbers instead of the random ids of the run."""
    text = nbformat.writes(notebook)
    states = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    for number, name in enumerate(states):
        text = text.replace(name, f"widget-{number:04}")
    renamed = nbformat.reads(text, as_version=4)
    notebook.cells, notebook.metadata = renamed.cells, renamed.metadata


WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="only say which are not tidy")
    arguments = parser.parse_args()
    untidy = []
    for path in arguments.paths or sorted(NOTEBOOKS.glob("*.ipynb")):
        before = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(before, as_version=4)
        if not arguments.check:
            print("running", path.name, flush=True)
            execute(notebook, path.parent)
        tidy(notebook)
        after = nbformat.writes(notebook) + "\n"
        if arguments.check and before != after:
            untidy.append(path.name)
        if not arguments.check:
            path.write_text(after, encoding="utf-8")
    if untidy:
        sys.exit("Not tidy: " + ", ".join(untidy) + ". Run tests/save_notebooks.py on them.")


if __name__ == "__main__":
    main()
