"""Records become matplotlib figures: no pyplot, no global state."""

import io
import textwrap

import numpy as np
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figures.picture import Bars, Box, Cells, Label, Line, Points, Rule, Spot

# Okabe and Ito's palette; line style and marker say the same as the colour.
# https://jfly.uni-koeln.de/color/
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY = "#5F5F5F"
# What the names in a picture mean here; `labs/picture.js` has its own.
COLORS = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE, "grey": GREY}
COLORS["ink"] = "#000000"
DASHES = {"solid": "-", "dashed": "--", "dotted": ":", "dashdot": "-.", "sparse": (0, (1, 4))}
SHAPES = {"": "", "circle": "o", "square": "s"}
SIDES = {"right": ((6, 0), "left", "center"), "top": ((0, 3), "center", "bottom")}
HATCHES = {"": "", "lines": "//", "dots": "..", "cross": "xx"}
PANEL_INCHES = (4.1, 3.1)
LEFT_INCHES, BOTTOM_INCHES = 0.95, 0.55
DOTS_PER_INCH = 100


def add_axes(figure, left, bottom, width, height, **options):
    """Adds axes to a figure, with their place and size in inches."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up), **options)


def canvas(width, height, left=0):
    """Makes a figure for boxes and arrows: no frame, and all lengths are pixels.

    Args:
        width: Pixels.
        height: Pixels, counted from the top.
        left: Pixels to the left of the point that counts as 0.

    Returns:
        A matplotlib `Figure` and its axes.
    """
    figure = Figure(figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH))
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set(xlim=(-left, width - left), ylim=(height, 0))
    axis.axis("off")
    return figure, axis


def write(axis, x, y, words, size=9.0, **style):
    """Writes in the middle of a height; `style` is that of matplotlib's texts."""
    return axis.text(x, y, words, fontsize=size, **{"va": "center", **style})


def box(axis, left, middle, size, **style):
    """Draws a white box; `size` is its width and height, `style` that of matplotlib's patches."""
    corner = (left, middle - size[1] / 2)
    return axis.add_patch(Rectangle(corner, *size, **{"facecolor": "white", **style}))


def arrow(axis, start, end, **style):
    """Draws an arrow from point to point; `style` is that of matplotlib's patches."""
    head = {"arrowstyle": "-|>", "mutation_scale": 10, "shrinkA": 0, "shrinkB": 0}
    return axis.add_patch(FancyArrowPatch(start, end, **head, **style))


def title(axis, text):
    """Writes the title of a panel, and returns it."""
    # With its height given, matplotlib need not measure all ticks to find it.
    return axis.set_title(text, loc="left", y=1, fontsize=11, fontweight="bold")


def paint(picture):
    """Paints a picture.

    Args:
        picture: A `Picture`.

    Returns:
        A matplotlib `Figure`: panels in rows of at most three, without an empty place.
    """
    width, height = PANEL_INCHES
    height = max(height, *(0.9 + 0.2 * len(panel.y.ticks) for panel in picture.panels))
    rows = rows_of(len(picture.panels), 3)
    across = width * max(2, *rows)
    figure = Figure(figsize=(across, height * len(rows)))
    places = [(row, column) for row, count in enumerate(rows) for column in range(count)]
    for panel, (row, column) in zip(picture.panels, places, strict=True):
        share = across / rows[row]
        left = max(LEFT_INCHES, 0.3 + 0.08 * max(len(words) for _, words in panel.y.ticks))
        corner = column * share + left, (len(rows) - 1 - row) * height + BOTTOM_INCHES
        size = share - left - 0.1, height - BOTTOM_INCHES - 0.35
        _paint_panel(add_axes(figure, *corner, *size), panel)
    return figure


def rows_of(count, at_most):
    """Returns how many panels stand in each row, as equal as can be."""
    n_rows = -(-count // at_most)
    return [-(-(count - row) // n_rows) for row in range(n_rows)]


def _paint_panel(axes, panel):
    for axis, letter in ((panel.x, "x"), (panel.y, "y")):
        axes.set(**{f"{letter}scale": "log" if axis.log else "linear"})
        axes.set(**{f"{letter}lim": (axis.low, axis.high)})
        places, words = zip(*axis.ticks, strict=True) if axis.ticks else ((), ())
        axes.set(**{f"{letter}ticks": places, f"{letter}ticklabels": words})
    axes.set_xlabel(panel.x.label)
    lines = textwrap.wrap(panel.y.label, 34)
    axes.set_ylabel("\n".join(lines), fontsize=9 if len(lines) < 3 else 8)
    axes.grid(alpha=0.3)
    title(axes, panel.title)
    for mark in panel.marks:
        _PAINTERS[type(mark)](axes, mark)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, fontsize=8)


def _gaps(values):
    return np.array(values, float)  # None becomes NaN, which matplotlib leaves out


def _paint_line(axes, mark):
    style = {"linestyle": DASHES[mark.dash], "marker": SHAPES[mark.shape], "markersize": 4}
    style["markevery"] = max(1, len(mark.x) // 10)
    axes.plot(_gaps(mark.x), _gaps(mark.y), color=COLORS[mark.color], label=mark.label, **style)


def _paint_points(axes, mark):
    style = {"color": COLORS[mark.color], "markersize": 4, "alpha": 0.6, "label": mark.label}
    axes.plot(_gaps(mark.x), _gaps(mark.y), ".", **style)


def _paint_bars(axes, mark):
    color = COLORS[mark.color]
    style = {"facecolor": color + "66", "edgecolor": color, "hatch": HATCHES[mark.hatch]}
    axes.stairs(mark.heights, mark.edges, fill=True, label=mark.label, **style)


def _paint_spot(axes, mark):
    style = {"color": COLORS[mark.color], "markeredgecolor": "black", "markersize": 9}
    axes.plot(_gaps([mark.x]), _gaps([mark.y]), "o", label=mark.label, zorder=3, **style)


def _paint_box(axes, mark):
    color = COLORS[mark.color]
    corner, size = (mark.x[0], mark.y[0]), (mark.x[1] - mark.x[0], mark.y[1] - mark.y[0])
    style = {"facecolor": color + "66", "edgecolor": color, "hatch": HATCHES[mark.hatch]}
    axes.add_patch(Rectangle(corner, *size, label=mark.label, **style))


def _paint_cells(axes, mark):
    axes.grid(visible=False)
    most = max(1, max(map(max, mark.counts)))
    for row, counts in enumerate(mark.counts):
        for column, count in enumerate(counts):
            shade = 0.5 * count / most
            corner = column - 0.5, row - 0.5
            axes.add_patch(Rectangle(corner, 1, 1, color=COLORS[mark.color], alpha=shade, lw=0))
            words = f"{count}\n{mark.names[row][column]}" if mark.names else str(count or "")
            write(axes, column, row, words, 12 if mark.names else 7, ha="center")


def _paint_rule(axes, mark):
    row = len(axes.texts)  # below what another rule says
    axes.axvline(mark.at, color=GREY, linewidth=1, linestyle=DASHES[mark.dash])
    side = "right" if mark.at > sum(axes.get_xlim()) / 2 else "left"
    style = {"ha": side, "va": "top", "color": GREY}
    write(
        axes,
        mark.at,
        0.99 - 0.06 * row,
        f" {mark.label} ",
        8,
        transform=axes.get_xaxis_transform(),
        **style,
    )


def _paint_label(axes, mark):
    if mark.x is None:
        write(axes, 0.5, 0.5, mark.text, 10, ha="center", transform=axes.transAxes)
        return
    offset, across, up = SIDES[mark.side]
    style = {"xytext": offset, "textcoords": "offset points", "ha": across, "va": up}
    axes.annotate(mark.text, (mark.x, mark.y), fontsize=9, **style)


_PAINTERS = {
    Line: _paint_line,
    Points: _paint_points,
    Spot: _paint_spot,
    Bars: _paint_bars,
    Box: _paint_box,
    Cells: _paint_cells,
    Rule: _paint_rule,
    Label: _paint_label,
}


def png(figure):
    """Renders a figure.

    Args:
        figure: A matplotlib `Figure`.

    Returns:
        The bytes of a PNG picture.
    """
    picture = io.BytesIO()
    figure.dpi = DOTS_PER_INCH
    FigureCanvasAgg(figure).print_png(picture, pil_kwargs={"compress_level": 1})
    return picture.getvalue()


def show(figure, alt):
    """Displays a figure together with words for those who cannot see it.

    Args:
        figure: A matplotlib `Figure`.
        alt: One sentence that says what the figure shows.
    """
    data = {"image/png": png(figure), "text/plain": alt}
    display(data, raw=True, metadata={"image/png": {"alt": alt}})
