"""Everything that is tried on a custom metric."""

import numpy as np

from helpers.custom.findings import REFUSED
from helpers.custom.memory import Watched, find_memory, find_types
from helpers.custom.shapes import find_sparse_labels, find_spread
from helpers.custom.try_loss import TrapError, traced_values
from helpers.learner_code.messages import FunctionError


def metric_value(form, batch):
    """Computes a metric on one batch.

    Args:
        form: Its `Form`.
        batch: A `Batch`.

    Returns:
        A finite number.

    Raises:
        TrapError: If shapes are spread against each other, or labels taken for one-hot.
        FunctionError: If it fails, or gives anything else.
    """
    if not form.is_object:
        return float(np.mean(traced_values(form, batch).result))
    value = Watched(form, batch).over(batch)
    if not np.isfinite(value):
        raise FunctionError(
            f"{form.__name__} gave {value} for {len(batch.y_pred)} rows. Is something divided by "
            "0? keras.ops.divide_no_nan gives 0 there."
        )
    metric = form.new()
    for find in (find_spread, find_sparse_labels):
        if found := find(form, metric.update_state, batch):
            raise TrapError(found[0])
    return value


def try_metric(form, batch):
    """Tries a metric that has a value on one kind of batch.

    Args:
        form: Its `Form`.
        batch: A `Batch` of 12 rows.

    Returns:
        Dict from what was tried to a list of `Finding`.
    """
    tried = {"batches, resets, order": find_memory(form, batch)}
    if not any(each.verdict == REFUSED for each in tried["batches, resets, order"]):
        tried["other types of numbers"] = find_types(form, batch)
    return tried
