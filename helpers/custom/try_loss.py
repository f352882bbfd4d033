"""Everything that is tried on a custom loss."""

import random

import numpy as np

from helpers.custom.exchanged import find_exchanged
from helpers.custom.minimum import Minimum, find_minimum
from helpers.custom.probe import Probe
from helpers.custom.rows import Lines, find_chance, find_neighbours, find_sum
from helpers.custom.shapes import find_sparse_labels, find_spread, makes_pairs
from helpers.learner_code import gradient, sandbox
from helpers.learner_code.messages import FunctionError
from helpers.learner_code.trace import trace

BEST = "perfect, constant and endless predictions"
FLAT = "predictions that are far off"
_trace_alone = sandbox.isolated()(trace)  # no setting stays for the next trace


class TrapError(FunctionError):
    """A loss or metric that works, and does not do what its author means.

    Args:
        finding: The `Finding` that says so.
    """

    def __init__(self, finding):
        super().__init__(f"{finding.title}: {finding}")
        self.finding = finding


def traced_values(form, batch):
    """Traces a loss, or a metric that is a function, on one batch.

    Args:
        form: Its `Form`.
        batch: A `Batch`.

    Returns:
        A `Trace` whose result is a finite number, or one for each row.

    Raises:
        TrapError: If shapes are spread against each other, or labels taken for one-hot.
        FunctionError: If it fails, or gives anything else.
    """
    given = batch.y_true, batch.y_pred
    traced = _trace_alone(form, *given)
    found = []
    if makes_pairs(traced.operations, len(batch.y_pred)):
        found += find_spread(form, form, batch)
    found += find_sparse_labels(form, form, batch)
    if found:
        raise TrapError(found[0])
    shape, rows = traced.result.shape, len(batch.y_pred)
    if shape not in ((), (rows,), (rows, 1), batch.y_pred.shape, batch.y_pred.shape[:-1]):
        raise FunctionError(
            f"{form.__name__} returned shape {shape} for {rows} rows of shape "
            f"{batch.y_pred.shape}. It should be () or ({rows},): one number, or one for each row. "
            "A mean over the outputs is keras.ops.mean(…, axis=-1). If two sizes are "
            f"{rows}, y_true and y_pred had different shapes and were spread against each other."
        )
    if not np.all(np.isfinite(traced.result)):
        raise FunctionError(gradient.not_finite(traced))
    return traced


def traced_loss(form, batch):
    """Traces a loss as `traced_values` does, and refuses one with which nothing can be trained."""
    traced = traced_values(form, batch)
    report = gradient.diagnose(traced)
    if not report.flows:
        raise FunctionError(report.sentence)
    return traced


def try_loss(form, traced, first, batch, others, task):
    """Tries a loss that has a gradient on one kind of batch.

    Args:
        form: Its `Form`.
        traced: Its `Trace` on the first batch.
        first: The `Batch` that was traced.
        batch: A `Batch` of other rows.
        others: Another one of the same size.
        task: The task of the course that it belongs to; its losses are the relatives.

    Returns:
        Pair of a dict from what was tried to a list of `Finding`, and the `Minimum` of the loss.
    """
    # Whoever draws random numbers while tracing shall get others than before.
    random.seed(len(traced.operations))
    np.random.seed(len(traced.operations))
    probe, lines = Probe(form, first), Lines(traced)
    tried = {"one batch twice": find_chance(form, probe, first, traced)}
    if tried["one batch twice"]:  # then no other comparison means anything
        return tried, Minimum([], [], is_foreign=False)
    minimum = find_minimum(form, probe, batch)
    tried["each row twice"] = find_sum(form, probe, batch, lines)
    tried["other rows, another order"] = find_neighbours(form, probe, batch, others, lines)
    tried[BEST] = minimum.findings
    tried[FLAT] = minimum.flat
    has_relatives = batch.y_true.shape == batch.y_pred.shape
    tried["y_true and y_pred exchanged"] = (
        find_exchanged(form, probe, batch, task) if has_relatives else None
    )
    return tried, minimum
