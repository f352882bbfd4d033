"""Renders the executed course as a static site: pages to read, where nothing has to run.

uv run python tests/tools/build_site.py site

The pages need no network and no kernel. A lab is shown by its last picture, its sentence and
its choices, because its controls would move nothing.
"""

import argparse
import html
import pathlib
import re
import shutil

import nbformat
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

from support.paths import NOTEBOOKS, ROOT
from tools.save_notebooks import WIDGET_STATE, WIDGET_VIEW

MODEL = "IPY_MODEL_"  # stands before the name of a widget where another one holds it
NAME = "Blueprints and numbers"
STYLE = """
body { font: 1rem/1.6 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 0; }
main, nav { max-width: 50rem; margin: 0 auto; padding: 0.5rem 1rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1.5rem; }
a { color: #0b5394; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
p, li, td, th { overflow-wrap: break-word; }
code, pre { font-family: ui-monospace, Consolas, monospace; font-size: 0.875rem; }
:not(pre) > code { background: #f2f2f2; overflow-wrap: anywhere; }
pre, table { overflow-x: auto; }
pre { margin: 0; padding: 0.6rem; }
table { display: block; border-collapse: collapse; }
td, th { border: 1px solid #c4c4c4; padding: 0.25rem 0.5rem; text-align: left; min-width: 5rem; }
img { max-width: 100%; }
figure { margin: 0.5rem 0; overflow-x: auto; }
figure img { max-width: none; }
.input .highlight { background: #f6f6f6; border-left: 3px solid #0b5394; margin: 1rem 0 0; }
.output { border-left: 3px solid #c4c4c4; margin: 0 0 1rem; padding-left: 0.5rem; }
.choice { display: inline-block; max-width: 100%; box-sizing: border-box; padding-right: 1rem; }
.output_stderr { background: #fdeeee; }
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav aria-label="Notebooks">{links}</nav>
<main>
{body}
</main>
</body>
</html>
"""
INTRODUCTION = f"""# {NAME}

{{about}}

These pages are for reading. The labs and the exercises come alive when you run the notebooks;
the README says how. Each page shows what its notebook put out when it was last run.

"""


def as_html(widgets, name):
    """Returns what a widget shows, as HTML that needs no script.

    Args:
        widgets: Dict from the name of a widget to its model, as a notebook stores it.
        name: Name of the widget.
    """
    model, state = widgets[name], widgets[name]["state"]
    if "children" in state:
        inner = [child.removeprefix(MODEL) for child in state["children"]]
        return "\n".join(as_html(widgets, child) for child in inner)
    if model["model_name"] == "HTMLModel":
        return f"<div>{state['value']}</div>"
    if model["model_name"] == "ImageModel":
        return _image(model["buffers"][0]["data"], state["tooltip"])
    if not state.get("description") or model["model_name"].startswith(("Button", "Toggle")):
        return ""  # nothing can be pressed here
    if widgets[state["layout"].removeprefix(MODEL)]["state"]["display"] == "none":
        return ""
    name, choice = html.escape(state["description"].rstrip(":")), html.escape(_choice(state))
    tag = "pre" if "\n" in choice else "b"
    return f'<span class="choice">{name}: <{tag}>{choice}</{tag}></span>'


def _image(data, alt):
    return (
        f'<figure tabindex="0" role="group" aria-label="Picture">'
        f'<img src="data:image/png;base64,{data.strip()}" alt="{html.escape(alt)}"></figure>'
    )


def _choice(state):
    """Returns what is chosen in a control, in the words of the control."""
    options = state.get("_options_labels")
    if options is None:
        value = state["value"]
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    chosen = state["index"]
    return ", ".join(options[each] for each in (chosen if isinstance(chosen, list) else [chosen]))


def _still(notebook):
    """Puts HTML in the place of widgets and pictures, which need a kernel or have no frame."""
    widgets = notebook.metadata.pop("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            view = data.pop(WIDGET_VIEW, None)
            picture = data.pop("image/png", None)
            if view and "text/html" not in data:
                data["text/html"] = as_html(widgets, view["model_id"])
            elif picture:
                data["text/html"] = _image(picture, output.metadata["image/png"]["alt"])
    return notebook


def _page(title, body, neighbours=()):
    """Returns a page; `neighbours` are the paths of notebooks that its first line links."""
    linked = [("index.html", "All notebooks")]
    linked += [(f"{path.stem}.html", title_of(path)) for path in neighbours]
    links = "\n".join(f'<a href="{to}">{html.escape(text)}</a>' for to, text in linked)
    body = re.sub(r'(href="[^":]*)\.ipynb(["#])', r"\1.html\2", body)
    return PAGE.format(title=html.escape(title), links=links, body=body)


def title_of(path):
    """Returns the title of the notebook in a file."""
    first = nbformat.read(path, as_version=4).cells[0].source
    return first.splitlines()[0].removeprefix("# ")


def build(folder):
    """Writes the site into a folder.

    Args:
        folder: Path of the folder. It is made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "style.css").write_text(STYLE + HtmlFormatter().get_style_defs(".highlight"))
    for path in ROOT.glob("notebooks/*.py"):
        shutil.copy(path, folder)
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        optimistic_validation=True,  # once for each notebook, and not after each of eight steps
    )
    for number, path in enumerate(NOTEBOOKS):
        body, _ = exporter.from_notebook_node(_still(nbformat.read(path, as_version=4)))
        neighbours = NOTEBOOKS[max(0, number - 1) : number] + NOTEBOOKS[number + 1 : number + 2]
        page = _page(f"{title_of(path)} – {NAME}", body, neighbours)
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    about = re.search(r"^# .*?\n\n(.*?)\n\n!\[", readme, re.DOTALL)[1]
    contents = "\n".join(f"- [{title_of(path)}]({path.name})" for path in NOTEBOOKS)
    text = nbformat.v4.new_markdown_cell(INTRODUCTION.format(about=about) + contents)
    body, _ = exporter.from_notebook_node(nbformat.v4.new_notebook(cells=[text]))
    (folder / "index.html").write_text(_page(NAME, body), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="where to write the pages")
    build(parser.parse_args().folder)
