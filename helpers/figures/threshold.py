"""Picture of one threshold: who gets which answer, and where that stands on two curves."""

import numpy as np

from helpers.figures.picture import (
    Axis,
    Bars,
    Cells,
    Handle,
    Line,
    Panel,
    Picture,
    Rule,
    Spot,
    axis,
    numbers,
)

# By truth and answer.
CELLS = ("true negatives", "false alarms"), ("misses", "hits")
ANSWERS = (0, "no"), (1, "yes")
EDGES = np.linspace(0, 1, 26)
SHARES = -0.04, 1.04, ((0, "0"), (0.5, "0.5"), (1, "1"))


def threshold(scores, position):
    """Describes one threshold of a classifier.

    Args:
        scores: A `ThresholdScores`.
        position: Index of the threshold in `scores.thresholds`.

    Returns:
        A `Picture`.
    """
    describe = answers, _probabilities, _roc, recall_and_precision
    return Picture(tuple(each(scores, position) for each in describe))


def answers(scores, position):
    """Describes the confusion matrix at a threshold, as a `Panel`."""
    x = Axis("answer of the network (stronger: more rows)", -0.5, 1.5, ANSWERS)
    y = Axis("truth", 1.5, -0.5, ANSWERS)
    counts = tuple(map(tuple, scores.confusion[position].tolist()))
    return Panel("Rows by truth and answer", x, y, (Cells(counts, "blue", CELLS),))


def _probabilities(scores, position):
    """Each class by itself, or else the rare one could not be seen."""
    edges, bars = numbers(EDGES), []
    for value, word, *style in ((0, "no", "blue", "lines"), (1, "yes", "orange", "dots")):
        of_class = scores.y_pred[scores.y_true == value]
        percent = 100 * np.histogram(of_class, EDGES)[0] / max(1, len(of_class))
        bars.append(Bars(edges, numbers(percent), f"truth {word}: {len(of_class)} rows", *style))
    chosen = float(scores.thresholds[position])
    marks = *bars, Rule(chosen, "yes to the right", "dashed")
    y = axis("rows (% of a class)", *(each.heights for each in bars), from_zero=True)
    title = f"Probabilities, threshold {chosen:.2f}"
    return Panel(title, Axis("y_pred (probability of yes)", *SHARES), y, marks, Handle("threshold"))


def _roc(scores, position):
    false_positives, true_positives = scores.roc_counts
    x, y = false_positives / false_positives[-1], true_positives / true_positives[-1]
    (_, false_alarms), (_, hits) = scores.confusion[position]
    here = false_alarms / false_positives[-1], hits / true_positives[-1]
    marks = (
        Line((0, 1), (0, 1), "guessing", "grey", "dotted"),
        _curve(x, y, "every threshold"),
        Spot(*numbers(here), "this threshold", "orange"),
    )
    axes = (
        Axis("false alarms (share of truth no)", *SHARES),
        Axis("recall (share of truth yes)", *SHARES),
    )
    return Panel(f"ROC curve, area {scores.roc_area:.3f}", *axes, marks)


def recall_and_precision(scores, position):
    """Describes precision over recall for every threshold, as a `Panel`."""
    # The first cut answers no to every row: its precision does not exist.
    false_positives, true_positives = (counts[1:] for counts in scores.roc_counts)
    guessing = numbers([scores.y_true.mean()] * 2)
    here = scores.recall[position], scores.precision[position]
    marks = (
        Line((0, 1), guessing, "guessing", "grey", "dotted"),
        _curve(
            true_positives / true_positives[-1],
            true_positives / (true_positives + false_positives),
            "every threshold",
        ),
        Spot(*numbers(here), "this threshold", "orange"),
    )
    axes = (
        Axis("recall (share of truth yes)", *SHARES),
        Axis("precision (share of answer yes)", *SHARES),
    )
    title = f"Precision and recall, area {scores.precision_recall_area:.3f}"
    return Panel(title, *axes, marks)


def _curve(x, y, label):
    """Joins points; of those that go straight up or straight on, the ends do."""
    along = (np.diff(x) == 0) * 1 + (np.diff(y) == 0) * 2
    turns = np.flatnonzero((np.diff(along) != 0) | (along[1:] == 0)) + 1
    kept = np.unique([0, *turns, len(x) - 1])
    return Line(numbers(x[kept]), numbers(y[kept]), label, "blue")
