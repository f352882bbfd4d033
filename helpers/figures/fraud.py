"""Figure of a classifier with a rare class: who is caught, what is said, and what it costs."""

import functools

import numpy as np

from helpers.figures.still import BLUE, GREY, ORANGE, empty, panels, title
from helpers.figures.threshold import answers, recall_and_precision

LOWEST = 1e-3


def fraud(scores, position, cost_of_miss):
    """Draws answers, precision and recall, calibration and the cost of every threshold.

    Args:
        scores: A `ThresholdScores`.
        position: Index of the threshold in `scores.thresholds`.
        cost_of_miss: What a miss costs; a false alarm costs 1.

    Returns:
        A matplotlib `Figure`; the next call for the same scores changes it.
    """
    figure, movements, costs = _figure(scores)
    for move in movements:
        move(position)
    empty(costs)
    _costs(costs, scores, position, cost_of_miss)
    return figure


@functools.lru_cache(maxsize=4)
def _figure(scores):
    """Draws what no threshold changes, and returns what moves the rest."""
    figure, (matrix, precision_recall, calibration, costs) = panels(4)
    movements = [answers(matrix, scores), recall_and_precision(precision_recall, scores)]
    _calibration(calibration, scores)
    # Its height depends on the threshold, so no part of this panel stays.
    costs.set_animated(True)
    return figure, movements, costs


def _calibration(axis, scores):
    """Both axes are logarithmic, because rare means small."""
    said, true = (np.maximum(values, LOWEST) for values in scores.calibration)
    ends = (LOWEST / 1.5, 1.5)
    axis.plot(ends, ends, color=GREY, linestyle=":", label="said and true are equal")
    axis.plot(said, true, "o-", color=BLUE, label="a group of rows")
    axis.set(xscale="log", yscale="log", xlim=ends, ylim=ends)
    axis.set(xlabel="mean of y_pred (said)", ylabel="share of fraud (true)")
    axis.text(0.05, 1.2 * LOWEST, "says too much", color=GREY)
    axis.legend(edgecolor="white", fontsize=9, loc="upper left")
    title(axis, "Are the probabilities right?")


def _costs(axis, scores, position, cost_of_miss):
    costs = scores.costs(cost_of_miss)
    cheapest = costs.argmin()
    # A logarithmic axis has no zero.
    shown = np.maximum(scores.thresholds, 0.005)
    never = cost_of_miss * scores.y_true.sum()
    axis.axhline(never, color=GREY, linestyle=":")
    axis.text(0.0056, never, "always no", color=GREY, va="bottom")
    axis.plot(shown, costs, color=BLUE)
    axis.plot(shown[cheapest], costs[cheapest], "o", color=BLUE, markersize=9, label="cheapest")
    axis.plot(
        shown[position], costs[position], "D",
        color=ORANGE, markeredgecolor="black", markersize=9, label="your threshold",
    )  # fmt: skip
    axis.set_xscale("log")
    axis.set_xticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    axis.set(xlim=(0.0045, 1.1), ylim=(0, 1.5 * max(never, costs[position])))
    axis.set(xlabel="threshold (probability)", ylabel="cost (false alarms)")
    axis.legend(edgecolor="white", framealpha=1, fontsize=9, loc="upper right")
    title(axis, "What the mistakes cost")
