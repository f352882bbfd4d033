"""Whole notebooks as learners go through them: all cells, a question, a lab, an exercise."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support import lab_server
from support.frameworks import runnable
from support.lab_page import LabPage
from support.speeds import exhaustive

WITH_ALL_OF_IT = "04_train_on_one_loss_and_report_another_metric.ipynb"  # and a cell that fails
OTHERS = [path.name for path in runnable() if path.name != WITH_ALL_OF_IT]


@exhaustive
@pytest.mark.parametrize("name", OTHERS)
def test_all_cells_run_past_those_that_are_meant_to_fail(run_all, server, name):
    run_all(name)
    server.end_kernels()  # eleven at once would fill the memory


def test_predict_then_play_then_solve(run_all):
    page = run_all(WITH_ALL_OF_IT)

    box = page.locator(".prediction").first
    see = box.get_by_role("button", name="See the answer").first
    expect(see).to_be_disabled()
    # By keyboard alone: the first option, and two further down.
    box.get_by_role("radio", name="yes", exact=True).first.focus()
    page.keyboard.press("Space")
    expect(see).to_be_enabled()
    see.focus()
    page.keyboard.press("Enter")
    expect(box.get_by_role("status").first).to_contain_text("No: no, it stops at fit")
    box.get_by_role("radio", name="no, it stops at fit", exact=True).check()
    see.click()
    expect(box.get_by_role("status").first).to_contain_text("Nobody made X_train")
    found = Axe().run(page, context=".prediction").response
    assert found["passes"]
    assert not [violation["id"] for violation in found["violations"]]

    lab = LabPage(page, "loss_metric_lab")
    with lab.another_picture():
        lab.menu("Loss").select_option("my_loss (your own)")
    expect(lab.said).to_contain_text("to my_loss (your own)")

    cell = page.locator(".jp-CodeCell", has_text="q2.check(mae_of_epoch)")
    output = cell.locator(".jp-OutputArea-output")
    expect(output).to_contain_text("Not attempted yet")
    mean_of_batches = "mae_of_epoch = lambda mae, sizes: mae.mean()\nq2.check(mae_of_epoch)"
    lab_server.run_code(page, cell, mean_of_batches)
    expect(output).to_contain_text("This is the mean of the batches")
    mean_of_rows = mean_of_batches.replace("mae.mean()", "(mae * sizes).sum() / sizes.sum()")
    lab_server.run_code(page, cell, mean_of_rows)
    expect(output).to_contain_text("Right. Each row counts once.")
