"""What the labs of training runs share: controls, menus from the catalogue, and words."""

import html

import ipywidgets as widgets

from helpers import session
from helpers.catalogue import lookup
from helpers.labs.base import Lab
from helpers.labs.settings import Setting, options
from helpers.training import models

DEFAULTS = {  # the loss and the metrics of the documents
    "regression": ("mean_squared_error", ("mean_absolute_error",)),
    "binary": ("binary_crossentropy", ("auc",)),
    "multiclass": ("categorical_crossentropy", ("top_k_categorical_accuracy",)),
}
TASKS = {
    "regression": "Regression: one number",
    "binary": "Binary: yes or no",
    "multiclass": "Multiclass: one of ten",
}
OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "rmsprop": "RMSprop", "adam": "Adam"}
WORDS = {
    "loss": "loss",
    "optimizer": "optimizer",
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "epochs": "number of epochs",
    "swap_to": "second loss",
    "swap_at": "epoch of the swap",
    "noise": "noise",
    "outliers": "share of outliers",
    "positives": "share of positives",
    "seed": "seed",
}

TASK = Setting(
    '"regression", "binary" or "multiclass"',
    widgets.Dropdown,
    options=options(lookup.TASKS, TASKS),
    description="Task",
)
OPTIMIZER = Setting(
    '"sgd", "momentum", "rmsprop" or "adam"',
    widgets.Dropdown,
    options=options(models.OPTIMIZERS, OPTIMIZERS),
    value="adam",
    description="Optimizer",
)
LEARNING_RATE = Setting(
    "step size of the optimizer, 0.0001 to 1",
    widgets.FloatLogSlider,
    value=0.001,
    min=-4,
    max=0,
    step=0.25,
    readout_format=".4f",
    description="Learning rate",
)
EPOCHS = Setting(
    "passes over the training rows, 1 to 40",
    widgets.IntSlider,
    value=10,
    min=1,
    max=40,
    description="Epochs",
)
SEED = Setting(
    "decides initial weights and the order of the batches, 0 to 20",
    widgets.IntSlider,
    value=0,
    min=0,
    max=20,
    description="Seed",
)


class TrainingLab(Lab):
    """A lab with a task, and with menus of losses and metrics that fit it."""

    def __init__(self, **settings):
        super().__init__(**settings)
        session.state.open_labs.add(self)

    def __repr__(self):
        return f"{type(self).__name__}(task={self.task!r})"

    def refresh(self):
        """Takes up losses and metrics that were added to the catalogue, or changed in it."""
        with self._quiet():
            self._offer()
        self._update()

    def _fitting(self, kind):
        """Returns the options of a menu: each `"loss"` or `"metric"` that fits the task."""
        return [(entry.label, entry.name) for entry in lookup.fitting(kind, self.task)]


def value_as_html(name, value):
    """Returns the value of a setting as a learner reads it."""
    if name in ("loss", "swap_to"):
        return html.escape(lookup.find("loss", value).label) if value else "no swap"
    if name == "metrics":
        return ", ".join(html.escape(lookup.find("metric", each).label) for each in value)
    if name == "optimizer":
        return OPTIMIZERS[value]
    if name in ("outliers", "positives"):
        return f"{value:.0%}"
    return f"{value:.4g}"
