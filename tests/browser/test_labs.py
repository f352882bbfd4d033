"""Each lab in its notebook, operated by mouse and by keyboard."""

import re

from playwright.sync_api import expect

from lab_page import LabPage


def test_loss_metric_lab_swaps_a_metric_and_a_loss(run_all):
    lab = LabPage(run_all("00_start_here.ipynb"), "loss_metric_lab")
    expect(lab.said).to_contain_text("Fingerprint")
    fingerprint = re.search(r"weights: (\w+)", lab.said.inner_text())[1]

    with lab.another_picture():
        lab.menu("Metrics").select_option("R² score")
    expect(lab.said).to_contain_text("identical to the bit")
    assert lab.said.inner_text().count(fingerprint) == 2

    with lab.another_picture():
        lab.menu("Loss").select_option("Huber")
    expect(lab.said).to_contain_text("from Mean squared error to Huber")
    assert lab.said.inner_text().count(fingerprint) == 1

    with lab.another_picture():
        lab.press("Epochs", "ArrowRight")
    expect(lab.said).to_contain_text("epochs from 10 to 11")
    expect(lab.code).to_contain_text("epochs=11")


def test_a_loss_of_ones_own_is_in_the_open_lab(run_all):
    name = "04_train_on_one_loss_and_report_another_metric.ipynb"
    lab = LabPage(run_all(name), "loss_metric_lab")
    with lab.another_picture():
        lab.menu("Loss").select_option("my_loss (your own)")
    expect(lab.said).to_contain_text("to my_loss (your own)")
