"""The course in real JupyterLab and a real Chromium: run all cells, click, look."""

import os
import pathlib
import re

import nbformat
import pytest
from playwright.sync_api import Error, expect, sync_playwright

import lab_server

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
RUN_MILLISECONDS = 180_000
ANSWER_MILLISECONDS = 30_000


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serves copies without outputs: what is seen then was made there and then."""
    root = tmp_path_factory.mktemp("course")
    for path in NOTEBOOKS.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata.pop("widgets", None)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, root / path.name)
    with lab_server.serve(root, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="module")
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
def run_all(address, browser):
    """Opens a notebook, runs all cells, and gives the page; checks what every page must hold."""
    complaints = []
    page = browser.new_page(viewport={"width": 1360, "height": 1000})
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def opened(name):
        page.goto(address(name))
        wait_for_kernel(page)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
        count = sum(cell.cell_type == "code" for cell in cells(name))
        expect(prompts.last).to_have_text(f"[{count}]:", timeout=RUN_MILLISECONDS)
        return page

    yield opened
    page.close()
    assert complaints == []


def wait_for_kernel(page):
    """Waits until the kernel stays idle: JupyterLab drops what is run while it connects."""
    status = page.locator(".jp-Notebook-ExecutionIndicator")
    in_a_row = 0
    while in_a_row < 10:
        in_a_row = in_a_row + 1 if status.get_attribute("data-status") == "idle" else 0
        page.wait_for_timeout(200)


def cells(name):
    return nbformat.read(NOTEBOOKS / name, as_version=4).cells


def check_outputs(page, name):
    """Those cells fail that are meant to, and nothing else is red."""
    # JupyterLab marks errors and warnings alike.
    red = page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()
    errors = [text for text in red if "Traceback (most recent call last)" in text]
    expected = [cell.metadata.raises.type for cell in cells(name) if "raises" in cell.metadata]
    assert [re.search(r"\w+", text)[0] for text in errors] == expected
    warnings = [cell.metadata.warns for cell in cells(name) if "warns" in cell.metadata]
    assert len(red) == len(errors) + len(warnings)
    assert page.get_by_text("Error displaying widget").count() == 0


def test_all_cells_run_past_those_that_are_meant_to_fail(run_all):
    name = "02_find_out_why_a_loss_has_no_number.ipynb"
    check_outputs(run_all(name), name)


def test_a_loss_of_ones_own_is_in_the_open_lab(run_all):
    name = "04_train_on_one_loss_and_report_another_metric.ipynb"
    page = run_all(name)
    check_outputs(page, name)
    lab = page.locator(".jp-OutputArea-output .widget-vbox").first
    lab.locator("select:not([multiple])").select_option("my_loss (your own)")
    said = lab.locator(".widget-html", has_text="ingerprint")
    expect(said).to_contain_text("to my_loss (your own)", timeout=ANSWER_MILLISECONDS)


def test_a_learner_swaps_a_metric_and_a_loss(run_all):
    page = run_all("00_start_here.ipynb")
    expect(page.get_by_text("Everything that the course needs is here.").last).to_be_visible()

    lab = page.locator(".jp-OutputArea-output .widget-vbox").first
    picture = lab.locator("img")
    metrics, losses = lab.locator("select[multiple]"), lab.locator("select:not([multiple])")
    said = lab.locator(".widget-html", has_text="ingerprint")
    first_words, first_picture = said.inner_text(), picture.get_attribute("src")
    fingerprint = re.search(r"weights: (\w+)", first_words)[1]

    metrics.select_option("R² score")
    expect(said).to_contain_text("identical to the bit", timeout=ANSWER_MILLISECONDS)
    assert said.inner_text().count(fingerprint) == 2
    assert picture.get_attribute("src") != first_picture

    losses.select_option("Huber")
    expect(said).to_contain_text("from Mean squared error to Huber", timeout=ANSWER_MILLISECONDS)
    assert said.inner_text().count(fingerprint) == 1

    lab.get_by_role("slider").last.focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("epochs from 10 to 11", timeout=ANSWER_MILLISECONDS)
