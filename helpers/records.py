"""The nouns of the course: what is asked for, and what was recorded.

Every record is frozen. A lab or a plot can only look at it.
"""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Rows to learn from, rows to tune on, and rows that nobody has seen.

    Attributes:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        train: Pair of arrays, features `(rows, features)` and `y_true`
            `(rows, outputs)`, both float32.
        validation: The same for the rows that are watched during training.
        test: The same for the rows that are kept for the very end.
    """

    task: str
    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]


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
