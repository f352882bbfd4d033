"""Records become matplotlib figures: no pyplot, no global state."""

import io

from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Okabe and Ito's palette; line style and marker say the same as the colour.
# https://jfly.uni-koeln.de/color/
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY = "#5F5F5F"
TRAINING = {"color": BLUE, "linestyle": "-", "marker": "o", "label": "training rows"}
VALIDATION = {"color": ORANGE, "linestyle": "--", "marker": "s", "label": "validation rows"}
PANEL_INCHES = (4.1, 3.1)
MARGIN_INCHES = {"left": 0.95, "right": 0.1, "bottom": 0.55, "top": 0.35}
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


def panels(count, columns=2):
    """Makes a figure of equal panels.

    Args:
        count: Number of panels.
        columns: Most panels side by side.

    Returns:
        A `MovingFigure` and a list of its axes.
    """
    # Margins are fixed, because a layout that is computed takes as long as the drawing.
    columns = min(count, columns)
    rows = -(-count // columns)
    width, height = PANEL_INCHES
    figure = MovingFigure(figsize=(width * columns, height * rows))
    axes = []
    for number in range(count):
        row, column = divmod(number, columns)
        left = column * width + MARGIN_INCHES["left"]
        bottom = (rows - 1 - row) * height + MARGIN_INCHES["bottom"]
        size = (
            width - MARGIN_INCHES["left"] - MARGIN_INCHES["right"],
            height - MARGIN_INCHES["bottom"] - MARGIN_INCHES["top"],
        )
        box = (left / (columns * width), bottom / (rows * height))
        axes.append(figure.add_axes((*box, size[0] / (columns * width), size[1] / (rows * height))))
    return figure, axes


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
