"""Figures of training runs: learning curves, predictions of one epoch, many losses at once."""

import dataclasses
import functools
import textwrap

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.figures.still import BLUE, GREY, ORANGE, TRAINING, VALIDATION, empty, panels, title


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


EARLIER = ({"linestyle": ":"}, {"linestyle": "-."}, {"linestyle": (0, (1, 4))})


def training_run(curves, history, epoch):
    """Draws learning curves beside the predictions after one epoch.

    Args:
        curves: Sequence of `Curves`, one panel each.
        history: The `History` that they come from.
        epoch: The epoch to mark and to show predictions of, counted from 1.

    Returns:
        A matplotlib `Figure`; the next call for runs of the same length changes it.
    """
    swaps = tuple(last for last, _ in history.config.loss_phases)
    titles = tuple(each.title for each in curves)
    task = history.config.task
    figure, (*axes, last) = _figure(task, titles, len(history.loss), swaps)
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


@functools.lru_cache(maxsize=4)
def _figure(task, titles, epochs, swaps):
    """Draws what all runs of one task and one length have in common."""
    figure, axes = panels(len(titles) + 1)
    margin = 0.05 * (epochs - 1) or 0.5
    for axis, words in zip(axes, titles, strict=False):
        axis.set(xlim=(1 - margin, epochs + margin), xlabel="epoch")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axis.yaxis.set_major_locator(MaxNLocator(nbins=5))
        axis.yaxis.set_animated(True)
        axis.grid(alpha=0.3)
        title(axis, words)
    for last in swaps:
        axes[0].axvline(last + 0.5, color=GREY, linewidth=1, linestyle=":")
    axes[-1].set_animated(True)
    return figure, axes


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


def _curve(axis, values, style):
    axis.plot(range(1, len(values) + 1), values, animated=True, **style)


def many_losses(curves, chosen):
    """Draws one quantity of many runs as small panels with the same axes.

    Args:
        curves: Dict from the label of a loss to the quantity after each epoch.
        chosen: Label and direction of the quantity.

    Returns:
        A matplotlib `Figure`.
    """
    columns, width, height = 4, 2.05, 1.6
    rows = -(-len(curves) // columns)
    size = (width * columns, height * rows + 0.3)
    figure = Figure(figsize=size)
    finals = {name: values[-1] for name, values in curves.items() if np.isfinite(values).all()}
    pick = min if chosen.direction == "lower" else max
    best = pick(finals, key=finals.get) if finals else None
    first = None
    for number, (name, values) in enumerate(curves.items()):
        row, column = divmod(number, columns)
        left, bottom = 0.62 + column * 1.9, size[1] - 0.35 - row * height - 1.1
        box = (left / size[0], bottom / size[1], 1.7 / size[0], 1.1 / size[1])
        axis = figure.add_axes(box, sharex=first, sharey=first)
        first = first or axis
        axis.tick_params(labelsize=7, labelleft=column == 0)
        for other in curves.values():
            axis.plot(range(1, len(other) + 1), other, color="#D9D9D9", linewidth=0.8)
        style = {"color": ORANGE, "linewidth": 2.5} if name == best else {"color": BLUE}
        axis.plot(range(1, len(values) + 1), values, **style)
        end = f"{values[-1]:.3g}" if name in finals else "diverged"
        words = textwrap.shorten(name, 30, placeholder=" …") + "\nat the end "
        words += end + (", the best" if name == best else "")
        axis.set_title(words, loc="left", fontsize=7, fontweight="bold" if name == best else None)
    first.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    first.yaxis.set_major_locator(MaxNLocator(nbins=4))
    what = f"{chosen.label} on the validation rows ({chosen.direction} is better), by epoch"
    figure.text(0.62 / size[0], 0.12 / size[1], what, fontsize=9)
    return figure


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
