"""TensorLab: what a tensor is in each mode, and what it answers when it is asked."""

import html
from types import SimpleNamespace

import ipywidgets as widgets

from helpers.figures import tensor as figures
from helpers.labs.base import Lab, View
from helpers.labs.image import ImageScreen
from helpers.labs.settings import Setting, choice, number
from helpers.tensors import execution_modes

MODES = {
    "eager": "Eager: numbers at once",
    "tf_function": "Inside a tf.function",
    "keras_3": "Keras 3 input",
    "keras_2": "Keras 2 input",
    "tf1_graph": "Graph of TensorFlow 1",
}
STEPS = {
    "input": "x",
    "matmul": "x @ w",
    "add": "+ b",
    "subtract": "- target",
    "square": "square",
    "mean": "mean",
}
# What carries the rows through the blueprint, in each mode.
FEEDERS = {
    "tf_function": "a call of the <code>tf.function</code>",
    "keras_3": "a <code>keras.Model</code> from the inputs to all steps",
    "keras_2": "a <code>tf_keras.Model</code> from the inputs to all steps",
    "tf1_graph": "<code>Session.run</code> with a <code>feed_dict</code>",
}
ROW_HEADER = "text-align: left; vertical-align: top; padding-right: 1em; white-space: nowrap"


class TensorLab(Lab):
    """Shows what a tensor is in five execution modes, and what it answers when it is asked."""

    mode = choice(
        "Execution mode", "how the expression is executed", execution_modes.MODES, words=MODES
    )
    step = number("Step", "the step to look at", execution_modes.STEPS, words=STEPS)
    feed = Setting(
        "whether three rows are fed through the expression",
        widgets.ToggleButton,
        description="Feed three rows through it",
        icon="play",
    )

    screen_class = ImageScreen
    compute = SimpleNamespace(build_expression=execution_modes.build_expression)

    def view(self, chosen, change):
        """Shows one step of one mode; see the base class."""
        expression = self.compute.build_expression(self.mode)
        (step,) = [step for step in expression.steps if step.name == self.step]
        figure = figures.expression(expression, self.step, self.feed)
        return View(figure, _alt(step, self.feed), f"{self._lead(change, step)} {_table(step)}")

    def _lead(self, change, step):
        name = change.name if change else ""
        holds = "holds a value" if step.report.has_value else "is a blueprint and holds no value"
        if name == "feed" and not step.report.has_value:
            if not self.feed:
                return "You removed the rows. The blueprint is as it was."
            return f"{self._fed()} The blueprint is as it was: <b>it still holds none</b>."
        if name == "feed":
            return "In the eager mode the rows are in already: <b>every step holds its value</b>."
        lead = {
            "mode": "Another mode, the same expression.",
            "step": "Another step, the same mode.",
        }.get(name, "One step of the expression.")
        lead = f"{lead} <code>{html.escape(step.code)}</code> <b>{holds}</b>."
        return f"{lead} {self._fed()}" if self.feed and not step.report.has_value else lead

    def _fed(self):
        return f"Three rows went through, by {FEEDERS[self.mode]}. What comes out is a value."


def _table(step):
    report = step.report
    rows = {
        "it is": html.escape(report.kind),
        "type": _code(report.type_name),
        "shape": _code(report.shape),
        "dtype": _code(report.dtype),
        "holds a value": "yes" if report.has_value else "no",
        "<code>.numpy()</code>": _code(report.numpy_says),
        "<code>float()</code>": _code(step.float_says),
        "<code>print()</code>": _code(step.print_says),
    }
    cells = "".join(
        f'<tr><th scope="row" style="{ROW_HEADER}">{name}</th><td>{text}</td></tr>'
        for name, text in rows.items()
    )
    return f'<table style="border-spacing: 0">{cells}</table>'


def _code(text):
    style = "white-space: pre-wrap; overflow-wrap: anywhere"  # it may have several lines
    return f'<code style="{style}">{html.escape(text)}</code>'


def _alt(step, fed):
    holds = "holds a value" if step.report.has_value else "is a blueprint"
    value = ", ".join(f"{number:g}" for number in step.value.ravel())
    shown = fed or step.report.has_value
    return (
        f"A chain of {len(STEPS)} boxes from x down to the mean. The marked box, "
        f"{step.code}, has shape {step.report.shape} and {holds}. "
        + (f"Beside it stands {value}." if shown else "No value stands beside any box.")
    )
