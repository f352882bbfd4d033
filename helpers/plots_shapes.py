"""Figure of losses over the error, and of the lines that they ask for."""

import numpy as np

from helpers.plots import BLUE, GREEN, GREY, ORANGE, PURPLE, panels, title

STYLES = {
    "mean_squared_error": {"color": ORANGE, "linestyle": "-", "marker": "o"},
    "mean_absolute_error": {"color": BLUE, "linestyle": "--", "marker": "s"},
    "huber": {"color": GREEN, "linestyle": "-.", "marker": "^"},
    "log_cosh": {"color": PURPLE, "linestyle": ":", "marker": "D"},
}
ERRORS = np.linspace(-11, 4, 301)
# Fixed, so that nothing jumps while a point moves.
HIGHEST_LOSS, GRADIENT_ENDS, Y_ENDS = 12, (-8.5, 4.5), (-0.5, 20.5)


def shapes(losses, lines, labels, x, y, outlier):
    """Draws each loss, its gradient, and the line that it fits.

    Args:
        losses: Sequence of `LossShape` at `ERRORS`.
        lines: Sequence of `FittedLine`, in the same order.
        labels: Dict from the name of a loss to its label.
        x: `(points,)`.
        y: `(points,)`.
        outlier: Pair of the index of the outlier and its error `y_pred - y_true`.

    Returns:
        A matplotlib `Figure`.
    """
    figure, (loss, gradient, fits, corner) = panels(4)
    left, right = fits.get_position(), corner.get_position()
    fits.set_position((left.x0, left.y0, right.x1 - left.x0, left.height))
    corner.remove()
    index, error = outlier
    for shape in losses:
        _curve(loss, shape.name, shape.values, error)
        _curve(gradient, shape.name, shape.gradients, error)
    for axis in (loss, gradient):
        axis.axvline(error, color=GREY, linestyle=":", linewidth=1)
        axis.set(xlim=(ERRORS[0], ERRORS[-1]), xlabel="error y_pred - y_true (units of y)")
        axis.grid(alpha=0.3)
    loss.set(ylim=(-0.3, HIGHEST_LOSS), ylabel="loss of one row")
    gradient.set(ylim=GRADIENT_ENDS, ylabel="gradient of the loss")
    title(loss, "What an error costs")
    title(gradient, "How hard it pulls")
    _fits(fits, lines, labels, (x, y), index)
    return figure


def _curve(axis, name, values, error):
    style = STYLES[name]
    axis.plot(ERRORS, values, color=style["color"], linestyle=style["linestyle"])
    mark = style | {"linestyle": "", "markeredgecolor": "black"}
    axis.plot(error, np.interp(error, ERRORS, values), **mark)


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
