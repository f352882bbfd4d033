"""Figure of many training runs: one quantity of all of them, in small panels."""

import textwrap

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.figures.still import BLUE, ORANGE, add_axes


def all_losses(curves, judge, level):
    """Draws one quantity of many runs as small panels with the same axes.

    Args:
        curves: Dict from the label of a loss to the quantity, `(runs, epochs)`.
        judge: `Entry` of the quantity, for its label and direction.
        level: Labels of the losses that the best does not beat in every run.

    Returns:
        A matplotlib `Figure`.
    """
    columns, height = 4, 1.6
    wide, tall = 8.2, height * -(-len(curves) // columns) + 0.5
    figure = Figure(figsize=(wide, tall))
    first = None
    for number, (name, runs) in enumerate(curves.items()):
        row, column = divmod(number, columns)
        left, bottom = 0.62 + column * 1.9, tall - 0.35 - row * height - 1.1
        axis = add_axes(figure, left, bottom, 1.7, 1.1, sharex=first, sharey=first)
        first = first or axis
        axis.tick_params(labelsize=7, labelleft=column == 0)
        epochs = range(1, runs.shape[1] + 1)
        for others in curves.values():
            axis.plot(epochs, others.mean(axis=0), color="#D9D9D9", linewidth=0.8)
        style = {"color": ORANGE, "linewidth": 2} if name in level else {"color": BLUE}
        axis.plot(epochs, runs.T, **style)
        words = textwrap.shorten(name, 34, placeholder=" …") + "\n" + _ends(runs)
        weight = "bold" if name in level else None
        axis.set_title(words, loc="left", fontsize=7, fontweight=weight)
    first.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    first.yaxis.set_major_locator(MaxNLocator(nbins=4))
    what = f"{judge.label} on the validation rows ({judge.direction} is better), by epoch"
    what += "\nBold, orange: the best on average, and all that it does not beat in every run"
    figure.text(0.62 / wide, 0.1 / tall, what, fontsize=9)
    return figure


def _ends(runs):
    """Says where the runs of one loss ended."""
    ends = runs[:, -1]
    if not np.isfinite(ends).all():
        return "diverged"
    low, high = f"{ends.min():.3g}", f"{ends.max():.3g}"
    return f"ends at {low}" + (f" to {high}" if high != low else "")
