"""What several replicas report for a batch, worked out row by row."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class ReplicaStep:
    """One batch, shared between replicas.

    Attributes:
        parts: Tuple of arrays, the losses of the rows that each replica has.
        of_each: `(n_replicas,)`, what each of them hands in; NaN for the mean of no rows.
        reported: What comes out when all is added up, or averaged.
        of_one_device: The mean over all rows, which is what one device reports.
    """

    parts: tuple[np.ndarray, ...]
    of_each: np.ndarray
    reported: float
    of_one_device: float


REDUCTIONS = ("mean_then_sum", "mean_then_mean", "sum_over_batch_size", "sum_over_rows")


def replica_step(row_losses, n_replicas, batch_size, reduction):
    """Shares the rows of one batch between replicas, and adds up what they report.

    A batch is cut as `tf.distribute` does it: each replica takes up to
    `ceil(n_rows / n_replicas)` rows, one replica after the other, so the last ones may get fewer
    rows, or none.

    Args:
        row_losses: `(n_rows,)`, the loss of each row; fewer than `batch_size` in the last batch
            of an epoch.
        n_replicas: Number of replicas.
        batch_size: Rows of a full batch, of all replicas together.
        reduction: One of `REDUCTIONS`. `"mean_then_sum"`: each takes the mean of its rows, and
            the means are added. `"mean_then_mean"`: the means are averaged.
            `"sum_over_batch_size"`: each takes the sum of its rows, and all is divided by
            `batch_size`. `"sum_over_rows"`: all is divided by the rows that are there.

    Returns:
        A `ReplicaStep`. A mean of no rows is NaN.
    """
    most = -(-len(row_losses) // n_replicas)
    parts = tuple(row_losses[most * n : most * (n + 1)] for n in range(n_replicas))
    counts = np.array([len(part) for part in parts])
    divisors = {
        "mean_then_sum": counts,
        "mean_then_mean": counts,
        "sum_over_batch_size": batch_size,
        "sum_over_rows": len(row_losses),
    }
    with np.errstate(invalid="ignore"):  # 0 / 0, the mean of no rows
        of_each = np.array([part.sum() for part in parts]) / divisors[reduction]
    reported = of_each.mean() if reduction == "mean_then_mean" else of_each.sum()
    return ReplicaStep(parts, of_each, float(reported), float(row_losses.mean()))
