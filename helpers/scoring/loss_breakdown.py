"""The loss that `fit` or `evaluate` reports, added up from its parts, cause by cause.

Keras computes the number itself, on the learner's own model, while running means of the parts
are kept beside it. Then the model gets back all that it had before.
"""

import dataclasses
import itertools
from collections.abc import Mapping

import keras
import numpy as np

from helpers.scoring.batch_parts import Means, note_replayed, note_reported
from helpers.scoring.preserved_model import preserved, random_seeds, variables_preserved


@dataclasses.dataclass(frozen=True)
class LossBreakdown:
    """The way from a metric to the loss that `fit` or `evaluate` reports, cause by cause.

    Attributes:
        method: `"fit"` or `"evaluate"`.
        number: `"loss"`, or the loss of one output, such as `"price_loss"`.
        metrics: Mapping from the name of each output to the metric with the formula of its loss,
            as `evaluate` reports it after the epoch.
        causes: Mapping from a cause, in words, to what it adds. Some are 0.
        reported: The number that Keras reports.
        mean_of_batches: The plain mean of the losses of the batches, which Keras does not report.
    """

    method: str
    number: str
    metrics: Mapping[str, float]
    causes: Mapping[str, float]
    reported: float
    mean_of_batches: float

    @property
    def metric(self):
        """The sum of the metrics of all outputs: where the way begins."""
        return sum(self.metrics.values())

    @property
    def starts(self):
        """The metrics as pairs of a name in words and a value."""
        if len(self.metrics) == 1:
            return [("metric with the same formula", self.metric)]
        return [(f"metric of {name}", value) for name, value in self.metrics.items()]

    @property
    def total(self):
        """Metrics and causes added up; `reported`, but for rounding."""
        return self.metric + sum(self.causes.values())

    @property
    def largest(self):
        """The cause that moves the number most, or None if none moves it."""
        name = max(self.causes, key=lambda name: abs(self.causes[name]))
        return name if self.moves(name) else None

    def moves(self, name):
        """Returns whether a cause adds more than rounding does."""
        scale = max(abs(self.reported), *map(abs, self.metrics.values()), 1e-3)
        return abs(self.causes[name]) > 2e-6 * scale

    def __str__(self):
        rows = [(name, f"{value:.3f}") for name, value in self.starts]
        rows += [
            (f"+ {name}", f"{size if self.moves(name) else 0:+.3f}")
            for name, size in self.causes.items()
        ]
        rows += [(f"= {self.number} that {self.method} reports", f"{self.reported:.3f}")]
        left, right = (max(len(row[side]) for row in rows) for side in (0, 1))
        return "\n".join(f"{name:<{left}}  {size:>{right}}" for name, size in rows)

    __repr__ = __str__


def loss_breakdown(
    model,
    x,
    y,
    sample_weight=None,
    class_weight=None,
    batch_size=32,
    shuffle=True,
    method="fit",
    number="loss",
):
    """Adds up the loss that Keras reports for one epoch, from a metric with the same formula.

    The causes are taken in a fixed order, each with those before it: how batches are counted,
    the weights of outputs, the weights of rows (all of these with the weights at the end of the
    epoch, in inference mode), training mode, weights that move, penalties.

    Args:
        model: A compiled Keras model. It is left as it was, and so are all random numbers: if
            there is a seed, the next `fit` with the same arguments reports the same loss. A
            model without weights yet gets its first ones.
        x: Features, as for `fit`: an array, or a list or dict of them.
        y: `y_true`, as for `fit`.
        sample_weight: Weights of rows, as for `fit`, or None.
        class_weight: Dict from a class to its weight, as for `fit`, or None.
        batch_size: Rows of a batch.
        shuffle: Whether `fit` mixes the rows.
        method: `"fit"`, or `"evaluate"` for the number that `evaluate` reports.
        number: `"loss"`; or, for a model with several outputs, the loss of one of them, by the
            name that Keras gives it, such as `"price_loss"`.

    Returns:
        A `LossBreakdown`.

    Raises:
        ValueError: If the number cannot be added up; the message says why.
    """
    _check(model, x, y, class_weight, method)
    epoch = {"x": x, "y": y, "sample_weight": sample_weight, "batch_size": batch_size}
    if not model._compile_loss.built:
        few = keras.tree.map_structure(lambda each: each[:2], (x, y))
        model.evaluate(*few, verbose=0)
    factors = _loss_weights(model, number)
    if method == "fit":
        epoch |= {"class_weight": class_weight, "shuffle": shuffle}
        model.optimizer.build(model.trainable_variables)
    means = Means()
    with preserved(model):
        with variables_preserved(random_seeds(model)):
            reported = note_reported(model, means, method, epoch)[number]
        if not np.isfinite(reported):
            raise ValueError(
                f"The {number} of this epoch is {reported}, and that has no parts. "
                "A smaller learning rate may help, or a look for NaN in x and y."
            )
        if method == "fit":
            note_replayed(model, means, epoch)
    row_weights = "sample weights" if class_weight is None else "class weights"
    metrics, causes = _parts(means, method, number, factors, row_weights)
    of_batches = means["mean of batches", number]
    return LossBreakdown(method, number, metrics, causes, reported, of_batches)


def _check(model, x, y, class_weight, method):
    if method not in ("fit", "evaluate"):
        raise ValueError(f"method is 'fit' or 'evaluate', and you passed {method!r}.")
    if not getattr(model, "compiled", False) or model._compile_loss is None:
        raise ValueError(
            "This model has no loss yet. Call model.compile(optimizer=…, loss=…) first."
        )
    if not all(hasattr(each, "shape") for each in keras.tree.flatten((x, y))):
        raise ValueError(
            "x and y are arrays here, or lists or dicts of arrays. np.asarray(…) makes one of a "
            "list of numbers; the rows of a tf.data.Dataset have to be collected first."
        )
    if method == "evaluate" and class_weight is not None:
        raise ValueError(
            "evaluate takes no class_weight: it is for training. Leave it out, or pass "
            "sample_weight with one weight for each row."
        )
    for name in ("train_step", "test_step", "compute_loss"):
        if getattr(type(model), name) is not getattr(keras.Model, name):
            raise ValueError(
                f"Your model has its own {name}, and nobody else knows what is in its loss. "
                "This works for models whose loss is computed by Keras alone."
            )


def _loss_weights(model, number):
    """Returns the weight of each output that is in a number, by name."""
    entries = {each.name: each.loss_weights for each in model._compile_loss._flat_losses}
    if number == "loss":
        return {name: 1.0 if weight is None else weight for name, weight in entries.items()}
    known = {f"{name}_loss": name for name in entries} if len(entries) > 1 else {}
    if number not in known:
        raise ValueError(
            f"number is one of {', '.join(['loss', *known])} here, and you passed {number!r}."
        )
    return {known[number]: 1.0}


def _parts(means, method, number, factors, row_weights):
    """Returns the metrics, and the causes by which their sum becomes the number."""

    def total(stage, kind, factors=factors):
        return sum(factor * means[stage, kind, name] for name, factor in factors.items())

    end = "inference" if method == "fit" else "reported"
    metrics = {name: means[end, "metric", name] for name in factors}
    # The number after each cause, with all causes before it.
    reached = {
        "batches counted by their rows": total(end, "plain", dict.fromkeys(factors, 1.0)),
        "loss weights": total(end, "plain"),
        row_weights: total(end, "weighted"),
    }
    if method == "fit":
        reached["training mode"] = total("training", "weighted")
        reached["moving weights"] = total("reported", "weighted")
    if number != "loss":
        reached["smaller last batch counted in full"] = means["counted by Keras", number]
    steps = itertools.pairwise([sum(metrics.values()), *reached.values()])
    causes = {name: after - before for name, (before, after) in zip(reached, steps, strict=True)}
    if number == "loss":
        causes["penalties"] = means["penalties"]
    return metrics, causes
