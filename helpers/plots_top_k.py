"""Figure of one k: the ranking of one row, and the accuracy of all rows."""

import numpy as np

from helpers.plots import BLUE, GREY, ORANGE, panels, title


def top_k(scores, row, k):
    """Draws the ranked probabilities of one row beside the top-k accuracy of all rows.

    Args:
        scores: A `TopKScores`.
        row: Number of the row, counted from 0.
        k: How many classes may be named, 1 or more.

    Returns:
        A matplotlib `Figure`.
    """
    figure, (ranking, curve) = panels(2)
    _ranking(ranking, scores, row, k)
    _curve(curve, scores, k)
    return figure


def _ranking(axis, scores, row, k):
    probabilities = scores.y_pred[row]
    order = np.argsort(-probabilities, kind="stable")
    places = np.arange(1, len(order) + 1)
    heights = probabilities[order]
    axis.bar(places[:k], heights[:k], color=BLUE + "66", edgecolor=BLUE, hatch="//",
             label=f"named at k = {k}")  # fmt: skip
    axis.bar(places[k:], heights[k:], color="white", edgecolor=GREY)
    place = int(np.flatnonzero(order == scores.y_true[row].argmax())[0])
    side = "left" if place < 2 else "right" if place > len(order) - 3 else "center"
    axis.annotate(
        "true class", (place + 1, heights[place]), (0, 18), textcoords="offset points",
        ha=side, color=ORANGE, fontweight="bold",
        arrowprops={"arrowstyle": "->", "color": ORANGE, "linewidth": 2},
    )  # fmt: skip
    axis.set_xticks(places, order)
    axis.set(
        ylim=(0, 1.25), xlabel="class, highest probability first", ylabel="y_pred (probability)"
    )
    axis.set_yticks((0, 0.5, 1))
    axis.legend(frameon=False, fontsize=9, loc="upper right")
    title(axis, f"Row {row}: the {len(order)} classes ranked")


def _curve(axis, scores, k):
    classes = len(scores.accuracy)
    ks = np.arange(1, classes + 1)
    axis.plot(ks, scores.accuracy, color=BLUE, marker="o", markersize=5, label="this network")
    axis.plot(ks, ks / classes, color=GREY, linestyle="--", label="guessing")
    axis.axvline(k, color=GREY, linewidth=1)
    axis.plot(k, scores.accuracy[k - 1], "D", color=ORANGE, markeredgecolor="black", markersize=9,
              label=f"k = {k}: {scores.accuracy[k - 1]:.3f}")  # fmt: skip
    axis.set(ylim=(0, 1.05), xlabel="k (number of classes named)",
             ylabel="top-k accuracy (share of rows)")  # fmt: skip
    axis.set_xticks(ks)
    axis.legend(edgecolor="white", framealpha=1, fontsize=9, loc="lower right")
    title(axis, f"All {len(scores.ranks)} validation rows")
