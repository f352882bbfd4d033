"""The first notebook wherever learners open it: in two tabs, in Notebook 7, and with Voilà."""

import pytest
from playwright.sync_api import expect

from support import lab_server
from support.lab_page import LabPage

NAME = "00_start_here.ipynb"


def swap_a_loss(page):
    lab = LabPage(page, "loss_metric_lab")
    expect(lab.said).to_contain_text("Fingerprint", timeout=lab_server.RUN_MILLISECONDS)
    with lab.another_picture():
        lab.menu("Loss").select_option("Huber")
    expect(lab.said).to_contain_text("from Mean squared error to Huber")
    # With the mouse: Notebook 7 keeps the arrow keys for moving between cells.
    with lab.another_picture():
        lab.drag("Epochs", 1)
    expect(lab.code).to_contain_text("epochs=40")
    assert page.get_by_text("Error displaying widget").count() == 0


@pytest.mark.usefixtures("nothing_ahead")
def test_both_tabs_work_and_run_all_is_right_in_each(run_all, another_page):
    first = run_all(NAME)
    assert first.get_by_text("Everything that the course needs is here.").last.is_visible()
    second = run_all(NAME, another_page)
    for page, loss in ((second, "Huber"), (first, "Log-cosh"), (second, "Log-cosh")):
        lab = LabPage(page, "loss_metric_lab")
        with lab.another_picture():
            lab.menu("Loss").select_option(loss)
        expect(lab.said).to_contain_text(f"to {loss}")
    run_all(NAME, first)


@pytest.mark.usefixtures("nothing_ahead")
def test_notebook_7(page, server):
    page.goto(server.address(NAME, "notebooks"))
    lab_server.run_all_cells(page)
    swap_a_loss(page)


def test_voila(page, server):
    page.goto(server.address(NAME, "voila/render"), timeout=lab_server.RUN_MILLISECONDS)
    swap_a_loss(page)
