"""TensorLab: what a tensor is in each mode, forward and back, and what it answers when asked."""

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
    "gradient": "gradient for w",
}
# What carries the rows through the blueprint, in each mode.
FEEDERS = {
    "tf_function": "a call of the <code>tf.function</code>",
    "keras_3": "a <code>keras.Model</code> from the inputs to all steps",
    "keras_2": "a <code>tf_keras.Model</code> from the inputs to all steps",
    "tf1_graph": "<code>Session.run</code> with a <code>feed_dict</code>",
}
# What a step is, by whether it holds a value; None where there is no tensor.
STATES = {
    True: "<b>holds a value</b>.",
    False: "<b>is a blueprint and holds no value</b>.",
    None: "<b>raises an error</b>: the tape reads tensors of TensorFlow, and a blueprint of Keras "
    "is none. <code>fit</code> takes the gradient in its training step, where tensors of "
    "TensorFlow go through the model.",
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
        expression = self.compute.build_expression(chosen.mode)
        (step,) = [step for step in expression.steps if step.name == chosen.step]
        figure = figures.expression(expression, chosen.step, chosen.feed)
        lead = _lead(chosen, change and change.name, step)
        return View(figure, _alt(step, chosen.feed), f"{lead} {_table(step)}")


def _lead(chosen, changed, step):
    """Says what was changed, what the step is, and what became of the rows."""
    fed = ""
    if chosen.feed and not step.has_value:
        fed = f"Three rows went through, by {FEEDERS[chosen.mode]}. What comes out is a value."
    if changed == "feed" and step.has_value:
        return "In the eager mode the rows are in already: <b>every step holds its value</b>."
    if changed == "feed" and step.report:
        if not fed:
            return "You removed the rows. The blueprint is as it was."
        return f"{fed} The blueprint is as it was: <b>it still holds none</b>."
    lead = {
        "mode": "Another mode, the same expression.",
        "step": "Another step, the same mode.",
    }.get(changed, "One step of the expression.")
    return f"{lead} <code>{html.escape(step.code)}</code> {STATES[step.has_value]} {fed}"


def _table(step):
    rows = {"error": _code(step.print_says)}
    if report := step.report:
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
    chain = (
        "A chain of boxes from x down to the mean, and one more for the gradient, on the way back "
        f"to w. The marked box, {step.code},"
    )
    if step.report is None:
        marked = "raises an error."
    else:
        holds = "holds a value" if step.has_value else "is a blueprint"
        marked = f"has shape {step.report.shape} and {holds}."
    value = ", ".join(f"{number:g}" for number in step.value.ravel())
    if fed or step.has_value:
        return f"{chain} {marked} Beside it stands {value}."
    return f"{chain} {marked} No value stands beside any box."
