"""Figure of one threshold: who gets which answer, and where that stands on two curves."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.figures.still import BLUE, GREY, ORANGE, legend, mark, panels, title, write

# By truth and answer.
CELLS = {(0, 0): "true\nnegatives", (0, 1): "false\nalarms", (1, 0): "misses", (1, 1): "hits"}
EDGES = np.linspace(0, 1, 26)
GUESSING = {"color": GREY, "linestyle": ":"}


def threshold(scores):
    """Draws all that no threshold changes: it takes longest, so it is done once.

    Args:
        scores: A `ThresholdScores`.

    Returns:
        A function from the index of a threshold in `scores.thresholds` to the matplotlib
        `Figure`. It is the same figure each time, changed.
    """
    figure, axes = panels(4)
    draw = answers, _probabilities, _roc, recall_and_precision
    movements = [each(axis, scores) for each, axis in zip(draw, axes, strict=True)]

    def at(position):
        for move in movements:
            move(position)
        return figure

    return at


def answers(axis, scores):
    """Writes a confusion matrix into a panel.

    The shade, light enough for black letters, is the share of all rows.

    Args:
        axis: The panel.
        scores: A `ThresholdScores`.

    Returns:
        A function that counts at the threshold with the index that it is passed.
    """
    shades = axis.imshow([[0, 0], [0, 0]], cmap="Blues", vmin=0, vmax=2, aspect="auto")
    words = {(row, column): write(axis, column, row, "", 12, ha="center") for row, column in CELLS}
    # The frame too, because the image covers its inner half.
    for artist in (shades, *words.values(), *axis.spines.values()):
        artist.set_animated(True)
    axis.set_xticks([0, 1], ["no", "yes"])
    axis.set_yticks([0, 1], ["no", "yes"])
    axis.set(xlabel="answer of the network (darker: more rows)", ylabel="truth")
    title(axis, "Rows by truth and answer")

    def move(position):
        counts = scores.confusion[position]
        shades.set_data(counts / counts.sum())
        for cell, name in CELLS.items():
            words[cell].set_text(f"{counts[cell]}\n{name}")

    return move


def _probabilities(axis, scores):
    """Each class by itself, or else the rare one could not be seen."""
    for value, word, color, hatch in ((0, "no", BLUE, "//"), (1, "yes", ORANGE, "..")):
        of_class = scores.y_pred[scores.y_true == value]
        percent = 100 * np.histogram(of_class, EDGES)[0] / max(1, len(of_class))
        style = {"facecolor": color + "66", "edgecolor": color, "hatch": hatch, "fill": True}
        axis.stairs(percent, EDGES, label=f"truth {word}: {len(of_class)} rows", **style)
    # It ends below the legend, which would cover it.
    line = axis.axvline(0, 0, 0.68, color="black", linestyle="--", animated=True)
    line.set_label("threshold: yes to the right")
    axis.set(xlim=(-0.01, 1.01), xlabel="y_pred (probability of yes)", ylabel="rows (% of a class)")
    axis.set_xticks((0, 0.5, 1))
    axis.yaxis.set_major_locator(MaxNLocator(3))
    legend(axis, "upper center")
    heading = title(axis, "")
    heading.set_animated(True)

    def move(position):
        chosen = scores.thresholds[position]
        line.set_xdata([chosen, chosen])
        heading.set_text(f"Probabilities, threshold {chosen:.2f}")

    return move


def _roc(axis, scores):
    false_positives, true_positives = scores.roc_counts
    negatives, positives = false_positives[-1], true_positives[-1]
    axis.plot([0, 1], [0, 1], **GUESSING)
    axis.text(0.62, 0.5, "guessing", color=GREY)
    axis.plot(false_positives / negatives, true_positives / positives, color=BLUE)
    axis.set(xlabel="false alarms (share of truth no)", ylabel="recall (share of truth yes)")
    title(axis, f"ROC curve, area {scores.roc_area:.3f}")
    (_, false_alarms), (_, hits) = scores.confusion.transpose(1, 2, 0)
    return _mark(axis, false_alarms / negatives, hits / positives)


def recall_and_precision(axis, scores):
    """Draws precision over recall for every threshold into a panel.

    Args:
        axis: The panel.
        scores: A `ThresholdScores`.

    Returns:
        A function that marks the threshold with the index that it is passed.
    """
    # The first cut answers no to every row: its precision does not exist.
    false_positives, true_positives = (counts[1:] for counts in scores.roc_counts)
    recall = true_positives / true_positives[-1]
    guessing = scores.y_true.mean()
    axis.axhline(guessing, **GUESSING)
    # The curve of a rare class lies just above that line.
    axis.text(0.4, max(guessing + 0.02, 0.13), "dotted: guessing", color=GREY)
    axis.plot(recall, true_positives / (true_positives + false_positives), color=BLUE)
    axis.set(xlabel="recall (share of truth yes)", ylabel="precision (share of answer yes)")
    title(axis, f"Precision and recall, area {scores.precision_recall_area:.3f}")
    return _mark(axis, scores.recall, scores.precision)


def _mark(axis, x, y):
    """Returns a function that marks the point of a threshold, by its index."""
    point = mark(axis)
    ticks = (0, 0.5, 1)
    axis.set(xlim=(-0.03, 1.03), ylim=(-0.04, 1.04), xticks=ticks, yticks=ticks)
    return lambda position: point.set_data([x[position]], [y[position]])
