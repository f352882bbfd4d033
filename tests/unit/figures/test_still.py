"""Panels, and figures whose still parts are drawn once."""

import io
import itertools

import matplotlib.image

from helpers.figures import still


def test_picture_has_the_size_of_the_figure_and_panels_do_not_overlap():
    figure, axes = still.panels(3)
    width, height = (int.from_bytes(still.png(figure)[start : start + 4]) for start in (16, 20))
    assert (width, height) == (820, 620)
    boxes = [axis.get_position() for axis in axes]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_still_parts_are_drawn_once_and_moving_parts_each_time():
    figure, (axis, other) = still.panels(2)
    resting, _ = axis.plot([0, 1], [0, 1], "k", [0, 1], [1, 0], "k")
    (moving,) = other.plot([0, 1], [0, 1], "k", animated=True)
    first = still.png(figure)
    assert still.png(figure) == first
    resting.set_linewidth(9)
    assert still.png(figure) == first
    moving.set_ydata([1, 0])
    assert still.png(figure) != first
    moving.set_ydata([0, 1])
    assert still.png(figure) == first
    pixels = matplotlib.image.imread(io.BytesIO(first))
    assert (pixels[..., 3] == 1).all(), "a picture with holes, where the background should be"


def test_figure_is_displayed_with_words(monkeypatch):
    shown = []
    monkeypatch.setattr(still, "display", lambda *args, **kwargs: shown.append((args, kwargs)))
    still.show(still.Figure(figsize=(1, 1)), alt="A white square.")
    ((data,), options) = shown[0]
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == options["metadata"]["image/png"]["alt"] == "A white square."
