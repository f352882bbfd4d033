"""The losses and metrics of the catalogue in plain NumPy, written from its formulas.

Everything is a function `(y_true, y_pred) -> float`, in float64, with the arguments of
its catalogue entry baked in: see `LOSSES` and `METRICS` at the end.
"""

import functools

import numpy as np

EPSILON = 1e-7  # what Keras calls `keras.config.epsilon()`
# 1 - 1e-7 is not a float32: Keras clips at the nearest one, 1 - 1.19e-7. So a wrong
# prediction of exactly 1 costs 15.94, but a wrong prediction of exactly 0 costs 16.12.
ALMOST_ONE = float(np.float32(1 - EPSILON))


def reference(function):
    """Makes a function take any arrays, compute in float64 and return one number."""

    @functools.wraps(function)
    def compute(y_true, y_pred):
        y_pred = np.asarray(y_pred, "float64")
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(function(np.asarray(y_true, y_pred.dtype), y_pred))

    return compute


def sparse(function):
    """Makes a function of one-hot labels take class numbers."""
    return lambda y_true, y_pred: function(np.eye(np.shape(y_pred)[1])[y_true], y_pred)


def ratio(numerator, denominator):
    """Divides; what has nothing below counts as 0, as in Keras and in scikit-learn."""
    empty = denominator == 0
    return np.where(empty, 0.0, numerator / np.where(empty, 1.0, denominator))


# Distance between two numbers.


@reference
def mean_squared_error(y, p):
    return np.mean((y - p) ** 2)


@reference
def mean_absolute_error(y, p):
    return np.mean(np.abs(y - p))


@reference
def huber(y, p):
    error = np.abs(y - p)
    return np.mean(np.where(error <= 1, error**2 / 2, error - 1 / 2))


@reference
def log_cosh(y, p):
    return np.mean(np.logaddexp(p - y, y - p) - np.log(2))


@reference
def mean_squared_logarithmic_error(y, p):
    return np.mean((np.log1p(np.maximum(y, EPSILON)) - np.log1p(np.maximum(p, EPSILON))) ** 2)


@reference
def mean_absolute_percentage_error(y, p):
    return 100 * np.mean(np.abs(y - p) / np.maximum(np.abs(y), EPSILON))


@reference
def root_mean_squared_error(y, p):
    return np.sqrt(np.mean((y - p) ** 2))


@reference
def r2_score(y, p):
    score = 1 - np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)
    return 0.0 if np.isinf(score) else score  # y_true without variance: 0 by convention


@reference
def pearson_correlation(y, p):
    covariance = np.mean((y - y.mean()) * (p - p.mean()))
    return covariance / (y.std() * p.std())


@reference
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


@reference
def binary_crossentropy(y, p):
    return np.mean(binary_surprise(y, p))


@reference
def binary_focal_crossentropy(y, p):
    return np.mean(np.where(y == 1, 1 - p, p) ** 2 * binary_surprise(y, p))


@reference
def categorical_crossentropy(y, p):
    return np.mean(np.sum(categorical_surprise(y, p), axis=1))


@reference
def categorical_focal_crossentropy(y, p):
    return np.mean(np.sum((1 - p) ** 2 / 4 * categorical_surprise(y, p), axis=1))


@reference
def categorical_generalized_cross_entropy(y, p):
    return np.mean(2 * (1 - np.sqrt(np.sum(y * p, axis=1))))


@reference
def kl_divergence(y, p):
    y, p = np.clip(y, EPSILON, 1), np.clip(p, EPSILON, 1)
    return np.mean(np.sum(y * np.log(y / p), axis=1))


@reference
def poisson(y, p):
    return np.mean(p - y * np.log(p + EPSILON))


# Margin: right by a distance.


@reference
def hinge(y, p):
    return np.mean(np.maximum(1 - (2 * y - 1) * p, 0))


@reference
def squared_hinge(y, p):
    return np.mean(np.maximum(1 - (2 * y - 1) * p, 0) ** 2)


@reference
def categorical_hinge(y, p):
    return np.mean(np.maximum(1 + np.max((1 - y) * p, axis=1) - np.sum(y * p, axis=1), 0))


# Overlap and direction.


@reference
def cosine_similarity(y, p):
    lengths = np.linalg.norm(y, axis=1) * np.linalg.norm(p, axis=1)
    return np.mean(np.sum(y * p, axis=1) / lengths)


def negative_cosine_similarity(y_true, y_pred):
    return -cosine_similarity(y_true, y_pred)


@reference
def dice(y, p):
    return 1 - 2 * np.sum(y * p) / (np.sum(y) + np.sum(p) + EPSILON)


@reference
def tversky(y, p):
    right, missed, invented = np.sum(y * p), np.sum(y * (1 - p)), np.sum((1 - y) * p)
    return 1 - right / (right + missed / 2 + invented / 2 + EPSILON)


def circle(y_true, y_pred, gamma=80, margin=0.4):
    y_pred = np.asarray(y_pred, "float64")
    distance = np.maximum(1 - y_pred @ y_pred.T, 0)
    same = np.equal.outer(y_true, y_true)
    attract = np.exp(gamma * (margin + distance) * (distance - margin))
    repel = np.exp(gamma * np.maximum(1 + margin - distance, 0) * (1 - margin - distance))
    others = same & ~np.eye(len(y_true), dtype=bool)
    rows = np.log1p(np.sum(attract * others, axis=1) * np.sum(repel * ~same, axis=1))
    return float(np.mean(rows))


# Share of rows that are right.


@reference
def binary_accuracy(y, p):
    return np.mean(y == (p > 0.5))


@reference
def categorical_accuracy(y, p):
    return np.mean(y.argmax(axis=1) == p.argmax(axis=1))


@reference
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
    return reference(lambda y, p: formula(*counts(y, p > 0.5)))


def f_score(beta):
    """Mean over all classes; a class that is never there and never predicted counts as 0."""

    @reference
    def compute(y, p):
        tp, fp, _, fn = counts(y, p > 0.5, axis=0)
        return np.mean(ratio((1 + beta**2) * tp, (1 + beta**2) * tp + fp + beta**2 * fn))

    return compute


# All thresholds at once: 200 of them, evenly spaced.

THRESHOLDS = np.linspace(0, 1, 200)


def counts_at(thresholds, y, p):
    chosen = p.ravel() > thresholds[:, np.newaxis]
    return counts(y.ravel(), chosen, axis=1)


@reference
def auc(y, p):
    # The outermost thresholds lie just outside, so that the curve has both its ends.
    thresholds = THRESHOLDS + EPSILON * ((THRESHOLDS == 1).astype(int) - (THRESHOLDS == 0))
    curve = counts_at(thresholds, y, p)
    return np.trapezoid(recall_from(*curve)[::-1], 1 - specificity_from(*curve)[::-1])


def best_at(maximised, constrained, least=0.8):
    """The best of one quantity where another is high enough; 0 if it never is."""

    @reference
    def compute(y, p):
        curve = counts_at(THRESHOLDS, y, p)
        return np.max(maximised(*curve), where=constrained(*curve) >= least, initial=0.0)

    return compute


# Overlap (intersection over union).


def overlaps(y, p):
    """Overlap of each class, and which classes occur in labels or predictions."""
    tp, fp, _, fn = counts(y, np.eye(y.shape[1], dtype=bool)[p.argmax(axis=1)], axis=0)
    return ratio(tp, tp + fp + fn), tp + fp + fn > 0


@reference
def mean_overlap(y, p):
    overlap, occurs = overlaps(y, p)
    return np.mean(overlap[occurs])  # a class that does not occur is left out


@reference
def overlap_of_class_0(y, p):
    return overlaps(y, p)[0][0]  # 0 if class 0 does not occur


def binary_mean_overlap(y_true, y_pred):
    # Keras' documentation of BinaryIoU.update_state: at the threshold counts as class 1,
    # in contrast to all other metrics.
    chosen = np.asarray(y_pred) >= 0.5
    return mean_overlap(np.hstack([1 - y_true, y_true]), np.hstack([~chosen, chosen]))


LOSSES = {
    "mean_squared_error": mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "huber": huber,
    "log_cosh": log_cosh,
    "mean_squared_logarithmic_error": mean_squared_logarithmic_error,
    "mean_absolute_percentage_error": mean_absolute_percentage_error,
    "binary_crossentropy": binary_crossentropy,
    "binary_focal_crossentropy": binary_focal_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "categorical_focal_crossentropy": categorical_focal_crossentropy,
    "categorical_generalized_cross_entropy": sparse(categorical_generalized_cross_entropy),
    "sparse_categorical_crossentropy": sparse(categorical_crossentropy),
    "kl_divergence": kl_divergence,
    "poisson": poisson,
    "hinge": hinge,
    "squared_hinge": squared_hinge,
    "categorical_hinge": categorical_hinge,
    "cosine_similarity": negative_cosine_similarity,
    "dice": dice,
    "tversky": tversky,
    "circle": circle,
}

SAME_AS_LOSS = (
    "mean_squared_error mean_absolute_error mean_squared_logarithmic_error "
    "mean_absolute_percentage_error binary_crossentropy categorical_crossentropy "
    "sparse_categorical_crossentropy kl_divergence poisson hinge squared_hinge categorical_hinge"
)
METRICS = {name: LOSSES[name] for name in SAME_AS_LOSS.split()} | {
    "log_cosh_error": log_cosh,
    "cosine_similarity": cosine_similarity,
    "root_mean_squared_error": root_mean_squared_error,
    "r2_score": r2_score,
    "pearson_correlation": pearson_correlation,
    "concordance_correlation": concordance_correlation,
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": sparse(categorical_accuracy),
    "top_k_categorical_accuracy": top_3_categorical_accuracy,
    "sparse_top_k_categorical_accuracy": sparse(top_3_categorical_accuracy),
    "true_positives": from_counts(lambda tp, fp, tn, fn: tp),
    "true_negatives": from_counts(lambda tp, fp, tn, fn: tn),
    "false_positives": from_counts(lambda tp, fp, tn, fn: fp),
    "false_negatives": from_counts(lambda tp, fp, tn, fn: fn),
    "precision": from_counts(precision_from),
    "recall": from_counts(recall_from),
    "f1_score": f_score(beta=1),
    "f_beta_score": f_score(beta=2),
    "auc": auc,
    "precision_at_recall": best_at(precision_from, recall_from),
    "recall_at_precision": best_at(recall_from, precision_from),
    "sensitivity_at_specificity": best_at(recall_from, specificity_from),
    "specificity_at_sensitivity": best_at(specificity_from, recall_from),
    "binary_io_u": binary_mean_overlap,
    "one_hot_mean_io_u": mean_overlap,
    "one_hot_io_u": overlap_of_class_0,
    "mean_io_u": sparse(mean_overlap),
    "io_u": sparse(overlap_of_class_0),
}
