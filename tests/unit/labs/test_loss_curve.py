"""LossCurveLab with an engine whose lines are made up."""

import itertools
import re

import pytest

from helpers.figures import loss_curve
from helpers.figures.picture import Label, Rule, Spot
from helpers.labs.loss_curve import LossCurveLab
from helpers.scoring.loss_curves import FittedLine
from support import lab_fakes, speeds
from support.lab_fakes import SLOPES, LossCurveEngine

LOSSES = ("mean_squared_error", "mean_absolute_error", "huber", "log_cosh")
SETS = [LOSSES[:1], LOSSES[1:2], LOSSES[2:3], LOSSES[3:], LOSSES]


@pytest.fixture
def engine():
    return LossCurveEngine()


@pytest.mark.parametrize(
    ("names", "outlier"), speeds.sampled(list(itertools.product(SETS, [0, 2.5, 10])), every=4)
)
def test_every_choice_has_its_words_and_its_picture(engine, names, outlier):
    lab = lab_fakes.opened(LossCurveLab, engine, losses=names, outlier=outlier)
    assert lab.picture.startswith(b"\x89PNG")
    assert lab.sentence.count("<li>") == len(names)
    for name in names:
        assert f"slope {SLOPES[name] * outlier:.2f}, without the outlier 0.00" in lab.sentence
        assert f"{SLOPES[name] * outlier:.2f}" in lab.alt
    assert f"lies {outlier:.1f}" in lab.sentence


def test_the_outlier_pulls_with_the_gradient_at_its_error(engine):
    lab = lab_fakes.opened(LossCurveLab, engine, outlier=5)
    assert "5.0 above" in lab.sentence
    assert "pulls with 10.0" in lab.sentence


def test_a_point_that_moves_leaves_the_curves(engine):
    lab = lab_fakes.opened(LossCurveLab, engine)
    asked, picture = list(engine.curves), lab.picture
    lab.outlier = 9.5
    assert engine.curves == asked
    assert "The curves above did not" in lab.sentence
    assert lab.picture != picture
    assert lab_fakes.opened(LossCurveLab, LossCurveEngine(), outlier=9.5).picture == lab.picture


def described(engine, names, error):
    curves = [engine.loss_curve(name, loss_curve.ERRORS) for name in names]
    lines = [FittedLine(name, 1.0, 0.0) for name in names]
    labels = dict.fromkeys(names, "")
    return loss_curve.loss_curves(curves, lines, labels, engine.points(0), 12, error, 0)


def test_marks_are_on_the_curves_at_the_error_of_the_outlier(engine):
    for error in (-3.0, 2.0):
        picture = described(engine, LOSSES, error)
        for panel, value in zip(picture.panels, (error**2, 2 * error), strict=False):
            spots = [(mark.x, mark.y) for mark in panel.marks if isinstance(mark, Spot)]
            assert spots == [(error, pytest.approx(value, abs=0.01))] * len(LOSSES)
            assert panel.marks[0] == Rule(error, "", "dotted")
            assert not any(isinstance(mark, Label) for mark in panel.marks)


def test_a_mark_that_would_leave_its_panel_stands_at_the_edge_with_its_value(engine):
    picture = described(engine, LOSSES[:1], -10.0)
    for panel, value in zip(picture.panels, (100, -20), strict=False):
        (spot,) = [mark for mark in panel.marks if isinstance(mark, Spot)]
        (words,) = [mark for mark in panel.marks if isinstance(mark, Label)]
        assert spot.x == words.x == -10
        assert panel.y.low < spot.y == words.y < panel.y.high
        assert words.text == f"{value}, off the scale"


def test_a_drag_of_the_outlier_is_how_far_it_was_pulled():
    lab = lab_fakes.opened(LossCurveLab, None, outlier=4)
    fits = lab._screen.shown.figure.panels[-1]
    (outlier,) = [mark for mark in fits.marks if isinstance(mark, Spot)]
    assert fits.handle.setting == "outlier"
    assert outlier.y - fits.handle.start == pytest.approx(4, abs=1e-4)


def test_another_loss_is_fitted_alone(engine):
    lab = lab_fakes.opened(LossCurveLab, engine, losses=LOSSES[:1], outlier=4)
    engine.fits.clear()
    lab.losses = LOSSES[:2]
    assert ("mean_absolute_error", 4) in engine.fits
    assert ("mean_squared_error", 4) not in engine.fits
    assert "Other losses, the same points" in lab.sentence


def test_no_loss_gets_a_sentence_and_keeps_the_picture(engine):
    lab = lab_fakes.opened(LossCurveLab, engine)
    picture = lab.picture
    lab.losses = ()
    assert "Choose one loss or more." in lab.sentence
    assert lab.picture == picture
    lab.losses = LOSSES[:3]
    assert re.search("Mean squared error", lab.sentence)


@pytest.mark.parametrize("bad", [{"outlier": 11}, {"losses": ("hinge",)}, {"delta": 1}])
def test_a_setting_that_cannot_be_is_refused_and_changes_nothing(engine, bad):
    lab = lab_fakes.opened(LossCurveLab, engine)
    before = lab.settings, lab.sentence, lab.picture
    with pytest.raises(ValueError, match=next(iter(bad))):
        lab.set(**bad)
    assert (lab.settings, lab.sentence, lab.picture) == before


def test_short_names_of_losses(engine):
    assert lab_fakes.opened(LossCurveLab, engine, losses=("mse", "MAE")).losses == (
        "mean_squared_error",
        "mean_absolute_error",
    )
    with pytest.raises(ValueError, match=r"losses is any of .* Did you mean 'log_cosh'\?"):
        lab_fakes.opened(LossCurveLab, engine, losses=("log_cos",))


def test_it_opens_as_its_code_says(engine):
    lab = lab_fakes.opened(LossCurveLab, engine, losses=LOSSES[2:], outlier=3)
    assert lab.code == "course.loss_curve_lab(losses=('huber', 'log_cosh'), outlier=3.0)"
