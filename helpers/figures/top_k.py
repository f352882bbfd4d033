"""Picture of one k: the ranking of one row, and the accuracy of all rows."""

import numpy as np

from helpers.figures.picture import (
    Axis,
    Box,
    Handle,
    Label,
    Line,
    Panel,
    Picture,
    Rule,
    Spot,
    numbers,
)

BAR = 0.4  # half of its width


def top_k(scores, row, k):
    """Describes one k.

    Args:
        scores: A `TopKScores`.
        row: Number of a row, counted from 0.
        k: How many classes the network may name, 1 or more.

    Returns:
        A `Picture`.
    """
    return Picture((_ranking(scores, row, k), _curve(scores, k)))


def _ranking(scores, row, k):
    probabilities = scores.y_pred[row]
    order = np.argsort(-probabilities, kind="stable")
    heights = numbers(probabilities[order])
    named = f"named at k = {k}", "blue", "lines"
    bars = [
        Box((place - BAR, place + BAR), (0, height), *(named if place <= k else ("", "grey")))
        for place, height in enumerate(heights, start=1)
    ]
    bars[1:k] = [Box(bar.x, bar.y, "", *named[1:]) for bar in bars[1:k]]  # one name for all
    truth = int(np.flatnonzero(order == scores.y_true[row].argmax())[0])
    true_class = Label("true class", truth + 1, heights[truth], "top")
    ticks = tuple((place, str(each)) for place, each in enumerate(order, start=1))
    x = Axis("class, highest probability first", 0.3, len(order) + 0.7, ticks)
    y = Axis("y_pred (probability)", 0, 1.25, ((0, "0"), (0.5, "0.5"), (1, "1")))
    title = f"Row {row}: the {len(order)} classes ranked"
    return Panel(title, x, y, (*bars, true_class), Handle("k"))


def _curve(scores, k):
    classes = len(scores.accuracy)
    ks, here = tuple(range(1, classes + 1)), float(scores.accuracy[k - 1])
    marks = (
        Line(ks, numbers(np.divide(ks, classes)), "guessing", "grey", "dashed"),
        Line(ks, numbers(scores.accuracy), "this network", "blue", "solid", "circle"),
        Rule(k, ""),
        Spot(k, here, f"k = {k}: {here:.3f}", "orange"),
    )
    x = Axis("k (number of classes named)", 0.55, classes + 0.45, tuple((k, str(k)) for k in ks))
    shares = (0, "0"), (0.5, "0.5"), (1, "1")
    y = Axis("top-k accuracy (share of rows)", 0, 1.05, shares)
    return Panel(f"All {len(scores.ranks)} validation rows", x, y, marks, Handle("k"))
