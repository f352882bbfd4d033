"""What the labs of training runs share: controls, menus from the catalogue, and words."""

import html

import ipywidgets as widgets

from helpers import session
from helpers.catalogue import lookup
from helpers.labs.base import Lab
from helpers.labs.settings import Setting, choice, slider
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

TASK = choice("Task", "what is predicted", lookup.TASKS, words=TASKS)
OPTIMIZER = choice("Optimizer", "the optimizer", models.OPTIMIZERS, "adam", words=OPTIMIZERS)
LEARNING_RATE = Setting(
    "step size of the optimizer, 0.0001 to 1", widgets.FloatLogSlider, description="Learning rate",
    value=0.001, min=-4, max=0, step=0.25, readout_format=".4f",
)  # fmt: skip
EPOCHS = slider("Epochs", "passes over the training rows", 1, 40, 10, called="number of epochs")
SEED = slider("Seed", "decides initial weights and the order of the batches", 0, 20, value=0)


class TrainingLab(Lab):
    """A lab with a task, and with menus of losses and metrics that fit it."""

    def __init__(self, task="regression", **settings):
        super().__init__(task=task, **settings)
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


def player(epoch, go_on):
    """Makes buttons that play the slider of an epoch.

    Args:
        epoch: The slider.
        go_on: Function that moves it to the next epoch.

    Returns:
        A widget.
    """
    play = widgets.Play(min=1, max=epoch.max, interval=300, show_repeat=False)
    # From the slider to the player: the first value goes that way when they are shown.
    widgets.jslink((epoch, "value"), (play, "value"))
    widgets.jslink((epoch, "max"), (play, "max"))
    next_epoch = widgets.Button(description="Next epoch", icon="step-forward")
    next_epoch.on_click(lambda _: go_on())
    return widgets.HBox([play, next_epoch])


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
