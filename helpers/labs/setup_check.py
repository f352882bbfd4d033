"""SetupCheck: what this machine has, shown by a widget, so that it tests widgets too."""

import html

import ipywidgets as widgets


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
        verdict = "Everything that the course needs is here." if ready else "Something is missing."
        super().__init__(f"<table>{cells}</table><b>{verdict}</b>")

    def __repr__(self):
        return f"SetupCheck(ready={self.ready})"
