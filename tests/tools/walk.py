"""Goes through notebooks in JupyterLab as a learner does, and photographs what there is to see.

uv run python tests/tools/walk.py photos notebooks/0[0-3]*    door A
uv run python tests/tools/walk.py photos notebooks/0[04-8]*   door B

Each cell is run by itself. Each question is answered wrongly, then rightly. Each exercise is tried
as it stands, with every wrong answer of `tests/support/answers.py` and with its solution, and what
is said about each answer is printed. People look at the photos; tests look in `tests/browser/`.
"""

import argparse
import pathlib
import re
import shutil
import tempfile

from playwright.sync_api import expect, sync_playwright

from helpers.exercises.notebooks import of_notebook
from support import lab_server
from support.answers import WRONG
from support.notebooks import OPENS_A_LAB, cells

WINDOW = {"width": 1280, "height": 2400}  # so high that a cell with its output is in one photo


class Walk:
    """A walk through the notebook on a Playwright `page`; all photos' paths start with `photos`."""

    def __init__(self, page, photos):
        self._page, self._photos = page, photos

    def through(self, path):
        """Runs all cells of code, in each way in which a learner may run them."""
        for place, cell in enumerate(cells(path, "code")):
            box, name = self._page.locator(".jp-CodeCell").nth(place), f"{place:02}"
            if "exercise" in cell.metadata:
                self._exercise(box, cell, name)
            elif cell.source.startswith("# q"):
                for line in cell.source.splitlines():
                    self._run(box, line.removeprefix("# "), f"{name}-{line[5:-2]}")
            else:
                self._run(box, cell.source, name)
            if "course.predict(" in cell.source:
                self._questions(box, path.name[:2], name)

    def _run(self, box, code, name):
        """Runs code in a cell, takes a photo, and returns what the cell shows."""
        lab_server.run_code(self._page, box, code)
        if OPENS_A_LAB.search(code):
            expect(box.locator(".jp-OutputArea img, .course-picture .panels").first).to_be_visible()
        box.screenshot(path=f"{self._photos}-{name}.png")
        return box.locator(".jp-OutputArea").inner_text()

    def _exercise(self, box, cell, name):
        number = cell.metadata.exercise
        (exercise,) = [each for each in of_notebook(number[:2]).EXERCISES if each.number == number]
        answers = {"blank": exercise.blank, **WRONG[number], "solved": str(exercise.solution())}
        for key, answer in answers.items():
            code = cell.source.replace(exercise.blank, answer)
            said = self._run(box, code, f"{name}-" + re.sub(r"\W+", "-", key))
            print(f"{number} {key}: {said}")

    def _questions(self, box, notebook, name):
        for place, question in enumerate(of_notebook(notebook).QUESTIONS):
            group = box.locator(".prediction > div").nth(place)
            for option in (*question.wrong, question.answer):
                group.get_by_role("radio", name=option, exact=True).check()
                group.get_by_role("button", name="See the answer").click()
                told = f"“{option}”" if option in question.wrong else "✓"
                expect(group.get_by_role("status")).to_contain_text(told)
                print(f"{notebook} {place + 1}: {group.get_by_role('status').inner_text()}")
        box.screenshot(path=f"{self._photos}-{name}-answered.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=pathlib.Path, help="folder for the photos")
    parser.add_argument("notebooks", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    options.photos.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        page = lab_server.launch(playwright).new_page(viewport=WINDOW)
        folder = pathlib.Path(scratch) / "notebooks"  # a copy, because JupyterLab saves
        shutil.copytree(options.notebooks[0].parent, folder)
        with lab_server.serve(folder, pathlib.Path(scratch)) as server:
            for path in options.notebooks:
                photos = options.photos / path.name[:2]
                page.goto(server.address(path.name))
                lab_server.wait_until_idle(page)
                page.screenshot(path=f"{photos}-opened.png")
                page.get_by_role("menuitem", name="Edit", exact=True).click()
                page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()
                Walk(page, photos).through(path)
                server.end_kernels()


if __name__ == "__main__":
    main()
