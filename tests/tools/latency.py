"""How long a learner waits in the browser: from a hand's move to the frame that shows it."""

import contextlib
import itertools
import pathlib
import re
import shutil
import statistics
import tempfile

from playwright.sync_api import expect, sync_playwright

from support import lab_server
from support.lab_page import LabPage
from support.paths import ROOT

START_MILLISECONDS = 180_000
ROUNDS, DRAG_SECONDS, RATES = 20, 1, 17

# Notes when a picture was drawn; the browser shows it at the end of the same frame. Events are
# noted when they happened, which may be long before a busy page hears of them.
WATCH = """
panels => {
    window.drawn = [], window.moved = [], window.came = [];
    const root = panels.closest(".course-picture");
    const watch = (element, name, note) => new MutationObserver(note)
        .observe(element, {attributes: true, attributeFilter: [name]});
    watch(panels, "data-at", () => drawn.push([performance.now(), panels.dataset.at]));
    watch(root, "data-positions", () => came.push([performance.now(), root.dataset.positions]));
    for (const kind of ["keydown", "change"])
        window.addEventListener(kind, event => window.moved.push(event.timeStamp), true);
}
"""
# The mouse of Playwright waits after each move until the page has dealt with it. A hand does not:
# it moves on, and the browser tells the page once a frame where it is.
DRAG = """
async (handle, [from, to, y, milliseconds]) => {
    const send = (kind, clientX) => handle.dispatchEvent(new MouseEvent(kind, {
        clientX, clientY: y, bubbles: true, cancelable: true, buttons: 1}));
    const start = performance.now();
    send("mousedown", from);
    for (let share = 0; share < 1;) {
        share = Math.min(1, (await new Promise(requestAnimationFrame) - start) / milliseconds);
        send("mousemove", from + (to - from) * Math.max(0, share));
    }
    send("mouseup", to);
    return start;
}
"""
CHOOSE = """
(select, index) => {
    select.selectedIndex = index;  // ipywidgets writes other spaces into labels than into values
    select.dispatchEvent(new Event("change", {bubbles: true}));
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
            ("00_start_here.ipynb", "loss_metric_lab", _dragged_at_once),
            ("00_start_here.ipynb", "loss_metric_lab", _pressed_while_training),
            ("00_start_here.ipynb", "loss_metric_lab", _other_losses),
            ("05_judge_a_classifier_by_more_than_its_loss.ipynb", "threshold_lab", _threshold),
        ):
            page = browser.new_page(viewport={"width": 1360, "height": 1000})
            page.goto(server.address(name))
            lab_server.run_all_cells(page)
            lab = LabPage(page, lab_name)
            expect(lab.picture).to_be_visible(timeout=START_MILLISECONDS)
            # Until the cells below have run too, the kernel answers nobody.
            last = page.locator(".jp-CodeCell .jp-InputPrompt").last
            expect(last).to_have_text(re.compile(r"\d"), timeout=START_MILLISECONDS)
            rows += measured(lab)
            page.close()
            server.end_kernels()
        browser.close()
    return rows


def _dragged_at_once(lab):
    """Drags the learning rate as soon as it can be seen; nothing was sent ahead yet."""
    rate, start = _dragged(lab, "Learning rate")
    lab.wait_for_positions(RATES)
    came = [moment for moment, count in lab.page.evaluate("came") if int(count) >= RATES]
    return [
        ["learning rate dragged at once", f"{rate:.1f} pictures a second"],
        [f"all {RATES} positions there", f"{(came[0] - start) / 1000:.1f} s"],
    ]


def _dragged(lab, label):
    """Drags a slider to and fro; returns pictures a second, and when it began."""
    lab.picture.evaluate(WATCH)
    *places, y = lab.way(label)
    began, _ = [
        lab.slider(label).evaluate(DRAG, [here, there, y, 1000 * DRAG_SECONDS])
        for here, there in itertools.pairwise(places)
    ]
    drawn = _places(lab)
    return (len(drawn) - 1) / (drawn[-1] - drawn[0]) * 1000, began


def _places(lab):
    """Returns when a picture of another place of the sliders was drawn."""
    # The answer of the kernel to a position that is shown already is drawn, too.
    places = itertools.groupby(lab.page.evaluate("drawn"), key=lambda drawn: drawn[1])
    return [next(drawn)[0] for _, drawn in places]


def _pressed_while_training(lab):
    lab.wait_for_positions(RATES)
    lab.picture.evaluate(WATCH)
    return [["slider, position in the browser", _spread(_pressed(lab, "Learning rate"))]]


def _other_losses(lab):
    lab.page.wait_for_timeout(10_000)
    lab.picture.evaluate(WATCH)
    menu = lab.menu("Loss")
    losses = range(menu.locator("option").count())
    chosen = menu.evaluate("menu => menu.selectedIndex")
    first = [_chosen(lab, menu, loss) for loss in losses if loss != chosen]
    again = [_chosen(lab, menu, losses[number % len(losses)]) for number in range(ROUNDS)]
    return [
        ["another loss, first use, 10 s after opening", _spread(first)],
        ["another loss, used before", _spread(again)],
    ]


def _pressed(lab, label):
    """Presses arrow keys, to and fro; returns the milliseconds until each was seen."""
    lab.press(label, "Home")
    lab.page.wait_for_timeout(500)
    lab.page.evaluate("window.drawn = [], window.moved = []")
    for number in range(2 * ROUNDS):
        lab.page.keyboard.press("ArrowRight" if number % 30 < 15 else "ArrowLeft")
        lab.page.wait_for_timeout(60)
    return _waits(lab, _places(lab))


def _chosen(lab, menu, loss):
    """Chooses a loss; returns the milliseconds until it was seen."""
    lab.page.evaluate("window.drawn = [], window.moved = []")
    menu.evaluate(CHOOSE, loss)
    lab.page.wait_for_function("drawn.length > 0", timeout=START_MILLISECONDS)
    lab.page.wait_for_timeout(500)
    (wait,) = _waits(lab, [moment for moment, _ in lab.page.evaluate("drawn")])
    return wait


def _waits(lab, drawn):
    """Returns, for each move of the hand, the milliseconds until the next picture."""
    moved = lab.page.evaluate("moved")
    return [min(each - move for each in drawn if each >= move) for move in moved]


def _spread(waits):
    slow = statistics.quantiles(waits, n=20)[-1]
    return f"median {statistics.median(waits):.0f} ms, 95th percentile {slow:.0f} ms"


def _threshold(lab):
    rate, _ = _dragged(lab, "threshold")
    return [["threshold dragged", f"{rate:.1f} pictures a second"]]
