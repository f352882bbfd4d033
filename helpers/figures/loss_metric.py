"""Picture of a training run: learning curves, and the predictions of one epoch."""

import dataclasses

import numpy as np

from helpers.figures.picture import (
    Axis,
    Bars,
    Cells,
    Handle,
    Label,
    Line,
    Panel,
    Picture,
    Points,
    Rule,
    axis,
    numbers,
)


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


EARLIER_DASHES = ("dotted", "dashdot", "sparse")
EDGES = np.linspace(0, 1, 21)


def training_run(curves, history, epoch):
    """Describes learning curves beside the predictions after one epoch.

    Args:
        curves: Sequence of `Curves`: of the loss, then of each metric.
        history: The `History` that they come from.
        epoch: The epoch to mark and to show predictions of, counted from 1.

    Returns:
        A `Picture`.
    """
    loss, *metrics = curves
    looked = Rule(epoch, f"predictions: epoch {epoch}")
    swaps = [Rule(after + 0.5, "loss swapped", "dotted") for after, _ in history.config.loss_phases]
    return Picture(
        (
            _learning_curves("Loss: it trains", loss, [*swaps, looked]),
            *[_learning_curves("Metric: it watches", each, [looked]) for each in metrics],
            _predictions(history, epoch),
        )
    )


def _learning_curves(title, curves, rules):
    earlier = zip(curves.earlier, EARLIER_DASHES, strict=False)
    lines = [_curve(values, label, "grey", dash) for (label, values), dash in earlier]
    lines.append(_curve(curves.train, "training rows", "blue", "solid", "circle"))
    lines.append(_curve(curves.validation, "validation rows", "orange", "dashed", "square"))
    # An error of 1 on an axis from 2.5 looks like none.
    from_zero = curves.direction == "lower"
    label = f"{curves.label} ({curves.direction} is better)"
    y = axis(label, *[line.y for line in lines], from_zero=from_zero)
    x, marks = axis("epoch", lines[-1].x, whole=True), (*rules, *lines, *_lost(lines))
    return Panel(title, x, y, marks, Handle("epoch"))


def _curve(values, label, color, *style):
    return Line(tuple(range(1, len(values) + 1)), numbers(values), label, color, *style)


def _lost(lines):
    """Says it if there is nothing to see."""
    if all(value is None for line in lines for value in line.y):
        yield Label("no number is left")


def _predictions(history, epoch):
    _, y_true = history.data.validation
    y_pred = history.validation_predictions[epoch - 1]
    describe = PREDICTIONS[history.config.task]
    panel = describe(y_true, y_pred if np.isfinite(y_pred).all() else np.zeros_like(y_pred))
    if not np.isfinite(y_pred).all():
        panel = dataclasses.replace(panel, marks=(Label("no number is left"),))
    return dataclasses.replace(panel, title=f"Validation rows after epoch {epoch}")


def _numbers(y_true, y_pred):
    """Regression: predicted against true."""
    x, y = numbers(y_true), numbers(y_pred)
    ends = min(*x, *y), max(*x, *y)
    marks = Line(ends, ends, "perfect", "grey"), Points(x, y, "one row", "orange")
    axes = (axis(f"{name} (units of the target)", ends) for name in ("y_true", "y_pred"))
    return Panel("", *axes, marks)


def _probabilities(y_true, y_pred):
    """Binary: how many rows of each class got which probability."""
    counts = [
        numbers(np.histogram(np.clip(y_pred[y_true == value], 0, 1), EDGES)[0]) for value in (0, 1)
    ]
    edges = numbers(EDGES)
    marks = (
        Bars(edges, counts[0], "class 0", "blue", "lines"),
        Bars(edges, counts[1], "class 1", "orange", "dots"),
        Rule(0.5, "decision at 0.5", "dashed"),
    )
    x = axis("y_pred (probability of class 1)", edges)
    return Panel("", x, axis("rows", *counts, from_zero=True), marks)


def _classes(y_true, y_pred):
    """Multiclass: the confusion matrix."""
    classes = y_true.shape[1]
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (y_true.argmax(axis=1), y_pred.argmax(axis=1)), 1)
    ticks = tuple((place, str(place)) for place in range(classes))
    x = Axis("class with the highest y_pred", -0.5, classes - 0.5, ticks)
    y = Axis("class of y_true", classes - 0.5, -0.5, ticks)
    return Panel("", x, y, (Cells(tuple(map(tuple, counts.tolist())), "blue"),))


PREDICTIONS = {"regression": _numbers, "binary": _probabilities, "multiclass": _classes}
