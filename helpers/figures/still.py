"""Records become matplotlib figures: no pyplot, no global state."""

import io

from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

# Okabe and Ito's palette; line style and marker say the same as the colour.
# https://jfly.uni-koeln.de/color/
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY = "#5F5F5F"
TRAINING = {"color": BLUE, "linestyle": "-", "marker": "o", "label": "training rows"}
VALIDATION = {"color": ORANGE, "linestyle": "--", "marker": "s", "label": "validation rows"}
PANEL_INCHES = (4.1, 3.1)
LEFT_INCHES, BOTTOM_INCHES = 0.95, 0.55
DRAWN_INCHES = (PANEL_INCHES[0] - LEFT_INCHES - 0.1, PANEL_INCHES[1] - BOTTOM_INCHES - 0.35)
DOTS_PER_INCH = 100


class MovingFigure(Figure):
    """A figure that draws its still parts once, and for each picture its animated artists.

    See https://matplotlib.org/stable/users/explain/animations/blitting.html
    """

    _still = None

    def draw(self, renderer):
        """Draws the figure; matplotlib calls it."""
        if self._still is None:
            super().draw(renderer)
            # Wider by half a pixel, because 819.9999 pixels would be cut down to 819.
            self._still = renderer.copy_from_bbox(self.bbox.padded(0.5))
        renderer.restore_region(self._still)
        artists = [artist for axis in self.axes for artist in (axis, *axis.get_children())]
        moving = [artist for artist in artists if artist.get_animated()]
        for artist in sorted(moving, key=Artist.get_zorder):
            artist.draw(renderer)


def panels(count):
    """Makes a figure of equal panels, two side by side.

    Args:
        count: Number of panels.

    Returns:
        A `MovingFigure` and a list of its axes.
    """
    # Margins are fixed, because a layout that is computed takes as long as the drawing.
    columns = min(count, 2)
    rows = -(-count // columns)
    width, height = PANEL_INCHES
    figure = MovingFigure(figsize=(width * columns, height * rows))
    axes = []
    for number in range(count):
        row, column = divmod(number, columns)
        corner = column * width + LEFT_INCHES, (rows - 1 - row) * height + BOTTOM_INCHES
        axes.append(add_axes(figure, *corner, *DRAWN_INCHES))
    return figure, axes


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


def mark(axis, color=ORANGE, **style):
    """Adds a point that moves, without a place yet, and returns it."""
    style = {"marker": "D", "markersize": 9, "markeredgecolor": "black", **style}
    (point,) = axis.plot([], [], linestyle="", color=color, animated=True, **style)
    return point


def legend(axis, loc, size=9, **style):
    """Adds a legend that hides what is behind it, and returns it."""
    return axis.legend(edgecolor="white", framealpha=1, fontsize=size, loc=loc, **style)


def empty(axis):
    """Takes out of a panel what was drawn, and leaves its axes, because new ones take long."""
    drawn = (*axis.lines, *axis.patches, *axis.collections, *axis.images, *axis.texts)
    for artist in drawn:
        artist.remove()
    axis.containers.clear()  # or their bars would stay in the legend
    if axis.get_legend():
        axis.get_legend().remove()
    axis.relim()


def title(axis, text):
    """Writes the title of a panel, and returns it."""
    # With its height given, matplotlib need not measure all ticks to find it.
    return axis.set_title(text, loc="left", y=1, fontsize=11, fontweight="bold")


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
