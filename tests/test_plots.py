"""Figures show what the record holds, and can be read without colour."""

import numpy as np

from helpers import plots
from helpers.records import Curves

CURVES = Curves("Loss: it trains", "Huber", "lower", np.array([3.0, 2.0]), np.array([4.0, 1.0]))


def test_curves_are_the_numbers_of_the_record():
    (axes,) = plots.learning_curves([CURVES]).axes
    training, validation = axes.lines
    assert training.get_xydata().tolist() == [[1, 3], [2, 2]]
    assert validation.get_xydata().tolist() == [[1, 4], [2, 1]]


def test_axes_say_what_they_show_and_what_is_better():
    (axes,) = plots.learning_curves([CURVES]).axes
    assert axes.get_xlabel() == "epoch"
    assert axes.get_ylabel() == "Huber\n(lower is better)"
    assert axes.get_title(loc="left") == "Loss: it trains"
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["training rows", "validation rows"]


def test_lines_differ_in_more_than_colour():
    (axes,) = plots.learning_curves([CURVES]).axes
    training, validation = axes.lines
    assert training.get_linestyle() != validation.get_linestyle()
    assert training.get_marker() != validation.get_marker()


def test_each_quantity_has_a_panel_and_none_is_empty():
    for number in (1, 2, 3, 4, 7):
        figure = plots.learning_curves([CURVES] * number)
        assert len(figure.axes) == number
        assert all(len(axes.lines) == 2 for axes in figure.axes)


def test_gaps_of_a_run_that_diverged_can_be_drawn():
    lost = Curves("Loss", "Huber", "lower", np.array([1.0, np.nan]), np.array([np.nan, np.nan]))
    assert plots.png(plots.learning_curves([lost])).startswith(b"\x89PNG")


def test_picture_has_the_size_of_the_figure():
    picture = plots.png(plots.learning_curves([CURVES]))
    width, height = (int.from_bytes(picture[start : start + 4]) for start in (16, 20))
    assert (width, height) == (462, 352)
