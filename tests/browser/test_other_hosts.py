"""The labs outside JupyterLab: in Notebook 7, and as a page of Voilà."""

from playwright.sync_api import expect

from support import lab_server
from support.lab_page import LabPage

NAME = "00_start_here.ipynb"
# What these two say in the console about themselves, with any notebook.
FOREIGN = (
    "reading 'schema'",  # Notebook 7 looks for settings of JupyterLab's extensions
    "RUNTIME-012",  # Voilà loads an extension of Notebook 7
    "ERR_NAME_NOT_RESOLVED",  # Voilà asks the web for icons and MathJax, and goes on without
)


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


def test_notebook_7(page, server):
    page.goto(server.address(NAME, "notebooks"))
    lab_server.run_all_cells(page)
    swap_a_loss(page)


def test_voila(page, server):
    page.goto(server.address(NAME, "voila/render"), timeout=lab_server.RUN_MILLISECONDS)
    swap_a_loss(page)
