"""The course in real Jupyter and a real Chromium: how a page is opened and what it must hold."""

import contextlib
import os
import re

import nbformat
import pytest
from playwright.sync_api import Error, expect, sync_playwright

from support import lab_server, notebooks
from support.lab_page import LabPage
from support.paths import NOTEBOOKS, ROOT
from tools import save_notebooks

ANSWER_MILLISECONDS = 30_000
# What JupyterLab says of itself now and then, with any notebook.
OF_JUPYTERLAB = (
    ".woff2",  # it asks for a font of icons without its token, and goes on without it
    "Command 'filebrowser:open-path' not registered",  # the page is faster than its file browser
)
expect.set_options(timeout=ANSWER_MILLISECONDS)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Gives the folder that is served, with a copy of each notebook."""
    folder = tmp_path_factory.mktemp("course")
    for path in NOTEBOOKS:
        write(folder / path.name, cells(path.name))
    return folder


@pytest.fixture(scope="session")
def jupyter(folder, tmp_path_factory):
    with lab_server.serve(folder, tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture
def server(jupyter):
    """Gives the server; the kernels that a test started end after it."""
    yield jupyter
    jupyter.end_kernels()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        try:
            browser = lab_server.launch(playwright)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"there is no Chromium or Chrome here: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def page(server, browser, request):
    """Gives an empty page, closed before the kernels end; its console must stay free of errors.

    A module may name, in `FOREIGN`, parts of messages that are not ours.
    """
    yield from _quiet_page(browser, request)


@pytest.fixture
def another_page(server, browser, request):
    """Gives a second page, as `page` does."""
    yield from _quiet_page(browser, request)


def _quiet_page(browser, request):
    complaints = []
    page = browser.new_page(viewport={"width": 1360, "height": 1000})
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.extend(_complaint(said)))
    yield page
    page.close()
    foreign = (*OF_JUPYTERLAB, *getattr(request.module, "FOREIGN", ()))
    ours = [text for text in complaints if not any(part in text for part in foreign)]
    assert not ours, "\n".join(ours)


def _complaint(said):
    if said.type == "error":
        yield f"{said.text} {said.location['url']}"


@pytest.fixture
def run_all(page, server):
    """Opens a notebook in JupyterLab, runs all cells, and gives the page."""

    def opened(name, page=page, before=0):
        """`before`: how often all cells have run in the same kernel before."""
        _run_all(page, server, name, cells(name), before)
        return page

    return opened


@pytest.fixture
def open_lab(page, server, folder):
    """Runs the cell that opens a lab, in a notebook with no other cells; gives a `LabPage`.

    nbval runs the others. In the browser they would only take time.
    """

    def opened(name, lab):
        setup, *others = [cell for cell in cells(name) if cell.cell_type == "code"]
        needed = [setup, next(cell for cell in others if f"course.{lab}(" in cell.source)]
        write(folder / f"{lab}.ipynb", needed)
        _run_all(page, server, f"{lab}.ipynb", needed)
        return LabPage(page, lab)

    return opened


def cells(name):
    """Returns the cells of a notebook, but not those that start processes."""
    found = notebooks.cells(ROOT / "notebooks" / name)
    return [cell for cell in found if not notebooks.starts_processes(cell)]


def write(path, cells):
    """Writes a notebook without outputs: what is seen then was made there and then."""
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": save_notebooks.KERNEL})
    nbformat.write(notebook, path)


def _run_all(page, server, name, cells, before=0):
    page.goto(server.address(name))
    lab_server.run_all_cells(page)
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    last = f"[{(before + 1) * sum(cell.cell_type == 'code' for cell in cells)}]:"
    with contextlib.suppress(AssertionError):
        expect(prompts.last).to_have_text(last, timeout=lab_server.RUN_MILLISECONDS)
    check_outputs(page, cells)  # first, because a cell that failed stops those below it
    expect(prompts.last).to_have_text(last)


def check_outputs(page, cells):
    """Those cells fail that are meant to, and nothing else is red."""
    # JupyterLab marks errors and warnings alike.
    red = page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()
    errors = [text for text in red if "Traceback (most recent call last)" in text]
    expected = [cell.metadata.raises.type for cell in cells if "raises" in cell.metadata]
    assert [re.search(r"\w+", text)[0] for text in errors] == expected
    warnings = [cell.metadata.warns for cell in cells if "warns" in cell.metadata]
    assert len(red) == len(errors) + len(warnings)
    assert page.get_by_text("Error displaying widget").count() == 0
