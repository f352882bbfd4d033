"""The nouns of the course: what is asked for, and what was recorded.

Every record is frozen. A lab or a plot can only look at it.
"""

import dataclasses
import hashlib
import html
import types
from collections.abc import Callable, Mapping

import numpy as np

# Sign and colour of each state of a `Verdict`; the words say the same.
VERDICT_STYLE = {
    "right": ("✓", "#009E73"),
    "wrong": ("✗", "#D55E00"),
    "not attempted": ("○", "#5F5F5F"),
}


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Rows to learn from, rows to tune on, and rows that nobody has seen.

    Attributes:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        train: Pair of arrays, features `(rows, features)` and `y_true`
            `(rows, outputs)`, both float32.
        validation: The same for the rows that are watched during training.
        test: The same for the rows that are kept for the very end.
    """

    task: str
    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]


@dataclasses.dataclass(frozen=True)
class TensorReport:
    """What a tensor is, and whether it holds a number.

    Attributes:
        kind: What it is, in words.
        type_name: Full name of its class.
        shape: Its shape as text; `None` stands for a size not known yet.
        dtype: Name of its dtype.
        has_value: Whether there is a number inside.
        numpy_says: What `.numpy()` does: the value, or the error it raises.
    """

    kind: str
    type_name: str
    shape: str
    dtype: str
    has_value: bool
    numpy_says: str

    def __str__(self):
        rows = {
            "kind": self.kind,
            "type": self.type_name,
            "shape": self.shape,
            "dtype": self.dtype,
            "holds a value": "yes" if self.has_value else "no",
            ".numpy()": self.numpy_says,
        }
        return "\n".join(f"{name:<15}{text}" for name, text in rows.items())

    __repr__ = __str__


@dataclasses.dataclass(frozen=True, eq=False)
class ExpressionStep:
    """One step of an expression, as one world has it.

    Attributes:
        name: `"input"`, `"matmul"`, `"add"`, `"subtract"`, `"square"` or `"mean"`.
        code: The Python expression that made it.
        report: What the tensor is, and whether it holds a number.
        float_says: What `float()` does: the number, or the error it raises.
        print_says: What `print()` writes.
        value: What comes out here when three rows are fed in.
    """

    name: str
    code: str
    report: TensorReport
    float_says: str
    print_says: str
    value: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Expression:
    """The documents' expression in one world.

    Attributes:
        world: `"eager"`, `"tf_function"`, `"keras_3"`, `"keras_2"` or `"tf1_graph"`.
        steps: Tuple of `ExpressionStep`, from the input to the mean.
        parameters_hold_value: Whether `w` and `b` hold numbers.
    """

    world: str
    steps: tuple[ExpressionStep, ...]
    parameters_hold_value: bool


@dataclasses.dataclass(frozen=True)
class RunConfig:
    """Everything that decides a training run: the same config, the same run.

    Metrics are not in it, because they decide nothing: see `engine.evaluate`.

    Attributes:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        loss: Name of a loss of the catalogue, such as `"mean_squared_error"`.
        optimizer: `"sgd"`, `"momentum"`, `"rmsprop"` or `"adam"`.
        learning_rate: Step size of the optimizer, above 0.
        batch_size: Rows in one step, 1 or more.
        epochs: Passes over the training rows, 1 or more.
        seed: Integer from which initial weights and batch order follow.
        loss_phases: Pairs `(epoch, loss)`: from the end of that epoch on, train
            with that loss instead, weights and optimizer kept.
        class_weight: One weight for each class, or None for equal weights.
        units: Width of the hidden layer, or None for that of the document.
    """

    task: str
    loss: str
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int = 32
    epochs: int = 10
    seed: int = 0
    loss_phases: tuple[tuple[int, str], ...] = ()
    class_weight: tuple[float, ...] | None = None
    units: int | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class History:
    """What happened in a training run, epoch by epoch.

    Attributes:
        config: The `RunConfig` that was trained.
        data: The `Dataset` that it was trained on.
        loss: `(epochs,)`, mean over the batches of an epoch, each taken before
            its update, as `fit` reports it.
        validation_loss: `(epochs,)`, at the end of each epoch.
        gradient_norm: `(epochs,)`, mean over the batches of an epoch.
        train_predictions: `(epochs, rows, outputs)`, `y_pred` for the training
            rows at the end of each epoch.
        running_predictions: The same, but each row as it was predicted in its
            batch, while the weights were still moving.
        validation_predictions: `(epochs, validation rows, outputs)`.
        weights: `(epochs + 1, parameters)`, all weights in one row, before the
            first epoch and after each.
    """

    config: RunConfig
    data: Dataset
    loss: np.ndarray
    validation_loss: np.ndarray
    gradient_norm: np.ndarray
    train_predictions: np.ndarray
    running_predictions: np.ndarray
    validation_predictions: np.ndarray
    weights: np.ndarray

    @property
    def digests(self):
        """Fingerprints of the weights after each epoch: equal only if they are, to the bit."""
        return tuple(hashlib.sha256(row.tobytes()).hexdigest()[:12] for row in self.weights[1:])

    @property
    def digest(self):
        """Fingerprint of the trained weights."""
        return self.digests[-1]

    @property
    def diverged_at(self):
        """First epoch, counted from 1, whose loss or weights are not finite; None if all are."""
        finite = np.isfinite(self.loss) & np.isfinite(self.weights[1:]).all(axis=1)
        return None if finite.all() else int(np.argmin(finite)) + 1


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the course knows about one loss or one metric.

    Attributes:
        name: Snake case of the class name, as Keras derives it, such as
            `"mean_squared_error"`; unique within its kind.
        class_name: Name of the class in `keras.losses` or `keras.metrics`.
        kind: `"loss"` or `"metric"`.
        label: What a learner reads.
        formula: LaTeX without dollar signs; its letters are explained in
            `catalogue_losses.py`.
        shapes: What `y_true` and `y_pred` must look like, in words.
        direction: What is better, `"lower"` or `"higher"`.
        tasks: Where it means something: any of `"regression"`, `"binary"`,
            `"multiclass"` (one-hot labels), `"multiclass_integer"` (integer labels).
        arguments: Keyword arguments that the course gives to the constructor.
        trains: Whether `fit` can minimise this formula: Keras has a loss class
            of it, with a gradient. A metric object itself never trains; a
            metric with `trains` has a loss of the same formula.
        reason: Why it does not train, or why it serves no task; else empty.
        function: A learner's own function of `y_true` and `y_pred`; None for a
            class of Keras.
    """

    name: str
    class_name: str
    kind: str
    label: str
    formula: str
    shapes: str
    direction: str = "lower"
    tasks: tuple[str, ...] = ()
    arguments: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)
    trains: bool = True
    reason: str = ""
    function: Callable | None = None

    def __post_init__(self):
        # A frozen record must not hold a dictionary that somebody can still change.
        object.__setattr__(self, "arguments", types.MappingProxyType(dict(self.arguments)))


@dataclasses.dataclass(frozen=True, eq=False)
class Curves:
    """One quantity, epoch by epoch, on training and on validation rows.

    Attributes:
        title: What part it plays: the loss, or a metric.
        label: Its name, in words.
        direction: `"lower"` or `"higher"`: what is better.
        train: `(epochs,)`.
        validation: `(epochs,)`.
        earlier: Pairs of a label and the validation curve of an earlier run.
    """

    title: str
    label: str
    direction: str
    train: np.ndarray
    validation: np.ndarray
    earlier: tuple[tuple[str, np.ndarray], ...] = ()


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What is to be said about an answer to an exercise.

    Attributes:
        state: `"not attempted"`, `"right"` or `"wrong"`.
        message: Why, in words for the learner.
        printed: The beginning of what the answer printed when it was tried; else empty.
    """

    state: str
    message: str
    printed: str = ""

    def __str__(self):
        state = {"right": "Right.", "wrong": "Not yet.", "not attempted": "Not attempted yet."}
        said = f"{state[self.state]} {self.message}"
        return said + (f"\nYour code printed:\n{self.printed}" if self.printed else "")

    __repr__ = __str__

    def _repr_html_(self):
        sign, color = VERDICT_STYLE[self.state]
        head, *rest = html.escape(str(self)).split("\n")
        more = f"<pre>{chr(10).join(rest)}</pre>" if rest else ""
        style = f"border-left: 4px solid {color}; padding: 0.2em 0.8em"
        return f'<div style="{style}">{sign} {head}{more}</div>'


@dataclasses.dataclass(frozen=True)
class Question:
    """A question to answer before the code is run.

    Attributes:
        text: The question.
        options: What there is to choose from.
        answer: The right one of the options.
        reason: Why it is right.
    """

    text: str
    options: tuple[str, ...]
    answer: str
    reason: str


@dataclasses.dataclass(frozen=True)
class GradientStep:
    """One operation on the way from `y_pred` to a result, and the gradient that arrives at it.

    Attributes:
        operation: Its name, such as `"square"`; `"y_pred"` for the first step and
            `"result"` for the last.
        line: The line of the function in which it stands; else empty.
        size: Mean absolute gradient of the mean result with respect to what the
            operation gives; 0 if none arrives. None if it gives whole numbers, or
            true and false: no gradient goes through those.
        stops: Whether the gradient ends here, or becomes infinite or NaN.
        sends: Pairs of the number of an earlier step, counted from 0, and the mean
            absolute gradient that goes back to it from here.
    """

    operation: str
    line: str
    size: float | None
    stops: bool = False
    sends: tuple[tuple[int, float], ...] = ()


@dataclasses.dataclass(frozen=True)
class GradientReport:
    """Whether a loss can tell `y_pred` where to go.

    Attributes:
        flows: Whether a gradient that is not zero arrives at `y_pred`.
        operation: Name of the operation that stops it, such as `"argmax"`; else empty.
        line: The line of the function in which that operation stands; else empty.
        sentence: What happened, and what to write instead.
        path: The steps from `y_pred` to the result; empty if the function did not run.
    """

    flows: bool
    operation: str
    line: str
    sentence: str
    path: tuple[GradientStep, ...] = ()

    def __str__(self):
        return self.sentence

    __repr__ = __str__


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
