"""The losses and metrics of the catalogue in plain NumPy, written from its formulas.

`LOSSES` and `METRICS` at the end hold functions `(y_true, y_pred) -> float` with the
arguments of their catalogue entry baked in. In the formulas `y` is y_true and `p` is y_pred.
"""

import numpy as np

EPSILON = 1e-7  # what Keras calls `keras.config.epsilon()`
# 1 - 1e-7 is not a float32: Keras clips at the nearest one, 1 - 1.19e-7. So a wrong
# prediction of exactly 1 costs 15.94, but a wrong prediction of exactly 0 costs 16.12.
ALMOST_ONE = float(np.float32(1 - EPSILON))


def reference(function):
    """Makes a function take any arrays, compute in float64 and return one number."""

    def compute(y_true, y_pred):
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(function(np.asarray(y_true, "float64"), np.asarray(y_pred, "float64")))

    return compute


def sparse(function):
    """Makes a function of one-hot labels take class numbers."""
    return lambda y, p: function(np.eye(p.shape[1])[y.astype(int)], p)


def ratio(numerator, denominator):
    """Divides; what has nothing below counts as 0, as in Keras and in scikit-learn."""
    empty = denominator == 0
    return np.where(empty, 0.0, numerator / np.where(empty, 1.0, denominator))


# Distance between two numbers.


def mean_squared_error(y, p):
    return np.mean((y - p) ** 2)


def mean_absolute_error(y, p):
    return np.mean(np.abs(y - p))


def huber(y, p):
    error = np.abs(y - p)
    return np.mean(np.where(error <= 1, error**2 / 2, error - 1 / 2))


def log_cosh(y, p):
    return np.mean(np.logaddexp(p - y, y - p) - np.log(2))


def mean_squared_logarithmic_error(y, p):
    return np.mean((np.log1p(np.maximum(y, EPSILON)) - np.log1p(np.maximum(p, EPSILON))) ** 2)


def mean_absolute_percentage_error(y, p):
    return 100 * np.mean(np.abs(y - p) / np.maximum(np.abs(y), EPSILON))


def root_mean_squared_error(y, p):
    return np.sqrt(mean_squared_error(y, p))


def r2_score(y, p):
    score = 1 - np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)
    return 0.0 if np.isinf(score) else score  # y_true without variance: 0 by convention


def pearson_correlation(y, p):
    covariance = np.mean((y - y.mean()) * (p - p.mean()))
    return covariance / (y.std() * p.std())


def concordance_correlation(y, p):
    covariance = np.mean((y - y.mean()) * (p - p.mean()))
    # Keras adds epsilon, so two equal constants score 0, not NaN.
    return 2 * covariance / (y.var() + p.var() + (y.mean() - p.mean()) ** 2 + EPSILON)


# Distance between two distributions. Logarithms are those of clipped probabilities.


def binary_surprise(y, p):
    clipped = np.clip(p, EPSILON, ALMOST_ONE)
    return -(y * np.log(clipped) + (1 - y) * np.log1p(-clipped))


def categorical_surprise(y, p):
    return -y * np.log(np.clip(p, EPSILON, ALMOST_ONE))


def binary_crossentropy(y, p):
    return np.mean(binary_surprise(y, p))


def binary_focal_crossentropy(y, p):
    return np.mean(np.where(y == 1, 1 - p, p) ** 2 * binary_surprise(y, p))


def categorical_crossentropy(y, p):
    return np.mean(np.sum(categorical_surprise(y, p), axis=1))


def categorical_focal_crossentropy(y, p):
    return np.mean(np.sum((1 - p) ** 2 / 4 * categorical_surprise(y, p), axis=1))


def categorical_generalized_cross_entropy(y, p):
    return np.mean(2 * (1 - np.sqrt(np.sum(y * p, axis=1))))


def kl_divergence(y, p):
    y, p = np.clip(y, EPSILON, 1), np.clip(p, EPSILON, 1)
    return np.mean(np.sum(y * np.log(y / p), axis=1))


def poisson(y, p):
    return np.mean(p - y * np.log(p + EPSILON))


# Margin: right by a distance.


def hinge(y, p):
    return np.mean(np.maximum(1 - (2 * y - 1) * p, 0))


def squared_hinge(y, p):
    return np.mean(np.maximum(1 - (2 * y - 1) * p, 0) ** 2)


def categorical_hinge(y, p):
    return np.mean(np.maximum(1 + np.max((1 - y) * p, axis=1) - np.sum(y * p, axis=1), 0))


# Overlap and direction.


def cosine_similarity(y, p):
    lengths = np.linalg.norm(y, axis=1) * np.linalg.norm(p, axis=1)
    return np.mean(np.sum(y * p, axis=1) / lengths)


def dice(y, p):
    return 1 - 2 * np.sum(y * p) / (np.sum(y) + np.sum(p) + EPSILON)


def tversky(y, p):
    right, missed, invented = np.sum(y * p), np.sum(y * (1 - p)), np.sum((1 - y) * p)
    return 1 - right / (right + missed / 2 + invented / 2 + EPSILON)


def circle(y, p, gamma=80, margin=0.4):
    distance = np.maximum(1 - p @ p.T, 0)
    same = np.equal.outer(y, y)
    partners = same & ~np.eye(len(y), dtype=bool)
    attract = np.exp(gamma * (margin + distance) * (distance - margin))
    repel = np.exp(gamma * np.maximum(1 + margin - distance, 0) * (1 - margin - distance))
    rows = np.log1p(np.sum(attract * partners, axis=1) * np.sum(repel * ~same, axis=1))
    return np.sum(rows) / max(np.sum(rows > 0), 1)


# Share of rows that are right.


def binary_accuracy(y, p):
    return np.mean(y == (p > 0.5))


def categorical_accuracy(y, p):
    return np.mean(y.argmax(axis=1) == p.argmax(axis=1))


def top_3_categorical_accuracy(y, p):
    # TensorFlow's documentation of `in_top_k`: classes that tie at the boundary all count
    # as among the k largest. So a class is among them if fewer than k are truly larger.
    of_true_class = np.sum(y * p, axis=1, keepdims=True)
    return np.mean(np.sum(p > of_true_class, axis=1) < 3)


# Counts, and what is made of them.


def counts(y, positive, axis=None):
    """Returns TP, FP, TN, FN."""
    pairs = ((y, positive), (1 - y, positive), (1 - y, ~positive), (y, ~positive))
    return [np.sum(label * chosen, axis=axis) for label, chosen in pairs]


def precision_from(tp, fp, tn, fn):
    return ratio(tp, tp + fp)


def recall_from(tp, fp, tn, fn):
    return ratio(tp, tp + fn)


def specificity_from(tp, fp, tn, fn):
    return ratio(tn, tn + fp)


def from_counts(formula):
    """Makes a metric from a formula of TP, FP, TN, FN over all numbers, threshold 0.5."""
    return lambda y, p: formula(*counts(y, p > 0.5))


def f_score(beta):
    """Mean over all classes; a class that is never there and never predicted counts as 0."""

    def compute(y, p):
        tp, fp, _, fn = counts(y, p > 0.5, axis=0)
        return np.mean(ratio((1 + beta**2) * tp, (1 + beta**2) * tp + fp + beta**2 * fn))

    return compute


# All thresholds at once: 200 of them, evenly spaced.

THRESHOLDS = np.linspace(0, 1, 200)


def counts_at(thresholds, y, p):
    chosen = p.ravel() > thresholds[:, np.newaxis]
    return counts(y.ravel(), chosen, axis=1)


def auc(y, p):
    # The outermost thresholds lie just outside, so that the curve has both its ends.
    thresholds = np.r_[-EPSILON, THRESHOLDS[1:-1], 1 + EPSILON]
    tp, fp, tn, fn = counts_at(thresholds, y, p)
    return np.trapezoid(ratio(tp, tp + fn)[::-1], ratio(fp, fp + tn)[::-1])


def best_at(maximised, constrained, least=0.8):
    """The best of one quantity where another is high enough; 0 if it never is."""

    def compute(y, p):
        curve = counts_at(THRESHOLDS, y, p)
        return np.max(maximised(*curve), where=constrained(*curve) >= least, initial=0.0)

    return compute


# Overlap (intersection over union).


def overlaps(y, p):
    """Overlap of each class, and which classes occur in labels or predictions."""
    tp, fp, _, fn = counts(y, np.eye(y.shape[1], dtype=bool)[p.argmax(axis=1)], axis=0)
    return ratio(tp, tp + fp + fn), tp + fp + fn > 0


def mean_overlap(y, p):
    overlap, occurs = overlaps(y, p)
    return np.mean(overlap[occurs])  # a class that does not occur is left out


def overlap_of_class_0(y, p):
    return overlaps(y, p)[0][0]  # 0 if class 0 does not occur


def binary_mean_overlap(y, p):
    # Keras' documentation of `BinaryIoU.update_state`: a prediction of exactly 0.5 is class 1.
    # For all other metrics it is class 0.
    chosen = p >= 0.5
    return mean_overlap(np.hstack([1 - y, y]), np.hstack([~chosen, chosen]))


def named(*functions, **others):
    functions = {function.__name__: function for function in functions} | others
    return {name: reference(function) for name, function in functions.items()}


# A metric with the formula of a loss is the same function.
SHARED = named(
    mean_squared_error,
    mean_absolute_error,
    mean_squared_logarithmic_error,
    mean_absolute_percentage_error,
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    poisson,
    hinge,
    squared_hinge,
    categorical_hinge,
    sparse_categorical_crossentropy=sparse(categorical_crossentropy),
)
LOSSES = SHARED | named(
    huber,
    log_cosh,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
    dice,
    tversky,
    circle,
    cosine_similarity=lambda y, p: -cosine_similarity(y, p),
    categorical_generalized_cross_entropy=sparse(categorical_generalized_cross_entropy),
)
METRICS = {"log_cosh_error": LOSSES["log_cosh"], **SHARED} | named(
    root_mean_squared_error,
    r2_score,
    pearson_correlation,
    concordance_correlation,
    cosine_similarity,
    binary_accuracy,
    categorical_accuracy,
    auc,
    sparse_categorical_accuracy=sparse(categorical_accuracy),
    top_k_categorical_accuracy=top_3_categorical_accuracy,
    sparse_top_k_categorical_accuracy=sparse(top_3_categorical_accuracy),
    true_positives=from_counts(lambda tp, fp, tn, fn: tp),
    true_negatives=from_counts(lambda tp, fp, tn, fn: tn),
    false_positives=from_counts(lambda tp, fp, tn, fn: fp),
    false_negatives=from_counts(lambda tp, fp, tn, fn: fn),
    precision=from_counts(precision_from),
    recall=from_counts(recall_from),
    f1_score=f_score(beta=1),
    f_beta_score=f_score(beta=2),
    precision_at_recall=best_at(precision_from, recall_from),
    recall_at_precision=best_at(recall_from, precision_from),
    sensitivity_at_specificity=best_at(recall_from, specificity_from),
    specificity_at_sensitivity=best_at(specificity_from, recall_from),
    binary_io_u=binary_mean_overlap,
    one_hot_mean_io_u=mean_overlap,
    one_hot_io_u=overlap_of_class_0,
    mean_io_u=sparse(mean_overlap),
    io_u=sparse(overlap_of_class_0),
)
