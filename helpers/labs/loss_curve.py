"""LossCurveLab: what an error costs, how hard it pulls, and where an outlier drags a line."""

import html
from types import SimpleNamespace

import ipywidgets as widgets

from helpers.catalogue import lookup
from helpers.figures import loss_curve as figures
from helpers.labs.base import Lab, View, remembers
from helpers.labs.settings import choice, slider
from helpers.scoring.loss_curves import LOSSES, OUTLIER, fit_line, loss_curve, points

LABELS = {name: lookup.find("loss", name).label for name in LOSSES}


class LossCurveLab(Lab):
    """Shows what an error costs, how hard it pulls, and where an outlier drags a line."""

    losses = choice(
        "Losses", "a tuple of losses", LABELS, tuple(LABELS)[:3], LABELS, widgets.SelectMultiple,
        names="loss", rows=len(LABELS),
    )  # fmt: skip
    outlier = slider(
        "Outlier", "how far one point is pulled up, in units of y", 0, 10, 6.0, step=0.5,
        readout_format=".1f",
    )  # fmt: skip

    replayed = ("outlier",)
    compute = SimpleNamespace(points=points, loss_curve=loss_curve, fit_line=fit_line)

    @remembers(None)
    def _curve(self, name):
        return self.compute.loss_curve(name, figures.ERRORS)

    @remembers(256)
    def _fit(self, name, outlier):
        return self.compute.fit_line(name, *self.compute.points(outlier))

    def view(self, chosen, change):
        """Fits a line for each loss; see the base class."""
        if not chosen.losses:
            raise ValueError("Choose one loss or more.")
        curves = tuple(self._curve(name) for name in chosen.losses)
        lines = [self._fit(name, chosen.outlier) for name in chosen.losses]
        x, y = self.compute.points(chosen.outlier)
        others = self._fit("huber", 0)
        error = others.slope * x[OUTLIER] + others.intercept - y[OUTLIER]
        points = (x, y), OUTLIER, float(error), chosen.outlier
        figure = figures.loss_curves(curves, lines, LABELS, *points)
        return View(figure, _alt(lines, error), self._what_pulls(change, lines, curves, error))

    def _what_pulls(self, change, lines, curves, error):
        told = {
            "outlier": "The point moved. The curves above did not: a loss is a formula, "
            "whatever the points are. ",
            "losses": "Other losses, the same points. ",
        }.get(change.name if change else "", "")
        items = "".join(
            f"<li><b>{html.escape(LABELS[line.name])}</b>: the outlier pulls with "
            f"{_at(curve, error):.1f}; slope {line.slope:.2f}, without the outlier "
            f"{self._fit(line.name, 0).slope:.2f}</li>"
            for line, curve in zip(lines, curves, strict=True)
        )
        return (
            f"{told}The outlier lies {_off(error)} Huber's line through the points as they were "
            f'before it was pulled.<ul style="margin: 0">{items}</ul>'
        )


def _alt(lines, error):
    slopes = ", ".join(f"{LABELS[line.name]} {line.slope:.2f}" for line in lines)
    return (
        "Two panels show losses and their gradients over the error; a third shows fifteen "
        f"points, one of them {_off(error)} the line of the others, and a line for each loss. "
        f"Slopes: {slopes}."
    )


def _at(curve, error):
    """Returns the size of the gradient at an error, from the curve."""
    return abs(curve.gradients[abs(curve.errors - error).argmin()])


def _off(error):
    return f"{abs(error):.1f} {'above' if error < 0 else 'below'}"
