"""Two tabs of a browser on one notebook, which share its kernel."""

from playwright.sync_api import expect

from support.lab_page import LabPage

NAME = "00_start_here.ipynb"


def test_both_tabs_work_and_run_all_is_right_in_each(run_all, another_page):
    first = run_all(NAME)
    second = run_all(NAME, another_page, before=3)
    for page, loss in ((second, "Huber"), (first, "Log-cosh"), (second, "Log-cosh")):
        lab = LabPage(page, "loss_metric_lab")
        with lab.another_picture():
            lab.menu("Loss").select_option(loss)
        expect(lab.said).to_contain_text(f"to {loss}")
    run_all(NAME, first, before=6)
