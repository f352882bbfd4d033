"""ReplicaLab: one batch on several replicas, and what becomes of its loss."""

from types import SimpleNamespace

import numpy as np

from helpers.figures import replicas as figures
from helpers.labs.base import Lab, View
from helpers.labs.settings import choice, number, slider
from helpers.scoring.replicas import REDUCTIONS, replica_step

WORDS = {
    "mean_then_sum": "each its mean; add",
    "mean_then_mean": "each its mean; average",
    "sum_over_batch_size": "each its sum / batch_size; add",
    "sum_over_rows": "each its sum / rows there; add",
}
BATCH_SIZES = (8, 16, 32, 64)
# A few rows cost far more than the others, as they do in a real batch.
ROW_LOSSES = np.random.default_rng(0).exponential(size=max(BATCH_SIZES))


class ReplicaLab(Lab):
    """Shares the rows of a batch between replicas, and compares them with one device."""

    replicas = slider("Replicas", "number of replicas", 1, 8, value=4)
    batch_size = number(
        "Batch size", "rows of a full batch, of all replicas together", BATCH_SIZES, value=32
    )
    n_rows = slider("Rows there", "rows of this batch, fewer in the last of an epoch", 1, 32, 32)
    reduction = choice("Reduction", "how the losses of rows become one", REDUCTIONS, words=WORDS)

    replayed = ("replicas", "n_rows")
    compute = SimpleNamespace(replica_step=replica_step)

    def _adapt(self, name):
        if name == "batch_size":
            control, n_rows = self.controls["n_rows"], self.n_rows
            was_full = n_rows == control.max
            control.max = self.batch_size
            self._imply(n_rows=self.batch_size)
            if not was_full:
                control.value = min(n_rows, self.batch_size)

    def view(self, chosen, change):
        """Shows what all replicas report together; see the base class."""
        losses, how = ROW_LOSSES[: chosen.n_rows], (chosen.batch_size, chosen.reduction)
        step = self.compute.replica_step(losses, chosen.replicas, *how)
        counts = ", ".join(str(len(part)) for part in step.parts)
        words = (
            f"{chosen.n_rows} rows on {chosen.replicas} replicas: {counts}. "
            f"Together they report <b>{step.reported:.3f}</b>; one device reports "
            f"<b>{step.of_one_device:.3f}</b>. {_agreement(step, chosen.batch_size)}"
        )
        alt = (
            f"{chosen.n_rows} bars, one for each row, belong to {chosen.replicas} replicas with "
            f"{counts} rows. All replicas together report {step.reported:.2f}, one device "
            f"{step.of_one_device:.2f}."
        )
        return View(figures.replicas(step), alt, words)


def _agreement(step, batch_size):
    factor = step.reported / step.of_one_device
    rows = sum(len(part) for part in step.parts)
    if np.isnan(factor):
        return "A replica without a row took the mean of nothing, and NaN spoils everything."
    if np.isclose(factor, 1):
        return "They agree, and so do the gradients."
    if np.isclose(factor, rows / batch_size):
        return (
            f"It is {factor:.2f} times as large: {rows} rows are there, and it was divided by "
            f"{batch_size}. The step is too short."
        )
    if np.isclose(factor, len(step.parts)):
        return f"It is {factor:.0f} times as large, and so is every gradient: one for each replica."
    return (
        f"It is {factor:.2f} times as large. A row on a replica with few rows counts more than "
        "the others."
    )
