"""Figure of losses over the error, and of the lines that they ask for."""

import numpy as np

from helpers.figures.still import BLUE, GREEN, GREY, ORANGE, PURPLE, empty, panels, title

STYLES = {
    "mean_squared_error": {"color": ORANGE, "linestyle": "-", "marker": "o"},
    "mean_absolute_error": {"color": BLUE, "linestyle": "--", "marker": "s"},
    "huber": {"color": GREEN, "linestyle": "-.", "marker": "^"},
    "log_cosh": {"color": PURPLE, "linestyle": ":", "marker": "D"},
}
ERRORS = np.linspace(-11, 4, 301)
# Fixed, so that nothing jumps while a point moves.
HIGHEST_LOSS, GRADIENT_ENDS, Y_ENDS = 12, (-8.5, 4.5), (-0.5, 20.5)


def loss_curves(losses, labels):
    """Draws each loss and its gradient: all that no outlier changes.

    Args:
        losses: Sequence of `LossCurve` at `ERRORS`.
        labels: Dict from the name of a loss to its label.

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
        movements.append(_curve(loss, curve.name, curve.values))
        movements.append(_curve(gradient, curve.name, curve.gradients))
    loss.set(ylim=(-0.3, HIGHEST_LOSS), ylabel="loss of one row")
    gradient.set(ylim=GRADIENT_ENDS, ylabel="gradient of the loss")
    title(loss, "What an error costs")
    title(gradient, "How hard it pulls")

    def at(lines, x, y, outlier, error):
        """Draws the fits.

        Args:
            lines: Sequence of `FittedLine`, in the order of the losses.
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


def _curve(axis, name, values):
    """Draws a curve, and returns a function that marks an error on it."""
    style = STYLES[name]
    axis.plot(ERRORS, values, color=style["color"], linestyle=style["linestyle"])
    mark = style | {"linestyle": "", "markeredgecolor": "black"}
    (point,) = axis.plot([], [], animated=True, **mark)
    return lambda error: point.set_data([error], [np.interp(error, ERRORS, values)])


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
