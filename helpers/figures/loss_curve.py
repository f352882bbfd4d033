"""Figure of losses over the error, and of the lines that they ask for."""

import numpy as np

from helpers.figures.still import BLUE, GREEN, GREY, ORANGE, PURPLE, empty, mark, panels, title

STYLES = {
    "mean_squared_error": {"color": ORANGE, "linestyle": "-", "marker": "o"},
    "mean_absolute_error": {"color": BLUE, "linestyle": "--", "marker": "s"},
    "huber": {"color": GREEN, "linestyle": "-.", "marker": "^"},
    "log_cosh": {"color": PURPLE, "linestyle": ":", "marker": "D"},
}
ERRORS = np.linspace(-11, 4, 301)
# Fixed, so that nothing jumps while a point moves. What lies beyond is marked at the edge.
LOSS_ENDS, GRADIENT_ENDS, Y_ENDS = (-0.6, 14), (-10, 4.5), (-0.5, 20.5)


def loss_curves(losses):
    """Draws each loss and its gradient: all that no outlier changes.

    Args:
        losses: Sequence of `LossCurve` at `ERRORS`.

    Returns:
        A function from the lines that the losses fit, the points and the outlier to the
        matplotlib `Figure`; see `at`. It is the same figure each time, changed.
    """
    figure, (loss, gradient, fits, corner) = panels(4)
    left, right = fits.get_position(), corner.get_position()
    fits.set_position((left.x0, left.y0, right.x1 - left.x0, left.height))
    corner.remove()
    fits.set_animated(True)
    movements = []
    for axis in (loss, gradient):
        line = axis.axvline(0, color=GREY, linestyle=":", linewidth=1, animated=True)
        movements.append(lambda error, line=line: line.set_xdata([error, error]))
        axis.set(xlim=(ERRORS[0], ERRORS[-1]), xlabel="error y_pred - y_true (units of y)")
        axis.grid(alpha=0.3)
    for curve in losses:
        movements.append(_curve(loss, curve.name, curve.values, LOSS_ENDS))
        movements.append(_curve(gradient, curve.name, curve.gradients, GRADIENT_ENDS))
    loss.set(ylim=LOSS_ENDS, ylabel="loss of one row")
    gradient.set(ylim=GRADIENT_ENDS, ylabel="gradient of the loss")
    title(loss, "What an error costs")
    title(gradient, "How hard it pulls")

    def at(lines, labels, x, y, outlier, error):
        """Draws the fits.

        Args:
            lines: Sequence of `FittedLine`, in the order of the losses.
            labels: Dict from the name of a loss to its label.
            x: `(points,)`.
            y: `(points,)`.
            outlier: Index of the outlier.
            error: Its error `y_pred - y_true`.
        """
        for move in movements:
            move(error)
        empty(fits)
        _fits(fits, lines, labels, (x, y), outlier)
        return figure

    return at


def _curve(axis, name, values, ends):
    """Draws a curve, and returns a function that marks an error on it.

    Where the curve has left the panel, the mark stands at the edge, with the value beside it.
    """
    style = STYLES[name]
    axis.plot(ERRORS, values, color=style["color"], linestyle=style["linestyle"])
    point = mark(axis, style["color"], marker=style["marker"], markersize=None)
    words = axis.text(0, 0, "", animated=True, color=style["color"], va="center", weight="bold")
    lowest, highest = ends[0] + 0.5, ends[1] - 0.5

    def move(error):
        value = np.interp(error, ERRORS, values)
        shown = np.clip(value, lowest, highest)
        point.set_data([error], [shown])
        words.set_position((error + 0.5, shown))
        words.set_text("" if value == shown else f"{value:.0f}, off the scale")

    return move


def _fits(axis, lines, labels, points, index):
    x, y = points
    ends = np.array([-0.3, 10.3])
    for line in lines:
        style = STYLES[line.name] | {"marker": ""}
        words = f"{labels[line.name]}: slope {line.slope:.2f}"
        axis.plot(ends, line.slope * ends + line.intercept, label=words, **style)
    axis.plot(x, y, "o", color="black", markersize=4)
    axis.plot(x[index], y[index], "D", color="black", markersize=9, markerfacecolor="white")
    axis.annotate("outlier", (x[index], y[index]), (10, 0), textcoords="offset points",
                  va="center", fontsize=9)  # fmt: skip
    axis.set(xlim=ends, ylim=Y_ENDS, xlabel="x", ylabel="y (units of y)")
    axis.grid(alpha=0.3)
    axis.legend(frameon=False, fontsize=9, loc="upper left")
    title(axis, "The line that each loss asks for")
