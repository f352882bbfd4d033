"""Figure of a classifier with a rare class: who is caught, what is predicted, and what it costs."""

import numpy as np

from helpers.figures.still import BLUE, GREY, ORANGE, empty, legend, panels, title
from helpers.figures.threshold import answers, recall_and_precision

LOWEST = 1e-3


def fraud(scores):
    """Draws answers, precision and recall, calibration: all that no threshold changes.

    Args:
        scores: A `ThresholdScores`.

    Returns:
        A function from the index of a threshold in `scores.thresholds`, and the cost of a miss
        if a false alarm costs 1, to the matplotlib `Figure`. It is the same one each time, changed.
    """
    figure, (matrix, precision_recall, calibration, costs) = panels(4)
    movements = [answers(matrix, scores), recall_and_precision(precision_recall, scores)]
    _calibration(calibration, scores)
    # Its height depends on the threshold, so no part of this panel stays.
    costs.set_animated(True)

    def at(position, cost_of_miss):
        for move in movements:
            move(position)
        empty(costs)
        _costs(costs, scores, position, cost_of_miss)
        return figure

    return at


def _calibration(axis, scores):
    """The ratio, on a plain axis: two logarithmic ones would hide a factor of two."""
    predicted, observed, low, high, positives = scores.calibration
    ratio = observed / predicted
    axis.axhline(1, color=GREY, linestyle=":", label="predicted and observed are equal")
    bars = np.maximum([observed - low, high - observed], 0) / predicted  # rounding can go below 0
    axis.errorbar(
        predicted, ratio, bars, fmt="o", color=BLUE, capsize=4, label="a group, its frauds, 95 %"
    )
    for x, y, count in zip(predicted, ratio, positives, strict=True):
        axis.annotate(
            f"{count:.0f}", (x, y), (6, 0), textcoords="offset points", va="center", fontsize=8
        )
    axis.set(xscale="log", xlim=(LOWEST, 2), ylim=(0, max(3.2, 1.4 * ratio.max())))
    axis.set_xticks([0.001, 0.01, 0.1, 1], ["0.001", "0.01", "0.1", "1"])
    axis.set(xlabel="predicted probability (mean of a group)", ylabel="observed / predicted")
    axis.legend(frameon=False, fontsize=9, loc="upper right")
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
    yours = {"color": ORANGE, "markeredgecolor": "black", "label": "your threshold"}
    axis.plot(shown[position], costs[position], "D", markersize=9, **yours)
    axis.set_xscale("log")
    axis.set_xticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    axis.set(xlim=(0.0045, 1.1), ylim=(0, 1.5 * max(never, costs[position])))
    axis.set(xlabel="threshold (probability)", ylabel="cost (false alarms)")
    legend(axis, "upper right")
    title(axis, "What the mistakes cost")
