"""What was found out about predictions: scores, shapes of losses, and shares of a batch."""

import dataclasses

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


@dataclasses.dataclass(frozen=True, eq=False)
class LossShape:
    """A loss and its gradient over the error of one row.

    Attributes:
        name: Name of the loss in the catalogue.
        errors: `(errors,)`, `y_pred - y_true`.
        values: `(errors,)`, the loss.
        gradients: `(errors,)`, its gradient with respect to `y_pred`.
    """

    name: str
    errors: np.ndarray
    values: np.ndarray
    gradients: np.ndarray


@dataclasses.dataclass(frozen=True)
class FittedLine:
    """The line `slope * x + intercept` that a loss asks for.

    Attributes:
        name: Name of the loss in the catalogue.
        slope: Units of y for one unit of x.
        intercept: Units of y.
        loss: Mean loss of all points.
    """

    name: str
    slope: float
    intercept: float
    loss: float


@dataclasses.dataclass(frozen=True, eq=False)
class ReplicaStep:
    """One batch, shared between replicas.

    Attributes:
        parts: Tuple of arrays, the losses of the rows that each replica has.
        each: `(replicas,)`, what each of them hands in; NaN for the mean of no rows.
        reported: What comes out when all is added up, or averaged.
        of_one_device: The mean over all rows, which is what one device reports.
    """

    parts: tuple[np.ndarray, ...]
    each: np.ndarray
    reported: float
    of_one_device: float
