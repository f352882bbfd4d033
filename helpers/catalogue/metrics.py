r"""Every class of `keras.metrics`: its formula, its shapes and where it fits.

The letters of the formulas are those of `losses.py`. Besides: TP, FP,
TN and FN are the counts of true and false positives and negatives; a prediction
above 0.5 counts as positive (in BinaryIoU also one of exactly 0.5); a fraction
of counts with 0 below is 0; $C$ is the number of classes, but in a mean overlap
only of those that occur. The formulas are those of `keras/src/metrics/`.
"""

import dataclasses

from helpers.catalogue.entry import Entry
from helpers.catalogue.losses import (
    CLASSIFICATION,
    EVERY_TASK,
    INTEGER,
    LOSSES,
    ONE_HOT,
    SAME,
    ZERO_ONE,
    snake_case,
)

COUNTS = "It counts, and a count has no gradient: it does not move when y_pred moves a little."
NO_LOSS = "It is smooth, but Keras has no loss of it: {}"
NO_DATA = "It averages numbers, and does not compare y_true with y_pred."

TP, FP, TN, FN = (rf"\mathrm{{{name}}}" for name in ("TP", "FP", "TN", "FN"))
PRECISION = rf"\frac{{{TP}}}{{{TP}+{FP}}}"
RECALL = rf"\frac{{{TP}}}{{{TP}+{FN}}}"
SPECIFICITY = rf"\frac{{{TN}}}{{{TN}+{FP}}}"
MEAN_IOU = rf"\frac{{1}}{{C}}\sum_c \frac{{{TP}_c}}{{{TP}_c+{FP}_c+{FN}_c}}"
IOU_OF_0 = rf"\frac{{{TP}_0}}{{{TP}_0+{FP}_0+{FN}_0}}"


def _metric(class_name, label, shapes, tasks, formula, direction="higher", **more):
    more = {"differentiable": False, "reason": COUNTS} | more
    name = snake_case(class_name)
    return Entry(name, class_name, "metric", label, formula, shapes, direction, tasks, **more)


def _same_as_loss(class_name, loss=None, **more):
    """A metric with the formula of a loss: in Keras too, both wrap one function."""
    return dataclasses.replace(
        LOSSES[loss or snake_case(class_name)],
        name=snake_case(class_name),
        class_name=class_name,
        kind="metric",
        **more,
    )


def _best_at(class_name, label, maximise, where, argument):
    """The best of one quantity over all thresholds at which another is high enough."""
    formula = rf"\max_t\,{maximise}\quad \mathrm{{where}}\quad {where}\geq 0.8"
    arguments = {argument: 0.8}
    return _metric(class_name, label, ZERO_ONE, CLASSIFICATION, formula, arguments=arguments)


# fmt: off
_ENTRIES = (
    # The same formula as a loss.
    _same_as_loss("MeanSquaredError"),
    _same_as_loss("MeanAbsoluteError"),
    _same_as_loss("LogCoshError", "log_cosh"),
    _same_as_loss("MeanSquaredLogarithmicError"),
    _same_as_loss("MeanAbsolutePercentageError"),
    _same_as_loss("BinaryCrossentropy"),
    _same_as_loss("CategoricalCrossentropy"),
    _same_as_loss("SparseCategoricalCrossentropy"),
    _same_as_loss("KLDivergence"),
    _same_as_loss("Poisson"),
    _same_as_loss("Hinge"),
    _same_as_loss("SquaredHinge"),
    _same_as_loss("CategoricalHinge"),
    _same_as_loss("CosineSimilarity", label="Cosine similarity",
                  formula=LOSSES["cosine_similarity"].formula.removeprefix("-"),
                  direction="higher"),
    # Smooth, but no loss.
    _metric("RootMeanSquaredError", "Root mean squared error", SAME, EVERY_TASK,
            r"\sqrt{\frac{1}{n}\sum_i (y_i-\hat{y}_i)^2}", "lower",
            reason=NO_LOSS.format("train with MeanSquaredError, lowest at the same place.")),
    _metric("R2Score", "R² score", SAME, ("regression",),
            r"1-\frac{\sum_i (y_i-\hat{y}_i)^2}{\sum_i (y_i-\bar{y})^2}",
            reason=NO_LOSS.format("train with MeanSquaredError, its numerator.")),
    _metric("PearsonCorrelation", "Pearson correlation", SAME, ("regression",),
            r"\frac{\mathrm{cov}(y,\hat{y})}{\sigma_y\,\sigma_{\hat{y}}}",
            arguments={"axis": 0}, of_batches=True,
            reason=NO_LOSS.format("it does not see a wrong scale or a wrong offset.")),
    _metric("ConcordanceCorrelation", "Concordance correlation", SAME, ("regression",),
            r"\frac{2\,\mathrm{cov}(y,\hat{y})}"
            r"{\sigma_y^2+\sigma_{\hat{y}}^2+(\bar{y}-\bar{\hat{y}})^2}",
            arguments={"axis": 0}, of_batches=True,
            reason=NO_LOSS.format("train with MeanSquaredError, which punishes the same faults.")),
    # Share of rows that are right.
    _metric("BinaryAccuracy", "Binary accuracy", ZERO_ONE, ("binary",),
            rf"\frac{{{TP}+{TN}}}{{{TP}+{TN}+{FP}+{FN}}}"),
    _metric("CategoricalAccuracy", "Categorical accuracy", ONE_HOT, ("multiclass",),
            r"\frac{1}{N}\sum_r [\mathrm{argmax}_c\,y_{rc}=\mathrm{argmax}_c\,\hat{y}_{rc}]"),
    _metric("SparseCategoricalAccuracy", "Sparse categorical accuracy", INTEGER,
            ("multiclass_integer",),
            r"\frac{1}{N}\sum_r [y_r=\mathrm{argmax}_c\,\hat{y}_{rc}]"),
    _metric("TopKCategoricalAccuracy", "Top-3 categorical accuracy", ONE_HOT, ("multiclass",),
            r"\frac{1}{N}\sum_r [\mathrm{true\ class\ among\ the\ 3\ largest\ of\ }\hat{y}_r]",
            arguments={"k": 3}),
    _metric("SparseTopKCategoricalAccuracy", "Sparse top-3 categorical accuracy", INTEGER,
            ("multiclass_integer",),
            r"\frac{1}{N}\sum_r [y_r\mathrm{\ among\ the\ 3\ largest\ of\ }\hat{y}_r]",
            arguments={"k": 3}),
    # Counts, and what is made of them.
    _metric("TruePositives", "True positives", ZERO_ONE, CLASSIFICATION, TP),
    _metric("TrueNegatives", "True negatives", ZERO_ONE, CLASSIFICATION, TN),
    _metric("FalsePositives", "False positives", ZERO_ONE, CLASSIFICATION, FP, "lower"),
    _metric("FalseNegatives", "False negatives", ZERO_ONE, CLASSIFICATION, FN, "lower"),
    _metric("Precision", "Precision", ZERO_ONE, CLASSIFICATION, PRECISION),
    _metric("Recall", "Recall", ZERO_ONE, CLASSIFICATION, RECALL),
    _metric("F1Score", "F1 score", ZERO_ONE, CLASSIFICATION,
            rf"\frac{{1}}{{C}}\sum_c \frac{{2\,{TP}_c}}{{2\,{TP}_c+{FP}_c+{FN}_c}}",
            arguments={"average": "macro", "threshold": 0.5}),
    _metric("FBetaScore", "F2 score", ZERO_ONE, CLASSIFICATION,
            rf"\frac{{1}}{{C}}\sum_c \frac{{5\,{TP}_c}}{{5\,{TP}_c+{FP}_c+4\,{FN}_c}}",
            arguments={"average": "macro", "beta": 2.0, "threshold": 0.5}),
    # All thresholds at once.
    _metric("AUC", "Area under the ROC curve", ZERO_ONE, CLASSIFICATION,
            rf"\int_0^1 {RECALL}\;d\,\frac{{{FP}}}{{{FP}+{TN}}}"),
    _best_at("PrecisionAtRecall", "Precision at recall 0.8", PRECISION, RECALL, "recall"),
    _best_at("RecallAtPrecision", "Recall at precision 0.8", RECALL, PRECISION, "precision"),
    _best_at("SensitivityAtSpecificity", "Sensitivity at specificity 0.8", RECALL, SPECIFICITY,
             "specificity"),
    _best_at("SpecificityAtSensitivity", "Specificity at sensitivity 0.8", SPECIFICITY, RECALL,
             "sensitivity"),
    # Overlap.
    _metric("BinaryIoU", "Mean overlap of two classes", ZERO_ONE, ("binary",), MEAN_IOU),
    _metric("OneHotMeanIoU", "Mean overlap, one-hot labels", ONE_HOT, ("multiclass",), MEAN_IOU,
            arguments={"num_classes": 10}),
    _metric("OneHotIoU", "Overlap of class 0, one-hot labels", ONE_HOT, ("multiclass",), IOU_OF_0,
            arguments={"num_classes": 10, "target_class_ids": (0,)}),
    _metric("MeanIoU", "Mean overlap", INTEGER, ("multiclass_integer",), MEAN_IOU,
            arguments={"num_classes": 10, "sparse_y_pred": False}),
    _metric("IoU", "Overlap of class 0", INTEGER, ("multiclass_integer",), IOU_OF_0,
            arguments={"num_classes": 10, "target_class_ids": (0,), "sparse_y_pred": False}),
    # Not for the predictions of the course.
    _metric("Accuracy", "Accuracy (exact equality)", SAME, (),
            r"\frac{1}{n}\sum_i [y_i=\hat{y}_i]",
            reason="It asks for exact equality, which a predicted probability never reaches. "
            "The text 'accuracy' in compile means another class: Keras then chooses "
            "BinaryAccuracy, CategoricalAccuracy or SparseCategoricalAccuracy by the shapes."),
    _metric("Mean", "Mean", "values: any", (),
            r"\frac{1}{n}\sum_i v_i", reason=NO_DATA),
    _metric("Sum", "Sum", "values: any", (),
            r"\sum_i v_i", reason=NO_DATA),
    _metric("MeanMetricWrapper", "Mean of a function", "those of the function that it wraps", (),
            r"\frac{1}{N}\sum_r f(y_r,\hat{y}_r)",
            reason="It is what turns a function into a metric: it has no formula of its own."),
    _metric("Metric", "Metric (base class)", "those of the class that you derive from it", (),
            r"M(y,\hat{y})",
            reason="It is the base class of all metrics: derive from it and write `update_state`."),
)
# fmt: on

METRICS = {entry.name: entry for entry in _ENTRIES}
