"""Picture of many training runs: where one quantity of each loss ended, and how it came there."""

from helpers.figures.picture import Axis, Label, Line, Panel, Picture, Spot, axis, numbers


def all_losses(curves, judge, level):
    """Describes a ranking of the losses, each with the spread of its runs, and all their curves.

    Args:
        curves: Dict from the label of a loss to the quantity, `(runs, epochs)`.
        judge: `Entry` of the quantity, for its label and direction.
        level: Labels of the losses that the best does not beat in every run.

    Returns:
        A `Picture`.
    """
    return Picture((_ranking(curves, judge, level), _curves(curves, judge, level)))


def _ranking(curves, judge, level):
    ends = {name: numbers([runs[:, -1].mean(), *runs[:, -1]]) for name, runs in curves.items()}
    lost = [name for name, found in ends.items() if None in found]
    ranked = [name for name in ends if name not in lost]
    ranked.sort(key=ends.get, reverse=judge.direction == "higher")
    marks = []
    for place, name in enumerate(ranked):
        mean, *runs = ends[name]
        color = "orange" if name in level else "grey"
        marks.append(Line((min(runs), max(runs)), (place, place), "", color))
        marks.append(Spot(mean, place, "", color))
    label = f"{judge.label} at the end ({judge.direction} is better)"
    x = axis(label, *(ends[name] for name in ranked))
    marks += [Label("diverged", x.low, place) for place in range(len(ranked), len(ends))]
    y = Axis("", len(ends) - 0.5, -0.5, tuple(enumerate([*ranked, *lost])))
    return Panel("Each loss at the end", x, y, tuple(marks))


def _curves(curves, judge, level):
    lines, told = [], set()
    for name in sorted(curves, key=lambda name: name in level):  # the best above the others
        label, color = (
            ("not beaten", "orange") if name in level else ("beaten in every run", "grey")
        )
        means = numbers(curves[name].mean(axis=0))
        epochs = tuple(range(1, len(means) + 1))
        lines.append(Line(epochs, means, "" if label in told else label, color))
        told.add(label)
    y = axis(judge.label, *(line.y for line in lines))
    return Panel("Means of the runs", axis("epoch", epochs, whole=True), y, tuple(lines))
