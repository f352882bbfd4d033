"""What Keras says of one set of predictions at every threshold."""

import dataclasses
from typing import NamedTuple

import keras
import numpy as np

THRESHOLDS = np.linspace(0, 1, 101).round(2).tolist()


class Calibration(NamedTuple):
    """Groups of rows, from low to high probability; each array has an entry for each group.

    Attributes:
        predicted: Mean probability of class 1.
        observed: Share of class 1.
        low: Lower end of what luck can make of the share; see `share_interval`.
        high: Upper end.
        positives: Number of rows of class 1.
    """

    predicted: np.ndarray
    observed: np.ndarray
    low: np.ndarray
    high: np.ndarray
    positives: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class ThresholdScores:
    """Probabilities of two classes, and their scores at many thresholds.

    Attributes:
        y_true: `(n_rows,)`, 0 or 1.
        y_pred: `(n_rows,)`, probabilities of class 1.
        thresholds: `(n_thresholds,)`, rising from 0 to 1.
        confusion: `(n_thresholds, 2, 2)`, number of rows by true class and by answer.
        precision: `(n_thresholds,)`, share of the rows with answer 1 that are of class 1;
            0 where there is no such row, as in Keras.
        recall: `(n_thresholds,)`, share of the rows of class 1 that get the answer 1.
        f1: `(n_thresholds,)`, harmonic mean of the two; 0 where both are 0.
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
    def roc_counts(self):
        """Pair of arrays: false and true positives, from no row answered 1 to all rows.

        Each step passes the rows of one probability, so no threshold gives anything else.
        """
        order = np.argsort(-self.y_pred)
        truth, probability = self.y_true[order], self.y_pred[order]
        last_of_ties = np.append(np.diff(probability) != 0, True)
        counts = (np.cumsum(truth == value)[last_of_ties] for value in (0, 1))
        return tuple(np.append(0, count) for count in counts)

    @property
    def calibration(self):
        """A `Calibration` of up to six groups of rows.

        The rows are sorted by their probability and cut so that a sixth of all that is expected
        to be of class 1 is in each group: the rows that matter are few, and stand at the top.
        """
        order = np.argsort(self.y_pred, kind="stable")
        expected = np.cumsum(self.y_pred[order], dtype="float64")
        cuts = np.searchsorted(expected, expected[-1] * np.arange(1, 6) / 6)
        groups = [group for group in np.split(order, cuts) if len(group)]
        predicted = np.array([self.y_pred[group].mean() for group in groups])
        positives = np.array([self.y_true[group].sum() for group in groups])
        n_rows = np.array([len(group) for group in groups])
        interval = share_interval(positives, n_rows)
        return Calibration(predicted, positives / n_rows, *interval, positives)

    def position(self, threshold):
        """Returns the index of the threshold that is nearest to a number."""
        return int(np.abs(self.thresholds - threshold).argmin())

    def costs(self, cost_of_miss):
        """Returns what all mistakes cost at each threshold.

        Args:
            cost_of_miss: What a false negative costs, in false positives.

        Returns:
            `(n_thresholds,)`, in false positives.
        """
        return self.confusion[:, 0, 1] + cost_of_miss * self.confusion[:, 1, 0]


def share_interval(count, n_rows):
    """How far luck alone can have moved a share: Wilson's interval, good for small counts too.

    Args:
        count: Rows that were counted, a number or an array.
        n_rows: Rows in all, of the same shape.

    Returns:
        Pair of the ends of the interval, which covers the true share in 95 of 100 cases.
    """
    z = 1.96
    middle = (count + z**2 / 2) / (n_rows + z**2)
    half = z * np.sqrt(count * (n_rows - count) / n_rows + z**2 / 4) / (n_rows + z**2)
    return middle - half, middle + half


def threshold_scores(y_true, y_pred):
    """Scores probabilities of two classes at all thresholds at once.

    A row gets the answer "yes" if its probability is above the threshold, not if it
    is equal to it: https://keras.io/api/metrics/classification_metrics/
    To be fast, Keras sorts the probabilities into 100 bins. That rounds, so one that
    equals a threshold to the last digit may land on either side of it.

    Args:
        y_true: Labels, `(n_rows, 1)`, each 0 or 1.
        y_pred: Probabilities of class 1, `(n_rows, 1)`.

    Returns:
        A `ThresholdScores` for the thresholds 0, 0.01, ..., 1.
    """
    metrics = keras.metrics

    def at_thresholds(metric):
        return metric(THRESHOLDS)(y_true, y_pred).numpy()

    negatives = metrics.TrueNegatives, metrics.FalsePositives
    positives = metrics.FalseNegatives, metrics.TruePositives
    counts = [at_thresholds(metric) for metric in negatives + positives]
    precision, recall = at_thresholds(metrics.Precision), at_thresholds(metrics.Recall)
    total = precision + recall
    return ThresholdScores(
        y_true=y_true[:, 0],
        y_pred=y_pred[:, 0],
        thresholds=np.array(THRESHOLDS),
        confusion=np.stack(counts, axis=1).astype(int).reshape(-1, 2, 2),
        precision=precision,
        recall=recall,
        f1=np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0),
        loss=float(keras.losses.BinaryCrossentropy()(y_true, y_pred)),
        roc_area=float(metrics.AUC(curve="ROC")(y_true, y_pred)),
        precision_recall_area=float(metrics.AUC(curve="PR")(y_true, y_pred)),
    )
