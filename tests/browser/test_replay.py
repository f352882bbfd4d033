"""Positions that were sent ahead: the right ones, at once, and still there without a kernel."""

import json

import numpy as np
from playwright.sync_api import expect

from helpers import session
from helpers.labs.loss_metric import LossMetricLab
from support import painters
from tools import latency

NAME = "00_start_here.ipynb"
SHOWN = f"""
root => [
    root.querySelector(".panels").dataset.at,
    root.querySelector(".code").innerText,
    [...root.querySelectorAll("figure")].map({painters.SEEN}),
]
"""
PLACES = 17 + 10 + 40  # of the learning rate, of the epoch to look at, of the number of epochs


def wait_for_all(lab):
    lab.page.wait_for_function(
        f"document.querySelector('.loss_metric_lab .course-picture').dataset.positions >= {PLACES}",
        timeout=latency.START_MILLISECONDS,
    )


def test_random_positions_hold_the_numbers_of_a_fresh_run(open_lab):
    lab, random = open_lab(NAME, "loss_metric_lab"), np.random.default_rng(0)
    lab.unfold()
    for _ in range(6):
        wait_for_all(lab)
        label = str(random.choice(["Learning rate", "Epochs", "Look at epoch"]))
        key = str(random.choice(["ArrowLeft", "ArrowRight"]))
        lab.press(label, *[key] * int(random.integers(1, 4)))
        lab.page.wait_for_timeout(50)
        check(lab)
        lab.page.wait_for_timeout(1500)  # the slider rests, and the kernel has said its part
        check(lab)


def check(lab):
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


def test_without_its_kernel_it_goes_on_with_what_it_has_and_says_so(open_lab, server):
    lab = open_lab(NAME, "loss_metric_lab")
    wait_for_all(lab)
    server.end_kernels()
    with lab.another_picture():
        lab.press("Learning rate", "ArrowRight")
    expect(lab.said).to_contain_text("from 0.001 to 0.001778")
    expect(lab.root.get_by_text("this lab is asleep")).to_be_visible()
