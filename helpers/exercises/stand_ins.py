"""The exercise of notebook 07 in which a metric becomes a loss."""

import numpy as np

from helpers.exercises.base import exercise
from helpers.exercises.gradients import trace_loss
from helpers.exercises.judging import Wrong, compare, read_number


@exercise(
    "07.6",
    title="A score in which misses cost more",
    objective="replace counting by probabilities, so that a metric becomes a loss",
    minutes=6,
    hint="A fraud with probability 0.8 is 0.8 of a hit and 0.2 of a miss. A payment without fraud "
    "and with probability 0.4 is 0.4 of a false alarm. Add up each of the three with keras.ops.",
    solution='''\
def soft_f2_loss(y_true, y_pred):
    """1 minus the soft F2 score of a batch. For compile."""
    hits = keras.ops.sum(y_true * y_pred)
    misses = keras.ops.sum(y_true * (1 - y_pred))
    false_alarms = keras.ops.sum((1 - y_true) * y_pred)
    return 1 - 5 * hits / (5 * hits + 4 * misses + false_alarms)''',
    right="Where probabilities are 0 or 1 it is the F2 score, and in between there is a slope to "
    "follow. What the misses should cost is now part of the loss, and a choice of yours.",
    misconceptions={
        "counts": "The value has no slope: somewhere probabilities are still rounded or compared "
        "with a threshold.",
        "numpy": "Inside fit there are blueprints, and they have no numbers for NumPy: {said}. "
        "Use keras.ops.",
        "score": "This is the F2 score itself. fit makes a loss small, and so it would make the "
        "score small: return 1 minus it.",
        "f1": "This is the soft F1 loss of the notebook: misses and false alarms cost the same.",
        "swapped": "Here a false alarm costs four times as much as a miss. Swap the two.",
        "rows": "You took the score of each row and then the mean. F2 needs the sums of the "
        "whole batch.",
        "formula": "For y_true [1.0, 0.0, 1.0, 0.0, 0.0] and y_pred [0.8, 0.4, 0.3, 0.1, 0.6] it "
        "should be {expected:.3f}, and you got {found:.3f}.",
    },
)
def soft_f2(answer):
    """Compares value and gradient with the formula."""
    y_true = np.array([[1.0], [0.0], [1.0], [0.0], [0.0]], "float32")
    y_pred = np.array([[0.8], [0.4], [0.3], [0.1], [0.6]], "float32")
    value, gradient = trace_loss(answer, misconception="numpy")(y_true, y_pred)
    found = read_number(value)
    if not gradient.any():
        raise Wrong("counts")
    hits, misses, alarms = y_true * y_pred, y_true * (1 - y_pred), (1 - y_true) * y_pred

    def score(beta):
        square = beta**2
        above = (1 + square) * hits.sum()
        return above / (above + square * misses.sum() + alarms.sum())

    of_rows = (5 * hits / (5 * hits + 4 * misses + alarms)).mean()
    mistakes = {
        "score": score(2),
        "f1": 1 - score(1),
        "swapped": 1 - score(0.5),
        "rows": 1 - of_rows,
    }
    compare(found, 1 - score(2), mistakes, atol=1e-4)
