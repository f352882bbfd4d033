"""AllLossesLab with an engine that is a fake, so only the lab itself is tested."""

import pytest

from helpers.catalogue import lookup
from helpers.labs.all_losses import AllLossesLab
from support import lab_fakes

each_task = pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])


@pytest.fixture
def engine():
    return lab_fakes.TrainingEngine()


@each_task
def test_all_losses_are_trained_once_and_judged_by_metrics(engine, task):
    opened = lab_fakes.opened(AllLossesLab, engine, task=task)
    names = [entry.name for entry in lookup.fitting("loss", task)]
    assert [config.loss for config in engine.trained] == names
    others = [each for each in lookup.fitting("metric", task) if each.name != opened.metric]
    one_of_each = {entry.direction: entry for entry in others}
    assert set(one_of_each) >= {"higher", "lower"}
    for direction, entry in one_of_each.items():
        opened.metric = entry.name
        assert f"all {len(names)} runs are <b>identical to the bit</b>" in opened.sentence
        # The fake gives a loss with a longer name the higher curve.
        ranked = sorted(names, key=len, reverse=direction == "higher")
        best = lookup.find("loss", ranked[0]).label
        assert f"best with <b>{best}</b>" in opened.sentence
    assert len(engine.trained) == len(names)
    opened.seed = 2
    assert len(engine.trained) == 2 * len(names)
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
