"""Records become matplotlib figures: no pyplot, no global state."""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

# Okabe and Ito's palette; line style and marker say the same as the colour.
# https://jfly.uni-koeln.de/color/
TRAINING = {"color": "#0072B2", "linestyle": "-", "marker": "o", "label": "training rows"}
VALIDATION = {"color": "#D55E00", "linestyle": "--", "marker": "s", "label": "validation rows"}
PANEL_INCHES = (4.2, 3.2)
DOTS_PER_INCH = 110


def learning_curves(panels):
    """Draws training and validation curves side by side, one panel each.

    Args:
        panels: Sequence of `Curves`.

    Returns:
        A matplotlib `Figure`, up to three panels in a row.
    """
    columns = min(len(panels), 3)
    rows = -(-len(panels) // columns)
    width, height = PANEL_INCHES
    figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).flat
    for axis, curves in zip(axes, panels, strict=False):
        epochs = range(1, len(curves.train) + 1)
        for values, style in ((curves.train, TRAINING), (curves.validation, VALIDATION)):
            axis.plot(epochs, values, markersize=4, markevery=max(1, len(epochs) // 10), **style)
        axis.set_title(curves.title, loc="left", fontsize=11, fontweight="bold")
        axis.set_xlabel("epoch")
        axis.set_ylabel(f"{curves.label}\n({curves.direction} is better)")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.grid(alpha=0.3)
    for axis in list(figure.axes)[len(panels) :]:
        axis.remove()
    figure.axes[0].legend(frameon=False)
    return figure


def png(figure):
    """Renders a figure.

    Args:
        figure: A matplotlib `Figure`.

    Returns:
        The bytes of a PNG picture.
    """
    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_figure(picture, format="png", dpi=DOTS_PER_INCH)
    return picture.getvalue()
