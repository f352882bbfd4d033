"""The course in real Jupyter and a real Chromium: how a page is opened and what it must hold.

What a page costs is the kernel behind it: six seconds of a processor before the first cell. So
the tests of a file share kernels as far as they can, and all labs share one page.
"""

import contextlib
import os
import re
import urllib.parse

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
    "/api/kernels?",  # the server cannot list kernels while one of them starts, and is asked again
)
# What others say too, by the first part of their addresses.
OF_OTHERS = {
    "notebooks": ("reading 'schema'",),  # Notebook 7 looks for settings of JupyterLab's extensions
    "voila": (
        "RUNTIME-012",  # it loads an extension of Notebook 7
        "ERR_NAME_NOT_RESOLVED",  # it asks the web for icons and MathJax, and goes on without
    ),
}
LABS = "labs.ipynb"
# What a lab makes ready in the background takes a processor for half a minute, long after the test
# has seen its answer. And all losses at once are dozens of runs, so that lab gets the engine of the
# tests without a browser.
SET_UP_LABS = """\
import functools

from helpers import course, session
from helpers.labs.loss_metric import LossMetricLab
from support import lab_fakes

course.start(seed=0)
compute = LossMetricLab.compute
compute.prepare = compute.compile_ahead = lambda config, data: None
course.all_losses_lab = functools.partial(
    lab_fakes.opened, course.all_losses_lab, lab_fakes.WillingEngine()
)"""
expect.set_options(timeout=ANSWER_MILLISECONDS)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Gives the folder that is served: a copy of each notebook."""
    folder = tmp_path_factory.mktemp("course")
    for path in NOTEBOOKS:
        write(folder / path.name, cells(path.name))
    return folder


@pytest.fixture
def nothing_ahead(folder, request):
    """Makes the labs of the notebook `NAME` of a file train nothing ahead of the hand.

    It competes for the processor with all that a test waits for.
    """
    name = request.module.NAME
    quiet = cells(name)
    for cell in quiet:
        cell.source = cell.source.replace("course.start(", "course.start(prefetch=False, ")
    write(folder / name, quiet)
    yield
    write(folder / name, cells(name))


@pytest.fixture(scope="session")
def jupyter(folder, tmp_path_factory):
    with lab_server.serve(folder, tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture(scope="module")
def server(jupyter):
    """Gives the server; the kernels that the tests of a file started end after them."""
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
        # One context is one learner's browser: what it has loaded once, it has.
        yield browser.new_context(viewport={"width": 1360, "height": 1000})
        browser.close()


@pytest.fixture
def page(server, browser):
    """Gives an empty page, closed before the kernels end; its console must stay free of errors."""
    with _watched_page(browser) as (page, check_console):
        yield page
        check_console()


another_page = page
"""Gives a second page, as `page` does."""


@contextlib.contextmanager
def _watched_page(browser):
    """Gives an empty page, and a function that fails if its console said what is new and red."""
    complaints = []
    page = browser.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.extend(_complaint(said)))

    def check_console():
        host = urllib.parse.urlsplit(page.url).path.split("/")[1]
        foreign = (*OF_JUPYTERLAB, *OF_OTHERS.get(host, ()))
        ours = [text for text in complaints if not any(part in text for part in foreign)]
        complaints.clear()
        assert not ours, "\n".join(ours)

    yield page, check_console
    page.close()


def _complaint(said):
    if said.type == "error":
        yield f"{said.text} {said.location['url']}"


@pytest.fixture
def run_all(page, server):
    """Opens a notebook in JupyterLab, unless the page shows it, runs all cells, gives the page."""

    def opened(name, page=page):
        _run_all(page, server, name)
        return page

    return opened


@pytest.fixture(scope="module")
def lab_tab(server, browser, folder):
    """Gives a page with a notebook that was set up and has one more cell, which is empty."""
    # Written anew, because JupyterLab may have saved the last page with labs that are gone.
    write(folder / LABS, [nbformat.v4.new_code_cell(code) for code in (SET_UP_LABS, "")])
    with _watched_page(browser) as (page, check_console):
        page.goto(server.address(LABS))
        lab_server.run_all_cells(page)
        first = page.locator(".jp-CodeCell .jp-InputArea-prompt").first
        expect(first).to_have_text("[1]:", timeout=lab_server.RUN_MILLISECONDS)
        yield page, check_console


@pytest.fixture
def open_lab(lab_tab):
    """Opens a lab by the code of the cell in which a notebook opens it; gives a `LabPage`.

    All tests of a file run it in the same cell of one page: each has a new lab, and there is
    no other. nbval runs the notebook. Code may come before it, and `ahead` says whether
    positions of its sliders are sent ahead: those of a training run are, long after its test.
    """
    page, check_console = lab_tab

    def opened(name, lab, before="", ahead=True):
        needed = next(cell for cell in cells(name) if f"course.{lab}(" in cell.source)
        code = f"session.state.prefetch = {ahead}\n{before}{needed.source}"
        lab_server.run_code(page, page.locator(".jp-CodeCell").last, code)
        check_outputs(page, [needed])
        return LabPage(page, lab)

    yield opened
    check_console()


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


def _run_all(page, server, name):
    code = [cell for cell in cells(name) if cell.cell_type == "code"]
    if name not in page.url:
        page.goto(server.address(name))
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    expect(prompts).to_have_count(len(code))
    before = prompts.last.inner_text()
    lab_server.run_all_cells(page)
    with contextlib.suppress(AssertionError):
        lab_server.wait_until_run(prompts.last, before)
    check_outputs(page, code)  # first, because a cell that failed stops those below it
    first, last = (
        int(prompt.inner_text().strip("[]:")) for prompt in (prompts.first, prompts.last)
    )
    assert last - first == len(code) - 1


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
