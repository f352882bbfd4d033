"""Picture of losses over the error, and of the lines that they ask for."""

import numpy as np

from helpers.figures.picture import (
    Axis,
    Handle,
    Label,
    Line,
    Panel,
    Picture,
    Points,
    Rule,
    Spot,
    numbers,
    ticks,
)

STYLES = {
    "mean_squared_error": ("orange", "solid"),
    "mean_absolute_error": ("blue", "dashed"),
    "huber": ("green", "dashdot"),
    "log_cosh": ("purple", "dotted"),
}
ERRORS = np.linspace(-11, 4, 301)
# Fixed, so that nothing jumps while a point moves. What lies beyond is marked at the edge.
LOSS_ENDS, GRADIENT_ENDS, X_ENDS, Y_ENDS = (-0.6, 14), (-10, 4.5), (-0.3, 10.3), (-0.5, 20.5)


def loss_curves(curves, lines, labels, points, outlier, error, pulled):
    """Describes losses, their gradients, and the lines that fit some points.

    Args:
        curves: Sequence of `LossCurve` at `ERRORS`.
        lines: Sequence of `FittedLine`, in the same order.
        labels: Dict from the name of a loss to its label.
        points: Pair of arrays `(points,)`, x and y.
        outlier: Index of the outlier.
        error: Its error `y_pred - y_true`.
        pulled: How far it was pulled up.

    Returns:
        A `Picture`.
    """
    error_axis = Axis(
        "error y_pred - y_true (dotted: the outlier)", ERRORS[0], ERRORS[-1], ticks(-11, 4)
    )
    panels = []
    for title, label, name, ends in (
        ("What an error costs", "loss of one row", "values", LOSS_ENDS),
        ("How hard it pulls", "gradient of the loss", "gradients", GRADIENT_ENDS),
    ):
        marks = [Rule(error, "", "dotted")]
        for curve in curves:
            marks += _curve(labels[curve.name], curve.name, getattr(curve, name), ends, error)
        panels.append(Panel(title, error_axis, Axis(label, *ends, ticks(*ends)), tuple(marks)))
    return Picture((*panels, _fits(lines, labels, points, outlier, pulled)))


def _curve(label, name, values, ends, error):
    """Yields a curve and a mark of an error on it.

    Where the curve has left the panel, the mark stands at the edge, with the value beside it.
    """
    color, dash = STYLES[name]
    inside = np.where((values >= ends[0]) & (values <= ends[1]), values, np.nan)
    yield Line(numbers(ERRORS), numbers(inside), label, color, dash)
    value = float(np.interp(error, ERRORS, values))
    shown = min(max(value, ends[0] + 0.5), ends[1] - 0.5)
    yield Spot(error, shown, "", color)
    if shown != value:
        yield Label(f"{value:.0f}, off the scale", error, shown)


def _fits(lines, labels, points, outlier, pulled):
    x, y = map(numbers, points)
    ends = np.array(X_ENDS)
    marks = [
        Line(
            X_ENDS,
            numbers(line.slope * ends + line.intercept),
            f"{labels[line.name]}: slope {line.slope:.2f}",
            *STYLES[line.name],
        )
        for line in lines
    ]
    marks += [
        Points(x, y, "one row", "ink"),
        Spot(x[outlier], y[outlier], "outlier", "ink"),
    ]
    axes = Axis("x", *X_ENDS, ticks(*X_ENDS)), Axis("y (units of y)", *Y_ENDS, ticks(*Y_ENDS))
    handle = Handle("outlier", "y", float(points[1][outlier] - pulled))
    return Panel("The line that each loss asks for", *axes, tuple(marks), handle)
