"""The record of a loss that was added up from its parts."""

import dataclasses
from collections.abc import Mapping


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
