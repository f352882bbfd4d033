"""Each lab, opened as its notebook opens it, operated by mouse and by keyboard."""

import re

from playwright.sync_api import expect

from support.lab_page import LabPage


def test_tensor_lab(open_lab):
    lab = open_lab("02_find_out_why_a_loss_has_no_number.ipynb", "tensor_lab")
    expect(lab.said).to_contain_text("'KerasTensor' object has no attribute 'numpy'")

    with lab.another_picture():
        lab.root.get_by_role("button", name="Feed three rows through it").click()
    expect(lab.said).to_contain_text("it still holds none")

    with lab.another_picture():
        lab.menu("Execution mode").select_option("Inside a tf.function")
    expect(lab.said).to_contain_text("'SymbolicTensor' object has no attribute 'numpy'")

    with lab.another_picture():
        lab.press("Step", "ArrowLeft")
    expect(lab.said).to_contain_text("tf.square(error)")
    code = "course.tensor_lab(mode='tf_function', step='square', feed=True)"
    expect(lab.code).to_contain_text(code)
    assert not lab.violations()


def test_gradient_lab(open_lab):
    lab = open_lab("03_train_with_a_loss_that_has_a_number.ipynb", "gradient_lab")
    expect(lab.said).to_contain_text("y_pred: 1.02")

    with lab.another_picture():
        lab.menu("Start from").select_option("stop_gradient")
    expect(lab.said).to_contain_text("stop_gradient")
    expect(lab.said).to_contain_text("before, it was 1.02")

    with lab.another_picture():
        text = lab.root.locator("textarea")
        text.fill("def mine(y_true, y_pred):\n    return ops.mean(ops.square(y_true - y_pred))")
        lab.page.keyboard.press("Tab")
    expect(lab.said).to_contain_text("You changed the function")

    text.fill("def mine(y_true):\n    return 1 +")
    lab.page.keyboard.press("Tab")
    expect(lab.said).to_contain_text("That did not work")
    assert not lab.violations()


def test_loss_curve_lab(open_lab):
    lab = open_lab("04_train_on_one_loss_and_report_another_metric.ipynb", "loss_curve_lab")
    with lab.another_picture():
        lab.press("Outlier", "End")
    expect(lab.said).to_contain_text("slope 0.97, without the outlier 0.72")

    with lab.another_picture():
        lab.drag("Outlier", 0)
    expect(lab.code).to_contain_text("outlier=0.0")
    expect(lab.said).to_contain_text("slope 0.72, without the outlier 0.72")

    with lab.another_picture():
        lab.menu("Losses").select_option(["Huber", "Log-cosh"])
    expect(lab.said.get_by_role("listitem")).to_have_count(2)
    assert not lab.violations()


def test_top_k_lab(open_lab):
    lab = open_lab("06_score_the_top_k_of_many_classes.ipynb", "top_k_lab")
    expect(lab.said).to_contain_text("cross-entropy")
    loss = re.search(r"cross-entropy: (\d\.\d+)", lab.said.inner_text())[1]
    with lab.another_picture():
        lab.press("k", "ArrowLeft", "ArrowLeft")
    expect(lab.code).to_contain_text("k=1")
    expect(lab.said).to_contain_text(loss)

    with lab.another_picture():
        lab.drag("epoch", 0.3)
    expect(lab.code).to_contain_text("epoch=4")
    assert not lab.violations()


def test_loss_metric_lab(open_lab):
    lab = open_lab("07_choose_a_loss_and_metrics_for_your_task.ipynb", "loss_metric_lab")
    expect(lab.said).to_contain_text("Fingerprint")
    expect(lab.slider("Look at epoch")).to_have_attribute("aria-valuetext", "20")
    fingerprint = re.search(r"weights: (\w+)", lab.said.inner_text())[1]

    with lab.another_picture():
        lab.menu("Metrics").select_option("R² score")
    expect(lab.said).to_contain_text("identical to the bit")
    assert lab.said.inner_text().count(fingerprint) == 2

    with lab.another_picture():
        lab.menu("Draw earlier runs too").check()
        lab.menu("Loss").select_option("Huber")
    expect(lab.said).to_contain_text("from Mean squared error to Huber")
    assert lab.said.inner_text().count(fingerprint) == 1

    with lab.another_picture():
        lab.menu("Swap loss to").select_option("Mean absolute error")
    expect(lab.said).to_contain_text("second loss from no swap to Mean absolute error")

    with lab.another_picture():
        lab.press("Epochs", "ArrowLeft")
    expect(lab.said).to_contain_text("epochs from 20 to 19")

    # Play, pause and step only look at what was trained.
    lab.press("Look at epoch", "Home")
    expect(lab.said).to_contain_text("epoch 1 of 19")
    with lab.another_picture():
        lab.root.get_by_role("button", name="Next epoch").click()
    expect(lab.said).to_contain_text("epoch 2 of 19")
    lab.root.locator(".widget-play button").first.click()
    expect(lab.said).to_contain_text("epoch 19 of 19")

    with lab.another_picture():
        lab.menu("Task").select_option("Binary: yes or no")
    expect(lab.said).to_contain_text("Trained with Binary cross-entropy")
    assert not lab.violations()


def test_the_last_of_many_fast_changes_wins(run_all):
    page = run_all("00_start_here.ipynb")
    assert page.get_by_text("Everything that the course needs is here.").last.is_visible()
    lab = LabPage(page, "loss_metric_lab")
    expect(lab.said).to_contain_text("Fingerprint")
    with lab.another_picture():
        lab.press("Seed", *["ArrowRight"] * 15, *["ArrowLeft"] * 12)
    expect(lab.code).to_contain_text("seed=3")
    expect(lab.slider("Seed")).to_have_attribute("aria-valuetext", "3")
    page.wait_for_timeout(1000)
    expect(lab.code).to_contain_text("seed=3")


def test_all_losses_lab(open_lab):
    lab = open_lab("07_choose_a_loss_and_metrics_for_your_task.ipynb", "all_losses_lab")
    with lab.another_picture():
        lab.menu("Judge them by").select_option("Recall")
    expect(lab.said).to_contain_text("identical to the bit")
    with lab.another_picture():
        lab.menu("Task").select_option("Regression: one number")
    expect(lab.said).to_contain_text("worst with Mean absolute percentage error")
    with lab.another_picture():
        lab.press("Seed", "ArrowRight")
    expect(lab.code).to_contain_text("seed=1")
    assert not lab.violations()
