"""Picture of one batch on several replicas: who has which rows, and what comes out."""

import numpy as np

from helpers.figures.picture import Axis, Box, Label, Line, Panel, Picture, axis, numbers

STYLES = ("blue", ""), ("orange", "lines"), ("green", "dots"), ("purple", "cross")
BAR = 0.4  # half of its width


def replicas(step):
    """Describes the losses of all rows by replica, what each replica hands in, and the result.

    Args:
        step: A `ReplicaStep`.

    Returns:
        A `Picture`.
    """
    return Picture((_rows(step), _reports(step)))


def _rows(step):
    """One bar a row, and a line at the mean that one device reports."""
    bars, names, first = [], [], 0
    for number, part in enumerate(step.parts):
        losses = numbers(part)
        bars += [_bar(place, loss, number) for place, loss in enumerate(losses, start=first)]
        if losses:
            names.append(Label(f"{number}", first + (len(losses) - 1) / 2, 0, "top"))
        first += len(losses)
    mean = _one_device(step, -0.5, first - 0.5)
    x = Axis("row of the batch (number: its replica)", -0.7, first - 0.3, ())
    y = axis("loss of the row", *(bar.y for bar in bars), from_zero=True)
    return Panel("Who has which rows", x, y, (*bars, *names, mean))


def _reports(step):
    handed_in, (total,) = numbers(step.of_each), numbers([step.reported])
    place = len(handed_in) + 0.5
    bars = [_bar(number, value, number) for number, value in enumerate(handed_in)]
    bars.append(Box((place - BAR, place + BAR), (0, total or 0), "", "grey"))
    words = [Label("NaN", n, 0, "top") for n, value in enumerate(handed_in) if value is None]
    words.append(Label("NaN" if total is None else f"{total:.2f}", place, total or 0, "top"))
    mean = _one_device(step, -0.5, place + 0.5)
    ticks = *((n, str(n)) for n in range(len(handed_in))), (place, "all")
    # Above the bars there is room for words.
    highest = 1.3 * np.nanmax([*step.of_each, step.reported, step.of_one_device])
    y = axis("loss", *(bar.y for bar in bars), (float(highest),), from_zero=True)
    x = Axis("replica", -0.7, place + 0.7, ticks)
    return Panel("What each hands in, and all", x, y, (*bars, *words, mean))


def _bar(place, height, number):
    return Box((place - BAR, place + BAR), (0, height or 0), "", *STYLES[number % 4])


def _one_device(step, start, end):
    (mean,) = numbers([step.of_one_device])
    return Line((start, end), (mean, mean), f"one device: {mean:.2f}", "ink", "dashed")
