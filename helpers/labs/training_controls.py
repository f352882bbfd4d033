"""The controls of a training run, and how a learner reads their values."""

import html

import ipywidgets as widgets

from helpers.catalogue import lookup

TASKS = {
    "regression": "Regression: one number",
    "binary": "Binary: yes or no",
    "multiclass": "Multiclass: one of ten",
}
DEFAULTS = {
    "regression": ("mean_squared_error", ("mean_absolute_error",)),
    "binary": ("binary_crossentropy", ("auc",)),
    "multiclass": ("categorical_crossentropy", ("top_k_categorical_accuracy",)),
}
OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "rmsprop": "RMSprop", "adam": "Adam"}
NOISE = {"regression": 0.5, "binary": 1.0, "multiclass": 1.0}
NO_SWAP = ""
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


def make_controls():
    """Makes the controls; those that depend on the task are filled later."""
    loss, metrics = DEFAULTS["regression"]
    slider, menu = widgets.IntSlider, widgets.Dropdown
    return {
        "task": menu(options=[(words, name) for name, words in TASKS.items()], description="Task"),
        "loss": menu(options=[loss], value=loss, description="Loss"),
        "metrics": widgets.SelectMultiple(
            options=metrics, value=metrics, rows=6, description="Metrics"
        ),
        "optimizer": menu(
            options=[(words, name) for name, words in OPTIMIZERS.items()],
            value="adam",
            description="Optimizer",
        ),
        "learning_rate": widgets.FloatLogSlider(
            value=0.001,
            min=-4,
            max=0,
            step=0.25,
            readout_format=".4f",
            description="Learning rate",
        ),
        "batch_size": widgets.SelectionSlider(
            options=[8, 16, 32, 64, 128, 256], value=32, description="Batch size"
        ),
        "epochs": slider(value=10, min=1, max=40, description="Epochs"),
        "swap_to": menu(options=[("no swap", NO_SWAP)], value=NO_SWAP, description="Swap loss to"),
        "swap_at": slider(value=5, min=1, max=39, description="after epoch"),
        "noise": widgets.FloatSlider(
            value=NOISE["regression"], min=0, max=3, step=0.1, description="Noise"
        ),
        "outliers": widgets.FloatSlider(
            value=0, min=0, max=0.2, step=0.01, readout_format=".0%", description="Outliers"
        ),
        "positives": widgets.FloatSlider(
            value=0.5, min=0.01, max=0.99, step=0.01, readout_format=".0%", description="Positives"
        ),
        "seed": slider(value=0, min=0, max=20, description="Seed"),
        "overlay": widgets.Checkbox(value=False, description="Draw earlier runs too"),
        "epoch": slider(value=10, min=1, max=10, description="Look at epoch"),
    }


def replace_options(menu, options, value, otherwise):
    """Gives a menu other options, and keeps its value if it is still among them."""
    menu.options = options
    menu.value = value if value in dict(options).values() else otherwise


def in_words(name, value):
    """Returns the value of a setting as a learner reads it, ready for HTML."""
    if name in ("loss", "swap_to"):
        return html.escape(lookup.find("loss", value).label) if value else "no swap"
    if name == "metrics":
        return ", ".join(html.escape(lookup.find("metric", each).label) for each in value)
    if name == "optimizer":
        return OPTIMIZERS[value]
    if name in ("outliers", "positives"):
        return f"{value:.0%}"
    return f"{value:.4g}"
