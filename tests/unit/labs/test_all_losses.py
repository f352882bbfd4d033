"""AllLossesLab with an engine that is a fake, so only the lab itself is tested."""

import numpy as np
import pytest

from helpers.catalogue import lookup
from helpers.labs.all_losses import N_RUNS, AllLossesLab
from support import lab_fakes

each_task = pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
pytestmark = pytest.mark.usefixtures("drawing")


@pytest.fixture
def engine():
    made = lab_fakes.TrainingEngine()
    made.refuses = None
    return made


@each_task
def test_all_losses_are_trained_once_and_judged_by_metrics(engine, task):
    opened = lab_fakes.opened(AllLossesLab, engine, task=task)
    names = [entry.name for entry in lookup.fitting("loss", task)]
    assert [(config.loss, config.seed) for config in engine.trained] == [
        (name, seed) for name in names for seed in range(N_RUNS)
    ]
    others = [each for each in lookup.fitting("metric", task) if each.name != opened.metric]
    one_of_each = {entry.direction: entry for entry in others}
    assert set(one_of_each) >= {"higher", "lower"}
    for direction, entry in one_of_each.items():
        opened.metric = entry.name
        assert f"all {3 * len(names)} runs are <b>identical to the bit</b>" in opened.sentence
        # The fake gives a loss with a longer name the higher curve.
        ranked = sorted(names, key=len, reverse=direction == "higher")
        best = lookup.find("loss", ranked[0]).label
        assert f"best with <b>{best}</b>" in opened.sentence
    assert len(engine.trained) == 3 * len(names)
    opened.seed = 2  # the start with seed 2 is known
    assert len(engine.trained) == 5 * len(names)
    assert "You changed the seed" in opened.sentence


def test_all_losses_follow_the_task(engine):
    opened = lab_fakes.opened(AllLossesLab, engine)
    assert repr(opened) == "AllLossesLab(task='regression')"
    opened.task = "binary"
    assert opened.metric == "auc"
    assert {config.task for config in engine.trained[-3:]} == {"binary"}
    assert opened.code == "course.all_losses_lab(task='binary')"


def test_a_short_name_of_the_metric(engine):
    opened = lab_fakes.opened(AllLossesLab, engine, metric="MSE")
    assert opened.metric == "mean_squared_error"


def test_what_the_best_does_not_beat_in_every_run_is_named(engine):
    # The longest name is best on average. In the second run, the shortest is better still.
    def evaluate(history, metric, split):
        length = len(history.config.loss)
        wins = length == shortest and history.config.seed == 1
        return np.array([longest + 1 if wins else length])

    names = [entry.name for entry in lookup.fitting("loss", "binary")]
    shortest, longest = min(map(len, names)), max(map(len, names))
    engine.evaluate = evaluate
    opened = lab_fakes.opened(AllLossesLab, engine, task="binary", metric="auc")
    level = sum(len(name) == shortest for name in names)
    assert level
    assert f"does not beat in every run: <b>{level}</b>." in opened.sentence
    assert f"does not beat in every run: {level};" in opened.alt


def test_losses_share_rows_and_start_of_a_run_and_each_run_has_its_own(engine):
    lab_fakes.opened(AllLossesLab, engine, task="binary", seed=4)
    assert engine.made == [("binary", {"seed": seed}) for seed in (4, 5, 6)]
