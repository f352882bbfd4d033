"""What the course knows about one loss or one metric."""

import dataclasses
import types
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the course knows about one loss or one metric.

    Attributes:
        name: Snake case of the class name, as Keras derives it, such as
            `"mean_squared_error"`; unique within its kind.
        class_name: Name of the class in `keras.losses` or `keras.metrics`.
        kind: `"loss"` or `"metric"`.
        label: What a learner reads.
        formula: LaTeX without dollar signs; its letters are explained in
            `losses.py`.
        shapes: What `y_true` and `y_pred` must look like, in words.
        direction: What is better, `"lower"` or `"higher"`.
        tasks: Where it means something: any of `"regression"`, `"binary"`,
            `"multiclass"` (one-hot labels), `"multiclass_integer"` (integer labels).
        arguments: Keyword arguments that the course gives to the constructor.
        differentiable: Whether `fit` can minimise this formula: Keras has a loss class
            of it, with a gradient. A metric object itself never trains; a
            metric with `differentiable` has a loss of the same formula.
        of_batches: Whether Keras takes the mean of its values over batches, which is not its
            value over all rows. (What sums over rows gives the same either way.)
        reason: Why it does not train, or why it serves no task; else empty.
        custom: The `Form` of a custom loss or metric; None for a class of Keras.
    """

    name: str
    class_name: str
    kind: str
    label: str
    formula: str
    shapes: str
    direction: str = "lower"
    tasks: tuple[str, ...] = ()
    arguments: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)
    differentiable: bool = True
    of_batches: bool = False
    reason: str = ""
    custom: object | None = None

    def __post_init__(self):
        # A frozen record must not hold a dictionary that somebody can still change.
        object.__setattr__(self, "arguments", types.MappingProxyType(dict(self.arguments)))
