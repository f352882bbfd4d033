"""FraudLab with an engine of five payments, whose numbers can be counted by hand."""

import pytest

from helpers.labs.fraud import FraudLab
from support import lab_fakes, undrawn
from support.lab_fakes import FraudEngine

EPOCHS = 20
pytestmark = pytest.mark.usefixtures("drawing")
LOSSES = ("binary_crossentropy", "binary_focal_crossentropy", "mean_squared_error", "dice")


@pytest.fixture
def engine():
    return FraudEngine()


@pytest.fixture
def lab(engine):
    return make(engine)


def make(engine, **settings):
    return lab_fakes.opened(FraudLab, engine, **settings)


@undrawn.drawn
def test_opens_with_what_accuracy_hides(lab, engine):
    # Above 0.5 are 0.6, 0.7 and 0.9: two hits, one false alarm; the fraud at 0.3 is missed.
    assert "<b>Accuracy</b> 0.600; always no: 0.400" in lab.sentence
    assert "<b>Recall</b> 0.67: 2 of 3 frauds are stopped" in lab.sentence
    assert "<b>Precision</b> 0.67: 1 honest payments are stopped too" in lab.sentence
    assert "says 52.0% on average, and 60.0% are fraud" in lab.sentence
    # A miss costs 50, and between 0.11 and 0.29 only the alarm at 0.6 is paid for.
    assert "<b>Cost</b> 51; at the threshold 0.11 it would be 1, and always no costs 150" in (
        lab.sentence
    )
    assert "2 hits, 1 misses, 1 false alarms and 1 true negatives" in lab.alt
    assert lab.picture.startswith(b"\x89PNG")
    assert lab.code == "course.fraud_lab()"
    assert engine.data == [(0.01, 4000)]
    assert engine.trained[0].class_weight is None


def test_threshold_and_price_train_nothing(lab, engine):
    lab.threshold = 0.2
    assert "You moved the threshold: nothing was trained" in lab.sentence
    assert "3 of 3 frauds" in lab.sentence
    lab.cost_of_miss = 200
    assert "You changed a price: nothing was trained" in lab.sentence
    assert "always no costs 600" in lab.sentence
    assert len(engine.trained) == engine.scored == 1
    assert make(FraudEngine(), threshold=0.2, cost_of_miss=200).picture == lab.picture


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("positives", 0.03, "the share of fraud"),
        ("n_rows", 36000, "the number of training rows"),
        ("loss", "dice", "the loss"),
        ("weight", 30, "the weight of a fraud"),
    ],
)
def test_what_the_network_learns_from_trains_it_anew(lab, engine, setting, value, words):
    before = getattr(lab, setting)
    setattr(lab, setting, value)
    assert f"You changed {words}, so a network was trained again." in lab.sentence
    assert len(engine.trained) == 2
    setattr(lab, setting, before)
    assert len(engine.trained) == 2, "what was trained once is kept"


@undrawn.drawn
def test_every_choice_reaches_the_engine(lab, engine):
    lab.set(positives=0.05, n_rows=12000, loss="dice", weight=100)
    config = engine.trained[-1]
    assert engine.data[-1] == (0.05, 12000)
    assert (config.loss, config.class_weight, config.epochs) == ("dice", (1.0, 100.0), EPOCHS)


def test_an_earlier_epoch_is_the_same_run(lab, engine):
    lab.epoch = EPOCHS - 1
    assert f"The same run, stopped after epoch {EPOCHS - 1}." in lab.sentence
    assert "0 of 3 frauds" in lab.sentence
    assert len(engine.trained) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"positives": 0.5}, "positives is from 0.005 to 0.05"),
        ({"weight": 2}, "weight is one of 1, 3, 10, 30, 100"),
        ({"loss": "hinge"}, "loss is one of 'binary_crossentropy'"),
        ({"epoch": 0}, "epoch is from 1 to 20"),
        ({"cost": 1}, "has no setting 'cost'"),
    ],
)
def test_what_cannot_be_is_refused(engine, settings, message):
    with pytest.raises(ValueError, match=message):
        make(engine, **settings)


def test_a_short_or_misspelt_name_of_a_loss(engine):
    assert make(engine, loss="MSE").loss == "mean_squared_error"
    with pytest.raises(ValueError, match=r"loss is one of .* Did you mean 'dice'\?"):
        make(engine, loss="Dize")


def test_every_loss_is_offered(lab):
    for loss in LOSSES:
        lab.loss = loss
        assert "did not work" not in lab.sentence
