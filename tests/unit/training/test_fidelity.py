"""For every loss on every task that it fits, the engine trains as `fit` does."""

import numpy as np
import pytest

from helpers.catalogue import lookup
from helpers.training import engine, models
from helpers.training.run import RunConfig
from support.runs import both_programs, fit, small, train_again

EVERY_LOSS = [
    pytest.param(task, entry, id=f"{task}-{entry.name}")
    for task in models.ARCHITECTURES
    for entry in lookup.fitting("loss", task)
]
# Few units, because at the kink of a ReLU the last bit of a sum decides which way a
# gradient goes. With 1000 rows and 256 units that happens, and `fit` and XLA part by
# some 1e-4, whatever the loss: the graph is still equal to `fit` to the bit.
UNITS = 16


@pytest.mark.parametrize(("task", "entry"), EVERY_LOSS)
def test_ten_epochs_end_where_fit_ends(task, entry):
    """Same first weights, same order of the rows; on the graph and on what XLA compiled."""
    config, data = RunConfig(task, entry.name, epochs=10, units=UNITS), small(task)
    weights, history = fit(config, data)
    for run in both_programs(config, data):
        np.testing.assert_allclose(run.weights[-1], weights, atol=1e-5)
        np.testing.assert_allclose(run.loss, history["loss"], rtol=1e-6)
        np.testing.assert_allclose(run.validation_loss, history["val_loss"], rtol=1e-6)


@pytest.mark.parametrize("task", models.ARCHITECTURES)
def test_no_metric_changes_the_weights(task):
    """All metrics of the task in random sets, each looked at between two runs."""
    config, data = RunConfig(task, "mean_squared_error", epochs=2, units=UNITS), small(task)
    random = np.random.default_rng(0)
    names = random.permutation([entry.name for entry in lookup.fitting("metric", task)])
    graph, compiled = both_programs(config, data)
    before = graph.weights.tobytes(), compiled.weights.tobytes()
    for chosen in np.array_split(names, 5):
        for run in (graph, compiled):
            for name in chosen:
                values = [engine.evaluate(run, name, split) for split in ("running", "validation")]
                assert np.isfinite(values).all()
        assert (graph.weights.tobytes(), compiled.weights.tobytes()) == before
        assert train_again(config, data).weights.tobytes() == before[1]
