"""Figure of a loss that was added up: a waterfall from the metric to the loss."""

from matplotlib.figure import Figure

from helpers.figures.still import BLUE, GREY, ORANGE, add_axes, title

TOTAL = {"color": GREY}
UP = {"color": ORANGE + "99", "edgecolor": ORANGE, "hatch": "//"}
DOWN = {"color": BLUE + "99", "edgecolor": BLUE, "hatch": ".."}
ROW_INCHES, LEFT_INCHES, WIDTH_INCHES = 0.36, 2.6, 8.2


def waterfall(record):
    """Draws the metric, what each cause adds, and the loss, one below the other.

    Args:
        record: A `LossBreakdown`.

    Returns:
        A matplotlib `Figure`.
    """
    metrics = record.starts
    causes = list(record.causes.items())
    rows = len(metrics) + len(causes) + 1
    height = ROW_INCHES * rows + 1.0
    figure = Figure(figsize=(WIDTH_INCHES, height))
    axis = add_axes(figure, LEFT_INCHES, 0.6, 0.65 * WIDTH_INCHES, ROW_INCHES * rows)
    reached = 0.0
    for place, (name, size) in enumerate(metrics + causes):
        if place < len(metrics):
            axis.barh(place, size, left=reached, **TOTAL)
            words = f"{size:.4f}"
        elif record.moves(name):
            axis.barh(place, size, left=reached, **(UP if size > 0 else DOWN))
            words = f"{size:+.4f}"
        else:
            words = "0"
        _write(axis, place, reached, reached + size, words)
        reached += size
        axis.plot([reached, reached], [place - 0.4, place + 1.4], color="black", linewidth=1)
    axis.barh(rows - 1, record.reported, **TOTAL)
    _write(axis, rows - 1, 0, record.reported, f"{record.reported:.4f}")
    names = [name for name, _ in metrics + causes]
    axis.set_yticks(range(rows), [*names, f"{record.number} of {record.method}"])
    axis.set_ylim(rows - 0.5, -0.5)
    axis.axvline(0, color="black", linewidth=1)
    low, high = axis.get_xlim()
    axis.set_xlim(low - 0.02 * (high - low), high + 0.15 * (high - low))  # room for numbers
    axis.set_xlabel("loss: from the metric down to the number that is reported")
    title(axis, "Grey: totals. Slanted lines: adds. Dots: takes away.")
    return figure


def _write(axis, place, start, end, words):
    beside = {"xytext": (4, 0), "textcoords": "offset points", "va": "center"}
    axis.annotate(words, (max(start, end), place), **beside)
