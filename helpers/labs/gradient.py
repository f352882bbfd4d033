"""GradientLab: where the gradient of a function flows, and which operation stops it."""

import html
import re

import ipywidgets as widgets
import numpy as np

from helpers.figures import gradient
from helpers.labs.base import Lab, Setting, View
from helpers.labs.gradient_examples import EXAMPLES, OWN

FIRST = "mean_squared_error"
TASKS = [
    ("Regression: one number", "regression"),
    ("Binary: one probability", "binary"),
    ("Multiclass: ten probabilities", "multiclass"),
]
# Code in a proportional font, with broken lines, is hard to read.
STYLE = (
    "<style>.gradient-source textarea {font-family: monospace; font-size: 11.5px; "
    "white-space: pre; overflow-x: auto}</style>"
)
MOST_NAMES = 12


class GradientLab(Lab):
    """Pick a function or type one; the way of its gradient is drawn, operation by operation.

    Args:
        explain: Function from Python text and a task to a `GradientReport`; it raises
            `ValueError` if the text defines no function of two arguments.
        **settings: Values to start with.
    """

    opened_by = "gradient_lab"

    example = Setting('name of a ready function, or "own" for a text of your own')
    task = Setting('"regression", "binary" or "multiclass": what labels and predictions are')
    source = Setting("Python text that defines a function of y_true and y_pred")

    def __init__(self, explain, **settings):
        self._explain = explain
        self._asked, self.report = None, None
        options = [(label, name) for name, (label, _) in EXAMPLES.items()]
        example = widgets.Dropdown(options=[*options, ("your own", OWN)], description="Start from")
        task = widgets.Dropdown(options=TASKS, description="Task")
        source = widgets.Textarea(
            value=EXAMPLES[FIRST][1],
            description="Function (change it, then click elsewhere):",
            continuous_update=False,
            rows=9,
            layout=widgets.Layout(width="98%", flex_flow="column", align_items="flex-start"),
            style={"description_width": "auto"},
        )
        source.add_class("gradient-source")
        controls = {"example": example, "task": task, "source": source}
        # In a box, the text keeps its own layout: as wide as the column, below its name.
        column = [example, task, widgets.VBox([widgets.HTML(STYLE), source])]
        super().__init__(controls, settings, column)

    @property
    def code(self):
        """The line of code that opens the lab as it is now."""
        chosen = {"source": self.source} if self.example == OWN else {"example": self.example}
        chosen["task"] = self.task
        told = [f"{name}={value!r}" for name, value in chosen.items() if self._is_new(name)]
        return f"course.{self.opened_by}({', '.join(told)})"

    def view(self, change):
        """Follows the gradient, unless neither the text nor the task changed."""
        before = self.report
        if self._asked != (self.source, self.task):
            report = self._explain(self.source, self.task)
            if not report.path:
                raise ValueError(report.sentence)
            self._asked, self.report = (self.source, self.task), report
        path = self.report.path
        return View(gradient.gradient_path(path), _alt(path), self._said(change, before))

    def _adapt(self, name):
        if self.example == OWN:
            return
        ready = EXAMPLES[self.example][1]
        if name == "example":
            self.controls["source"].value = ready
        if name == "source" and self.source != ready:
            self.controls["example"].value = OWN

    def _is_new(self, name):
        return self.settings[name] != self._defaults[name]

    def _said(self, change, before):
        told, now = _in_words(self.report), _size(self.report.path[0].size)
        arrives = f"Size of the gradient that arrives at y_pred: <b>{now}</b>"
        if change is None or before is None:
            return f"{told} {arrives}."
        if before is self.report:
            return f"This is the function that was drawn before. {told} {arrives}."
        lead = {
            "example": "You chose another function. Labels and predictions are as before.",
            "source": "You changed the function. Labels and predictions are as before.",
            "task": "You changed the task: other labels and predictions, the same function.",
        }[change.name]
        earlier = _size(before.path[0].size)
        was = "as before" if earlier == now else f"before, it was {earlier}"
        return f"{lead} {told} {arrives} ({was})."


def _in_words(report):
    """Returns the sentence of a report as HTML, with what stands in backticks as code."""
    return re.sub("`(.*?)`", r"<code>\1</code>", html.escape(report.sentence))


def _size(size):
    if not np.isfinite(size):
        return "infinite or NaN"
    return f"{size:.3g}"


def _alt(path):
    if len(path) == 1:
        return "Only y_pred is drawn, because nothing in the function uses it."
    names = ", ".join(step.operation for step in path)
    if len(path) > MOST_NAMES:
        names = f"{len(path)} steps from y_pred to the result"
    ends = sorted({step.operation for step in path if step.stops})
    ending = f" It ends or breaks at {', '.join(ends)}." if ends else ""
    return (
        f"A chain: {names}. Arrows show the gradient on its way back. What arrives at y_pred "
        f"is {_size(path[0].size)}.{ending}"
    )
