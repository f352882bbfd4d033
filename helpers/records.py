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
