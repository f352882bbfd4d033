"""LossCurveLab: what an error costs, how hard it pulls, and where an outlier drags a line."""

import functools
import html

import ipywidgets as widgets

from helpers.catalogue import lookup
from helpers.figures import loss_curve as figure_of
from helpers.labs.base import Lab, Setting, View, several_hint

LOSSES = tuple(figure_of.STYLES)


class LossCurveLab(Lab):
    """Four losses of regression as curves, and as judges of fifteen points.

    Args:
        points: Function from how far the outlier is pulled up to a pair of arrays x and y.
        loss_curve: Function from the name of a loss and errors to a `LossCurve`.
        fit_line: Function from the name of a loss, x and y to a `FittedLine`.
        outlier_index: Which of the points is the outlier.
        **settings: Values to start with.
    """

    opened_by = "loss_curve_lab"

    losses = Setting("names of the losses, a tuple", names="loss")
    outlier = Setting("how far one point is pulled up, 0 to 10 units of y")

    def __init__(self, points, loss_curve, fit_line, outlier_index, **settings):
        self._points, self._index = points, outlier_index
        self._labels = {name: lookup.find("loss", name).label for name in LOSSES}
        self._loss_curve = functools.cache(lambda name: loss_curve(name, figure_of.ERRORS))
        self._fit = functools.cache(lambda name, outlier: fit_line(name, *points(outlier)))
        controls = {
            "losses": widgets.SelectMultiple(
                options=[(label, name) for name, label in self._labels.items()],
                value=LOSSES[:3],
                rows=len(LOSSES),
                description="Losses",
            ),
            "outlier": widgets.FloatSlider(
                value=6, min=0, max=10, step=0.5, readout_format=".1f", description="Outlier"
            ),
        }
        column = [controls["losses"], several_hint("losses"), controls["outlier"]]
        super().__init__(controls, settings, column)

    def view(self, change):
        """Fits a line for each loss; see the base class."""
        if not self.losses:
            raise ValueError("Choose one loss or more.")
        curves = [self._loss_curve(name) for name in self.losses]
        lines = [self._fit(name, self.outlier) for name in self.losses]
        x, y = self._points(self.outlier)
        reference = self._fit("huber", 0)
        at = x[self._index]
        error = reference.slope * at + reference.intercept - y[self._index]
        figure = figure_of.loss_curves(curves, lines, self._labels, x, y, (self._index, error))
        return View(figure, self._alt(lines, error), self._said(change, lines, curves, error))

    def _said(self, change, lines, curves, error):
        told = {
            "outlier": "The point moved. The curves above did not: a loss is a formula, "
            "whatever the points are. ",
            "losses": "Other losses, the same points. ",
        }.get(change.name if change else "", "")
        items = "".join(
            f"<li><b>{html.escape(self._labels[line.name])}</b>: the outlier pulls with "
            f"{_at(curve, error):.1f}; slope {line.slope:.2f}, without the outlier "
            f"{self._fit(line.name, 0).slope:.2f}</li>"
            for line, curve in zip(lines, curves, strict=True)
        )
        return (
            f"{told}The outlier lies {_off(error)} Huber's line through the points as they were "
            f'before it was pulled.<ul style="margin: 0">{items}</ul>'
        )

    def _alt(self, lines, error):
        slopes = ", ".join(f"{self._labels[line.name]} {line.slope:.2f}" for line in lines)
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
