"""Notebooks as learners go through them: all cells, two tabs, a question, an exercise."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support.lab_page import LabPage

FIRST = "00_start_here.ipynb"


def test_all_cells_run_past_those_that_are_meant_to_fail(run_all):
    run_all("01_see_what_a_blueprint_holds.ipynb")


def test_the_last_of_many_fast_changes_wins(run_all):
    page = run_all(FIRST)
    assert page.get_by_text("Everything that the course needs is here.").last.is_visible()
    lab = LabPage(page, "loss_metric_lab")
    expect(lab.said).to_contain_text("Fingerprint")
    with lab.another_picture():
        lab.press("Seed", *["ArrowRight"] * 15, *["ArrowLeft"] * 12)
    expect(lab.code).to_contain_text("seed=3")
    expect(lab.slider("Seed")).to_have_attribute("aria-valuetext", "3")
    page.wait_for_timeout(1000)
    expect(lab.code).to_contain_text("seed=3")


def test_both_tabs_work_and_run_all_is_right_in_each(run_all, another_page):
    first = run_all(FIRST)
    second = run_all(FIRST, another_page, before=1)
    for page, loss in ((second, "Huber"), (first, "Log-cosh"), (second, "Log-cosh")):
        lab = LabPage(page, "loss_metric_lab")
        with lab.another_picture():
            lab.menu("Loss").select_option(loss)
        expect(lab.said).to_contain_text(f"to {loss}")
    run_all(FIRST, first, before=2)


def test_predict_then_play_then_solve(run_all):
    page = run_all("04_train_on_one_loss_and_report_another_metric.ipynb")

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
    write(page, cell, "mae_of_epoch = lambda mae, sizes: mae.mean()\nq2.check(mae_of_epoch)")
    expect(output).to_contain_text("This is the mean of the batches")
    write(page, cell, "mae_of_epoch = lambda mae, n: (mae * n).sum() / n.sum()\n"
                      "q2.check(mae_of_epoch)")  # fmt: skip
    expect(output).to_contain_text("Right. Each row counts once.")


def write(page, cell, code):
    """Replaces the code of a cell, and runs it."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
