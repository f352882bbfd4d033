"""Labs react to every control. The engine is a fake, so only the lab itself is tested."""

import dataclasses

import numpy as np
import pytest

from helpers import catalogue, datasets
from helpers.labs.loss_metric import LossMetricLab
from helpers.records import History

TASKS = ("regression", "binary", "multiclass")
each_task = pytest.mark.parametrize("task", TASKS)


class Engine:
    """Remembers what it was asked, and answers with a record that depends on the config."""

    def __init__(self):
        self.trained, self.evaluated = [], []

    def train(self, config):
        self.trained.append(config)
        if config.loss == "log_cosh":
            raise RuntimeError("this loss <b>cannot</b> be trained")
        epochs, size = config.epochs, len(config.loss) + config.learning_rate
        curve = np.linspace(1, 0.5, epochs)
        weights = np.full((epochs + 1, 4), size)
        if config.learning_rate >= 1:
            curve, weights = curve * np.nan, weights * np.nan
        return History(
            config, datasets.dataset(config.task), curve, curve, curve, *[None] * 3, weights
        )

    def evaluate(self, history, metric, rows):
        self.evaluated.append((metric, rows))
        return np.linspace(0, 1, history.config.epochs)


@pytest.fixture
def engine():
    return Engine()


def lab(engine, task="regression"):
    return LossMetricLab(task, engine.train, engine.evaluate)


def sentence(lab):
    return lab._sentence.value


@each_task
def test_opens_with_the_documents_loss_and_metric(engine, task):
    opened = lab(engine, task)
    expected = {
        "regression": ("mean_squared_error", ("mean_absolute_error",)),
        "binary": ("binary_crossentropy", ("auc",)),
        "multiclass": ("categorical_crossentropy", ("top_k_categorical_accuracy",)),
    }
    assert (opened.loss, opened.metrics) == expected[task]
    assert len(engine.trained) == 1
    assert "Fingerprint of the weights" in sentence(opened)


def test_another_metric_does_not_train(engine):
    opened = lab(engine)
    before = opened._picture.value
    opened.metrics = ("r2_score", "mean_squared_error")
    assert len(engine.trained) == 1
    assert "identical to the bit" in sentence(opened)
    assert "R² score, Mean squared error" in sentence(opened)
    assert sentence(opened).count(opened.history.digest) == 2
    assert opened._picture.value != before


def test_another_loss_trains_and_says_how_far_the_weights_moved(engine):
    opened = lab(engine)
    opened.loss = "huber"
    assert [config.loss for config in engine.trained] == ["mean_squared_error", "huber"]
    assert "from Mean squared error to Huber" in sentence(opened)
    # All weights went from 18.001 to 5.001.
    assert "72.2% of their length away" in sentence(opened)


def test_learning_rate_and_epochs_train(engine):
    opened = lab(engine)
    opened.learning_rate = 0.01
    assert "learning rate from 0.001 to 0.01" in sentence(opened)
    opened.epochs = 3
    assert "number of epochs from 10 to 3" in sentence(opened)
    assert [(c.learning_rate, c.epochs) for c in engine.trained] == [
        (0.001, 10),
        (0.01, 10),
        (0.01, 3),
    ]


def test_controls_and_traits_are_one(engine):
    opened = lab(engine)
    opened._loss.value = "huber"
    assert opened.loss == "huber"
    opened.metrics = ("r2_score",)
    assert opened._metrics.value == ("r2_score",)
    opened._learning_rate.value = 0.1
    assert opened.config.learning_rate == 0.1
    opened._epochs.value = 7
    assert opened.config.epochs == 7


def test_a_run_that_diverges_is_said_and_left_again(engine):
    opened = lab(engine)
    opened.learning_rate = 1.0
    assert "diverged in epoch 1" in sentence(opened)
    opened.learning_rate = 0.1
    assert "it has numbers again" in sentence(opened)


def test_a_loss_that_cannot_be_trained_leaves_the_lab_usable(engine):
    opened = lab(engine)
    opened.loss = "log_cosh"
    assert "this loss &lt;b&gt;cannot&lt;/b&gt; be trained" in sentence(opened)
    opened.loss = "huber"
    assert opened.history.config.loss == "huber"
    assert "trained again" in sentence(opened)


@each_task
def test_every_option_of_every_control_works(engine, task):
    opened = lab(engine, task)
    for entry in catalogue.fitting("loss", task):
        opened.loss = entry.name
        assert opened.loss == entry.name
        assert entry.name == "log_cosh" or opened.history.config.loss == entry.name
    opened.loss = "mean_squared_error"
    for entry in catalogue.fitting("metric", task):
        opened.metrics = (entry.name,)
        assert entry.label in sentence(opened) or "&" in sentence(opened)
    assert {name for name, _ in engine.evaluated} >= {
        entry.name for entry in catalogue.fitting("metric", task)
    }
    opened.metrics = ()
    assert "to: none" in sentence(opened)


def test_stored_output_is_short_and_has_a_picture(engine):
    opened = lab(engine)
    assert repr(opened) == "LossMetricLab(task='regression')"
    bundle = opened._repr_mimebundle_()
    assert bundle["text/plain"] == "LossMetricLab(task='regression')"
    assert bundle["image/png"].startswith("iVBOR")


def test_config_says_all_that_decides_the_run(engine):
    opened = lab(engine)
    assert dataclasses.replace(opened.config) == engine.trained[0]
