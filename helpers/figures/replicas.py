"""Figure of one batch on several replicas: who has which rows, and what comes out."""

import numpy as np

from helpers.figures.still import BLUE, GREEN, GREY, ORANGE, PURPLE, legend, panels, title

COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
HATCHES = ("", "//", "..", "xx")


def replicas(step):
    """Draws the losses of all rows by replica, what each replica hands in, and the result.

    Args:
        step: A `ReplicaStep`.

    Returns:
        A matplotlib `Figure`.
    """
    figure, (rows, reports) = panels(2)
    _rows(rows, step)
    _reports(reports, step)
    return figure


def _style(number):
    colour, hatch = COLOURS[number % 4], HATCHES[number % 4]
    return {"color": colour + "99", "edgecolor": colour, "hatch": hatch}


def _rows(axis, step):
    """One bar a row, and a line at the mean that one device reports."""
    first = 0
    for number, part in enumerate(step.parts):
        places = np.arange(first, first + len(part))
        axis.bar(places, part, **_style(number))
        if len(part):
            axis.text(places.mean(), 0, f"{number}", va="bottom", ha="center", fontweight="bold",
                      bbox={"color": "white", "pad": 1, "alpha": 0.8})  # fmt: skip
        first += len(part)
    axis.axhline(step.of_one_device, color="black", linestyle="--")
    axis.set(xlabel="row of the batch (number: its replica)", ylabel="loss of the row")
    axis.set_xticks([])
    title(axis, "Who has which rows")


def _reports(axis, step):
    names = [str(number) for number in range(len(step.parts))]
    for number, value in enumerate(step.of_each):
        axis.bar(number, np.nan_to_num(value), **_style(number))
        if np.isnan(value):
            axis.text(number, 0, "NaN", ha="center", va="bottom")
    place = len(step.parts) + 0.5
    axis.bar(place, np.nan_to_num(step.reported), color=GREY)
    words = "NaN" if np.isnan(step.reported) else f"{step.reported:.2f}"
    axis.text(place, np.nan_to_num(step.reported), words, ha="center", va="bottom")
    words = f"one device: {step.of_one_device:.2f}"
    axis.axhline(step.of_one_device, color="black", linestyle="--", label=words)
    highest = np.nanmax([*step.of_each, step.reported, step.of_one_device])
    axis.set(xlabel="replica", ylabel="loss", ylim=(0, 1.3 * highest))
    axis.set_xticks([*range(len(names)), place], [*names, "all"])
    legend(axis, "upper left")
    title(axis, "What each hands in, and all")
