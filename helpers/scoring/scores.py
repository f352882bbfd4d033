"""What Keras says of one set of predictions: at every threshold, or for every k."""

import dataclasses

import keras
import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class ThresholdScores:
    """Probabilities of two classes, and their scores at many thresholds.

    Attributes:
        y_true: `(rows,)`, 0 or 1.
        y_pred: `(rows,)`, probabilities of class 1.
        thresholds: `(thresholds,)`, rising from 0 to 1.
        confusion: `(thresholds, 2, 2)`, number of rows by true class and by answer.
        precision: `(thresholds,)`, share of the rows with answer 1 that are of class 1;
            0 where there is no such row, as in Keras.
        recall: `(thresholds,)`, share of the rows of class 1 that get the answer 1.
        f1: `(thresholds,)`, harmonic mean of the two; 0 where both are 0.
        loss: Binary cross-entropy, in nats.
        roc_area: Area under the ROC curve, as Keras computes it with 200 thresholds.
        precision_recall_area: The same for the precision-recall curve.
    """

    y_true: np.ndarray
    y_pred: np.ndarray
    thresholds: np.ndarray
    confusion: np.ndarray
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    loss: float
    roc_area: float
    precision_recall_area: float

    @property
    def cuts(self):
        """Pair of arrays: false and true positives, from no row answered 1 to all rows.

        Between two cuts stands one probability, so no threshold gives anything else.
        """
        order = np.argsort(-self.y_pred)
        truth, probability = self.y_true[order], self.y_pred[order]
        last_of_ties = np.append(np.diff(probability) != 0, True)
        counts = (np.cumsum(truth == value)[last_of_ties] for value in (0, 1))
        return tuple(np.append(0, count) for count in counts)

    @property
    def calibration(self):
        """Pair of arrays, mean probability and share of class 1, for up to six groups of rows.

        The rows are sorted by their probability and cut so that a sixth of all that is expected
        to be of class 1 is in each group: the rows that matter are few, and stand at the top.
        """
        order = np.argsort(self.y_pred, kind="stable")
        expected = np.cumsum(self.y_pred[order], dtype="float64")
        cuts = np.searchsorted(expected, expected[-1] * np.arange(1, 6) / 6)
        groups = [group for group in np.split(order, cuts) if len(group)]
        said, true = (
            np.array([column[group].mean() for group in groups])
            for column in (self.y_pred, self.y_true)
        )
        return said, true

    def position(self, threshold):
        """Returns the index of the threshold that is nearest to a number."""
        return int(np.abs(self.thresholds - threshold).argmin())

    def costs(self, cost_of_miss):
        """Returns what all mistakes cost at each threshold, in false alarms, `(thresholds,)`."""
        return self.confusion[:, 0, 1] + cost_of_miss * self.confusion[:, 1, 0]


@dataclasses.dataclass(frozen=True, eq=False)
class TopKScores:
    """Probabilities of many classes, and their scores for every k.

    Attributes:
        y_true: `(rows, classes)`, one-hot.
        y_pred: `(rows, classes)`, probabilities.
        accuracy: `(classes,)`, top-k accuracy for k = 1, 2, ...
        ranks: `(rows,)`, place of the true class, 1 for the highest probability.
        loss: Categorical cross-entropy, in nats.
    """

    y_true: np.ndarray
    y_pred: np.ndarray
    accuracy: np.ndarray
    ranks: np.ndarray
    loss: float


THRESHOLDS = np.linspace(0, 1, 101).round(2).tolist()


def threshold_scores(y_true, y_pred):
    """Scores probabilities of two classes at all thresholds at once.

    A row gets the answer "yes" if its probability is above the threshold, not if it
    is equal to it: https://keras.io/api/metrics/classification_metrics/
    To be fast, Keras sorts the probabilities into 100 drawers. That rounds, so one that
    equals a threshold to the last digit may land on either side of it.

    Args:
        y_true: Labels, `(rows, 1)`, each 0 or 1.
        y_pred: Probabilities of class 1, `(rows, 1)`.

    Returns:
        A `ThresholdScores` for the thresholds 0, 0.01, ..., 1.
    """
    arrays = y_true, y_pred
    negatives = _value(keras.metrics.TrueNegatives(THRESHOLDS), *arrays)
    positives = _value(keras.metrics.TruePositives(THRESHOLDS), *arrays)
    false_alarms = _value(keras.metrics.FalsePositives(THRESHOLDS), *arrays)
    misses = _value(keras.metrics.FalseNegatives(THRESHOLDS), *arrays)
    counts = np.stack([negatives, false_alarms, misses, positives], axis=1)
    precision = _value(keras.metrics.Precision(THRESHOLDS), *arrays)
    recall = _value(keras.metrics.Recall(THRESHOLDS), *arrays)
    total = precision + recall
    return ThresholdScores(
        y_true=y_true[:, 0],
        y_pred=y_pred[:, 0],
        thresholds=np.array(THRESHOLDS),
        confusion=counts.astype(int).reshape(-1, 2, 2),
        precision=precision,
        recall=recall,
        f1=np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0),
        loss=float(keras.losses.BinaryCrossentropy()(*arrays)),
        roc_area=float(_value(keras.metrics.AUC(curve="ROC"), *arrays)),
        precision_recall_area=float(_value(keras.metrics.AUC(curve="PR"), *arrays)),
    )


def top_k_scores(y_true, y_pred):
    """Scores probabilities of many classes for every k.

    Args:
        y_true: One-hot labels, `(rows, classes)`.
        y_pred: Probabilities, `(rows, classes)`.

    Returns:
        A `TopKScores` for k = 1 to the number of classes.
    """
    of_truth = (y_true * y_pred).sum(axis=1, keepdims=True)
    accuracies = [keras.metrics.TopKCategoricalAccuracy(k) for k in range(1, y_true.shape[1] + 1)]
    return TopKScores(
        y_true=y_true,
        y_pred=y_pred,
        accuracy=np.array([_value(accuracy, y_true, y_pred) for accuracy in accuracies]),
        ranks=1 + (y_pred > of_truth).sum(axis=1),
        loss=float(keras.losses.CategoricalCrossentropy()(y_true, y_pred)),
    )


def _value(metric, y_true, y_pred):
    metric.update_state(y_true, y_pred)
    return metric.result().numpy()
