"""GradientLab: where the gradient of a function flows, and which operation stops it."""

from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np

from helpers.catalogue import lookup
from helpers.figures import gradient as figures
from helpers.labs.base import Lab, View
from helpers.labs.gradient_examples import EXAMPLES
from helpers.labs.image import ImageScreen
from helpers.labs.settings import Setting, choice
from helpers.learner_code import from_text
from helpers.learner_code.messages import as_html

CUSTOM = "custom"
LABELS = {name: label for name, (label, _) in EXAMPLES.items()} | {CUSTOM: "your own"}
FIRST = "mean_squared_error"
TASKS = {
    "regression": "Regression: one number",
    "binary": "Binary: one probability",
    "multiclass": "Multiclass: ten probabilities",
}
# Code in a proportional font, with broken lines, is hard to read.
STYLE = (
    "<style>.gradient-source textarea {font-family: monospace; font-size: 11.5px; "
    "white-space: pre; overflow-x: auto}</style>"
)
MOST_NAMES = 12


class GradientLab(Lab):
    """Follows a gradient through a function, operation by operation."""

    example = choice("Start from", "function to start from", LABELS, words=LABELS)
    task = choice("Task", "what labels and predictions are", lookup.TASKS, words=TASKS)
    source = Setting(
        "Python text that defines a function of `y_true` and `y_pred`; "
        "it may use `keras`, `ops`, `tf` and `np`",
        widgets.Textarea,
        value=EXAMPLES[FIRST][1],
        description="Function (change it, then click elsewhere):",
        continuous_update=False,
        rows=9,
        layout={"width": "98%", "flex_flow": "column", "align_items": "flex-start"},
        style={"description_width": "auto"},
    )

    screen_class = ImageScreen
    compute = SimpleNamespace(explain_source=from_text.explain_source)
    report = None

    def _row(self, name):
        if name != "source":
            return super()._row(name)
        source = self.controls[name].add_class("gradient-source")
        # In a box, the text keeps its own layout: as wide as the column, below its name.
        return [widgets.VBox([widgets.HTML(STYLE), source])]

    def line_of_code(self, settings, defaults=None):
        """Returns the line of code that opens the lab with some settings."""
        function = "source" if settings["example"] == CUSTOM else "example"
        chosen = {name: settings[name] for name in (function, "task")}
        return super().line_of_code(chosen, defaults)

    def view(self, chosen, change):
        """Follows the gradient, unless neither the text nor the task changed."""
        before, report = self.report, self.compute.explain_source(chosen.source, chosen.task)
        if not report.path:
            raise ValueError(report.sentence)
        self.report = report
        return View(
            figures.gradient_path(report.path), _alt(report.path), self._what_flows(change, before)
        )

    def _adapt(self, name):
        if self.example == CUSTOM:
            return
        ready = EXAMPLES[self.example][1]
        if name == "example":
            self.controls["source"].value = ready
        if name == "source" and self.source != ready:
            self.controls["example"].value = CUSTOM

    def _what_flows(self, change, before):
        told, now = as_html(self.report.sentence), _size(self.report.path[0].size)
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


def _size(size):
    return f"{size:.3g}" if np.isfinite(size) else "infinite or NaN"


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
