"""Figure of one k: the ranking of one row, and the accuracy of all rows."""

import numpy as np

from helpers.figures.still import BLUE, GREY, ORANGE, empty, legend, mark, panels, title


def top_k(scores):
    """Draws the top-k accuracy of all rows: all that no k and no row changes.

    Args:
        scores: A `TopKScores`.

    Returns:
        A function from the number of a row, counted from 0, and k, 1 or more, to the matplotlib
        `Figure`. It is the same figure each time, changed.
    """
    figure, (ranking, curve) = panels(2)
    ranking.set_animated(True)
    move = _curve(curve, scores)

    def at(row, k):
        empty(ranking)
        _ranking(ranking, scores, row, k)
        move(k)
        return figure

    return at


def _ranking(axis, scores, row, k):
    probabilities = scores.y_pred[row]
    order = np.argsort(-probabilities, kind="stable")
    places = np.arange(1, len(order) + 1)
    heights = probabilities[order]
    named = {"color": BLUE + "66", "edgecolor": BLUE, "hatch": "//", "label": f"named at k = {k}"}
    axis.bar(places[:k], heights[:k], **named)
    axis.bar(places[k:], heights[k:], color="white", edgecolor=GREY)
    place = int(np.flatnonzero(order == scores.y_true[row].argmax())[0])
    side = "left" if place < 2 else "right" if place > len(order) - 3 else "center"
    style = {"textcoords": "offset points", "ha": side, "color": ORANGE, "fontweight": "bold"}
    style["arrowprops"] = {"arrowstyle": "->", "color": ORANGE, "linewidth": 2}
    axis.annotate("true class", (place + 1, heights[place]), (0, 18), **style)
    axis.set_xticks(places, order)
    axis.set(xlabel="class, highest probability first", ylabel="y_pred (probability)")
    axis.set(ylim=(0, 1.25), yticks=(0, 0.5, 1))
    axis.legend(frameon=False, fontsize=9, loc="upper right")
    title(axis, f"Row {row}: the {len(order)} classes ranked")


def _curve(axis, scores):
    """Draws the accuracy of every k, and returns a function that marks one k."""
    classes = len(scores.accuracy)
    ks = np.arange(1, classes + 1)
    axis.plot(ks, scores.accuracy, color=BLUE, marker="o", markersize=5, label="this network")
    axis.plot(ks, ks / classes, color=GREY, linestyle="--", label="guessing")
    line = axis.axvline(0, color=GREY, linewidth=1, animated=True)
    point = mark(axis, label=" ")
    axis.set(xlabel="k (number of classes named)", ylabel="top-k accuracy (share of rows)")
    axis.set(xlim=(0.55, classes + 0.45), ylim=(0, 1.05), xticks=ks)
    names = legend(axis, "lower right")
    names.set_animated(True)
    title(axis, f"All {len(scores.ranks)} validation rows")

    def move(k):
        line.set_xdata([k, k])
        point.set_data([k], [scores.accuracy[k - 1]])
        names.get_texts()[-1].set_text(f"k = {k}: {scores.accuracy[k - 1]:.3f}")

    return move
