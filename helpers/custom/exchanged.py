"""A loss with y_true and y_pred exchanged: found by its nearest relative in the catalogue."""

import dataclasses
import functools

import keras
import numpy as np

from helpers.catalogue import lookup
from helpers.custom.findings import ASKED, Finding

ALIKE = 0.9999


def find_exchanged(form, probe, batch, task):
    """Compares a loss, row by row, with those of the catalogue in both orders.

    Args:
        form: The `Form`.
        probe: Its `Probe`.
        batch: A `Batch` whose labels have the shape of predictions.
        task: The task whose losses are the relatives.

    Returns:
        A list of one `Finding`, or an empty one.
    """
    batch = _soft(batch)
    own = _row_by_row(probe, batch)
    straight, exchanged = _relatives(batch, task)
    if not np.isfinite(own).all() or np.std(own) == 0 or _nearest(own, straight):
        return []
    name = _nearest(own, exchanged)
    if name is None:
        return []
    label = lookup.find("loss", name).label
    return [
        Finding(
            "exchanged",
            f"{form.__name__} gives what {label} gives with y_true and y_pred exchanged.",
            "Is that meant? Keras hands over y_true first, and its own losses take it first, too.",
            verdict=ASKED,
        )
    ]


def _row_by_row(probe, batch):
    values = probe(batch).values
    n_rows = len(batch.y_pred)
    if values.shape[:1] == (n_rows,):
        return values.reshape(n_rows, -1).mean(axis=1)
    return np.array([probe.of_one(batch, row).value for row in range(n_rows)])


@functools.lru_cache(16)
def _soft(batch):
    """Returns a batch whose labels are anything between what labels can be.

    With labels of 0 and 1, a cross-entropy that is turned around is an absolute error.
    """
    if batch.kind == "numbers":
        return batch
    other = np.random.default_rng(4).uniform(size=batch.y_true.shape)
    soft = batch.predicting(0.3 * batch.y_true + 0.7 * other)
    return dataclasses.replace(batch, y_true=soft.inside(soft.y_pred))


@functools.lru_cache(16)
def _relatives(batch, task):
    """Returns the losses of a task by name, a value for each row, in both orders of arguments."""
    both = [batch.y_true, batch.y_pred], [batch.y_pred, batch.y_true]
    losses = {
        entry.name: getattr(keras.losses, entry.class_name)(reduction="none", **entry.arguments)
        for entry in lookup.KINDS["loss"].values()
        if task in entry.tasks
    }
    return [
        {
            name: values
            for name, loss in losses.items()
            if (values := np.asarray(loss(*given))).shape == (len(batch.y_pred),)
            and np.std(values) > 0
        }
        for given in both
    ]


def _nearest(own, relatives):
    """Returns the name of a relative that gives the same values, up to a factor and an offset."""
    return next(
        (name for name, each in relatives.items() if np.corrcoef(own, each)[0, 1] > ALIKE), None
    )
