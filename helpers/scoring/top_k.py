"""What Keras says of one set of predictions for every k."""

import dataclasses

import keras
import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class TopKScores:
    """Probabilities of many classes, and their scores for every k.

    Attributes:
        y_true: `(n_rows, n_classes)`, one-hot.
        y_pred: `(n_rows, n_classes)`, probabilities.
        accuracy: `(n_classes,)`, top-k accuracy for k = 1, 2, ...
        ranks: `(n_rows,)`, place of the true class, 1 for the highest probability.
        loss: Categorical cross-entropy, in nats.
    """

    y_true: np.ndarray
    y_pred: np.ndarray
    accuracy: np.ndarray
    ranks: np.ndarray
    loss: float


def top_k_scores(y_true, y_pred):
    """Scores probabilities of many classes for every k.

    Args:
        y_true: One-hot labels, `(n_rows, n_classes)`.
        y_pred: Probabilities, `(n_rows, n_classes)`.

    Returns:
        A `TopKScores` for k = 1 to the number of classes.
    """
    of_truth = (y_true * y_pred).sum(axis=1, keepdims=True)
    metrics = [keras.metrics.TopKCategoricalAccuracy(k) for k in range(1, y_true.shape[1] + 1)]
    return TopKScores(
        y_true=y_true,
        y_pred=y_pred,
        accuracy=np.array([metric(y_true, y_pred).numpy() for metric in metrics]),
        ranks=1 + (y_pred > of_truth).sum(axis=1),
        loss=float(keras.losses.CategoricalCrossentropy()(y_true, y_pred)),
    )
