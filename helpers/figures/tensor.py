"""Figure of an expression: its steps as a chain of boxes, with what each of them holds."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figures.still import BLUE, GREY, ORANGE, canvas

# All lengths are pixels.
WIDTH, TOP, ROW, BOTTOM = 720, 66, 52, 40
SOURCE_LEFT, SOURCE_WIDTH = 16, 70
BOX_LEFT, BOX_WIDTH, BOX_HEIGHT = 150, 210, 30
SHAPE_LEFT, VALUE_LEFT = 390, 510
SOURCES = {"matmul": "w", "add": "b", "subtract": "target"}
HOLDS_VALUE = {"edgecolor": BLUE, "linestyle": "-"}
BLUEPRINT = {"edgecolor": GREY, "linestyle": (0, (4, 2))}


def expression(followed, chosen, fed):
    """Draws the steps from the input down to the mean.

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
        holds = step.report.has_value
        _box(axis, BOX_LEFT, BOX_WIDTH, row, step.code, holds, step.name == chosen)
        if row:
            _arrow(axis, (BOX_LEFT + BOX_WIDTH / 2, _middle(row - 1) + BOX_HEIGHT / 2),
                   (BOX_LEFT + BOX_WIDTH / 2, _middle(row) - BOX_HEIGHT / 2))  # fmt: skip
        if step.name in SOURCES:
            source = SOURCES[step.name]
            # The targets come with the rows; weights and bias need not.
            source_holds = holds if source == "target" else followed.parameters_hold_value
            _box(axis, SOURCE_LEFT, SOURCE_WIDTH, row, source, source_holds)
            _arrow(axis, (SOURCE_LEFT + SOURCE_WIDTH, _middle(row)), (BOX_LEFT, _middle(row)))
        axis.text(SHAPE_LEFT, _middle(row), step.report.shape, va="center", fontsize=10)
        axis.text(VALUE_LEFT, _middle(row), _value(step, fed), va="center", fontsize=10)
    _legend(axis, height - BOTTOM / 2)
    return figure


def _headings(axis, fed):
    axis.text(SOURCE_LEFT, 20, "mean(square(x @ w + b - target)), step by step", fontsize=11,
              weight="bold", va="center")  # fmt: skip
    value = "value for three rows" if fed else "value"
    for left, words in ((BOX_LEFT, "step"), (SHAPE_LEFT, "shape"), (VALUE_LEFT, value)):
        axis.text(left, TOP - 12, words, fontsize=9, color=GREY, va="center")


def _middle(row):
    return TOP + ROW * row + ROW / 2


def _box(axis, left, width, row, words, holds, chosen=False):
    style = {"facecolor": "white", "linewidth": 1.5, **(HOLDS_VALUE if holds else BLUEPRINT)}
    corner = (left, _middle(row) - BOX_HEIGHT / 2)
    axis.add_patch(Rectangle(corner, width, BOX_HEIGHT, **style))
    axis.text(left + width / 2, _middle(row), words, ha="center", va="center", fontsize=9.5,
              weight="bold" if chosen else "normal")  # fmt: skip
    if chosen:
        frame = (left - 5, corner[1] - 5), width + 10, BOX_HEIGHT + 10
        axis.add_patch(Rectangle(*frame, facecolor="none", edgecolor=ORANGE, linewidth=3))
        axis.text(left + width + 12, _middle(row) - 11, "◂ you look here", va="bottom",
                  fontsize=8.5, color=ORANGE)  # fmt: skip


def _arrow(axis, start, end):
    axis.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=10, color=GREY,
                                   shrinkA=0, shrinkB=0))  # fmt: skip


def _value(step, fed):
    if not (fed or step.report.has_value):
        return "none"
    rounded = np.array2string(step.value, separator=", ", formatter={"float": "{:g}".format})
    return " ".join(rounded.split())


def _legend(axis, y):
    for left, style, words in (
        (BOX_LEFT, HOLDS_VALUE, "holds a value"),
        (SHAPE_LEFT, BLUEPRINT, "a blueprint: no value"),
    ):
        axis.add_patch(Rectangle((left, y - 7), 26, 14, facecolor="white", linewidth=1.5, **style))
        axis.text(left + 36, y, words, va="center", fontsize=9)
