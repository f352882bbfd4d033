"""How long a learner waits in the browser: from a click to the new picture on the screen."""

import contextlib
import pathlib
import shutil
import statistics
import tempfile

from playwright.sync_api import expect, sync_playwright

from support import lab_server
from support.lab_page import LabPage
from support.paths import ROOT

START_MILLISECONDS = 180_000
WARM_UP, ROUNDS, DRAG_SECONDS = 6, 20, 1
COMPILE_MILLISECONDS = 15_000  # XLA compiles what was used twice

# Waits for the next picture of a lab, and for the browser to have decoded it.
CHOOSE = """
async (select, [picture, value]) => {
    const loaded = new Promise(done => picture.addEventListener("load", done, {once: true}));
    const start = performance.now();
    select.value = value;
    select.dispatchEvent(new Event("change", {bubbles: true}));
    await loaded;
    await picture.decode();
    return performance.now() - start;
}
"""
COUNT = """
picture => {
    window.pictures = [];
    picture.addEventListener("load", () => window.pictures.push(performance.now()));
}
"""


def measure():
    """Measures two labs in JupyterLab and Chromium.

    Returns:
        List of rows: what was done, and how long it took or how many pictures came.
    """
    with contextlib.ExitStack() as stack:
        root, scratch = (
            pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)
        )
        for path in ROOT.glob("notebooks/0[05]_*.ipynb"):
            shutil.copy(path, root)
        server = stack.enter_context(lab_server.serve(root, scratch))
        browser = lab_server.launch(stack.enter_context(sync_playwright()))
        rows = []
        for name, lab_name, measured in (
            ("00_start_here.ipynb", "loss_metric_lab", _training),
            ("05_judge_a_classifier_by_more_than_its_loss.ipynb", "threshold_lab", _threshold),
        ):
            page = browser.new_page(viewport={"width": 1360, "height": 1000})
            page.goto(server.address(name))
            lab_server.run_all_cells(page)
            lab = LabPage(page, lab_name)
            expect(lab.picture).to_be_visible(timeout=START_MILLISECONDS)
            lab_server.wait_until_idle(page)  # the cells below the lab run too
            rows += measured(lab)
            page.close()
            server.end_kernels()
        browser.close()
    return rows


def _training(lab):
    times = []
    for number in range(WARM_UP + ROUNDS):
        if number == WARM_UP:
            lab.page.wait_for_timeout(COMPILE_MILLISECONDS)
        # Another seed each time, or else a run from before would be shown again.
        if number >= WARM_UP:
            with lab.another_picture():
                lab.press("Seed", "ArrowRight")
        loss = ("Huber", "Mean absolute error", "Mean squared error")[number % 3]
        times.append(lab.menu("Loss").evaluate(CHOOSE, [lab.picture.element_handle(), loss]))
    warm = times[WARM_UP:]
    return [
        ["another loss, median", f"{statistics.median(warm):.0f} ms"],
        ["another loss, slowest", f"{max(warm):.0f} ms"],
        ["learning rate dragged", _dragged(lab, "Learning rate")],
    ]


def _threshold(lab):
    return [["threshold dragged", _dragged(lab, "threshold")]]


def _dragged(lab, label):
    lab.picture.evaluate(COUNT)
    lab.drag(label, 0, DRAG_SECONDS)
    lab.drag(label, 1, DRAG_SECONDS)
    lab.page.wait_for_timeout(2000)
    pictures = lab.page.evaluate("window.pictures")
    return f"{(len(pictures) - 1) / (pictures[-1] - pictures[0]) * 1000:.1f} pictures a second"
