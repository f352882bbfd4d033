"""A picture as data: panels with axes and marks. `still.paint` and `labs/picture.js` paint it.

Everything is frozen and can be written as JSON. A number that is none is None, and leaves a gap.
"""

import dataclasses
import math

import numpy as np

DIGITS = 6  # more than any screen shows, and half of what a float takes as text


@dataclasses.dataclass(frozen=True)
class Axis:
    """One axis of a panel.

    Attributes:
        label: What it measures.
        low: Where it begins.
        high: Where it ends; below `low` if it runs the other way.
        ticks: Pairs of a place and what is written there.
        log: Whether equal steps multiply; then both ends are above 0.
    """

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False


@dataclasses.dataclass(frozen=True)
class Line:
    """Points that are joined; `shape` (`"circle"`, `"square"` or none) marks about ten of them."""

    x: tuple[float | None, ...]
    y: tuple[float | None, ...]
    label: str
    color: str
    dash: str = "solid"
    shape: str = ""


@dataclasses.dataclass(frozen=True)
class Points:
    """Points by themselves."""

    x: tuple[float | None, ...]
    y: tuple[float | None, ...]
    label: str
    color: str


@dataclasses.dataclass(frozen=True)
class Spot:
    """One point that stands out; a number that is none leaves it out."""

    x: float | None
    y: float | None
    label: str
    color: str


@dataclasses.dataclass(frozen=True)
class Bars:
    """A histogram: one height between each two edges; `hatch` is `"lines"` or `"dots"`."""

    edges: tuple[float, ...]
    heights: tuple[float, ...]
    label: str
    color: str
    hatch: str


@dataclasses.dataclass(frozen=True)
class Box:
    """A rectangle from place to place on both axes; `hatch` is as that of `Bars`, or none."""

    x: tuple[float, float]
    y: tuple[float, float]
    label: str
    color: str
    hatch: str = ""


@dataclasses.dataclass(frozen=True)
class Cells:
    """Counts in rows and columns, the stronger the more; the first cell is around (0, 0).

    `names` says below each count what it counts, where they have names.
    """

    counts: tuple[tuple[int, ...], ...]
    color: str
    names: tuple[tuple[str, ...], ...] = ()


@dataclasses.dataclass(frozen=True)
class Rule:
    """A line across the panel at one place of the horizontal axis, and what it is."""

    at: float
    label: str
    dash: str = "solid"


@dataclasses.dataclass(frozen=True)
class Label:
    """Words to the right of a place or above it, or in the middle of the panel without one."""

    text: str
    x: float | None = None
    y: float | None = None
    side: str = "right"


@dataclasses.dataclass(frozen=True)
class Handle:
    """A click into a panel, or a drag, moves a slider.

    Attributes:
        setting: Name of its setting.
        along: `"x"` or `"y"`: the axis on which its value is read.
        start: Where the axis has the value 0.
    """

    setting: str
    along: str = "x"
    start: float = 0.0


@dataclasses.dataclass(frozen=True)
class Panel:
    """Marks that share their axes.

    Attributes:
        title: What the panel shows.
        x: The horizontal axis.
        y: The vertical axis.
        marks: In the order in which they are painted.
        handle: The `Handle` with which a hand moves what it shows; None if there is none.
    """

    title: str
    x: Axis
    y: Axis
    marks: tuple[Line | Points | Spot | Bars | Box | Cells | Rule | Label, ...]
    handle: Handle | None = None


@dataclasses.dataclass(frozen=True)
class Picture:
    """Panels, side by side as far as there is room."""

    panels: tuple[Panel, ...]


def as_data(thing):
    """Writes a picture, or a part of one, as JSON knows it; `kind` says what each dict is."""
    if dataclasses.is_dataclass(thing):
        parts = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
        return {"kind": type(thing).__name__.lower()} | {
            name: as_data(part) for name, part in parts.items()
        }
    holds_parts = isinstance(thing, tuple) and thing and dataclasses.is_dataclass(thing[0])
    return [as_data(each) for each in thing] if holds_parts else thing


def numbers(values):
    """Makes an array a tuple of numbers for a mark."""
    rounded = (float(f"{value:.{DIGITS}g}") for value in np.ravel(values).tolist())
    return tuple(value if math.isfinite(value) else None for value in rounded)


def axis(label, *marked, from_zero=False, whole=False):
    """Makes an axis on which there is room for everything.

    Args:
        label: What it measures.
        *marked: Tuples as `numbers` makes them.
        from_zero: Whether it begins at 0 if no number is below.
        whole: Whether its ticks are whole numbers.

    Returns:
        An `Axis`.
    """
    found = [value for each in marked for value in each if value is not None]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 0.5
    ends = (0.0 if from_zero and low >= 0 else low - margin), high + margin
    return Axis(label, *ends, ticks(*ends, whole))


def ticks(low, high, whole=False):
    """Chooses about five round places of an axis; whole numbers, if they must be."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= 0.999 * rough)
    step = max(1.0, step) if whole else step
    places = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return tuple((place * step, _written(place * step)) for place in places)


def _written(value):
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e7 else f"{value:.4g}"
