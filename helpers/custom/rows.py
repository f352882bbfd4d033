"""How a loss treats the rows of a batch: their number, their order, each other, and chance."""

import numpy as np

from helpers.custom.findings import Finding
from helpers.learner_code import messages

SAME = 1e-4
RANDOM = "Random"


def find_chance(form, probe, batch, traced):
    """Tries one batch twice, and compares with an earlier trace.

    Args:
        form: The `Form`.
        probe: Its `Probe`.
        batch: The `Batch` that was traced.
        traced: Its `Trace`, made with other random numbers.

    Returns:
        A list of one `Finding`, or an empty one.
    """
    first, second = probe(batch).values, probe(batch).values
    if not _close(first, second):
        graph = traced.operations[0].graph
        drawn = [each for each in graph.get_operations() if RANDOM in each.type]
        return [
            Finding(
                "chance",
                f"For the same batch {form.__name__} gave {_mean(first):.4g}, and then "
                f"{_mean(second):.4g}: it draws random numbers.",
                "Two runs of one seed may differ, and the labs compare runs. Noise belongs into "
                "the data or into a layer.",
                messages.line_in(form, drawn[0].traceback) if drawn else "",
            )
        ]
    if not _close(first, traced.result):
        return [
            Finding(
                "chance",
                f"Traced twice, {form.__name__} gave {_mean(traced.result):.4g} and "
                f"{_mean(first):.4g} for one batch: it draws its random numbers with Python or "
                "NumPy, once, while fit traces it. In all steps they are the same.",
                "keras.random draws new ones in each step.",
            )
        ]
    return []


def find_sum(form, probe, batch, lines):
    """Compares the step of a batch with that of the same rows twice."""
    once = probe(batch).gradient
    first, second = np.split(probe(batch.rows(_twice(batch))).gradient, 2)
    # The same rows twice are the same data: a mean over them takes the same step.
    if not once.any() or not np.allclose(
        first + second, 2 * once, rtol=1e-3, atol=1e-3 * _size(once)
    ):
        return []
    twice = "Twice the rows, the same data, take twice the step"
    if probe.steps_by_the_sum and probe(batch).values.size > 1:
        return [
            Finding(
                "steps by the sum",
                f"With reduction={probe.reduction!r} {form.__name__} keeps one loss for each row. "
                f"fit then reports their mean, and steps by their sum. {twice}.",
                "Leave the reduction out to step by the mean.",
            )
        ]
    of_class = probe.reduction == "sum" and probe(batch).values.size > 1
    return [
        Finding(
            "sum over the batch",
            f"{form.__name__} adds up the rows. {twice}, so the learning rate depends on the "
            "batch size, and the last, smaller batch counts less.",
            "Leave reduction='sum' out."
            if of_class
            else "Take keras.ops.mean in place of the sum.",
            "" if of_class else lines.sum,
        )
    ]


def find_neighbours(form, probe, batch, others, lines):
    """Looks whether the gradient of a row depends on its place, or on other rows.

    Args:
        form: The `Form`.
        probe: Its `Probe`.
        batch: A `Batch`.
        others: Another `Batch` of the same kind and size.
        lines: `Lines`.

    Returns:
        A list of one `Finding`, or an empty one.
    """
    before = probe(batch)
    mixed = np.random.default_rng(0).permutation(len(batch.y_pred))
    after = probe(batch.rows(mixed))
    if not _close(after.value, before.value) or not _close(after.gradient, before.gradient[mixed]):
        return [
            Finding(
                "order",
                f"{form.__name__} gave {before.value:.4g} for a batch, and {after.value:.4g} for "
                "the same rows in another order.",
                "fit mixes the rows in each epoch. If the order means something, as in a series, "
                "it has to stand within a row, or shuffle=False.",
            )
        ]
    kept = np.arange(len(batch.y_pred)) < len(batch.y_pred) // 3
    swapped = {
        name: np.where(kept.reshape([-1] + [1] * (value.ndim - 1)), value, getattr(others, name))
        for name, value in (("y_true", batch.y_true), ("y_pred", batch.y_pred))
    }
    changed = probe(type(batch)(**swapped, kind=batch.kind))
    if _close(changed.gradient[kept], before.gradient[kept], 1e-3):
        return []
    alone = probe.of_one(batch, 0)
    lonely = np.isfinite(alone.value) and np.isfinite(alone.gradient).all()
    return [
        Finding(
            "other rows",
            f"What a row pulls in {form.__name__} depends on the other rows of its batch: it "
            "takes a statistic of the batch, or compares rows."
            + (
                ""
                if lonely
                else " A batch of one row gives NaN or fails, and the last one may have one."
            ),
            "Then the batch size is a part of the loss, and no mean over batches is its value for "
            "all rows. If that is not meant, compute row by row, with axis=-1.",
            lines.across,
        )
    ]


class Lines:
    """Where a traced loss leaves the rows.

    Args:
        traced: A `Trace`.

    Attributes:
        across: Line of the first operation that makes one number of all rows.
        sum: Line of the last one that adds them up.
    """

    def __init__(self, traced):
        n_rows = len(next(iter(traced.values.values())))
        over = [
            each
            for each in traced.operations
            if any(n_rows in _shape(tensor) for tensor in each.inputs)
            and not any(n_rows in _shape(tensor) for tensor in each.outputs)
        ]
        sums = [each for each in over if each.type in ("Sum", "MatMul", "Einsum")]
        self.across = traced.line(over[0]) if over else ""
        self.sum = traced.line(sums[-1]) if sums else self.across


def _shape(tensor):
    return tuple(tensor.shape) if tensor.shape.rank is not None else ()


def _twice(batch):
    return np.tile(np.arange(len(batch.y_pred)), 2)


def _size(array):
    return float(np.max(np.abs(array), initial=0))


def _mean(values):
    return float(np.mean(values))


def _close(first, second, tolerance=SAME):
    first, second = np.asarray(first, "float64"), np.asarray(second, "float64")
    scale = tolerance * max(_size(first), _size(second))
    return first.shape == second.shape and np.allclose(first, second, 0, scale, equal_nan=True)
