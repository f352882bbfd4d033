"""Figure of one threshold: who gets which answer, and where that stands on two curves."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.plots import BLUE, GREY, ORANGE, panels, title

ANSWERS = (("true\nnegatives", "false\nalarms"), ("misses", "hits"))
EDGES = np.linspace(0, 1, 26)
GUESSING = {"color": GREY, "linestyle": ":"}


def threshold(scores, position):
    """Draws the answers at one threshold, the probabilities, and two curves.

    Args:
        scores: A `ThresholdScores`.
        position: Index of the threshold in `scores.thresholds`.

    Returns:
        A matplotlib `Figure`.
    """
    figure, (matrix, rows, roc, precision_recall) = panels(4)
    confusion(matrix, scores.confusion[position])
    _probabilities(rows, scores, scores.thresholds[position])
    _roc(roc, scores, position)
    recall_and_precision(precision_recall, scores, position)
    return figure


def confusion(axis, counts):
    """Writes a confusion matrix into a panel.

    The shade, light enough for black letters, is the share of the rows of one truth.

    Args:
        axis: The panel.
        counts: `(2, 2)`, number of rows by truth and by answer.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=2, aspect="auto")
    for row, column in np.ndindex(2, 2):
        words = f"{counts[row, column]}\n{ANSWERS[row][column]}"
        axis.text(column, row, words, ha="center", va="center", fontsize=12)
    axis.set_xticks([0, 1], ["no", "yes"])
    axis.set_yticks([0, 1], ["no", "yes"])
    axis.set(xlabel="answer of the network", ylabel="truth")
    title(axis, "Rows by truth and answer")


def _probabilities(axis, scores, chosen):
    """Each class by itself, or else the rare one could not be seen."""
    for value, word, color, hatch in ((0, "no", BLUE, "//"), (1, "yes", ORANGE, "..")):
        of_class = scores.y_pred[scores.y_true == value]
        axis.stairs(
            100 * np.histogram(of_class, EDGES)[0] / max(1, len(of_class)), EDGES, fill=True,
            facecolor=color + "66", hatch=hatch, edgecolor=color,
            label=f"truth {word}: {len(of_class)} rows",
        )  # fmt: skip
    axis.axvline(chosen, color="black", linestyle="--", label="threshold: yes to the right")
    axis.set(xlim=(-0.01, 1.01), xlabel="y_pred (probability of yes)", ylabel="rows (% of a class)")
    axis.set_xticks((0, 0.5, 1))
    axis.yaxis.set_major_locator(MaxNLocator(3))
    axis.legend(edgecolor="white", framealpha=1, fontsize=9, loc="upper center")
    title(axis, f"Probabilities, threshold {chosen:.2f}")


def _roc(axis, scores, position):
    false_positives, true_positives = scores.cuts
    (_, false_alarms), (_, hits) = scores.confusion[position]
    negatives, positives = false_positives[-1], true_positives[-1]
    axis.plot([0, 1], [0, 1], **GUESSING)
    axis.text(0.62, 0.5, "guessing", color=GREY)
    axis.plot(false_positives / negatives, true_positives / positives, color=BLUE)
    _mark(axis, false_alarms / negatives, hits / positives)
    axis.set(xlabel="false alarms (share of truth no)", ylabel="recall (share of truth yes)")
    title(axis, f"ROC curve, area {scores.roc_area:.3f}")


def recall_and_precision(axis, scores, position):
    """Draws precision over recall for every threshold into a panel, and marks one.

    Args:
        axis: The panel.
        scores: A `ThresholdScores`.
        position: Index of the threshold in `scores.thresholds`.
    """
    # The first cut answers no to every row: its precision does not exist.
    false_positives, true_positives = (counts[1:] for counts in scores.cuts)
    recall = true_positives / true_positives[-1]
    guessing = scores.y_true.mean()
    axis.axhline(guessing, **GUESSING)
    # The curve of a rare class lies just above that line.
    axis.text(0.4, max(guessing + 0.02, 0.13), "dotted: guessing", color=GREY)
    axis.plot(recall, true_positives / (true_positives + false_positives), color=BLUE)
    _mark(axis, scores.recall[position], scores.precision[position])
    axis.set(xlabel="recall (share of truth yes)", ylabel="precision (share of answer yes)")
    title(axis, f"Precision and recall, area {scores.precision_recall_area:.3f}")


def _mark(axis, x, y):
    axis.plot(x, y, "D", color=ORANGE, markeredgecolor="black", markersize=9)
    axis.set(xlim=(-0.03, 1.03), ylim=(-0.04, 1.04))
    axis.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
