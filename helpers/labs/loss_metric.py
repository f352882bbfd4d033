"""LossMetricLab: swap the loss and the metrics, and see which of them trains."""

import html
from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np

from helpers.catalogue import lookup
from helpers.figures import loss_metric as figures
from helpers.figures.loss_metric import Curves
from helpers.labs import training_controls
from helpers.labs.base import View
from helpers.labs.settings import choice, number, slider, switch
from helpers.labs.training_controls import DEFAULTS, TrainingLab, value_as_html
from helpers.training import engine
from helpers.training.datasets import NOISE, dataset
from helpers.training.run import RunConfig

NO_SWAP = ""
OF_CONFIG = ("loss", "optimizer", "learning_rate", "batch_size", "epochs", "seed")
# Settings that change the rows, and the tasks in which they mean something.
DATA = {"noise": tuple(lookup.TASKS), "outliers": ("regression",), "positives": ("binary",)}
EARLIER_KEPT = 3


class LossMetricLab(TrainingLab):
    """Swaps losses and metrics live: what decides a training run, and what only looks at it."""

    task = training_controls.TASK
    loss = choice("Loss", "name of the loss", (), names="loss")
    metrics = choice(
        "Metrics", "names of the metrics, a tuple", (), widget=widgets.SelectMultiple,
        names="metric", rows=6,
    )  # fmt: skip
    optimizer = training_controls.OPTIMIZER
    learning_rate = training_controls.LEARNING_RATE
    batch_size = number("Batch size", "rows in one step", (8, 16, 32, 64, 128, 256), value=32)
    epochs = training_controls.EPOCHS
    swap_to = choice(
        "Swap loss to", 'loss that takes over, or "" for none', (), names="loss",
        called="second loss",
    )  # fmt: skip
    swap_at = slider("after epoch", "epoch after which it takes over", 1, 39, 5,
                     called="epoch of the swap")  # fmt: skip
    noise = slider(
        "Noise", "how hard the task is, a standard deviation", 0, 3, NOISE["regression"], step=0.1
    )
    outliers = slider(
        "Outliers", "share of training rows with a wild target (regression only)", 0, 0.2, 0.0,
        step=0.01, readout_format=".0%", called="share of outliers",
    )  # fmt: skip
    positives = slider(
        "Positives", "share of rows of class 1 (binary only)", 0.01, 0.99, 0.5,
        step=0.01, readout_format=".0%", called="share of positives",
    )  # fmt: skip
    seed = training_controls.SEED
    overlay = switch("Draw earlier runs too", "whether earlier runs are drawn too")
    epoch = slider("Look at epoch", "the epoch whose predictions are shown", 1, 10, value=10)

    compute = SimpleNamespace(train=engine.train, evaluate=engine.evaluate, dataset=dataset)
    history, _earlier = None, ()

    def _column(self):
        epoch = self.controls["epoch"]
        play = widgets.Play(min=1, max=epoch.max, interval=300, show_repeat=False)
        # From the slider to the player: the first value goes that way when they are shown.
        widgets.jslink((epoch, "value"), (play, "value"))
        widgets.jslink((epoch, "max"), (play, "max"))
        next_epoch = widgets.Button(description="Next epoch", icon="step-forward")
        next_epoch.on_click(lambda _: self.set(epoch=self.epoch % self.epochs + 1))
        return [*super()._column(), widgets.HBox([play, next_epoch])]

    @property
    def config(self):
        """The `RunConfig` that the lab shows."""
        swaps = self.swap_to != NO_SWAP and self.swap_at < self.epochs
        phases = ((self.swap_at, self.swap_to),) if swaps else ()
        chosen = {name: self.settings[name] for name in OF_CONFIG}
        return RunConfig(self.task, loss_phases=phases, **chosen)

    def refresh(self):
        """Takes up losses and metrics that were added to the catalogue, or changed in it."""
        self.history, self._earlier = None, ()
        super().refresh()

    def view(self, change):
        """Shows a run; the engine trains only what it has not trained before."""
        before = self.history
        options = {name: self.settings[name] for name in DATA if self.task in DATA[name]}
        self.history = self.compute.train(self.config, self.compute.dataset(self.task, **options))
        if self.history is not before:
            same_task = before is not None and before.config.task == self.task
            self._earlier = (before, *self._earlier)[:EARLIER_KEPT] if same_task else ()
        shared = self.task, len(self.metrics), self.epochs, self.config.loss_phases
        draw = self._still(figures.training_run, *shared)
        figure = draw(self._curves(), self.history, self.epoch)
        return View(figure, self._alt(), self._what_changed(change, before))

    def _adapt(self, name):
        if name == "task":
            self._offer()
            loss, metrics = DEFAULTS[self.task]
            self._imply(loss=loss, metrics=metrics, noise=NOISE[self.task])
        if name == "epochs":
            self.controls["epoch"].max = self.epochs
            self._imply(epoch=self.epochs)

    def _offer(self):
        """Offers what fits the task, and keeps what was chosen if it still does."""
        loss, metrics = DEFAULTS[self.task]
        losses = self._fitting("loss")
        self._replace_options("loss", losses, loss)
        self._replace_options("swap_to", [("no swap", NO_SWAP), *losses], NO_SWAP)
        self._replace_options("metrics", self._fitting("metric"), metrics)
        for name, tasks in DATA.items():
            self.controls[name].layout.display = None if self.task in tasks else "none"

    def _curves(self):
        entry, swapped = lookup.find("loss", self.loss), self.history.config.loss_phases
        then = f", then {lookup.find('loss', swapped[0][1]).label}" if swapped else ""
        history = self.history
        loss = history.loss, history.validation_loss
        panels = [Curves(entry.label + then, entry.direction, *loss)]
        for name in self.metrics:
            entry = lookup.find("metric", name)
            values = [
                self.compute.evaluate(history, name, split) for split in ("running", "validation")
            ]
            earlier = tuple(
                (self._difference(run), self.compute.evaluate(run, name, "validation"))
                for run in (self._earlier if self.overlay else ())
            )
            panels.append(Curves(entry.label, entry.direction, *values, earlier))
        return panels

    def _difference(self, run):
        """Says in which choices an earlier run differs from the present one."""
        values = [
            f"{self.called(name)} {value_as_html(name, getattr(run.config, name))}"
            for name in OF_CONFIG
            if getattr(run.config, name) != getattr(self.config, name)
        ]
        if run.config.loss_phases != self.config.loss_phases:
            values.append("other swap")
        if run.data is not self.history.data:
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
            return f"{start}Fingerprint of the weights: {_fingerprint(self.history)}."
        if self.history is before:
            return f"{self._looked(change)} Nothing was trained again. The weights are " + (
                f"<b>identical to the bit</b>: fingerprint {_fingerprint(before)} before "
                f"and {_fingerprint(self.history)} after."
            )
        old, new = (value_as_html(change.name, value) for value in (change.old, change.new))
        start = "another" if change.name in ("seed", "task") else "the same"
        rows = "other rows" if change.name in DATA else "the same rows"
        return (
            f"You changed the {self.called(change.name)} from {old} to {new}. The model was "
            f"trained again on {rows} from {start} start, and {self._how_far(before)} Fingerprint: "
            f"{_fingerprint(before)} before, {_fingerprint(self.history)} after."
        )

    def _looked(self, change):
        """Says what a change did that decides nothing."""
        if change.name == "metrics":
            return (
                f"You changed the metrics to: {value_as_html('metrics', self.metrics) or 'none'}."
            )
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


def _fingerprint(history):
    return f'<code class="fingerprint">{history.digest}</code>'
