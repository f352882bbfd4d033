"""What Keras says of one set of predictions: at every threshold, or for every k."""

import keras
import numpy as np

from helpers.records_scores import ThresholdScores, TopKScores

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
