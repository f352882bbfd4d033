"""The screen of a lab whose picture the kernel paints."""

import html

import ipywidgets as widgets
import traitlets

from helpers.figures import still
from helpers.labs.words import status

# What is drawn on white is turned, and its colours are turned back.
STYLE = """<style>[data-jp-theme-light="false"] .course-image {
filter: invert(0.93) hue-rotate(180deg); }</style>"""


class _Image(widgets.Image):
    """An image whose tooltip is its text alternative."""

    # The front end reads it before it shows a tooltip, and `Image` does not have it.
    description = traitlets.Unicode("").tag(sync=True)


class ImageScreen(widgets.VBox):
    """Sentence, picture and line of code; the kernel paints the picture."""

    sliders = ()

    def __init__(self, sliders):
        self._sentence, self._code = widgets.HTML(), widgets.HTML()
        # Stretched to the width of its column, it would be blurred; in that of a phone nobody
        # could read it, so it is wider there, and can be moved.
        natural = {"max_width": "max(100%, 600px)", "align_self": "flex-start", "display": "none"}
        natural["margin"] = "0"  # or it is wider than its box on every screen
        self._image = _Image(format="png", layout=natural)
        self._image.add_class("course-image")
        wide = widgets.Box([self._image], layout={"overflow": "auto", "max_width": "100%"})
        super().__init__([self._sentence, wide, self._code, widgets.HTML(STYLE)])

    def show(self, view, code, settings):
        """Shows a `View`, and the code that leads to it."""
        picture = still.png(view.figure)
        with self._image.hold_sync():  # one message, or the browser would draw it twice
            self._image.value, self._image.tooltip = picture, view.alt
        self._image.layout.display = None
        self.say(view.sentence)
        self._code.value = f"As code: <code>{html.escape(code)}</code>"

    def say(self, sentence):
        """Changes the sentence, and leaves the picture."""
        self._sentence.value = status(sentence, "min-height: 3em; line-height: 1.4")

    @property
    def sentence(self):
        """The sentence, as HTML."""
        return self._sentence.value

    @property
    def alt(self):
        """What the picture shows, in words."""
        return self._image.tooltip or ""

    @property
    def png(self):
        """The bytes of the picture."""
        return bytes(self._image.value)
