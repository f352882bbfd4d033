"""Picture of a loss that was added up: a waterfall from the metric to the loss."""

from helpers.figures.picture import Axis, Box, Label, Line, Panel, Picture, numbers, ticks

TOTAL, UP, DOWN = ("total", "grey", ""), ("adds", "orange", "lines"), ("takes away", "blue", "dots")
BAR = 0.4  # half of its height


def waterfall(record):
    """Describes the metric, what each cause adds, and the loss, one below the other.

    Args:
        record: A `LossBreakdown`.

    Returns:
        A `Picture`.
    """
    metrics, causes = record.starts, list(record.causes.items())
    bars, words, joints, reached = [], [], [], 0.0
    for place, (name, size) in enumerate(metrics + causes):
        is_total, ends = place < len(metrics), numbers([reached, reached + size])
        if is_total or record.moves(name):
            bars.append((ends, place, TOTAL if is_total else UP if size > 0 else DOWN))
        text = f"{size:.4f}" if is_total else f"{size:+.4f}" if record.moves(name) else "0"
        words.append(Label(text, max(ends), place))
        joints.append(Line((ends[1], ends[1]), (place - BAR, place + 1 + BAR), "", "ink"))
        reached += size
    last, (reported,) = len(metrics) + len(causes), numbers([record.reported])
    bars.append(((0.0, reported), last, TOTAL))
    words.append(Label(f"{record.reported:.4f}", max(0.0, reported), last))
    names = [*(name for name, _ in metrics + causes), f"{record.number} of {record.method}"]
    found = [place for ends, *_ in bars for place in (*ends, 0.0)]
    width = (max(found) - min(found)) or 1.0
    low, high = min(found) - 0.02 * width, max(found) + 0.15 * width  # room for numbers
    x = Axis("from the metric down to the number that is reported", low, high, ticks(low, high))
    y = Axis("", last + 0.5, -0.5, tuple(enumerate(names)))
    return Picture((Panel("Cause after cause", x, y, (*_boxes(bars), *words, *joints)),))


def _boxes(bars):
    """Yields the bars; of each kind, the first says what it is."""
    told = set()
    for ends, place, (label, *style) in bars:
        yield Box(ends, (place - BAR, place + BAR), "" if label in told else label, *style)
        told.add(label)
