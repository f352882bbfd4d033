"""Pictures show what the record holds, and can be read without colour."""

import dataclasses

import numpy as np

from helpers.figures import still
from helpers.figures.loss_metric import Curves, training_run
from helpers.figures.picture import Bars, Cells, Label, Line, Points, Rule
from helpers.training import datasets
from helpers.training.run import History, RunConfig

CURVES = Curves("Huber", "lower", np.array([3.0, 2.0]), np.array([4.0, 1.0]))


def history(task="regression", epochs=2, phases=()):
    """A run whose predictions are the labels, shifted a little more in each epoch."""
    data = datasets.dataset(task)
    y_true = data.validation[1]
    y_pred = np.stack([np.clip(y_true + 0.1 * epoch, 0, 1) for epoch in range(epochs)])
    curve = np.linspace(1, 0.5, epochs)
    config = RunConfig(task, "huber", epochs=epochs, loss_phases=phases)
    return History(config, data, curve, curve, None, y_pred, None)


def panels(curves, epoch=2, **options):
    return training_run(curves, history(**options), epoch).panels


def marks(panel, kind):
    return [mark for mark in panel.marks if isinstance(mark, kind)]


def test_curves_are_the_numbers_of_the_record():
    panel = panels([CURVES])[0]
    training, validation = marks(panel, Line)
    assert (training.x, training.y) == ((1, 2), (3, 2))
    assert (validation.x, validation.y) == ((1, 2), (4, 1))
    (looked,) = marks(panel, Rule)
    assert (looked.at, looked.label) == (2, "predictions: epoch 2")


def test_a_swap_of_the_loss_is_marked_where_it_trains():
    loss, metric, _ = panels([CURVES, CURVES], phases=((1, "mse"),))
    assert [(rule.at, rule.label) for rule in marks(loss, Rule)] == [
        (1.5, "loss swapped"),
        (2, "predictions: epoch 2"),
    ]
    assert len(marks(metric, Rule)) == 1


def test_axes_say_what_they_show_and_what_is_better():
    panel = panels([CURVES])[0]
    assert panel.title == "Loss: it trains"
    assert (panel.x.label, panel.y.label) == ("epoch", "Huber (lower is better)")
    assert [line.label for line in marks(panel, Line)] == ["training rows", "validation rows"]


def test_lines_differ_in_more_than_colour():
    earlier = (("seed 1", np.array([5.0, 6.0])), ("seed 2", np.array([7.0, 8.0])))
    watched = dataclasses.replace(CURVES, earlier=earlier)
    lines = marks(panels([CURVES, watched])[1], Line)
    assert [line.label for line in lines[:2]] == ["seed 1", "seed 2"]
    assert lines[0].y == (5, 6)
    assert len({(line.dash, line.shape) for line in lines}) == 4


def test_each_quantity_has_a_panel_and_none_is_empty():
    for number in (1, 2, 3, 4, 7):
        found = panels([CURVES] * number)
        assert len(found) == number + 1
        assert all(len(marks(panel, Line)) == 2 for panel in found[:-1])


def test_predictions_of_the_chosen_epoch_are_drawn():
    (points,) = marks(panels([CURVES])[-1], Points)
    np.testing.assert_allclose(points.y, history().validation_predictions[1][:, 0], rtol=1e-5)
    binary = panels([CURVES], task="binary")[-1]
    assert [bars.label for bars in marks(binary, Bars)] == ["class 0", "class 1"]
    assert sum(sum(bars.heights) for bars in marks(binary, Bars)) == 500
    assert [rule.label for rule in marks(binary, Rule)] == ["decision at 0.5"]
    (cells,) = marks(panels([CURVES], task="multiclass")[-1], Cells)
    assert np.sum(cells.counts) == np.trace(cells.counts) == 500


def test_gaps_of_a_run_that_diverged_can_be_drawn():
    lost = Curves("Huber", "lower", np.array([1.0, np.nan]), np.array([np.nan, np.inf]))
    run = history()
    run.validation_predictions[1] = np.nan
    picture = training_run([lost], run, 2)
    assert [line.y for line in marks(picture.panels[0], Line)] == [(1, None), (None, None)]
    assert not marks(picture.panels[0], Label)
    assert picture.panels[1].marks == (Label("no number is left"),)
    assert still.png(still.paint(picture)).startswith(b"\x89PNG")


def test_a_quantity_without_any_number_says_so():
    lost = np.array([np.nan, np.inf])
    (panel, _) = panels([Curves("Huber", "lower", lost, lost)])
    assert marks(panel, Label) == [Label("no number is left")]
    assert panel.y.low < panel.y.high


def test_what_is_better_when_lower_is_drawn_from_zero():
    low, high = np.array([3.0, 2.5]), np.array([-1.0, -2.0])
    for direction, values, bottom in (
        ("lower", low, lambda end: end == 0),
        ("higher", low, lambda end: 2 < end < 2.5),
        ("lower", high, lambda end: -3 < end < -2),
    ):
        (panel, _) = panels([Curves("Huber", direction, values, values)])
        assert bottom(panel.y.low), direction
