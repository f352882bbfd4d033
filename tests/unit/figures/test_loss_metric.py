"""Figures show what the record holds, and can be read without colour."""

import dataclasses

import numpy as np

from helpers.figures import still
from helpers.figures.loss_metric import Curves, training_run
from helpers.training import datasets
from helpers.training.run import History, RunConfig

CURVES = Curves("Huber", "lower", np.array([3.0, 2.0]), np.array([4.0, 1.0]))


def history(task="regression", epochs=2):
    """A run whose predictions are the labels, shifted a little more in each epoch."""
    data = datasets.dataset(task)
    y_true = data.validation[1]
    y_pred = np.stack([np.clip(y_true + 0.1 * epoch, 0, 1) for epoch in range(epochs)])
    curve = np.linspace(1, 0.5, epochs)
    config = RunConfig(task, "huber", epochs=epochs)
    return History(config, data, curve, curve, None, y_pred, None)


def drawn(curves, **options):
    return draw(curves, history(**options), 2)


def draw(curves, run, epoch):
    at = training_run(run.config.task, len(curves) - 1, run.config.epochs, ())
    return at(curves, run, epoch)


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
    lost = Curves("Huber", "lower", np.array([1.0, np.nan]), np.array([np.nan, np.nan]))
    run = history()
    run.validation_predictions[1] = np.nan
    figure = draw([lost], run, 2)
    assert "no number is left" in [text.get_text() for text in figure.axes[-1].texts]
    assert still.png(figure).startswith(b"\x89PNG")


def test_a_run_that_follows_another_leaves_nothing_of_it():
    seeds = (("seed 1", np.array([50.0, 60.0])), ("seed 2", np.array([70.0, 80.0])))
    alone = dataclasses.replace(CURVES)
    beside = dataclasses.replace(alone, earlier=seeds)
    pictures, tops, at = [], [], training_run("regression", 1, 2, ())
    for curves in ([CURVES, alone], [CURVES, beside], [CURVES, alone]):
        figure = at(curves, history(), 2)
        pictures.append(still.png(figure))
        tops.append(figure.axes[1].get_ylim()[1])
        assert len(figure.axes[1].lines) == 3 + len(curves[1].earlier)
    assert tops[1] > 80 > 5 > tops[0] == tops[2]
    assert pictures[0] == pictures[2] == still.png(drawn([CURVES, alone])) != pictures[1]
    assert drawn([CURVES, alone], task="multiclass").axes[-1].images
    assert still.png(drawn([CURVES, alone])) == pictures[0]


def test_what_is_better_when_lower_is_drawn_from_zero():
    low, high = np.array([3.0, 2.5]), np.array([-1.0, -2.0])
    for direction, values, bottom in (
        ("lower", low, lambda end: end == 0),
        ("higher", low, lambda end: 2 < end < 2.5),
        ("lower", high, lambda end: -3 < end < -2),
    ):
        axes = drawn([Curves("Huber", direction, values, values)]).axes[0]
        assert bottom(axes.get_ylim()[0]), direction
