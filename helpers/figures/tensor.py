"""Figure of an expression: its steps as a chain of boxes, with what each of them holds."""

import numpy as np

from helpers.figures.still import BLUE, GREY, ORANGE, arrow, box, canvas, write

# All lengths are pixels.
WIDTH, TOP, ROW, BOTTOM = 720, 66, 52, 40
SOURCE_LEFT, SOURCE_WIDTH = 16, 70
BOX_LEFT, BOX_WIDTH, BOX_HEIGHT = 150, 210, 30
BACK_LEFT = 8
SHAPE_LEFT, VALUE_LEFT = 390, 510
SOURCES = {"matmul": "w", "add": "b", "subtract": "target"}
# By whether a tensor holds a value; None where there is no tensor.
LOOKS = {
    True: {"edgecolor": BLUE, "linestyle": "-"},
    False: {"edgecolor": GREY, "linestyle": (0, (4, 2))},
    None: {"edgecolor": ORANGE, "linestyle": (0, (1, 2))},
}


def expression(followed, chosen, fed):
    """Draws the steps from the input down to the mean, and the way back to `w`.

    Args:
        followed: An `Expression`.
        chosen: Name of the step that is marked.
        fed: Whether the values of the rows that were fed in are shown.

    Returns:
        A matplotlib `Figure`.
    """
    steps = followed.steps
    height = TOP + ROW * len(steps) + BOTTOM
    figure, axis = canvas(WIDTH, height)
    _headings(axis, fed)
    for row, step in enumerate(steps):
        _box(axis, BOX_LEFT, BOX_WIDTH, row, step.code, step.has_value, step.name == chosen)
        if row:
            x, start = BOX_LEFT + BOX_WIDTH / 2, _middle(row - 1) + BOX_HEIGHT / 2
            arrow(axis, (x, start), (x, _middle(row) - BOX_HEIGHT / 2), color=GREY)
        if step.name in SOURCES:
            source = SOURCES[step.name]
            # The targets come with the rows; weights and bias need not.
            source_holds = step.has_value if source == "target" else followed.parameters_hold_value
            _box(axis, SOURCE_LEFT, SOURCE_WIDTH, row, source, source_holds)
            start, end = (SOURCE_LEFT + SOURCE_WIDTH, _middle(row)), (BOX_LEFT, _middle(row))
            arrow(axis, start, end, color=GREY)
        shape = step.report.shape if step.report else "none"
        write(axis, SHAPE_LEFT, _middle(row), shape, 10)
        write(axis, VALUE_LEFT, _middle(row), _value(step, fed), 10)
    if steps[-1].report:
        _way_back(axis, _middle(len(steps) - 1), _middle(1))
    _legend(axis, height - BOTTOM / 2)
    return figure


def _headings(axis, fed):
    words = "mean(square(x @ w + b - target)), step by step, and its gradient for w"
    write(axis, SOURCE_LEFT, 20, words, 11, weight="bold")
    value = "value for three rows" if fed else "value"
    for left, words in ((BOX_LEFT, "step"), (SHAPE_LEFT, "shape"), (VALUE_LEFT, value)):
        write(axis, left, TOP - 12, words, color=GREY)


def _middle(row):
    return TOP + ROW * row + ROW / 2


def _box(axis, left, width, row, words, holds, chosen=False):
    y, weight = _middle(row), "bold" if chosen else "normal"
    box(axis, left, y, (width, BOX_HEIGHT), linewidth=1.5, **LOOKS[holds])
    write(axis, left + width / 2, y, words, 9.5, ha="center", weight=weight)
    if chosen:
        frame = {"facecolor": "none", "edgecolor": ORANGE, "linewidth": 3}
        box(axis, left - 5, y, (width + 10, BOX_HEIGHT + 10), **frame)
        here = left + width + 12, y - 11
        write(axis, *here, "◂ you look here", 8.5, va="bottom", color=ORANGE)


def _way_back(axis, start, end):
    """Draws an arrow from the gradient to `w`, around the other sources."""
    axis.plot([BOX_LEFT, BACK_LEFT, BACK_LEFT], [start, start, end], color=GREY, linewidth=1)
    arrow(axis, (BACK_LEFT, end), (SOURCE_LEFT, end), color=GREY)
    write(axis, SOURCE_LEFT, start - 9, "the way back")


def _value(step, fed):
    if not (fed or step.has_value):
        return "none"
    rounded = np.array2string(step.value, separator=", ", formatter={"float": "{:g}".format})
    return " ".join(rounded.split())


def _legend(axis, y):
    words = {True: "holds a value", False: "a blueprint: no value", None: "an error: no tensor"}
    for left, holds in zip((SOURCE_LEFT, BOX_LEFT + 20, SHAPE_LEFT), LOOKS, strict=True):
        box(axis, left, y, (26, 14), linewidth=1.5, **LOOKS[holds])
        write(axis, left + 36, y, words[holds])
