"""Pictures as matplotlib paints them."""

import io
import itertools

import matplotlib.image

from helpers.figures import still
from helpers.figures.picture import Box, Panel, Picture, axis


def test_panels_fill_a_picture_without_holes_and_do_not_overlap():
    panel = Panel("title", axis("x"), axis("y"), ())
    figure = still.paint(Picture((panel,) * 5))
    png = still.png(figure)
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    assert (width, height) == (1230, 620)
    pixels = matplotlib.image.imread(io.BytesIO(png))
    assert (pixels[..., 3] == 1).all(), "a picture with holes, where the background should be"
    boxes = [axes.get_position() for axes in figure.axes]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert [round(box.width * width) for box in boxes] == [305] * 3 + [510] * 2


def test_a_box_reaches_from_place_to_place():
    box = Box((1, 3), (2, 7), "a box", "blue")
    (axes,) = still.paint(Picture((Panel("title", axis("x"), axis("y"), (box,)),))).axes
    (patch,) = axes.patches
    assert patch.get_bbox().extents.tolist() == [1, 2, 3, 7]


def test_figure_is_displayed_with_words(monkeypatch):
    shown = []
    monkeypatch.setattr(still, "display", lambda *args, **kwargs: shown.append((args, kwargs)))
    still.show(still.Figure(figsize=(1, 1)), alt="A white square.")
    ((data,), options) = shown[0]
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == options["metadata"]["image/png"]["alt"] == "A white square."


def test_rows_hold_at_most_three_panels_and_none_is_empty():
    assert [still.rows_of(count, 3) for count in range(1, 9)] == [
        [1], [2], [3], [2, 2], [3, 2], [3, 3], [3, 2, 2], [3, 3, 2],
    ]  # fmt: skip
    assert still.rows_of(3, 1) == [1, 1, 1]
