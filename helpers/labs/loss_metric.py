"""LossMetricLab: swap the loss and the metrics, and see which of them trains."""

import html

import ipywidgets as widgets
import numpy as np

from helpers.catalogue import lookup
from helpers.figures import training
from helpers.figures.training import Curves
from helpers.labs.base import Lab, Setting, View, several_hint
from helpers.labs.training_controls import (
    DEFAULTS,
    NO_SWAP,
    NOISE,
    TASKS,
    WORDS,
    in_words,
    make_controls,
    replace_options,
)
from helpers.training.run import RunConfig

# Settings that change the rows, and the tasks in which they mean something.
DATA = {"noise": tuple(TASKS), "outliers": ("regression",), "positives": ("binary",)}
EARLIER_KEPT = 3


class LossMetricLab(Lab):
    """One training run: what decides it, and what only looks at it.

    Args:
        train: Function from a `RunConfig` and a `Dataset` to a `History`.
        evaluate: Function from a `History`, the name of a metric and
            `"running"` or `"validation"` to an array `(epochs,)`.
        dataset: Function from a task and the options `noise`, `outliers` and
            `positives` to a `Dataset`.
        **settings: Values to start with.
    """

    opened_by = "loss_metric_lab"

    task = Setting('"regression", "binary" or "multiclass"')
    loss = Setting("name of the loss", names="loss")
    metrics = Setting("names of the metrics, a tuple", names="metric")
    optimizer = Setting('"sgd", "momentum", "rmsprop" or "adam"')
    learning_rate = Setting("step size of the optimizer")
    batch_size = Setting("rows in one step")
    epochs = Setting("passes over the training rows")
    swap_to = Setting('name of the loss that takes over, or "" for none', names="loss")
    swap_at = Setting("epoch after which it takes over")
    noise = Setting("how hard the task is, a standard deviation")
    outliers = Setting("share of training rows with a wild target, regression only")
    positives = Setting("share of rows of class 1, binary only")
    seed = Setting("decides initial weights and the order of the batches")
    overlay = Setting("whether earlier runs are drawn too")
    epoch = Setting("the epoch whose predictions are shown")

    def __init__(self, train, evaluate, dataset, **settings):
        self._train, self._evaluate, self._dataset = train, evaluate, dataset
        self.history, self._data, self._options, self._earlier = None, None, None, []
        controls = make_controls()
        epoch = controls["epoch"]
        self._play = widgets.Play(min=1, max=epoch.max, interval=300, show_repeat=False)
        # From the slider to the player: the first value goes that way when they are shown.
        widgets.jslink((epoch, "value"), (self._play, "value"))
        widgets.jslink((epoch, "max"), (self._play, "max"))
        next_epoch = widgets.Button(description="Next epoch", icon="step-forward")
        next_epoch.on_click(lambda _: self.set(epoch=self.epoch % self.epochs + 1))
        hint = several_hint("metrics")
        column = list(controls.values())
        column.insert(3, hint)
        column += [widgets.HBox([self._play, next_epoch])]
        self.controls = controls
        self._offer()
        super().__init__(controls, settings, column)

    @property
    def config(self):
        """The `RunConfig` that the lab shows."""
        swaps = self.swap_to != NO_SWAP and self.swap_at < self.epochs
        return RunConfig(
            self.task,
            self.loss,
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            epochs=self.epochs,
            seed=self.seed,
            loss_phases=((self.swap_at, self.swap_to),) if swaps else (),
        )

    def refresh(self):
        """Takes up losses and metrics that were added to the catalogue, or changed in it."""
        self._listening = False
        self._offer()
        self._listening = True
        self.history, self._earlier = None, []
        self._update()

    def view(self, change):
        """Trains if the choice decides the run, and looks at the run in any case."""
        before = self.history
        self._look_at_data()
        if before is None or before.config != self.config or before.data is not self._data:
            self.history = self._train(self.config, self._data)
            if before is not None and before.config.task == self.task:
                self._earlier = [before, *self._earlier][:EARLIER_KEPT]
            else:
                self._earlier = []
        figure = training.training_run(self._curves(), self.history, self.epoch)
        return View(figure, self._alt(), self._what_changed(change, before))

    def __repr__(self):
        return f"LossMetricLab(task={self.task!r})"

    def _adapt(self, name):
        if name == "task":
            self._offer()
            loss, metrics = DEFAULTS[self.task]
            self._imply({"loss": loss, "metrics": metrics, "noise": NOISE[self.task]})
        if name == "epochs":
            self.controls["epoch"].max = self.epochs
            self._imply({"epoch": self.epochs})

    def _offer(self):
        """Offers what fits the task, and keeps what was chosen if it still does."""
        losses, metrics = (
            [(entry.label, entry.name) for entry in lookup.fitting(kind, self.task)]
            for kind in ("loss", "metric")
        )
        loss, chosen = DEFAULTS[self.task]
        kept = [name for name in self.metrics if name in dict(metrics).values()]
        replace_options(self.controls["loss"], losses, self.loss, loss)
        replace_options(
            self.controls["swap_to"], [("no swap", NO_SWAP), *losses], self.swap_to, NO_SWAP
        )
        self.controls["metrics"].options = metrics
        self.controls["metrics"].value = kept or chosen
        for name, tasks in DATA.items():
            self.controls[name].layout.display = None if self.task in tasks else "none"

    def _look_at_data(self):
        options = {name: self.settings[name] for name in DATA if self.task in DATA[name]}
        if self._options != (self.task, options):
            self._data = self._dataset(self.task, **options)
            self._options = (self.task, options)

    def _curves(self):
        entry, swapped = lookup.find("loss", self.loss), self.history.config.loss_phases
        then = f", then {lookup.find('loss', swapped[0][1]).label}" if swapped else ""
        history = self.history
        panels = [
            Curves(
                "Loss: it trains",
                entry.label + then,
                entry.direction,
                history.loss,
                history.validation_loss,
            )
        ]
        for name in self.metrics:
            entry = lookup.find("metric", name)
            values = [self._evaluate(history, name, split) for split in ("running", "validation")]
            earlier = tuple(
                (self._difference(run), self._evaluate(run, name, "validation"))
                for run in (self._earlier if self.overlay else [])
            )
            panels.append(
                Curves("Metric: it watches", entry.label, entry.direction, *values, earlier)
            )
        return panels

    def _difference(self, run):
        """Says in which choices an earlier run differs from the present one."""
        names = [name for name in WORDS if hasattr(run.config, name)]
        values = [
            f"{WORDS[name]} {in_words(name, getattr(run.config, name))}"
            for name in names
            if getattr(run.config, name) != getattr(self.config, name)
        ]
        if run.config.loss_phases != self.config.loss_phases:
            values.append("other swap")
        if run.data is not self._data:
            values.append("other rows")
        return ", ".join(values[:2]) + (" …" if values[2:] else "")

    def _alt(self):
        loss, ends = self.history.loss, [self.history.loss[0], self.history.loss[-1]]
        words = f"goes from {ends[0]:.3g} to {ends[1]:.3g}"
        if self.history.diverged_at:
            words = f"stops being a number in epoch {self.history.diverged_at}"
        names = ", ".join(lookup.find("metric", name).label for name in self.metrics)
        return (
            f"Learning curves over {len(loss)} epochs. The training loss "
            f"({lookup.find('loss', self.loss).label}) {words}. Metrics shown: "
            f"{names or 'none'}. The last panel shows the validation rows after epoch {self.epoch}."
        )

    def _what_changed(self, change, before):
        """Says what the last change did to the weights."""
        if change is None or before is None or before.config.task != self.task:
            loss = html.escape(lookup.find("loss", self.loss).label)
            start = f"Trained with {loss}. "
            if self.history.diverged_at:
                start += f"<b>It diverged in epoch {self.history.diverged_at}.</b> "
            return f"{start}Fingerprint of the weights: <code>{self.history.digest}</code>."
        if self.history is before:
            return f"{self._looked(change)} Nothing was trained again. The weights are " + (
                f"<b>identical to the bit</b>: fingerprint <code>{before.digest}</code> before "
                f"and <code>{self.history.digest}</code> after."
            )
        old, new = (in_words(change.name, value) for value in (change.old, change.new))
        start = "another" if change.name in ("seed", "task") else "the same"
        rows = "other rows" if change.name in DATA else "the same rows"
        return (
            f"You changed the {WORDS[change.name]} from {old} to {new}. The model was trained "
            f"again on {rows} from {start} start, and {self._how_far(before)} Fingerprint: "
            f"<code>{before.digest}</code> before, <code>{self.history.digest}</code> after."
        )

    def _looked(self, change):
        """Says what a change did that decides nothing."""
        if change.name == "metrics":
            return f"You changed the metrics to: {in_words('metrics', self.metrics) or 'none'}."
        if change.name == "epoch":
            return f"You look at epoch {self.epoch} of {self.epochs}."
        if change.name == "overlay":
            count = len(self._earlier) if self.overlay else 0
            return f"Earlier runs drawn in the panels of the metrics: {count}."
        if self.swap_to == NO_SWAP:
            return "The loss is not swapped: choose what to swap to."
        return f"Epoch {self.swap_at} is not before the last one, so the loss is not swapped."

    def _how_far(self, before):
        if self.history.diverged_at:
            return f"<b>it diverged in epoch {self.history.diverged_at}</b>: no number is left."
        if before.diverged_at:
            return "it has numbers again."
        moved = np.linalg.norm(self.history.weights[-1] - before.weights[-1])
        share = moved / np.linalg.norm(before.weights[-1])
        return f"<b>its weights ended elsewhere</b>, {share:.1%} of their length away."
