"""Figure of many training runs: one quantity of all of them, in small panels."""

import textwrap

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.figures.still import BLUE, ORANGE


def all_losses(curves, judge):
    """Draws one quantity of many runs as small panels with the same axes.

    Args:
        curves: Dict from the label of a loss to the quantity after each epoch.
        judge: `Entry` of the quantity, for its label and direction.

    Returns:
        A matplotlib `Figure`.
    """
    columns, width, height = 4, 2.05, 1.6
    rows = -(-len(curves) // columns)
    size = (width * columns, height * rows + 0.3)
    figure = Figure(figsize=size)
    finals = {name: values[-1] for name, values in curves.items() if np.isfinite(values).all()}
    pick = min if judge.direction == "lower" else max
    best = pick(finals, key=finals.get) if finals else None
    first = None
    for number, (name, values) in enumerate(curves.items()):
        row, column = divmod(number, columns)
        left, bottom = 0.62 + column * 1.9, size[1] - 0.35 - row * height - 1.1
        box = (left / size[0], bottom / size[1], 1.7 / size[0], 1.1 / size[1])
        axis = figure.add_axes(box, sharex=first, sharey=first)
        first = first or axis
        axis.tick_params(labelsize=7, labelleft=column == 0)
        for other in curves.values():
            axis.plot(range(1, len(other) + 1), other, color="#D9D9D9", linewidth=0.8)
        style = {"color": ORANGE, "linewidth": 2.5} if name == best else {"color": BLUE}
        axis.plot(range(1, len(values) + 1), values, **style)
        end = f"{values[-1]:.3g}" if name in finals else "diverged"
        words = textwrap.shorten(name, 30, placeholder=" …") + "\nat the end "
        words += end + (", the best" if name == best else "")
        axis.set_title(words, loc="left", fontsize=7, fontweight="bold" if name == best else None)
    first.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    first.yaxis.set_major_locator(MaxNLocator(nbins=4))
    what = f"{judge.label} on the validation rows ({judge.direction} is better), by epoch"
    figure.text(0.62 / size[0], 0.12 / size[1], what, fontsize=9)
    return figure
