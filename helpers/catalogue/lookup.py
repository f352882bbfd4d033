"""Every loss and every metric of Keras, and which of them suits a task.

The tables are in `losses.py` and `metrics.py`. They are
data: Keras itself is not loaded here.
"""

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
    """
    return tuple(entry for entry in _table(kind).values() if set(entry.tasks) & set(TASKS[task]))


def find(kind, name):
    """Finds one loss or one metric by its name.

    Args:
        kind: `"loss"` or `"metric"`.
        name: Snake-case name (`"mean_squared_error"`), class name
            (`"MeanSquaredError"`) or usual abbreviation (`"mse"`).

    Returns:
        An `Entry`.

    Raises:
        ValueError: If no such loss or metric exists.
    """
    table = _table(kind)
    if name in table:
        return table[name]
    wanted = _plain(ABBREVIATIONS.get(name.lower(), name))
    for entry in table.values():
        if wanted in (_plain(entry.name), _plain(entry.label)):
            return entry
    raise ValueError(f"There is no {kind} {name!r}.")


def full_names(kind, names):
    """Writes names as the catalogue does: `"mse"` becomes `"mean_squared_error"`.

    Args:
        kind: `"loss"` or `"metric"`.
        names: What `find` takes, or a tuple or list of that.

    Returns:
        A name, or a tuple of names. What is not known comes back as it is.
    """
    if isinstance(names, tuple | list):
        return tuple(full_names(kind, name) for name in names)
    try:
        return find(kind, names).name if isinstance(names, str) else names
    except ValueError:
        return names


def register(entry):
    """Adds a custom loss or metric, or replaces the one of that name.

    Args:
        entry: An `Entry` with a `custom`.

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
    """Drops every custom loss and metric."""
    for table in _custom.values():
        table.clear()


def _table(kind):
    return KINDS[kind] | _custom[kind]


def _plain(name):
    """`"MeanIoU"`, `"mean_io_u"` and `"mean_iou"` are one name."""
    return name.lower().replace("_", "").replace(" ", "")
