"""SetupCheck: what this machine has, shown by a widget, so that it tests widgets too."""

import html
import importlib.metadata
import platform

import ipywidgets as widgets
import tensorflow as tf

COURSE = "blueprints-and-numbers"
PACKAGES = ("tensorflow", "keras", "tf-keras", "matplotlib", "ipywidgets", "jupyterlab")


class SetupCheck(widgets.HTML):
    """A table of versions and the device that TensorFlow uses.

    Args:
        rows: Pairs of a name and what was found.
        ready: Whether the course can run here.
    """

    def __init__(self, rows, ready):
        self.ready = ready
        cells = "".join(
            f"<tr><th style='text-align:left; padding-right:2em'>{html.escape(name)}</th>"
            f"<td style='text-align:left'>{html.escape(found)}</td></tr>"
            for name, found in rows
        )
        summary = "Everything that the course needs is here." if ready else "Something is missing."
        super().__init__(f"<table>{cells}</table><b>{summary}</b>")

    def __repr__(self):
        return f"SetupCheck(ready={self.ready})"


def check_setup():
    """Looks whether this machine has what the course needs.

    Returns:
        A widget with versions and the device in use. Its `ready` is True when
        a small computation on that device, and its gradient, come out right.
    """
    versions = [(name, importlib.metadata.version(name)) for name in PACKAGES]
    gpus = tf.config.list_logical_devices("GPU")
    device = f"{len(gpus)} GPU: TensorFlow uses the first one" if gpus else "CPU, which is enough"
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x**2
    ready = bool(y == 9.0) and bool(tape.gradient(y, x) == 6.0)
    course = ("this course", importlib.metadata.version(COURSE))
    python = ("Python", platform.python_version())
    return SetupCheck([course, python, *versions, ("device", device)], ready)
