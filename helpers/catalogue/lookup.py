"""Every loss and every metric of Keras, and which of them suits a task.

The tables are in `catalogue_losses.py` and `catalogue_metrics.py`. They are
data: Keras itself is not loaded here.
"""

import difflib

from helpers.catalogue.losses import LOSSES
from helpers.catalogue.metrics import METRICS

KINDS = {"loss": LOSSES, "metric": METRICS}
_custom = {"loss": {}, "metric": {}}

# The labels of "multiclass" data can be had both ways, so its entries may want either.
TASKS = {
    "regression": ("regression",),
    "binary": ("binary",),
    "multiclass": ("multiclass", "multiclass_integer"),
}

# What Keras itself understands, and what people write.
ABBREVIATIONS = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "rmse": "root_mean_squared_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
}


def fitting(kind, task):
    """Lists what suits a task.

    Args:
        kind: `"loss"` or `"metric"`.
        task: `"regression"`, `"binary"` or `"multiclass"`. The last gives
            entries for one-hot and for integer labels alike.

    Returns:
        A tuple of `Entry`, in the order of the table. All losses among them train.

    Raises:
        ValueError: If the kind or the task is unknown.
    """
    table = _table(kind)
    if task not in TASKS:
        raise ValueError(f"There is no task {task!r}. Choose one of {', '.join(TASKS)}.")
    return tuple(entry for entry in table.values() if set(entry.tasks) & set(TASKS[task]))


def find(kind, name):
    """Finds one loss or one metric by its name.

    Args:
        kind: `"loss"` or `"metric"`.
        name: Snake-case name (`"mean_squared_error"`), class name
            (`"MeanSquaredError"`) or usual abbreviation (`"mse"`).

    Returns:
        An `Entry`.

    Raises:
        ValueError: If the kind is unknown, or no such loss or metric exists;
            the message lists names that look alike.
    """
    table = _table(kind)
    if name in table:
        return table[name]
    wanted = ABBREVIATIONS.get(str(name).lower(), str(name))
    for entry in table.values():
        if _plain(wanted) in (_plain(entry.name), _plain(entry.label)):
            return entry
    close = difflib.get_close_matches(wanted.lower(), table, n=3, cutoff=0.5)
    suggestion = f"Did you mean {' or '.join(close)}?" if close else "See 'fitting' for all names."
    raise ValueError(f"There is no {kind} {name!r} in Keras. {suggestion}")


def register(entry):
    """Adds a learner's own loss or metric, or replaces the one of that name.

    Args:
        entry: An `Entry` with a `function`.

    Raises:
        ValueError: If Keras has a loss or metric of that name.
    """
    if entry.name in KINDS[entry.kind]:
        raise ValueError(
            f"Keras has a {entry.kind} named {entry.name} already. "
            f"Give your function another name, such as my_{entry.name}."
        )
    _custom[entry.kind][entry.name] = entry


def forget_custom():
    """Drops every learner's own loss and metric."""
    for table in _custom.values():
        table.clear()


def _table(kind):
    if kind not in KINDS:
        raise ValueError(f"There is no kind {kind!r}. Choose one of {', '.join(KINDS)}.")
    return KINDS[kind] | _custom[kind]


def _plain(name):
    """`"MeanIoU"`, `"mean_io_u"` and `"mean_iou"` are one name."""
    return name.lower().replace("_", "").replace(" ", "")
