"""Executes notebooks and saves them so that a diff shows only what changed.

uv run python tests/tools/save_notebooks.py                 all notebooks
uv run python tests/tools/save_notebooks.py notebooks/01*   some of them
"""

import argparse
import json
import pathlib
import re

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
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
    numbered = {model: f"widget-{n:04}" for n, model in enumerate(_widget_models(notebook))}
    text = nbformat.writes(notebook)
    text = re.sub("|".join(numbered) or "$^", lambda found: numbered[found[0]], text)
    # Written anew, because the writer sorts by name.
    return nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"


def _widget_models(notebook):
    """Lists the random ids of the widgets, each after the one that holds it."""
    state = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    views = [output.get("data", {}).get(WIDGET_VIEW) for output in outputs]
    found = [view["model_id"] for view in views if view]
    for model in found:
        inner = re.findall(r"IPY_MODEL_([\w-]+)", json.dumps(state.get(model, {}), sort_keys=True))
        found += [name for name in dict.fromkeys(inner) if name not in found]
    return found


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
