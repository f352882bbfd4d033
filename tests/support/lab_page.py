"""A lab as a learner sees it: what it says and shows, and its controls by their labels."""

import contextlib
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support import lab_server

# Violations of ipywidgets 8 itself, which a lab cannot mend: the handle of a slider has no
# name for screen readers, and neither have the buttons of a player.
OF_IPYWIDGETS = {
    "aria-input-field-name": "noUi-handle",
    "button-name": "fa fa-(play|pause|stop|repeat)",
}
# What a lab shows, of its outermost element.
WORDS = "root => root.querySelector('.said [role=status], .widget-html [role=status]').innerText"
CODE = """
root => [...root.querySelectorAll(".code, .widget-html")]
    .map(it => it.innerText).find(text => text.startsWith("As code:"))
"""
PICTURE = """
root => {
    const shown = root.querySelector("img, .course-picture .panels");
    return shown.src || shown.innerHTML;
}
"""


class LabPage:
    """One lab on an open page.

    Args:
        page: Playwright `Page` with a notebook that was run.
        name: Name of the function of `course` that opened the lab.
    """

    def __init__(self, page, name):
        self.page, self.name = page, name
        self.root = page.locator(f".{name}").first
        self.said = self.root.locator(".said, .widget-html").get_by_role("status")
        self.picture = self.root.locator("img, .course-picture .panels")
        self.code = self.root.get_by_text("As code:")

    def unfold(self):
        """Shows the controls under *More*, by keyboard."""
        below = self.root.locator(".course-folded")
        expect(below).to_be_hidden()
        self.root.get_by_text("More", exact=True).press("Enter")
        expect(below).to_be_visible()

    @property
    def is_folded(self):
        """Whether controls are hidden under *More*."""
        return self.root.locator(".course-more details:not([open])").count() > 0

    def menu(self, label):
        """Finds a menu, a list, a text field or a check box by the label beside it."""
        return self.root.get_by_label(label, exact=True)

    def slider(self, label):
        """Finds the handle of a slider by the label beside it."""
        name = self.page.locator("label").get_by_text(label, exact=True)
        return self.root.locator(".widget-hslider", has=name).get_by_role("slider")

    def press(self, label, *keys):
        """Moves a slider with keys of the keyboard."""
        self.slider(label).focus()
        for key in keys:
            self.page.keyboard.press(key)

    def way(self, label):
        """Returns the places of handle, left end and right end of a slider, and its height."""
        slider = self.slider(label)
        slider.scroll_into_view_if_needed()
        track = slider.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
        handle = slider.bounding_box()
        ends = track["x"], track["x"] + track["width"]
        return handle["x"] + handle["width"] / 2, *ends, track["y"] + track["height"] / 2

    def drag(self, label, share, seconds=0.1):
        """Drags the handle of a slider to a share of its length with the mouse."""
        start, left, right, height = self.way(label)
        end, moves = left + (right - left) * share, max(1, round(seconds * 50))
        self.page.mouse.move(start, height)
        self.page.mouse.down()
        for move in range(1, moves + 1):
            self.page.mouse.move(start + (end - start) * move / moves, height)
            self.page.wait_for_timeout(1000 * seconds / moves)
        self.page.mouse.up()

    @contextlib.contextmanager
    def another_picture(self):
        """Checks that what is done inside changes both the words and the picture."""
        with self._another(WORDS), self._another(PICTURE):
            yield

    @contextlib.contextmanager
    def another_line_of_code(self):
        """Checks that what is done inside is answered: the lab says another line of code."""
        with self._another(CODE):
            yield

    @contextlib.contextmanager
    def _another(self, what):
        self.said.wait_for()
        before = self.root.evaluate(what)
        yield
        lab_server.wait_until(self.root, what, before)

    def wait_for_positions(self, count):
        """Waits until the browser has so many positions of sliders that were sent ahead."""
        self.page.wait_for_function(
            "([root, count]) => root.dataset.positions >= count",
            arg=[self.root.locator(".course-picture").element_handle(), count],
            timeout=lab_server.RUN_MILLISECONDS,
        )

    def check_that_everybody_can_use_it(self):
        """A slider answers to the keyboard, a menu answers, and axe-core finds nothing to mend."""
        if self.is_folded:
            self.unfold()
        for slider in self.root.get_by_role("slider").all()[-1:]:
            first = slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemin")
            with self.another_line_of_code():
                slider.press("ArrowRight" if first else "ArrowLeft")
        for menu in self.root.locator("select:not([multiple]):visible").all()[:1]:
            with self.another_line_of_code():
                menu.select_option(index=menu.evaluate("it => (it.selectedIndex + 1) % it.length"))
        found = self.violations()
        assert not found, found

    def violations(self):
        """Returns what axe-core finds in the lab, beyond what ipywidgets brings along."""
        found = Axe().run(self.page, context=f".{self.name}").response
        assert found["passes"], "axe looked at nothing"
        return [
            (violation["id"], node["html"])
            for violation in found["violations"]
            for node in violation["nodes"]
            if not re.search(OF_IPYWIDGETS.get(violation["id"], "$^"), node["html"])
        ]
