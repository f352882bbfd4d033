"""Renders the executed course as web pages: Sphinx reads the notebooks, and nothing runs.

uv run --group site python tests/tools/build_site.py site

The pages ask no other host for anything. With the environment variable SITE_URL, the address at
which they are published, each has a card for the sites that link it.
"""

import argparse
import ast
import html
import pathlib
import re
import shutil
import tempfile
import urllib.parse

import nbformat
from sphinx.cmd import build as sphinx

from helpers.exercises.notebooks import of_notebook
from support.notebooks import OPENS_A_LAB
from support.paths import NOTEBOOKS, ROOT
from tools import site_errors, site_labs

SETTINGS = pathlib.Path(__file__).parent / "site_settings"
# A link to a place in another notebook or in the glossary, and the words it stands under.
TO_A_PLACE = re.compile(r"\[([^\[\]]+)\]\((?:\.\./)?(\w+)\.(?:ipynb|md)(#[\w-]+)\)")
# The first words of a page are those that a search engine shows, so its source stands below.
HEAD = re.compile(
    r"(\*\*Source:.*?)(\*\*You will be able to\*\*\n\n.*?\n\n)(?=\*\*You need first)", re.DOTALL
)
QUESTIONS = re.compile(r'course\.predict\("(\d+)"\)')
HELP_OF_EXERCISE = re.compile(r"# q\d\.hint\(\)\n# q\d\.solution\(\)")
NEEDS_A_KERNEL = (
    "Checking needs a kernel: [run the notebook](index.md#run-it-yourself), and it says what is "
    "right and what is misunderstood."
)
LAB = """<div class="lab"{recorded}>
<p>This is the lab as it opens. Its controls need a kernel:
<a href="index.html#run-it-yourself">run the notebook</a>.</p>
<details><summary>What it says and offers</summary><pre>{words}</pre></details>
</div>"""
FIRST_LAB = 'course.loss_metric_lab(task="regression")'
INDEX = """# Blueprints and numbers

{about}

## Play

Choose another loss: the network that was trained with it ends elsewhere, and the fingerprint of
its weights changes. Choose another metric: nothing changes but what you see.

{lab}

## Read it

{contents}

## Run it yourself

The labs and the exercises come alive in the notebooks. You need
[uv](https://docs.astral.sh/uv/getting-started/installation/), and the folder of the course:

```sh
uv run jupyter lab notebooks/00_start_here.ipynb
```
"""
PART = """```{{toctree}}
:caption: {caption}
:maxdepth: 1

{names}
```
"""
PAGES = ("GLOSSARY.md", "CHEATSHEET.md")
PARTS = {
    "Start": ("00",),
    "Symbolic tensors": ("01", "02", "03"),
    "Losses and metrics": ("04", "05", "06", "07", "08"),
    "By need": ("09", "10", "11", "12", "13"),
}


def build(folder):
    """Writes the site into a folder.

    Args:
        folder: Path of the folder. It is made where it is missing.

    Raises:
        RuntimeError: If Sphinx warns of anything.
    """
    with tempfile.TemporaryDirectory() as source, site_labs.processes() as pool:
        source = pathlib.Path(source)
        labs = write_source(source)
        recorded = [pool.submit(site_labs.write, lab, folder / _path(lab)) for lab in sorted(labs)]
        if sphinx.main(["-q", "-W", "--keep-going", str(source), str(folder)]):
            raise RuntimeError("Sphinx has warned of something; its lines are above.")
        for each in recorded:
            each.result()
    shutil.rmtree(folder / ".doctrees")


def write_source(folder):
    """Writes what Sphinx reads: its settings, a first page, and the notebooks for readers.

    Args:
        folder: Path of the folder.

    Returns:
        Set of the lines of code that open the labs which the pages replay.
    """
    labs = {FIRST_LAB}
    shutil.copy(SETTINGS / "conf.py", folder)
    shutil.copytree(SETTINGS / "_static", folder / "_static")
    for path in ROOT.glob("notebooks/*.py"):
        shutil.copy(path, folder)
    for name in ("picture.js", "picture.css"):
        shutil.copy(ROOT / "helpers" / "labs" / name, folder / "_static")
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        labs |= mark_labs(notebook)
        nbformat.write(for_readers(notebook), folder / path.name)
    for name in PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("](notebooks/", "]("), encoding="utf-8")
    site_errors.write(folder)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    about, alt, picture = re.search(
        r"^# .*?\n\n(.*?)\n\n!\[(.*?)\]\((.*?)\)", readme, re.DOTALL
    ).groups()
    shutil.copy(ROOT / picture, folder / "_static")
    still = f"![{alt}](_static/{pathlib.Path(picture).name})"
    lab = LAB.format(recorded=_recorded(FIRST_LAB), words=html.escape(alt))
    text = INDEX.format(about=about, lab=f"{still}\n\n{lab}", contents=_contents())
    (folder / "index.md").write_text(text, encoding="utf-8")
    return labs


def mark_labs(notebook):
    """Marks the cells of a notebook whose labs are replayed, and returns the set of their code."""
    labs = set()
    for cell in notebook.cells:
        opened = OPENS_A_LAB.search(cell.source) if cell.cell_type == "code" else None
        if opened and opened[1] in site_labs.OFFERED and _is_alone(cell.source):
            cell.metadata.recorded = _recorded(cell.source)
            labs.add(_recording(cell.source)[0])
    return labs


def _is_alone(source):
    """Whether a cell only opens a lab, and needs nothing of the cells above it."""
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return names == {"course"}


def _recording(source):
    """Returns the code of the lab that is recorded for a cell, and where its replay begins.

    A lab that opens at settings which its recording offers needs none of its own.
    """
    call = ast.parse(source).body[0].value
    given = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
    if given.keys() <= site_labs.OFFERED[call.func.attr].keys():
        return f"course.{call.func.attr}()", given
    return source, {}


def _path(source):
    name = re.sub("[^a-z_0-9]+", "-", source.removeprefix("course.")).strip("-")
    return f"_static/labs/{name}.json"


def _recorded(source):
    (lab,) = OPENS_A_LAB.findall(source)
    code, start = _recording(source)
    begins = html.escape(urllib.parse.urlencode(start))
    return f' id="{lab}" data-recorded="{_path(code)}" data-start="{begins}"'


def _contents():
    parts = []
    for caption, numbers in PARTS.items():
        names = [path.name for path in NOTEBOOKS if path.name.startswith(numbers)]
        parts.append(PART.format(caption=caption, names="\n".join(names)))
    parts.append(PART.format(caption="Look up", names="\n".join([*PAGES, "errors.md"])))
    return "\n".join(parts)


def for_readers(notebook):
    """Makes a notebook one to read: no widgets, hints and solutions to unfold, links for pages.

    Args:
        notebook: The notebook, executed; it is changed.

    Returns:
        The notebook.
    """
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = TO_A_PLACE.sub(r'<a href="\2.html\3">\1</a>', cell.source)
            cell.source = cell.source.replace("](../", "](")  # all pages are in one folder
            cell.source = HEAD.sub(r"\2\1", cell.source)
            cells.append(cell)
        elif "exercise" in cell.metadata:
            cell.outputs = []
            cells += [cell, *_exercise(cell.metadata.exercise)]
        elif asked := QUESTIONS.fullmatch(cell.source):
            cells.append(_markdown(_questions(asked[1])))
        elif not HELP_OF_EXERCISE.fullmatch(cell.source):
            cells += [cell, *_still(cell)]
    notebook.cells = cells
    return notebook


def _questions(notebook):
    """Returns the questions to predict, as HTML: `course.css` shows an answer after a choice."""
    return "\n".join(
        _question(f"question-{number}", question)
        for number, question in enumerate(of_notebook(notebook).QUESTIONS, start=1)
    )


def _question(name, question):
    options = "".join(
        f'<label><input type="radio" name="{name}"'
        f"{' data-right' if option == question.answer else ''}> {html.escape(option)}"
        f'<span class="reply">{html.escape(question.wrong.get(option, ""))}</span></label>'
        for option in question.options
    )
    answer, reason = html.escape(question.answer), html.escape(question.reason)
    return (
        f'<fieldset class="question"><legend>{html.escape(question.text)}</legend>{options}'
        f'<p class="answer" role="status"><b class="right">✓ Yes.</b>'
        f'<b class="wrong">✗ No: {answer}.</b> {reason}</p></fieldset>'
    )


def _exercise(number):
    """Yields the help that a learner calls for in the notebook, folded."""
    exercises = {each.number: each for each in of_notebook(number[:2]).EXERCISES}
    yield _markdown(NEEDS_A_KERNEL)
    yield from _folded("Hint", str(exercises[number].hint()))
    yield from _folded("One solution", f"```python\n{exercises[number].solution()}\n```")


def _folded(summary, text):
    yield _markdown(f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>")


def _still(cell):
    """Leaves the picture of a lab, and adds its words."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            alt = output.metadata["image/png"]["alt"]
            # The theme would darken it, and its colours are chosen for a white ground.
            cell.metadata.mystnb = {"image": {"alt": alt, "classes": "dark-light"}}
            if OPENS_A_LAB.search(cell.source):
                words = html.escape(data["text/plain"].split("\n\n", 1)[-1])
                words = re.sub(r"\n\n+", "\n", words)  # a blank line would end the HTML
                recorded = cell.metadata.pop("recorded", "")
                yield _markdown(LAB.format(recorded=recorded, words=words))


def _markdown(text):
    return nbformat.v4.new_markdown_cell(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="where to write the pages")
    build(parser.parse_args().folder)
