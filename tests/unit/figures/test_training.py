"""Figures show what the record holds, and can be read without colour."""

import dataclasses
import io
import itertools

import matplotlib.image
import numpy as np

from helpers.catalogue.entry import Entry
from helpers.figures import still, training
from helpers.figures.training import Curves
from helpers.training import datasets
from helpers.training.run import History, RunConfig

CURVES = Curves("Loss: it trains", "Huber", "lower", np.array([3.0, 2.0]), np.array([4.0, 1.0]))


def history(task="regression", epochs=2):
    """A run whose predictions are the labels, shifted a little more in each epoch."""
    data = datasets.dataset(task)
    y_true = data.validation[1]
    y_pred = np.stack([np.clip(y_true + 0.1 * epoch, 0, 1) for epoch in range(epochs)])
    curve = np.linspace(1, 0.5, epochs)
    return History(RunConfig(task, "huber"), data, *[curve] * 3, None, None, y_pred, None)


def drawn(curves, **options):
    return training.training_run(curves, history(**options), epoch=2)


def test_curves_are_the_numbers_of_the_record():
    axes = drawn([CURVES]).axes[0]
    training, validation, mark = axes.lines
    assert training.get_xydata().tolist() == [[1, 3], [2, 2]]
    assert validation.get_xydata().tolist() == [[1, 4], [2, 1]]
    assert mark.get_xdata() == [2, 2]


def test_axes_say_what_they_show_and_what_is_better():
    axes = drawn([CURVES]).axes[0]
    assert axes.get_xlabel() == "epoch"
    assert axes.get_ylabel() == "Huber\n(lower is better)"
    assert axes.get_title(loc="left") == "Loss: it trains"
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["training rows", "validation rows"]


def test_lines_differ_in_more_than_colour():
    earlier = (("seed 1", np.array([5.0, 6.0])), ("seed 2", np.array([7.0, 8.0])))
    watched = dataclasses.replace(CURVES, earlier=earlier)
    axes = drawn([CURVES, watched]).axes[1]
    lines = axes.lines[:4]
    assert [line.get_label() for line in lines[:2]] == ["seed 1", "seed 2"]
    assert lines[0].get_ydata().tolist() == [5, 6]
    styles = {(line.get_linestyle(), line.get_marker()) for line in lines}
    assert len(styles) == 4


def test_each_quantity_has_a_panel_and_none_is_empty():
    for number in (1, 2, 3, 4, 7):
        figure = drawn([CURVES] * number)
        assert len(figure.axes) == number + 1
        assert all(len(axes.lines) >= 2 for axes in figure.axes)


def test_predictions_of_the_chosen_epoch_are_drawn():
    regression = drawn([CURVES]).axes[-1]
    _, points = regression.lines
    assert points.get_ydata().tolist() == history().validation_predictions[1][:, 0].tolist()
    binary = drawn([CURVES], task="binary").axes[-1]
    labels = [text.get_text() for text in binary.get_legend().get_texts()]
    assert labels == ["class 0", "class 1", "decision at 0.5"]
    matrix = drawn([CURVES], task="multiclass").axes[-1].images[0].get_array()
    assert matrix.sum() == 500
    assert np.trace(matrix) == 500


def test_gaps_of_a_run_that_diverged_can_be_drawn():
    lost = Curves("Loss", "Huber", "lower", np.array([1.0, np.nan]), np.array([np.nan, np.nan]))
    run = history()
    run.validation_predictions[1] = np.nan
    figure = training.training_run([lost], run, epoch=2)
    assert "no number is left" in [text.get_text() for text in figure.axes[-1].texts]
    assert still.png(figure).startswith(b"\x89PNG")


def test_many_losses_name_the_best_and_the_end_of_each():
    curves = {"A": np.array([3.0, 1.0]), "B": np.array([3.0, 2.0]), "C": np.array([3.0, np.nan])}
    for direction, best in (("lower", "A"), ("higher", "B")):
        judge = Entry("m", "M", "metric", "Judge", "", "", direction)
        axes = training.many_losses(curves, judge).axes
        titles = [axis.get_title(loc="left") for axis in axes]
        assert [text.split("\n")[0] for text in titles] == ["A", "B", "C"]
        assert titles[2].endswith("diverged")
        assert [text[0] for text in titles if "the best" in text] == [best]
        assert axes[1].lines[-1].get_ydata().tolist() == [3, 2]


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


def test_a_run_that_follows_another_leaves_nothing_of_it():
    seeds = (("seed 1", np.array([50.0, 60.0])), ("seed 2", np.array([70.0, 80.0])))
    alone = dataclasses.replace(CURVES, title="Metric: it watches")
    beside = dataclasses.replace(alone, earlier=seeds)
    pictures, tops = [], []
    for curves in ([CURVES, alone], [CURVES, beside], [CURVES, alone]):
        figure = drawn(curves)
        pictures.append(still.png(figure))
        tops.append(figure.axes[1].get_ylim()[1])
        assert len(figure.axes[1].lines) == 3 + len(curves[1].earlier)
    assert tops[1] > 80 > 5 > tops[0] == tops[2]
    training._figure.cache_clear()
    assert pictures[0] == pictures[2] == still.png(drawn([CURVES, alone])) != pictures[1]
    assert drawn([CURVES, alone], task="multiclass").axes[-1].images
    assert still.png(drawn([CURVES, alone])) == pictures[0]
