"""What several replicas report for a batch, worked out row by row."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class ReplicaStep:
    """One batch, shared between replicas.

    Attributes:
        parts: Tuple of arrays, the losses of the rows that each replica has.
        each: `(replicas,)`, what each of them hands in; NaN for the mean of no rows.
        reported: What comes out when all is added up, or averaged.
        of_one_device: The mean over all rows, which is what one device reports.
    """

    parts: tuple[np.ndarray, ...]
    each: np.ndarray
    reported: float
    of_one_device: float


REDUCTIONS = ("mean_then_sum", "mean_then_mean", "sum_over_batch_size", "sum_over_rows")


def replica_step(row_losses, replicas, batch_size, reduction):
    """Shares the rows of one batch between replicas, and adds up what they report.

    A batch is cut as `tf.distribute` does it: each replica takes up to `ceil(rows / replicas)`
    rows, one replica after the other, so the last ones may get fewer rows, or none.

    Args:
        row_losses: `(rows,)`, the loss of each row; `rows` may be below `batch_size` in the last
            batch of an epoch.
        replicas: Number of replicas.
        batch_size: Rows of a full batch, of all replicas together.
        reduction: `"mean_then_sum"`: each takes the mean of its rows, and the means are added.
            `"mean_then_mean"`: the means are averaged. `"sum_over_batch_size"`: each takes the
            sum of its rows, and all is divided by `batch_size`. `"sum_over_rows"`: all is
            divided by the rows that are there.

    Returns:
        A `ReplicaStep`. A mean of no rows is NaN.

    Raises:
        ValueError: If the reduction is unknown, or there are no rows or too many.
    """
    if reduction not in REDUCTIONS:
        known = ", ".join(REDUCTIONS)
        raise ValueError(f"reduction is one of {known}, and you passed {reduction!r}.")
    rows = len(row_losses)
    if not 1 <= rows <= batch_size:
        raise ValueError(f"A batch has 1 to {batch_size} rows here, and you passed {rows}.")
    size = -(-rows // replicas)
    parts = tuple(row_losses[size * n : size * (n + 1)] for n in range(replicas))
    if reduction.startswith("mean"):
        each = np.array([part.mean() if len(part) else np.nan for part in parts])
        reported = each.sum() if reduction == "mean_then_sum" else each.mean()
    else:
        divisor = batch_size if reduction == "sum_over_batch_size" else rows
        each = np.array([part.sum() / divisor for part in parts])
        reported = each.sum()
    return ReplicaStep(parts, each, float(reported), float(row_losses.mean()))
