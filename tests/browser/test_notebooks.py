"""Whole notebooks as learners go through them: all cells, a question, a lab, an exercise."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support import lab_server
from support.frameworks import runnable
from support.lab_page import LabPage
from support.speeds import exhaustive

WITH_ALL_OF_IT = "03_train_with_a_loss_that_has_a_number.ipynb"  # and cells that fail
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
    # By keyboard alone, and wrong; then by mouse, and right.
    box.get_by_role("radio", name="never", exact=True).focus()
    page.keyboard.press("Space")
    expect(see).to_be_enabled()
    see.focus()
    page.keyboard.press("Enter")
    expect(box.get_by_role("status").first).to_contain_text("No: once")
    box.get_by_role("radio", name="once", exact=True).check()
    see.click()
    expect(box.get_by_role("status").first).to_contain_text("Yes. The other calls execute")
    found = Axe().run(page, context=".prediction").response
    assert found["passes"]
    assert not [violation["id"] for violation in found["violations"]]

    lab = LabPage(page, "gradient_lab")
    with lab.another_picture():
        lab.menu("Start from").select_option("stop_gradient")
    expect(lab.said).to_contain_text("stop_gradient")

    cell = page.locator(".jp-CodeCell", has_text="q2.check(mse_gradient)")
    output = cell.locator(".jp-OutputArea-output")
    expect(output).to_contain_text("Not attempted yet")
    of_the_sum = "mse_gradient = lambda x, y, w, b: (2 * x.T @ (x @ w + b - y), 0)"
    lab_server.run_code(page, cell, f"{of_the_sum}\nq2.check(mse_gradient)")
    expect(output).to_contain_text("This is the gradient of the sum")
    of_the_mean = of_the_sum.replace(", 0)", " / len(x), 2 * (x @ w + b - y).mean())")
    lab_server.run_code(page, cell, f"{of_the_mean}\nq2.check(mse_gradient)")
    expect(output).to_contain_text("Right. Now the tape holds no secret")
