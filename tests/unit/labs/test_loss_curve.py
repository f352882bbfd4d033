"""LossCurveLab with an engine whose lines are made up."""

import itertools
import re

import pytest

from helpers.figures import loss_curve
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


def test_marks_are_on_the_curves_at_the_error_of_the_outlier(engine):
    losses = [engine.loss_curve(name, loss_curve.ERRORS) for name in LOSSES]
    lines = [FittedLine(LOSSES[0], 1.0, 0.0)]
    at = loss_curve.loss_curves(losses)
    for error in (-3, 2):
        figure = at(lines, {LOSSES[0]: ""}, *engine.points(0), 12, error)
        for axis, value in zip(figure.axes, (error**2, 2 * error), strict=False):
            drawn = [line.get_xydata() for line in axis.lines]
            marks = [each.tolist() for each in drawn if len(each) == 1]
            assert marks == [[[error, pytest.approx(value, abs=0.01)]]] * len(LOSSES)
            assert [error, error] in [each[:, 0].tolist() for each in drawn]
            assert not any(text.get_text() for text in axis.texts)


def test_a_mark_that_would_leave_its_panel_stands_at_the_edge_with_its_value(engine):
    losses = [engine.loss_curve("mean_squared_error", loss_curve.ERRORS)]
    lines = [FittedLine("mean_squared_error", 1.0, 0.0)]
    labels = {"mean_squared_error": ""}
    figure = loss_curve.loss_curves(losses)(lines, labels, *engine.points(0), 2, -10)
    for axis, value in zip(figure.axes, (100, -20), strict=False):
        (mark,) = [line.get_xydata()[0] for line in axis.lines if len(line.get_xydata()) == 1]
        assert mark[0] == -10
        assert axis.get_ylim()[0] < mark[1] < axis.get_ylim()[1]
        assert [text.get_text() for text in axis.texts] == [f"{value}, off the scale"]


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
