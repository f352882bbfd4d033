"""Picture of a rare class: who is caught, what is predicted, and what it costs."""

import numpy as np

from helpers.figures.picture import (
    Axis,
    Handle,
    Label,
    Line,
    Panel,
    Picture,
    Spot,
    numbers,
    ticks,
)
from helpers.figures.threshold import answers, recall_and_precision

PREDICTED = tuple((float(text), text) for text in ("0.001", "0.01", "0.1", "1"))
LOWEST, LOWEST_THRESHOLD = 0.001, 0.005  # a logarithmic axis has no zero
THRESHOLDS = tuple((float(text), text) for text in ("0.01", "0.1", "1"))


def fraud(scores, position, cost_of_miss):
    """Describes answers, precision and recall, calibration, and costs.

    Args:
        scores: A `ThresholdScores`.
        position: Index of the threshold in `scores.thresholds`.
        cost_of_miss: What a miss costs if a false alarm costs 1.

    Returns:
        A `Picture`.
    """
    return Picture(
        (
            answers(scores, position),
            recall_and_precision(scores, position),
            _calibration(scores),
            _costs(scores, position, cost_of_miss),
        )
    )


def _calibration(scores):
    """The ratio, on a plain axis: two logarithmic ones would hide a factor of two."""
    groups = scores.calibration
    predicted, observed, low, high, positives = np.array(groups)[:, groups.predicted >= LOWEST]
    ratio = observed / predicted
    x, y = numbers(predicted), numbers(ratio)
    ends = zip(x, numbers(low / predicted), numbers(high / predicted), strict=True)
    places = enumerate(zip(x, y, strict=True))
    counts = zip(x, y, positives, strict=True)
    top = max(3.2, *(1.4 * each for each in y))
    marks = (
        Line((LOWEST, 2), (1, 1), "predicted and observed are equal", "grey", "dotted"),
        *[Line((at, at), (start, min(end, top)), "", "blue") for at, start, end in ends],
        *[Spot(*place, "" if k else "a group, its frauds, 95 %", "blue") for k, place in places],
        *[Label(f"{count:.0f}", *place) for *place, count in counts],
    )
    axes = (
        Axis("predicted probability (mean of a group)", LOWEST, 2, PREDICTED, log=True),
        Axis("observed / predicted", 0, top, ticks(0, top)),
    )
    return Panel("Are the probabilities right?", *axes, marks)


def _costs(scores, position, cost_of_miss):
    costs, shown = scores.costs(cost_of_miss), np.maximum(scores.thresholds, LOWEST_THRESHOLD)
    never, cheapest = float(cost_of_miss * scores.y_true.sum()), int(costs.argmin())
    top = 1.5 * max(never, float(costs[position]))
    inside = np.where(costs > top, np.nan, costs)
    marks = (
        Line((0.0045, 1.1), (never, never), "always no", "grey", "dotted"),
        Line(numbers(shown), numbers(inside), "every threshold", "blue"),
        Spot(*numbers([shown[cheapest], costs[cheapest]]), "cheapest", "blue"),
        Spot(*numbers([shown[position], costs[position]]), "your threshold", "orange"),
    )
    axes = (
        Axis("threshold (probability)", 0.0045, 1.1, THRESHOLDS, log=True),
        Axis("cost (false alarms)", 0, top, ticks(0, top, whole=True)),
    )
    return Panel("What the mistakes cost", *axes, marks, Handle("threshold"))
