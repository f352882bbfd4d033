"""Figure of the way that a gradient takes from the result of a function back to `y_pred`."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figures.still import BLUE, GREY, ORANGE, PURPLE, canvas

# All lengths are pixels, from the left edge of the boxes.
TOP, ROW, BOTTOM, MARGIN = 64, 48, 40, 14
BOX_WIDTH, BOX_HEIGHT = 172, 26
SIZE_LEFT, LINE_LEFT, RIGHT, LINE_CHARACTERS = 186, 354, 660, 42
MOST_ROWS = 12
FLOWS = {"color": BLUE, "linestyle": "-", "label": "a gradient flows"}
ENDS = {"color": ORANGE, "linestyle": (0, (2, 1)), "label": "✗ no gradient"}
BREAKS = {"color": PURPLE, "linestyle": (0, (1, 1)), "label": "! infinite or NaN"}


def gradient_path(path):
    """Draws the operations from `y_pred` down to the result, and the gradient that comes back.

    Of a long path, only both ends and what stops the gradient, with its neighbors, are drawn.

    Args:
        path: Sequence of `GradientStep`, one or more.

    Returns:
        A matplotlib `Figure`.
    """
    rows = rows_of(path)
    arrows = _arrows(path, rows)
    left = MARGIN + max((_bow(*pair) for pair in arrows), default=0)
    figure, axis = canvas(left + RIGHT, TOP + ROW * len(rows) + BOTTOM, left)
    _headings(axis)
    earlier_line = ""
    for number, row in enumerate(rows):
        if len(row) > 1:
            _left_out(axis, number, row)
            continue
        step = path[row[0]]
        _box(axis, number, step)
        _line(axis, number, step.line, step.line == earlier_line)
        earlier_line = step.line or earlier_line
    for (upper, lower), size in arrows.items():
        _arrow(axis, upper, lower, size)
    handles = [Line2D([], [], linewidth=2, **style) for style in (FLOWS, ENDS, BREAKS)]
    axis.legend(handles=handles, ncols=3, loc="lower left", frameon=False, fontsize=9)
    return figure


def rows_of(path):
    """Decides which steps of a path get a row of their own.

    Args:
        path: Sequence of `GradientStep`.

    Returns:
        List of lists of numbers of steps: one number for a step that is drawn, several
        for steps that share a row because they are left out.
    """
    shown = set(range(len(path)))
    if len(path) > MOST_ROWS:
        shown = {0, 1, *range(len(path) - 3, len(path))}
        stops = [number for number, step in enumerate(path) if step.stops]
        shown |= {number + near for number in stops[-1:] for near in (-1, 0, 1)}
    rows = []
    for number in range(len(path)):
        if rows and not shown & {number, number - 1}:
            rows[-1].append(number)
        else:
            rows.append([number])
    return rows


def _arrows(path, rows):
    """Returns the size of the gradient that goes from one row to another, by pair of rows."""
    row_of = {step: number for number, row in enumerate(rows) for step in row}
    arrows = {}
    for number, step in enumerate(path):
        for earlier, size in step.sends:
            pair = row_of[earlier], row_of[number]
            if pair[0] != pair[1]:
                arrows[pair] = arrows.get(pair, 0.0) + size
    return arrows


def _headings(axis):
    axis.text(0, 16, "The gradient starts at the result and goes up", fontsize=11, weight="bold")
    for left, words in (
        (0, "operation"),
        (SIZE_LEFT, "mean absolute gradient\nthat arrives"),
        (LINE_LEFT, "line of the function"),
    ):
        axis.text(left, TOP - 6, words, fontsize=8.5, color=GREY, va="bottom")


def _middle(row):
    return TOP + ROW * row + ROW / 2


def _box(axis, row, step):
    style = {"edgecolor": GREY, "facecolor": "white", "linewidth": 1}
    if step.stops:
        style = {"edgecolor": ORANGE, "facecolor": "white", "linewidth": 3, "hatch": "////"}
    corner = (0, _middle(row) - BOX_HEIGHT / 2)
    axis.add_patch(Rectangle(corner, BOX_WIDTH, BOX_HEIGHT, **style))
    axis.text(
        BOX_WIDTH / 2,
        _middle(row),
        step.operation,
        ha="center",
        va="center",
        fontsize=9.5,
        weight="bold" if step.stops else "normal",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )
    words = _in_words(step.size)
    if step.stops:
        broken = not np.isfinite([size for _, size in step.sends]).all()
        words += "\n! it breaks here" if broken else "\n✗ it stops here"
    weight = "bold" if step.stops else "normal"
    axis.text(SIZE_LEFT, _middle(row), words, fontsize=9.5, weight=weight, va="center")


def _in_words(size):
    if size is None:
        return "none: holds no floats"
    if not np.isfinite(size):
        return "infinite or NaN"
    return f"{size:.3g}" if size > 0 else "none"


def _line(axis, row, line, is_same):
    number, _, text = line.partition(", ")
    words = number if is_same or not text else f"{number}: {text.strip('`')}"
    if len(words) > LINE_CHARACTERS:
        words = f"{words[: LINE_CHARACTERS - 1]}…"
    style = {"fontsize": 8.5, "family": "monospace", "color": GREY, "va": "center"}
    # A dollar sign in a learner's line is no formula.
    axis.text(LINE_LEFT, _middle(row), words, parse_math=False, **style)


def _left_out(axis, row, numbers):
    axis.text(
        BOX_WIDTH / 2,
        _middle(row),
        f"({len(numbers)} operations left out)",
        ha="center",
        va="center",
        fontsize=9,
        color=GREY,
    )


def _bow(upper, lower):
    """Returns how far to the left an arrow must go to pass the rows between two."""
    return min(14 * (lower - upper), 100) if lower > upper + 1 else 0


def _arrow(axis, upper, lower, size):
    """Draws an arrow up: straight to the next row, in a bow around the rows between."""
    style, mark = FLOWS, ""
    if not np.isfinite(size):
        style, mark = BREAKS, "!"
    elif size == 0:
        style, mark = ENDS, "✗"
    half, bow = BOX_HEIGHT / 2, _bow(upper, lower)
    if not bow:
        x = BOX_WIDTH / 2
        start, end = (x, _middle(lower) - half), (x, _middle(upper) + half)
    else:
        x = 0
        start, end = (x, _middle(lower) - 5), (x, _middle(upper) + 5)
    axis.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=10,
            shrinkA=0,
            shrinkB=0,
            linewidth=2,
            color=style["color"],
            linestyle=style["linestyle"],
            connectionstyle=f"arc3,rad={-2 * bow / (start[1] - end[1])}",
        )
    )
    if not mark:
        return
    # On a bow the mark stands on the line; a short arrow has room only beside it.
    axis.text(
        x - bow if bow else x + 14,
        (start[1] + end[1]) / 2,
        mark,
        color=style["color"],
        ha="center",
        va="center",
        fontsize=12,
        weight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0} if bow else None,
    )
