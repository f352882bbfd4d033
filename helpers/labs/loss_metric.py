"""LossMetricLab: swap the loss and the metrics, and see which of them trains."""

import base64
import html

import ipywidgets as widgets
import numpy as np
import traitlets

from helpers import catalogue, plots
from helpers.records import Curves, RunConfig

DEFAULTS = {
    "regression": ("mean_squared_error", ("mean_absolute_error",)),
    "binary": ("binary_crossentropy", ("auc",)),
    "multiclass": ("categorical_crossentropy", ("top_k_categorical_accuracy",)),
}
CONTROLS = ["loss", "metrics", "learning_rate", "epochs"]
LABEL_WIDTH = {"description_width": "7.5em"}


class LossMetricLab(widgets.VBox):
    """Loss, metrics, learning rate and epochs of one task, with their learning curves.

    All of its state can be read and set in code: `lab.loss = "huber"`.

    Args:
        task: `"regression"`, `"binary"` or `"multiclass"`.
        train: Function from a `RunConfig` to a `History`.
        evaluate: Function from a `History`, the name of a metric and
            `"running"` or `"validation"` to an array `(epochs,)`.

    Raises:
        ValueError: If the task is unknown.
    """

    loss = traitlets.Unicode(help="name of the loss")
    metrics = traitlets.Tuple(help="names of the metrics")
    learning_rate = traitlets.Float(help="step size of the optimizer")
    epochs = traitlets.Int(help="passes over the training rows")

    def __init__(self, task, train, evaluate):
        self._train, self._evaluate = train, evaluate
        self.task, self.history = task, None
        losses, metrics = self._options("loss"), self._options("metric")
        loss, chosen = DEFAULTS[task]
        self._loss = widgets.Dropdown(
            options=losses,
            value=loss,
            description="Loss",
            style=LABEL_WIDTH,
        )
        self._metrics = widgets.SelectMultiple(
            options=metrics,
            value=chosen,
            rows=7,
            description="Metrics",
            style=LABEL_WIDTH,
        )
        self._learning_rate = widgets.FloatLogSlider(
            value=0.001,
            min=-4,
            max=0,
            step=0.25,
            readout_format=".4f",
            description="Learning rate",
            style=LABEL_WIDTH,
        )
        self._epochs = widgets.IntSlider(
            value=10, min=1, max=40, description="Epochs", style=LABEL_WIDTH
        )
        self._hint = widgets.HTML("Hold <b>Ctrl</b> or <b>Shift</b> to choose several metrics.")
        self._picture = widgets.Image(format="png", layout=widgets.Layout(max_width="100%"))
        self._sentence = widgets.HTML()
        controls = [self._loss, self._learning_rate, self._epochs, self._metrics, self._hint]
        super().__init__(
            [
                widgets.HBox(
                    [widgets.VBox(controls[:3]), widgets.VBox(controls[3:])],
                    layout=widgets.Layout(flex_flow="row wrap"),
                ),
                self._sentence,
                self._picture,
            ]
        )
        for name, control in (
            ("loss", self._loss),
            ("metrics", self._metrics),
            ("learning_rate", self._learning_rate),
            ("epochs", self._epochs),
        ):
            setattr(self, name, control.value)
            traitlets.link((self, name), (control, "value"))
        self.observe(self._update, CONTROLS)
        self._update()

    def __repr__(self):
        return f"LossMetricLab(task={self.task!r})"

    def _repr_mimebundle_(self, **kwargs):
        """Adds the picture, for places where widgets do not render."""
        data = super()._repr_mimebundle_(**kwargs)
        return {**data, "image/png": base64.b64encode(self._picture.value).decode()}

    @property
    def config(self):
        """The `RunConfig` that the lab shows."""
        return RunConfig(self.task, self.loss, learning_rate=self.learning_rate, epochs=self.epochs)

    def refresh(self):
        """Takes up losses and metrics that were added to the catalogue, or changed in it."""
        losses, metrics = self._options("loss"), self._options("metric")
        # What was chosen may have changed so much that it does not fit this task any more.
        loss = self.loss if self.loss in dict(losses).values() else DEFAULTS[self.task][0]
        chosen = tuple(name for name in self.metrics if name in dict(metrics).values())
        self.unobserve(self._update, CONTROLS)
        self._loss.options, self._metrics.options = losses, metrics
        self.loss, self.metrics = loss, chosen
        self.observe(self._update, CONTROLS)
        self.history = None
        self._update()

    def _options(self, kind):
        return [(entry.label, entry.name) for entry in catalogue.fitting(kind, self.task)]

    def _update(self, change=None):
        try:
            before = self.history
            if before is None or before.config != self.config:
                self.history = self._train(self.config)
            figure = plots.learning_curves(self._curves())
            sentence = self._what_changed(change, before)
        except Exception as error:  # a learner's own loss may raise anything
            self._sentence.value = f"<b>That cannot be trained.</b> {html.escape(str(error))}"
            return
        self._picture.value = plots.png(figure)
        self._sentence.value = sentence

    def _curves(self):
        loss = catalogue.find("loss", self.loss)
        panels = [
            Curves(
                "Loss: it trains",
                loss.label,
                loss.direction,
                self.history.loss,
                self.history.validation_loss,
            )
        ]
        for name in self.metrics:
            entry = catalogue.find("metric", name)
            values = [
                self._evaluate(self.history, name, rows) for rows in ("running", "validation")
            ]
            panels.append(Curves("Metric: it watches", entry.label, entry.direction, *values))
        return panels

    def _what_changed(self, change, before):
        """Says what the last change did to the weights."""
        if change is None:
            return (
                f"Trained with {self._label('loss', self.loss)}. "
                f"Fingerprint of the weights: <code>{self.history.digest}</code>."
            )
        if self.history is before:
            names = ", ".join(self._label("metric", name) for name in self.metrics)
            return (
                f"You changed the metrics to: {names or 'none'}. Nothing was trained again. "
                f"The weights are <b>identical to the bit</b>: fingerprint "
                f"<code>{before.digest}</code> before and <code>{self.history.digest}</code> after."
            )
        what = {"loss": "loss", "learning_rate": "learning rate", "epochs": "number of epochs"}
        old, new = (
            self._label("loss", value) if change.name == "loss" else f"{value:.4g}"
            for value in (change.old, change.new)
        )
        return (
            f"You changed the {what[change.name]} from {old} to {new}. The model was trained "
            f"again from the same start, and {self._how_far(before)} Fingerprint: "
            f"<code>{before.digest}</code> before, <code>{self.history.digest}</code> after."
        )

    def _how_far(self, before):
        if self.history.diverged_at:
            return f"<b>it diverged in epoch {self.history.diverged_at}</b>: no number is left."
        if before.diverged_at:
            return "it has numbers again."
        moved = np.linalg.norm(self.history.weights[-1] - before.weights[-1])
        share = moved / np.linalg.norm(before.weights[-1])
        return f"<b>its weights ended elsewhere</b>, {share:.1%} of their length away."

    def _label(self, kind, name):
        return html.escape(catalogue.find(kind, name).label)
