"""LossMetricLab: swap the loss and the metrics, and see which of them trains."""

import contextlib
import dataclasses
import html
from types import SimpleNamespace
from typing import NamedTuple

import ipywidgets as widgets

from helpers.catalogue import lookup
from helpers.figures import loss_metric as figures
from helpers.figures.loss_metric import Curves
from helpers.labs import training_controls
from helpers.labs.base import View
from helpers.labs.replay import places
from helpers.labs.run_in_words import alt, fingerprint, how_far, looked
from helpers.labs.settings import choice, number, slider, switch
from helpers.labs.training_controls import DEFAULTS, TrainingLab, value_as_html
from helpers.training import engine
from helpers.training.datasets import NOISE, dataset
from helpers.training.run import History, RunConfig

NO_SWAP = ""
OF_CONFIG = ("loss", "optimizer", "learning_rate", "batch_size", "epochs", "seed")
# Settings that change the rows, and the tasks in which they mean something.
DATA = {"noise": tuple(lookup.TASKS), "outliers": ("regression",), "positives": ("binary",)}
EARLIER_KEPT = 3


class Look(NamedTuple):
    """What a lab showed: its settings, the run, those before it, and the `View`."""

    settings: dict
    history: History
    earlier: tuple = ()
    view: View | None = None


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

    compute = SimpleNamespace(
        train=engine.train,
        train_in_steps=engine.train_in_steps,
        evaluate=engine.evaluate,
        dataset=dataset,
        prepare=engine.prepare,
        compile_ahead=engine.compile_ahead,
    )
    in_front = ("task", "loss", "metrics", "learning_rate", "epochs")
    replayed = ("learning_rate", "epoch", "epochs")
    _present = None
    """The `Look` that is shown."""
    _before = None
    """The one that a change, or the move of a slider, began from."""

    def _row(self, name):
        row = super()._row(name)
        if name == "epoch":
            row.append(training_controls.player(*row, lambda: self._thread.do(self._next_epoch)))
        return row

    def _next_epoch(self):
        self.set(epoch=self.epoch % self.epochs + 1)

    @property
    def config(self):
        """The `RunConfig` that the lab shows."""
        return _config(self.settings)

    @property
    def history(self):
        """The `History` that the lab shows; None before the first."""
        return self._present and self._present.history

    def refresh(self):
        """Takes up losses and metrics that were added to the catalogue, or changed in it."""
        self._present = self._before = None
        super().refresh()

    def view(self, chosen, change):
        """Shows a run; the engine trains only what it has not trained before."""
        if not self._replay.goes_on:
            self._before = self._present
        self._present = self._look(vars(chosen), change and change.name, self._before)
        return self._present.view

    def _ahead(self, settings, change):
        is_moving = change.old != self._present.settings[change.name]
        before = self._before if is_moving else self._present
        return self._look(settings, change.name, before).view

    def _look(self, settings, name, before):
        """Returns what there is to see with some settings.

        Args:
            settings: Dict of all settings.
            name: Name of the one that was changed, or None.
            before: The `Look` from which it was changed, or None.
        """
        if before is not None and settings == before.settings:
            return before
        history = self.compute.train(_config(settings), self._data(settings))
        same_task = before is not None and before.settings["task"] == settings["task"]
        if not same_task:
            earlier = ()
        elif history is before.history:
            earlier = before.earlier
        else:
            earlier = (before.history, *before.earlier)[:EARLIER_KEPT]
        look = Look(settings, history, earlier)
        figure = figures.training_run(self._curves(look), history, settings["epoch"])
        sentence = self._sentence(look, name if same_task else None, before)
        return look._replace(view=View(figure, alt(look), sentence))

    def _data(self, settings):
        options = {each: settings[each] for each in DATA if settings["task"] in DATA[each]}
        return self.compute.dataset(settings["task"], **options)

    def _implied(self, name, value):
        return {"epoch": value} if name == "epochs" else {}

    def _plan(self, moving):
        """Yields what comes next, and all other losses of the menu; see `Replay`.

        XLA comes last, and for hands that move sliders: while it compiles, everything else takes
        twice as long, and it keeps some 100 MB.
        """
        for name in [moving] if moving else self.replayed:
            slider = self.controls[name]
            values = places(slider)
            if name == "epochs":
                values.insert(0, slider.max)  # of the longest run all others are the start
                yield from () if moving else self._other_losses()
            for value in values:
                if self._replay.wants(name, value):
                    yield from self._trained(name, value)
                    yield name, value
        if self._replay.has_moved and not moving:
            yield self._in_background(self.compute.compile_ahead)

    def _other_losses(self):
        for entry in lookup.fitting("loss", self.task):
            yield self._in_background(self.compute.prepare, loss=entry.name)

    def _trained(self, name, value):
        """Yields between the steps of the run of a position."""
        settings = {**self.settings, name: value, **self._implied(name, value)}
        with contextlib.suppress(Exception):  # the lab says it when it is asked for this one
            yield from self.compute.train_in_steps(_config(settings), self._data(settings))

    def _in_background(self, task, **others):
        config = dataclasses.replace(self.config, **others)
        is_own = lookup.find("loss", config.loss).custom is not None
        # A learner's function may do anything, so it is called only when somebody asks for it.
        return None if is_own else task(config, self.history.data)

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

    def _curves(self, look):
        history, settings = look.history, look.settings
        entry, swapped = lookup.find("loss", settings["loss"]), history.config.loss_phases
        then = f", then {lookup.find('loss', swapped[0][1]).label}" if swapped else ""
        loss = history.loss, history.validation_loss
        panels = [Curves(entry.label + then, entry.direction, *loss)]
        for name in settings["metrics"]:
            entry = lookup.find("metric", name)
            values = [
                self.compute.evaluate(history, name, split) for split in ("running", "validation")
            ]
            earlier = tuple(
                (self._difference(run, history), self.compute.evaluate(run, name, "validation"))
                for run in (look.earlier if settings["overlay"] else ())
            )
            panels.append(Curves(entry.label, entry.direction, *values, earlier))
        return panels

    def _difference(self, run, present):
        """Says in which choices an earlier run differs from the present one."""
        values = [
            f"{self.called(name)} {value_as_html(name, getattr(run.config, name))}"
            for name in OF_CONFIG
            if getattr(run.config, name) != getattr(present.config, name)
        ]
        if run.config.loss_phases != present.config.loss_phases:
            values.append("other swap")
        if run.data is not present.data:
            values.append("other rows")
        return ", ".join(values[:2]) + (" …" if values[2:] else "")

    def _sentence(self, look, name, before):
        """Says what the change of a setting did to the weights."""
        history, settings = look.history, look.settings
        if name is None:
            loss = html.escape(lookup.find("loss", settings["loss"]).label)
            start = f"Trained with {loss}. "
            if history.diverged_at:
                start += f"<b>It diverged in epoch {history.diverged_at}.</b> "
            return f"{start}Fingerprint of the weights: {fingerprint(history)}."
        if history is before.history:
            return f"{looked(look, name)} Nothing was trained again. The weights are " + (
                f"<b>identical to the bit</b>: fingerprint {fingerprint(before.history)} "
                f"before and {fingerprint(history)} after."
            )
        old, new = (value_as_html(name, each.settings[name]) for each in (before, look))
        start = "another" if name in ("seed", "task") else "the same"
        rows = "other rows" if name in DATA else "the same rows"
        done = f"The model was trained again on {rows} from {start} start"
        if name == "epochs":
            both = min(settings[name], before.settings[name])
            done = f"Rows and start are the same, and so are the first {both} epochs"
        return (
            f"You changed the {self.called(name)} from {old} to {new}. {done}, and "
            f"{how_far(history, before.history)} Fingerprint: {fingerprint(before.history)} "
            f"before, {fingerprint(history)} after."
        )


def _config(settings):
    swaps = settings["swap_to"] != NO_SWAP and settings["swap_at"] < settings["epochs"]
    phases = ((settings["swap_at"], settings["swap_to"]),) if swaps else ()
    chosen = {name: settings[name] for name in OF_CONFIG}
    return RunConfig(settings["task"], loss_phases=phases, **chosen)
