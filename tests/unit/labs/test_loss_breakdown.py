"""LossBreakdownLab with an engine whose numbers can be added up by head, and once the real one."""

import keras
import numpy as np
import pytest

from helpers import course
from helpers.figures import loss_breakdown as figures
from helpers.figures.picture import Box, Label
from helpers.labs.loss_breakdown import WHY, LossBreakdownLab
from helpers.scoring.loss_breakdown import LossBreakdown
from support import lab_fakes, speeds
from support.lab_fakes import BreakdownEngine

PNG = b"\x89PNG"


@pytest.fixture
def engine():
    return BreakdownEngine()


@pytest.fixture
def lab(engine):
    return make(engine)


def make(engine, **settings):
    return lab_fakes.opened(LossBreakdownLab, engine, **settings)


def test_opens_with_weights_that_move(lab, engine):
    assert "fit reports a loss of <b>2.0625</b>" in lab.sentence
    assert "the same formula says <b>2.0000</b> after the epoch" in lab.sentence
    assert f"<b>moving weights</b>, +0.0625: {WHY['moving weights']}" in lab.sentence
    assert "plain mean of the losses of all batches is 2.0312" in lab.sentence
    assert "begins at the metric, 2.0000, and ends at the loss of fit, 2.0625" in lab.alt
    assert lab.alt.endswith("Between them: moving weights +0.0625.")
    assert lab.picture.startswith(PNG)
    assert lab.code == "course.loss_breakdown_lab()"
    assert engine.asked == [("x", "y", "fit", 32, False, {})]


@pytest.mark.parametrize(
    ("settings", "largest"),
    [
        ({"penalty": True}, "penalties</b>, +1.0000"),
        ({"weights": "sample"}, "sample weights</b>, +0.5000"),
        ({"weights": "class"}, "class weights</b>, +0.5000"),
        ({"dropout": True}, "training mode</b>, +0.1250"),
        ({"batch_norm": True}, "training mode</b>, +0.1250"),
        ({"loss": "dice"}, "batches counted by their rows</b>, -0.2500"),
    ],
)
def test_each_switch_is_a_cause(lab, settings, largest):
    lab.set(**settings)
    assert f"The largest cause: <b>{largest}" in lab.sentence
    ((name, value),) = settings.items()
    assert lab.code == f"course.loss_breakdown_lab({name}={value!r})"


def test_nothing_is_left_when_all_is_off(lab):
    lab.moves = False
    assert "Nothing moves one away from the other" in lab.sentence
    assert lab.alt.endswith("nothing that moves it.")


def test_evaluate_takes_no_class_weights(lab, engine):
    lab.set(method="evaluate", weights="class")
    assert engine.asked[-1] == ("x", "y", "evaluate", 32, False, {})
    assert "no class weights, so they are left out here" in lab.sentence
    assert "after the epoch" not in lab.sentence
    lab.weights = "sample"
    assert engine.asked[-1][-1] == {"sample_weight": [2.0]}


def test_a_choice_made_before_is_not_computed_again(lab, engine):
    lab.batch_size = 64
    lab.batch_size = 32
    assert [asked[3] for asked in engine.asked] == [32, 64]


def test_a_short_name_of_a_loss(engine):
    assert make(engine, loss="BCE").loss == "binary_crossentropy"
    assert make(engine, loss="mse").code == "course.loss_breakdown_lab(loss='mean_squared_error')"


def test_own_model_has_no_switches_of_the_example(engine):
    own = {"model": "model", "x": "X", "y": "Y"}
    lab = make(engine, **own, class_weight={0: 2.0})
    assert list(lab.controls) == ["method", "batch_size", "weights"]
    assert engine.asked == [("X", "Y", "fit", 32, True, {"class_weight": {0: 2.0}})]
    assert lab.code == "course.loss_breakdown_lab(model, x, y, class_weight=class_weight)"
    lab.set(weights="none", batch_size=64)
    assert engine.asked[-1] == ("X", "Y", "fit", 64, True, {})
    assert lab.code.endswith("class_weight=class_weight, batch_size=64, weights='none')")
    assert lab._screen.now["code"] == lab.code
    with pytest.raises(ValueError, match="weights is one of 'none', 'class'"):
        lab.weights = "sample"
    assert make(engine, **own).code == "course.loss_breakdown_lab(model, x, y)"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"method": "predict"}, "method is one of 'fit', 'evaluate'"),
        ({"batch_size": 7}, "batch_size is one of 16, 32"),
        ({"loss": "circle"}, "loss is one of"),
    ],
)
def test_what_cannot_be_is_refused(engine, settings, message):
    with pytest.raises(ValueError, match=message):
        make(engine, **settings)


SWITCHES = [
    ("penalties", {"penalty": True}),
    ("class weights", {"weights": "class"}),
    ("sample weights", {"weights": "sample"}),
    ("training mode", {"dropout": True, "batch_norm": True}),
    ("moving weights", {"moves": True}),
    ("batches counted by their rows", {"loss": "dice", "batch_size": 64}),
]


@pytest.mark.parametrize(("cause", "settings"), speeds.sampled(SWITCHES, every=3))
def test_the_real_example_has_each_cause_alone(cause, settings):
    lab = LossBreakdownLab(**{"moves": False} | settings)
    assert lab.alt.count("+") + lab.alt.count("-") == 1, lab.alt
    assert f"The largest cause: <b>{cause}</b>" in lab.sentence


def test_a_model_of_ones_own_is_opened_and_left_as_it_was():
    keras.utils.set_random_seed(0)
    x = np.linspace(-1, 1, 40)[:, np.newaxis]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    weights = model.get_weights()
    lab = course.loss_breakdown_lab(model, x, x**2, batch_size=16)
    assert all(map(np.array_equal, weights, model.get_weights()))
    (loss,) = model.fit(x, x**2, batch_size=16, verbose=0).history["loss"]
    assert f"fit reports a loss of <b>{loss:.4f}</b>" in lab.sentence
    with pytest.raises(
        ValueError, match=r"needs rows too: course.loss_breakdown_lab\(model, x, y\)"
    ):
        course.loss_breakdown_lab(model)


def test_waterfall_goes_from_the_metrics_to_the_loss():
    causes = {"down": -1.0, "nothing": 0.0, "up": 3.0}
    record = LossBreakdown("fit", "loss", {"a": 1.0, "b": 2.0}, causes, 5.0, 5.0)
    (panel,) = figures.waterfall(record).panels
    bars = [mark for mark in panel.marks if isinstance(mark, Box)]
    assert [bar.x for bar in bars] == [(0, 1), (1, 3), (3, 2), (2, 5), (0, 5)]
    names = [name for _, name in panel.y.ticks]
    assert names == ["metric of a", "metric of b", "down", "nothing", "up", "loss of fit"]
    words = [mark.text for mark in panel.marks if isinstance(mark, Label)]
    assert words == ["1.0000", "2.0000", "-1.0000", "0", "+3.0000", "5.0000"]
    # Not by colour alone, and each kind is named once.
    assert [bar.hatch for bar in bars] == ["", "", "dots", "lines", ""]
    assert [bar.label for bar in bars] == ["total", "", "takes away", "adds", ""]
