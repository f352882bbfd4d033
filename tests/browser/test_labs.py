"""Each lab, opened as its notebook opens it, operated by mouse and by keyboard.

All tests of this file share one page and its kernel. Each lab has a test that holds what it is
there to show, and at the end of it, whether everybody can use it.
"""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import session
from helpers.labs import replay
from helpers.labs.loss_metric import LossMetricLab
from support import painters
from support.notebooks import first_with_each_lab
from tools import latency

FIRST = "00_start_here.ipynb"
MY_LOSS = """\
import keras

@course.loss
def my_loss(y_true, y_pred):
    return keras.ops.mean(keras.ops.abs(y_true - y_pred) ** 1.5, axis=-1)

"""
ALL = latency.RATES + 10 + 40  # of the learning rate, the epoch to look at, the epochs
SHOWN = f"""
root => [
    root.querySelector(".panels").dataset.at,
    root.querySelector(".code").innerText,
    [...root.querySelectorAll("figure")].map({painters.SEEN}),
]
"""


@pytest.fixture
def try_lab(open_lab):
    """Opens a lab as `open_lab` does, and asks at the end what is asked of every lab."""
    opened = []

    def opens(notebook, name, **options):
        opened.append(open_lab(notebook, name, **options))
        return opened[-1]

    yield opens
    for lab in opened:
        lab.check_that_everybody_can_use_it()


def test_each_lab_of_the_notebooks_is_tried_here():
    assert {f"test_{lab}" for lab in first_with_each_lab()} <= set(globals())


def test_positions_sent_ahead_hold_the_numbers_of_a_fresh_run(open_lab):
    """Among the first, because what other labs send ahead would come before."""
    lab = open_lab(FIRST, "loss_metric_lab")
    lab.unfold()
    lab.wait_for_positions(ALL)
    for label, *keys in (
        ("Epochs", "ArrowRight"),
        ("Learning rate", "ArrowRight", "ArrowRight"),
        ("Look at epoch", "ArrowLeft", "ArrowLeft", "ArrowLeft"),
    ):
        with lab.another_picture():
            lab.press(label, *keys)
        check_numbers(lab)
        lab.page.wait_for_timeout(2000 * replay.REST_SECONDS)  # the kernel has said its part
        check_numbers(lab)


def check_numbers(lab):
    """What is shown is one run, and the one that a new lab trains at that place."""
    at, code, figures = lab.root.evaluate(SHOWN)  # at one moment, because it may change
    session.forget()
    fresh = LossMetricLab(**json.loads(at))
    assert code == f"As code: {fresh.code}"
    panels = painters.seen_in_still(fresh._screen.shown.figure)
    for shown, expected in zip(figures, panels, strict=True):
        for name in ("lines", "points"):
            for here, there in zip(shown[name], expected[name], strict=True):
                np.testing.assert_allclose(here, there, atol=0.005)
        np.testing.assert_allclose(shown["rules"], expected["rules"], atol=0.005)


def test_tensor_lab(try_lab):
    lab = try_lab("03_train_with_a_loss_that_has_a_number.ipynb", "tensor_lab")
    expect(lab.said).to_contain_text("'SymbolicTensor' object has no attribute 'numpy'")

    with lab.another_picture():
        lab.root.get_by_role("button", name="Feed three rows through it").click()
    expect(lab.said).to_contain_text("it still holds none")

    with lab.another_picture():
        lab.menu("Execution mode").select_option("Keras 3 input")
    expect(lab.said).to_contain_text("'KerasTensor' object has no attribute 'numpy'")

    with lab.another_picture():
        lab.press("Step", "ArrowLeft")
    expect(lab.said).to_contain_text("keras.ops.square(error)")
    code = "course.tensor_lab(mode='keras_3', step='square', feed=True)"
    expect(lab.code).to_contain_text(code)


def test_gradient_lab(try_lab):
    lab = try_lab("03_train_with_a_loss_that_has_a_number.ipynb", "gradient_lab")
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


def test_loss_curve_lab(try_lab):
    lab = try_lab("04_train_on_one_loss_and_report_another_metric.ipynb", "loss_curve_lab")
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


def test_top_k_lab(try_lab):
    lab = try_lab("06_score_the_top_k_of_many_classes.ipynb", "top_k_lab")
    expect(lab.said).to_contain_text("cross-entropy")
    loss = re.search(r"cross-entropy: (\d\.\d+)", lab.said.inner_text())[1]
    with lab.another_picture():
        lab.press("k", "ArrowLeft", "ArrowLeft")
    expect(lab.code).to_contain_text("k=1")
    expect(lab.said).to_contain_text(loss)

    with lab.another_picture():
        lab.drag("epoch", 0.3)
    expect(lab.code).to_contain_text("epoch=4")


def test_loss_metric_lab(try_lab):
    notebook = "07_choose_a_loss_and_metrics_for_your_task.ipynb"
    lab = try_lab(notebook, "loss_metric_lab", ahead=False)
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

    # Play and step only look at what was trained.
    lab.press("Look at epoch", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(lab.said).to_contain_text("epoch 16 of 19")
    with lab.another_picture():
        lab.root.get_by_role("button", name="Next epoch").click()
    expect(lab.said).to_contain_text("epoch 17 of 19")
    lab.page.wait_for_timeout(2000 * replay.REST_SECONDS)  # what comes now is another move
    lab.root.locator(".widget-play button").first.click()
    expect(lab.said).to_contain_text("epoch 19 of 19")

    with lab.another_picture():
        lab.menu("Task").select_option("Binary: yes or no")
    expect(lab.said).to_contain_text("Trained with Binary cross-entropy")


def test_the_last_of_many_fast_changes_wins(open_lab):
    lab = open_lab(FIRST, "loss_metric_lab")
    lab.unfold()
    with lab.another_picture():
        lab.press("Seed", *["ArrowRight"] * 15, *["ArrowLeft"] * 12)
    expect(lab.code).to_contain_text("seed=3")
    expect(lab.slider("Seed")).to_have_attribute("aria-valuetext", "3")
    lab.page.wait_for_timeout(1000)
    expect(lab.code).to_contain_text("seed=3")


def test_a_custom_loss_is_in_the_menu(open_lab):
    notebook = "04_train_on_one_loss_and_report_another_metric.ipynb"
    lab = open_lab(notebook, "loss_metric_lab", before=MY_LOSS, ahead=False)
    with lab.another_picture():
        lab.menu("Loss").select_option("my_loss (your own)")
    expect(lab.said).to_contain_text("to my_loss (your own)")


def test_all_losses_lab(try_lab):
    lab = try_lab("07_choose_a_loss_and_metrics_for_your_task.ipynb", "all_losses_lab")
    with lab.another_picture():
        lab.menu("Judge them by").select_option("Recall")
    expect(lab.said).to_contain_text("identical to the bit")
    with lab.another_picture():
        lab.menu("Task").select_option("Regression: one number")
    expect(lab.code).to_contain_text("course.all_losses_lab()")
    lab.press("Seed", "ArrowRight")
    expect(lab.code).to_contain_text("seed=1")
    expect(lab.said).to_contain_text("You changed the seed")


def test_threshold_lab(try_lab):
    lab = try_lab("05_judge_a_classifier_by_more_than_its_loss.ipynb", "threshold_lab")
    with lab.another_picture():
        lab.press("threshold", "ArrowRight")
    expect(lab.said).to_contain_text("from 0.50 to 0.51")
    expect(lab.said).to_contain_text("did not move: neither knows the threshold")

    with lab.another_picture():
        lab.drag("threshold", 1)
    expect(lab.said).to_contain_text("precision is 0/0, and Keras says 0")

    with lab.another_picture():
        lab.menu("truth is yes in").select_option("5% of all rows")
    expect(lab.said).to_contain_text("Other rows, so a network was trained again")


def test_fraud_lab(try_lab):
    lab = try_lab("08_find_out_when_loss_and_metric_disagree.ipynb", "fraud_lab")
    with lab.another_picture():
        lab.drag("Threshold", 0)
    expect(lab.said).to_contain_text("nothing was trained, and the probabilities are the same")
    expect(lab.said).to_contain_text("108 of 108 frauds are stopped")

    with lab.another_picture():
        lab.press("Weight of fraud", "ArrowRight")
    expect(lab.code).to_contain_text("weight=3")
    expect(lab.said).to_contain_text("You changed the weight of a fraud")

    lab.unfold()
    with lab.another_picture():
        lab.menu("Loss").select_option("Dice")
    expect(lab.said).to_contain_text("You changed the loss, so a network was trained again")


def test_replica_lab(try_lab):
    lab = try_lab("09_train_one_loss_on_several_devices.ipynb", "replica_lab")
    with lab.another_picture():
        lab.press("Replicas", "ArrowRight")
    expect(lab.said).to_contain_text("It is 4.89 times as large")

    with lab.another_picture():
        lab.drag("Rows there", 0)
    expect(lab.code).to_contain_text("n_rows=1")
    expect(lab.said).to_contain_text("NaN spoils everything")

    with lab.another_picture():
        lab.menu("Reduction").select_option("each its sum / rows there; add")
    expect(lab.said).to_contain_text("They agree, and so do the gradients")


def test_loss_breakdown_lab(try_lab):
    lab = try_lab("11_explain_the_number_that_fit_prints.ipynb", "loss_breakdown_lab")
    expect(lab.said).to_contain_text("The largest cause: moving weights")
    with lab.another_picture():
        lab.menu("The weights move").uncheck()
    expect(lab.said).to_contain_text("Nothing moves one away from the other")

    with lab.another_picture():
        lab.menu("L2 penalty").check()
    expect(lab.said).to_contain_text("The largest cause: penalties")
    expect(lab.code).to_contain_text("course.loss_breakdown_lab(moves=False, penalty=True)")


def test_without_its_kernel_a_lab_goes_on_with_what_it_has_and_says_so(open_lab, server):
    """The last test of this file, because no lab works after it."""
    lab = open_lab(FIRST, "loss_metric_lab")
    lab.wait_for_positions(latency.RATES)
    server.end_kernels()
    with lab.another_picture():
        lab.press("Learning rate", "ArrowRight")
    expect(lab.said).to_contain_text("from 0.001 to 0.001778")
    expect(lab.root.get_by_text("this lab is asleep")).to_be_visible()
