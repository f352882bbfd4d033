r"""Every class of `keras.losses`: its formula, its shapes and where it fits.

The letters of the formulas: $y$ is `y_true`, $\hat{y}$ is `y_pred`; $i$ runs
over all their numbers ($n$ of them), $r$ over the rows ($N$ of them), $c$ over
the classes; $y_r$ alone is the class of row $r$. Keras keeps each logarithm
and each divisor away from zero by $\varepsilon = 10^{-7}$, which is written only
where it shows. In Circle, $d$ is 1 minus the cosine of two rows; $p$ runs over
the other rows of the class and $q$ over the rows of other classes;
$\gamma=80$, $m=0.4$; $N_+$ is the number of rows whose loss is above 0.
The formulas are those of `keras/src/losses/losses.py`.
"""

import re

from helpers.catalogue.entry import Entry

SAME = "y_true and y_pred: (rows, outputs)"
ZERO_ONE = "y_true and y_pred: (rows, outputs), labels 0 or 1"
ONE_HOT = "y_true: (rows, classes) one-hot; y_pred: (rows, classes)"
INTEGER = "y_true: (rows,) class numbers; y_pred: (rows, classes)"

CLASSIFICATION = ("binary", "multiclass")
EVERY_TASK = ("regression", *CLASSIFICATION)


def snake_case(class_name):
    """Returns the name that Keras derives from a class name: `"AUC"` -> `"auc"`.

    See `to_snake_case` in `keras/src/utils/naming.py`.
    """
    words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", words).lower()


def _loss(class_name, label, shapes, tasks, formula, **more):
    return Entry(
        snake_case(class_name), class_name, "loss", label, formula, shapes, "lower", tasks, **more
    )


# fmt: off
_ENTRIES = (
    # Distance between two numbers.
    _loss("MeanSquaredError", "Mean squared error", SAME, EVERY_TASK,
          r"\frac{1}{n}\sum_i (y_i-\hat{y}_i)^2"),
    _loss("MeanAbsoluteError", "Mean absolute error", SAME, EVERY_TASK,
          r"\frac{1}{n}\sum_i |y_i-\hat{y}_i|"),
    _loss("Huber", "Huber", SAME, EVERY_TASK,
          r"\frac{1}{n}\sum_i \left(|e_i|\,m_i-\frac{m_i^2}{2}\right),"
          r"\quad e_i=y_i-\hat{y}_i,\; m_i=\min(|e_i|,\,1)"),
    _loss("LogCosh", "Log-cosh", SAME, EVERY_TASK,
          r"\frac{1}{n}\sum_i \log\,\cosh(\hat{y}_i-y_i)"),
    _loss("MeanSquaredLogarithmicError", "Mean squared logarithmic error",
          SAME + "; values below 0 count as 0", EVERY_TASK,
          r"\frac{1}{n}\sum_i \left(\log(1+\max(y_i,\varepsilon))"
          r"-\log(1+\max(\hat{y}_i,\varepsilon))\right)^2"),
    _loss("MeanAbsolutePercentageError", "Mean absolute percentage error",
          SAME + ", y_true away from 0", ("regression",),
          r"\frac{100}{n}\sum_i \frac{|y_i-\hat{y}_i|}{\max(|y_i|,\,\varepsilon)}"),
    # Distance between two distributions.
    # The two binary ones are not for a softmax of ten classes: Keras finds the logits
    # of the softmax on y_pred, and reads them as if they were those of a sigmoid.
    _loss("BinaryCrossentropy", "Binary cross-entropy", ZERO_ONE, ("binary",),
          r"-\frac{1}{n}\sum_i \left(y_i\log\hat{y}_i+(1-y_i)\log(1-\hat{y}_i)\right)"),
    _loss("BinaryFocalCrossentropy", "Binary focal cross-entropy", ZERO_ONE, ("binary",),
          r"-\frac{1}{n}\sum_i \left(y_i(1-\hat{y}_i)^2\log\hat{y}_i"
          r"+(1-y_i)\,\hat{y}_i^2\log(1-\hat{y}_i)\right)"),
    _loss("CategoricalCrossentropy", "Categorical cross-entropy", ONE_HOT, ("multiclass",),
          r"-\frac{1}{N}\sum_r\sum_c y_{rc}\log\hat{y}_{rc}"),
    _loss("CategoricalFocalCrossentropy", "Categorical focal cross-entropy", ONE_HOT,
          ("multiclass",),
          r"-\frac{1}{N}\sum_r\sum_c \frac{1}{4}(1-\hat{y}_{rc})^2\,y_{rc}\log\hat{y}_{rc}"),
    _loss("CategoricalGeneralizedCrossEntropy", "Categorical generalised cross-entropy", INTEGER,
          ("multiclass_integer",),
          r"\frac{1}{N}\sum_r 2\left(1-\sqrt{\hat{y}_{r,y_r}}\right)"),
    _loss("SparseCategoricalCrossentropy", "Sparse categorical cross-entropy", INTEGER,
          ("multiclass_integer",),
          r"-\frac{1}{N}\sum_r \log\hat{y}_{r,y_r}"),
    _loss("KLDivergence", "Kullback-Leibler divergence", ONE_HOT, ("multiclass",),
          r"\frac{1}{N}\sum_r\sum_c y_{rc}\log\frac{y_{rc}}{\hat{y}_{rc}}"),
    _loss("Poisson", "Poisson", SAME + ", not negative", CLASSIFICATION,
          r"\frac{1}{n}\sum_i \left(\hat{y}_i-y_i\log\hat{y}_i\right)"),
    # Margin: right by a distance.
    _loss("Hinge", "Hinge", ZERO_ONE + " (or -1 and 1)", CLASSIFICATION,
          r"\frac{1}{n}\sum_i \max(1-s_i\hat{y}_i,\,0),\quad s_i=2y_i-1"),
    _loss("SquaredHinge", "Squared hinge", ZERO_ONE + " (or -1 and 1)", CLASSIFICATION,
          r"\frac{1}{n}\sum_i \max(1-s_i\hat{y}_i,\,0)^2,\quad s_i=2y_i-1"),
    _loss("CategoricalHinge", "Categorical hinge", ONE_HOT, ("multiclass",),
          r"\frac{1}{N}\sum_r \max\left(1+\max_c\,(1-y_{rc})\hat{y}_{rc}"
          r"-\sum_c y_{rc}\hat{y}_{rc},\;0\right)"),
    # Overlap and direction.
    _loss("CosineSimilarity", "Cosine similarity (negative)", SAME + ", 2 outputs or more",
          ("multiclass",),
          r"-\frac{1}{N}\sum_r \frac{\sum_c y_{rc}\hat{y}_{rc}}"
          r"{\sqrt{\sum_c y_{rc}^2}\sqrt{\sum_c \hat{y}_{rc}^2}}"),
    _loss("Dice", "Dice", ZERO_ONE, CLASSIFICATION,
          r"1-\frac{2\sum_i y_i\hat{y}_i}{\sum_i y_i+\sum_i\hat{y}_i+\varepsilon}"),
    _loss("Tversky", "Tversky", ZERO_ONE, CLASSIFICATION,
          r"1-\frac{\sum_i y_i\hat{y}_i}{\sum_i y_i\hat{y}_i+\frac{1}{2}\sum_i y_i(1-\hat{y}_i)"
          r"+\frac{1}{2}\sum_i (1-y_i)\hat{y}_i+\varepsilon}"),
    # Not for the three models of the course.
    _loss("Circle", "Circle", "y_true: (rows,) class numbers; y_pred: (rows, features) of length 1",
          (),
          r"\frac{1}{N_+}\sum_r \log\left(1+\sum_{p}e^{\gamma\,(m+d_{rp})(d_{rp}-m)}"
          r"\sum_{q}e^{\gamma\,\max(1+m-d_{rq},\,0)\,(1-m-d_{rq})}\right)",
          reason="It learns which rows belong together, not which class they are: "
          "its output is a place in space, and accuracy stays at chance."),
    _loss("CTC", "Connectionist temporal classification",
          "y_true: (rows, length) label numbers; y_pred: (rows, time, labels) logits", (),
          r"-\frac{1}{N}\sum_r \log P(y_r\,|\,\hat{y}_r)",
          reason="It is for sequences, such as speech: it wants one prediction for each "
          "time step."),
    _loss("Loss", "Loss (base class)", "those of the class that you derive from it", (),
          r"L(y,\hat{y})", differentiable=False,
          reason="It is the base class of all losses: derive from it and write `call`."),
)
# fmt: on

LOSSES = {entry.name: entry for entry in _ENTRIES}
