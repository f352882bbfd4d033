"""The script of notebook 09, which several processes run, and its training by hand."""

import sys

import numpy as np

from support.paths import ROOT

SCRIPT = ROOT / "notebooks" / "train_on_workers.py"


def losses_by_hand():
    """The training of the script in NumPy: the oracle."""
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        import train_on_workers as script
    finally:
        sys.path.pop(0)
    x, y = script.make_rows()
    w1, b1, w2, b2 = script.make_model().get_weights()
    losses = []
    for _ in range(script.EPOCHS):
        squares = []
        for first in range(0, script.ROWS, script.BATCH_SIZE):
            rows = slice(first, first + script.BATCH_SIZE)
            hidden = np.maximum(x[rows] @ w1 + b1, 0)
            error = hidden @ w2 + b2 - y[rows]
            squares.append(np.square(error).sum())
            slope = 2 * error / len(error)
            back = (slope @ w2.T) * (hidden > 0)
            gradients = x[rows].T @ back, back.sum(0), hidden.T @ slope, slope.sum(0)
            w1, b1, w2, b2 = (
                weight - 0.01 * gradient
                for weight, gradient in zip((w1, b1, w2, b2), gradients, strict=True)
            )
        losses.append(sum(squares) / script.ROWS)
    return losses, w1[0, :3]
