"""What the web pages cost: seconds to build, bytes of each lab, and how fast they answer.

uv run --group site python tests/tools/site_speed.py
"""

import gzip
import pathlib
import statistics
import tempfile
import time

from playwright.sync_api import sync_playwright

from support import lab_server, web_server
from tools import build_site

PHONE = {"width": 390, "height": 844}
MOVES = 100
FIRST_LAB = "#loss_metric_lab"
# From a choice to the end of the frame that shows it.
MOVE = """
async (root, moves) => {
    const times = [];
    const inputs = [...root.querySelectorAll("input, select")];
    for (let move = 0; move < moves; move += 1) {
        const input = inputs[Math.floor(Math.random() * inputs.length)];
        const most = input.tagName === "SELECT" ? input.length - 1 : Number(input.max) || 1;
        input.checked = !input.checked;
        if (input.type !== "checkbox") input.value = Math.floor(Math.random() * (most + 1));
        const start = performance.now();
        input.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - start);
    }
    return times;
}
"""


def measure(folder):
    """Builds the pages into a folder and prints what they cost."""
    start = time.perf_counter()
    build_site.build(folder)
    print(f"built in {time.perf_counter() - start:.0f} s")
    for path in sorted(folder.glob("_static/labs/*.json")):
        print(f"{len(gzip.compress(path.read_bytes())) / 1e6:.2f} MB compressed: {path.stem}")
    with web_server.serve(folder) as address, sync_playwright() as playwright:
        browser = lab_server.launch(playwright)
        _print_first_page(browser, address)
        for path in sorted(folder.glob("*.html")):
            _print_moves(browser, f"{address}/{path.name}")
        browser.close()


def _print_first_page(browser, address):
    page = browser.new_context(viewport=PHONE).new_page()  # whose cache is empty
    start = time.perf_counter()
    page.goto(address)
    shown = time.perf_counter() - start
    page.locator(FIRST_LAB).scroll_into_view_if_needed()
    page.locator(f"{FIRST_LAB} figure").first.wait_for()
    played = time.perf_counter() - start
    print(f"first page on a phone: loaded after {shown:.2f} s, its lab plays after {played:.2f} s")


def _print_moves(browser, address):
    page = browser.new_page()
    page.goto(address)
    for lab in page.locator(".lab[data-recorded]").all():
        lab.scroll_into_view_if_needed()
        lab.locator("figure, img").first.wait_for()
        times = lab.evaluate(MOVE, MOVES)
        print(f"{statistics.quantiles(times, n=20)[-1]:.0f} ms for 95 of 100 moves, "
              f"{statistics.median(times):.0f} ms for half of them: "
              f"{lab.get_attribute('data-recorded')}, {address.split('/')[-1]}")  # fmt: skip
    page.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        measure(pathlib.Path(place))
