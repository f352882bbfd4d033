"""Each trap is told from what looks like it. The oracle is who wrote them: see `support.traps`."""

import keras
import numpy as np
import pytest

from helpers.custom import introduce
from support import speeds, traps


def said_of(kind, thing):
    """Returns the names of all that is said about a loss or metric, or why it is refused."""
    if isinstance(thing, str):
        thing = traps.function_of(thing)
        thing.__name__ = "tried"
    try:
        return {each.name for each in introduce.add(kind, thing).findings}
    except introduce.TrapError as error:
        return {error.finding.name}


def name_of(value):
    return value if isinstance(value, str) else type(value).__name__


@pytest.mark.parametrize(
    ("trap", "thing", "is_in_it"), speeds.sampled(traps.cases(traps.LOSSES), every=9), ids=name_of
)
def test_a_trap_of_losses(trap, thing, is_in_it):
    assert (trap in said_of("loss", thing)) == is_in_it


@pytest.mark.parametrize(
    ("trap", "thing", "is_in_it"), speeds.sampled(traps.cases(traps.METRICS), every=7), ids=name_of
)
def test_a_trap_of_metrics(trap, thing, is_in_it):
    assert (trap in said_of("metric", thing)) == is_in_it


@speeds.exhaustive
def test_fit_shows_the_number_of_validation_for_training_where_a_variable_is_returned():
    inside, outside = traps.METRICS["returns a variable"]
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse", metrics=[*inside, *outside])
    x, y = np.ones((6, 2)), np.ones((6, 1))
    seen = model.fit(x, y, validation_data=(x[:4], y[:4]), verbose=0).history
    for metrics, is_in_it in ((inside, True), (outside, False)):
        for name in (each.name for each in metrics):
            assert (seen[name] == seen[f"val_{name}"]) == is_in_it, name


@pytest.mark.parametrize("traps_of_kind", [traps.LOSSES, traps.METRICS])
def test_each_has_five_on_both_sides(traps_of_kind):
    for fallen, safe in traps_of_kind.values():
        assert min(len(fallen), len(safe)) >= 5
