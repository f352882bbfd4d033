"""Figure of the way that a gradient takes from the result of a function back to `y_pred`."""

import numpy as np
from matplotlib.lines import Line2D

from helpers.figures.still import BLUE, GREY, ORANGE, PURPLE, arrow, box, canvas, write

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
            words = f"({len(row)} operations left out)"
            write(axis, BOX_WIDTH / 2, _middle(number), words, ha="center", color=GREY)
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
    arrives = "mean absolute gradient\nthat arrives"
    columns = {0: "operation", SIZE_LEFT: arrives, LINE_LEFT: "line of the function"}
    for left, words in columns.items():
        write(axis, left, TOP - 6, words, 8.5, color=GREY, va="bottom")


def _middle(row):
    return TOP + ROW * row + ROW / 2


def _box(axis, row, step):
    words, weight = _in_words(step.size), "normal"
    frame = {"edgecolor": GREY, "linewidth": 1}
    if step.stops:
        weight = "bold"
        frame = {"edgecolor": ORANGE, "linewidth": 3, "hatch": "////"}
        broken = not np.isfinite([size for _, size in step.sends]).all()
        words += "\n! it breaks here" if broken else "\n✗ it stops here"
    box(axis, 0, _middle(row), (BOX_WIDTH, BOX_HEIGHT), **frame)
    clear = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    name = {"ha": "center", "weight": weight, "bbox": clear}
    write(axis, BOX_WIDTH / 2, _middle(row), step.operation, 9.5, **name)
    write(axis, SIZE_LEFT, _middle(row), words, 9.5, weight=weight)


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
    # A dollar sign in a learner's line is no formula.
    style = {"family": "monospace", "color": GREY, "parse_math": False}
    write(axis, LINE_LEFT, _middle(row), words, 8.5, **style)


def _bow(upper, lower):
    """Returns how far to the left an arrow must go to pass the rows between two."""
    return min(14 * (lower - upper), 100) if lower > upper + 1 else 0


def _arrow(axis, upper, lower, size):
    """Draws an arrow up: straight to the next row, in a bow around the rows between."""
    look = FLOWS if size else ENDS
    if not np.isfinite(size):
        look = BREAKS
    bow = _bow(upper, lower)
    x, gap = (0, 5) if bow else (BOX_WIDTH / 2, BOX_HEIGHT / 2)
    start, end = _middle(lower) - gap, _middle(upper) + gap
    style = {"linewidth": 2, "color": look["color"], "linestyle": look["linestyle"]}
    style["connectionstyle"] = f"arc3,rad={-2 * bow / (start - end)}"
    arrow(axis, (x, start), (x, end), **style)
    if look is FLOWS:
        return
    # On a bow the mark stands on the line; a short arrow has room only beside it.
    clear = {"facecolor": "white", "edgecolor": "none", "pad": 0} if bow else None
    style = {"color": look["color"], "ha": "center", "weight": "bold", "bbox": clear}
    write(axis, x - bow if bow else x + 14, (start + end) / 2, look["label"][0], 12, **style)
