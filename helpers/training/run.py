"""What is asked of a training run, and what was recorded: `RunConfig` in, `History` out.

Every record is frozen. A lab or a figure can only look at it.
"""

import dataclasses
import hashlib

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Rows to learn from, rows to tune on, and rows that nobody has seen.

    Attributes:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        train: Pair of arrays, features `(n_rows, features)` and `y_true`
            `(n_rows, outputs)`, both float32. Labels of classes are 0 or 1,
            those of more than two classes one-hot.
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
    """What happened in a training run, epoch by epoch. All arrays are float32.

    Attributes:
        config: The `RunConfig` that was trained.
        data: The `Dataset` that it was trained on.
        loss: `(epochs,)`, mean over the batches of an epoch, each taken before
            its update, as `fit` reports it.
        validation_loss: `(epochs,)`, at the end of each epoch.
        running_predictions: `(epochs, n_rows, outputs)`, `y_pred` for each training row
            as it was predicted in its batch, while the weights were still moving.
        validation_predictions: `(epochs, n_rows, outputs)`, `y_pred` for each validation
            row at the end of each epoch.
        weights: `(epochs + 1, parameters)`, all weights in one row, before the
            first epoch and after each.
    """

    config: RunConfig
    data: Dataset
    loss: np.ndarray
    validation_loss: np.ndarray
    running_predictions: np.ndarray
    validation_predictions: np.ndarray
    weights: np.ndarray

    def start(self, config):
        """Returns the first epochs of this run, as many as `config` asks for; itself if all."""
        n = config.epochs
        if n == self.config.epochs:
            return self
        return dataclasses.replace(
            self,
            config=config,
            loss=self.loss[:n],
            validation_loss=self.validation_loss[:n],
            running_predictions=self.running_predictions[:n],
            validation_predictions=self.validation_predictions[:n],
            weights=self.weights[: n + 1],
        )

    @property
    def digest(self):
        """Fingerprint of the trained weights: equal only if they are, to the bit."""
        return hashlib.sha256(self.weights[-1].tobytes()).hexdigest()[:12]

    @property
    def diverged_at(self):
        """First epoch, counted from 1, whose loss or weights are not finite; None if all are."""
        finite = np.isfinite(self.loss) & np.isfinite(self.weights[1:]).all(axis=1)
        return None if finite.all() else int(np.argmin(finite)) + 1
