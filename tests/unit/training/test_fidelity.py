"""For every loss on every task that it fits, the engine trains as `fit` does."""

import numpy as np
import pytest

from helpers.catalogue import lookup
from helpers.training import engine, models
from helpers.training.run import RunConfig
from support import speeds
from support.runs import both_programs, ends_there, fit, loop, small, train_again

LOSSES = {
    entry.name: [task for task in models.ARCHITECTURES if entry in lookup.fitting("loss", task)]
    for entry in lookup.KINDS["loss"].values()
    if entry.tasks
}
EVERY_PAIR = [(task, loss) for loss, tasks in LOSSES.items() for task in tasks]
# Each loss on one of its tasks.
SOME_PAIRS = [(tasks[at % len(tasks)], loss) for at, (loss, tasks) in enumerate(LOSSES.items())]
# With class numbers; a loss of plain numbers is in test_engine.
CHOSEN = ("multiclass", "sparse_categorical_crossentropy")
# Few units, because at the kink of a ReLU the last bit of a sum decides which way a
# gradient goes. With 1000 rows and 256 units that happens, and `fit` and XLA part by
# some 1e-4, whatever the loss: the graph is still equal to `fit` to the bit.
UNITS = 16


@pytest.mark.parametrize(("task", "loss"), speeds.always(SOME_PAIRS, EVERY_PAIR))
def test_an_epoch_ends_where_a_plain_loop_ends(task, loss):
    """Same first weights, same order of the rows."""
    config, data = RunConfig(task, loss, epochs=1, units=UNITS), small(task)
    ends_there(engine.train(config, data), *loop(config, data))


@pytest.mark.parametrize(("task", "loss"), speeds.always([CHOSEN], EVERY_PAIR))
def test_ten_epochs_end_where_fit_ends(task, loss):
    """On the graph, and on what XLA compiled."""
    config, data = RunConfig(task, loss, epochs=10, units=UNITS), small(task)
    weights, history = fit(config, data)
    for run in both_programs(config, data):
        ends_there(run, weights, history)


@pytest.mark.parametrize("task", speeds.sampled(models.ARCHITECTURES, every=3))
def test_no_metric_changes_the_weights(task):
    """All metrics of the task in random sets, each looked at between two runs."""
    config, data = RunConfig(task, "mean_squared_error", epochs=2, units=UNITS), small(task)
    random = np.random.default_rng(0)
    names = random.permutation([entry.name for entry in lookup.fitting("metric", task)])
    run = engine.train(config, data)
    before = run.weights.tobytes()
    for chosen in np.array_split(names, 5):
        for name in chosen:
            values = [engine.evaluate(run, name, split) for split in ("running", "validation")]
            assert np.isfinite(values).all()
        assert run.weights.tobytes() == before
        assert train_again(config, data).weights.tobytes() == before
