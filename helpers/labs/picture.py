"""The screen of a lab whose picture is data: the browser paints it, and replays positions."""

import dataclasses
import json
import pathlib

import anywidget
import ipywidgets as widgets
import traitlets

from helpers.figures import still
from helpers.figures.picture import as_data
from helpers.labs.words import status

HERE = pathlib.Path(__file__).parent


class PictureScreen(anywidget.AnyWidget):
    """Sentence, picture and line of code, always of one run.

    Args:
        sliders: Dict from the name of a setting to its slider. The browser watches them, and
            shows a position at once that it was sent before.
    """

    _esm = HERE / "picture.js"
    _css = HERE / "picture.css"
    now = traitlets.Dict().tag(sync=True)
    sliders = traitlets.Dict().tag(sync=True, **widgets.widget_serialization)

    def __init__(self, sliders):
        self.shown, self._numbers = None, {}
        super().__init__(sliders=sliders)

    def show(self, view, code, settings):
        """Shows a `View` and the code that leads to it.

        Args:
            view: The `View`; its figure is a `Picture`.
            code: Line of code.
            settings: Dict of the settings that lead to it.
        """
        self.shown = view
        position = as_position(view, code, settings, self.sliders)
        self._answer({**position, "picture": as_data(view.figure)})

    def say(self, sentence):
        """Changes the sentence, and leaves the picture."""
        self._answer({**self.now, "sentence": _status(sentence)})

    def _answer(self, now):
        self.now = now
        self.send({"kind": "answered"})  # because a trait that stays equal is not sent

    def send_position(self, moved, position):
        """Sends what a slider would show, ahead of the hand.

        Most marks are in many positions. Each is sent once, and goes by its number from then on.

        Args:
            moved: Name of its setting.
            position: As `as_position` makes it.

        Returns:
            How many bytes were sent.
        """
        new = {}
        panels = []
        for panel in position["picture"].panels:
            numbers = tuple(self._number(mark, new) for mark in panel.marks)
            panels.append(as_data(dataclasses.replace(panel, marks=numbers)))
        message = {**position, "kind": "position", "moved": moved, "marks": new}
        message["picture"] = {"kind": "picture", "panels": panels}
        self.send(message)
        return len(json.dumps(message))

    def _number(self, mark, new):
        if mark not in self._numbers:
            number = self._numbers[mark] = len(self._numbers)
            new[number] = as_data(mark)
        return self._numbers[mark]

    def forget_marks(self):
        """Begins to number again: a browser may have come that knows none of them."""
        self._numbers.clear()

    def send_forget(self):
        """Makes the browser forget all positions: something else was changed."""
        self.send({"kind": "forget"})

    @property
    def sentence(self):
        """The sentence, as HTML."""
        return self.now.get("sentence", "")

    @property
    def alt(self):
        """What the picture shows, in words."""
        return self.now.get("alt", "")

    @property
    def png(self):
        """The bytes of the picture as matplotlib paints it, for places without widgets."""
        return still.png(still.paint(self.shown.figure)) if self.shown else b""


def as_position(view, code, settings, sliders):
    """Returns what the browser needs to show a view, as a dict; its picture is the `Picture`.

    Args:
        view: The `View`.
        code: Line of code that leads to it.
        settings: Dict of the settings that lead to it.
        sliders: Names of those that the position depends on.
    """
    return {
        "picture": view.figure,
        "alt": view.alt,
        "sentence": _status(view.sentence),
        "code": code,
        "at": {name: settings[name] for name in sliders},
    }


def _status(sentence):
    return status(sentence, "min-height: 3em")
