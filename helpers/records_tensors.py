"""What was found out about a tensor, or about the way of a gradient."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class TensorReport:
    """What a tensor is, and whether it holds a number.

    Attributes:
        kind: What it is, in words.
        type_name: Full name of its class.
        shape: Its shape as text; `None` stands for a size not known yet.
        dtype: Name of its dtype.
        has_value: Whether there is a number inside.
        numpy_says: What `.numpy()` does: the value, or the error it raises.
    """

    kind: str
    type_name: str
    shape: str
    dtype: str
    has_value: bool
    numpy_says: str

    def __str__(self):
        rows = {
            "kind": self.kind,
            "type": self.type_name,
            "shape": self.shape,
            "dtype": self.dtype,
            "holds a value": "yes" if self.has_value else "no",
            ".numpy()": self.numpy_says,
        }
        return "\n".join(f"{name:<15}{text}" for name, text in rows.items())

    __repr__ = __str__


@dataclasses.dataclass(frozen=True, eq=False)
class ExpressionStep:
    """One step of an expression, as one world has it.

    Attributes:
        name: `"input"`, `"matmul"`, `"add"`, `"subtract"`, `"square"` or `"mean"`.
        code: The Python expression that made it.
        report: What the tensor is, and whether it holds a number.
        float_says: What `float()` does: the number, or the error it raises.
        print_says: What `print()` writes.
        value: What comes out here when three rows are fed in.
    """

    name: str
    code: str
    report: TensorReport
    float_says: str
    print_says: str
    value: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Expression:
    """The documents' expression in one world.

    Attributes:
        world: `"eager"`, `"tf_function"`, `"keras_3"`, `"keras_2"` or `"tf1_graph"`.
        steps: Tuple of `ExpressionStep`, from the input to the mean.
        parameters_hold_value: Whether `w` and `b` hold numbers.
    """

    world: str
    steps: tuple[ExpressionStep, ...]
    parameters_hold_value: bool


@dataclasses.dataclass(frozen=True)
class GradientStep:
    """One operation on the way from `y_pred` to a result, and the gradient that arrives at it.

    Attributes:
        operation: Its name, such as `"square"`; `"y_pred"` for the first step and
            `"result"` for the last.
        line: The line of the function in which it stands; else empty.
        size: Mean absolute gradient of the mean result with respect to what the
            operation gives; 0 if none arrives. None if it gives whole numbers, or
            true and false: no gradient goes through those.
        stops: Whether the gradient ends here, or becomes infinite or NaN.
        sends: Pairs of the number of an earlier step, counted from 0, and the mean
            absolute gradient that goes back to it from here.
    """

    operation: str
    line: str
    size: float | None
    stops: bool = False
    sends: tuple[tuple[int, float], ...] = ()


@dataclasses.dataclass(frozen=True)
class GradientReport:
    """Whether a loss can tell `y_pred` where to go.

    Attributes:
        flows: Whether a gradient that is not zero arrives at `y_pred`.
        operation: Name of the operation that stops it, such as `"argmax"`; else empty.
        line: The line of the function in which that operation stands; else empty.
        sentence: What happened, and what to write instead.
        path: The steps from `y_pred` to the result; empty if the function did not run.
    """

    flows: bool
    operation: str
    line: str
    sentence: str
    path: tuple[GradientStep, ...] = ()

    def __str__(self):
        return self.sentence

    __repr__ = __str__
