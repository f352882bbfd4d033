"""Figure of a training run: learning curves, and the predictions of one epoch."""

import dataclasses
import textwrap

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.figures.still import BLUE, GREY, ORANGE, TRAINING, VALIDATION, empty, panels, title


@dataclasses.dataclass(frozen=True, eq=False)
class Curves:
    """One quantity, epoch by epoch, on training and on validation rows.

    Attributes:
        label: Its name, in words.
        direction: `"lower"` or `"higher"`: what is better.
        train: `(epochs,)`.
        validation: `(epochs,)`.
        earlier: Pairs of a label and the validation curve of an earlier run.
    """

    label: str
    direction: str
    train: np.ndarray
    validation: np.ndarray
    earlier: tuple[tuple[str, np.ndarray], ...] = ()


EARLIER = ({"linestyle": ":"}, {"linestyle": "-."}, {"linestyle": (0, (1, 4))})


def training_run(task, n_metrics, epochs, loss_phases):
    """Draws what all runs of one task and one length have in common.

    Args:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        n_metrics: Number of metrics; each has a panel.
        epochs: Length of the run.
        loss_phases: Pairs `(epoch, loss)`, as in `RunConfig`.

    Returns:
        A function from what happened in a run to the matplotlib `Figure`; see `at`. It is the
        same figure each time, changed.
    """
    titles = ["Loss: it trains", *["Metric: it watches"] * n_metrics]
    figure, (*axes, last) = panels(len(titles) + 1)
    margin = 0.05 * (epochs - 1) or 0.5
    for axis, words in zip(axes, titles, strict=True):
        axis.set(xlim=(1 - margin, epochs + margin), xlabel="epoch")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axis.yaxis.set_major_locator(MaxNLocator(nbins=5))
        axis.yaxis.set_animated(True)
        axis.grid(alpha=0.3)
        title(axis, words)
    for swapped_after, _ in loss_phases:
        axes[0].axvline(swapped_after + 0.5, color=GREY, linewidth=1, linestyle=":")
    last.set_animated(True)

    def at(curves, history, epoch):
        """Draws learning curves beside the predictions after one epoch.

        Args:
            curves: Sequence of `Curves`: of the loss, then of each metric.
            history: The `History` that they come from.
            epoch: The epoch to mark and to show predictions of, counted from 1.
        """
        for axis, each in zip(axes, curves, strict=True):
            _learning_curves(axis, each, epoch)
        axes[0].legend(frameon=False, fontsize=9).set_animated(True)
        if any(each.earlier for each in curves[1:]):
            axes[1].legend(frameon=False, fontsize=8).set_animated(True)
        empty(last)
        _, y_true = history.data.validation
        y_pred = history.validation_predictions[epoch - 1]
        if np.isfinite(y_pred).all():
            PREDICTIONS[task](last, y_true, y_pred)
        else:
            last.clear()
            last.text(0.5, 0.5, "no number is left", ha="center", transform=last.transAxes)
        title(last, f"Validation rows after epoch {epoch}")
        return figure

    return at


def _learning_curves(axis, curves, epoch):
    """Draws training and validation curves, and those of earlier runs, into one panel."""
    for artist in axis.get_children():  # what the run before has left
        if artist.get_animated() and artist is not axis.yaxis:
            artist.remove()
    for (label, values), style in zip(curves.earlier, EARLIER, strict=False):
        _curve(axis, values, {"color": GREY, "label": label, **style})
    marked = {"markersize": 4, "markevery": max(1, len(curves.train) // 10)}
    for values, style in ((curves.train, TRAINING), (curves.validation, VALIDATION)):
        _curve(axis, values, style | marked)
    axis.axvline(epoch, color=GREY, linewidth=1, animated=True)
    words = [*textwrap.wrap(curves.label, 34), f"({curves.direction} is better)"]
    axis.set_ylabel("\n".join(words), fontsize=9 if len(words) < 3 else 8)
    axis.relim()
    axis.autoscale_view(scalex=False)  # matplotlib does it only when it draws all of a panel
    if curves.direction == "lower" and axis.dataLim.ymin >= 0:
        axis.set_ylim(bottom=0, auto=True)  # an error of 1 on an axis from 2.5 looks like none


def _curve(axis, values, style):
    axis.plot(range(1, len(values) + 1), values, animated=True, **style)


def _numbers(axis, y_true, y_pred):
    """Regression: predicted against true."""
    ends = [min(y_true.min(), y_pred.min()), max(y_true.max(), y_pred.max())]
    axis.plot(ends, ends, color=GREY, linewidth=1, label="perfect")
    axis.plot(y_true[:, 0], y_pred[:, 0], ".", color=ORANGE, markersize=4, alpha=0.6)
    axis.set(xlabel="y_true (units of the target)", ylabel="y_pred (units of the target)")
    axis.legend(frameon=False, fontsize=9)


def _probabilities(axis, y_true, y_pred):
    """Binary: how many rows of each class got which probability."""
    edges = np.linspace(0, 1, 21)
    for value, color, hatch in ((0, BLUE, "//"), (1, ORANGE, "..")):
        of_class = y_pred[y_true == value]
        axis.hist(np.clip(of_class, 0, 1), edges, histtype="stepfilled", color=color, alpha=0.45,
                  hatch=hatch, edgecolor=color, label=f"class {value}")  # fmt: skip
    axis.axvline(0.5, color=GREY, linestyle="--", label="decision at 0.5")
    axis.set(xlabel="y_pred (probability of class 1)", ylabel="rows")
    axis.legend(frameon=False, fontsize=8)


def _classes(axis, y_true, y_pred):
    """Multiclass: the confusion matrix."""
    classes = y_true.shape[1]
    counts = np.zeros((classes, classes))
    np.add.at(counts, (y_true.argmax(axis=1), y_pred.argmax(axis=1)), 1)
    axis.imshow(counts, cmap="cividis", aspect="auto")
    axis.set(xlabel="class with the highest y_pred", ylabel="class of y_true")
    axis.set_xticks(range(0, classes, 3))
    axis.set_yticks(range(0, classes, 3))
    axis.text(0.99, 0.97, "lighter: more rows", color="white", fontsize=8, ha="right", va="top",
              transform=axis.transAxes)  # fmt: skip


PREDICTIONS = {"regression": _numbers, "binary": _probabilities, "multiclass": _classes}
