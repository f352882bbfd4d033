"""AllLossesLab: every loss that fits a task, trained on the same rows from the same start."""

import html

import ipywidgets as widgets
import numpy as np

from helpers.catalogue import lookup
from helpers.figures import training
from helpers.labs.base import Lab, Setting, View
from helpers.labs.training_controls import DEFAULTS, WORDS, in_words, make_controls, replace_options
from helpers.training.run import RunConfig

SHARED = ("task", "learning_rate", "epochs", "seed")


class AllLossesLab(Lab):
    """Small panels, one for each loss; one metric judges them all.

    Args:
        train: Function from a `RunConfig` to a `History`.
        evaluate: Function from a `History`, the name of a metric and
            `"validation"` to an array `(epochs,)`.
        **settings: Values to start with.
    """

    opened_by = "all_losses_lab"

    task = Setting('"regression", "binary" or "multiclass"')
    metric = Setting("name of the metric that judges all losses", names="metric")
    learning_rate = Setting("step size of the optimizer")
    epochs = Setting("passes over the training rows")
    seed = Setting("decides initial weights and the order of the batches")

    def __init__(self, train, evaluate, **settings):
        self._train, self._evaluate = train, evaluate
        self.histories = {}
        metric = widgets.Dropdown(options=["mean_absolute_error"], description="Judge them by")
        shared = make_controls()
        self.controls = {"task": shared["task"], "metric": metric}
        self.controls |= {name: shared[name] for name in SHARED[1:]}
        self._offer()
        super().__init__(self.controls, settings)

    def __repr__(self):
        return f"AllLossesLab(task={self.task!r})"

    def refresh(self):
        """Takes up losses and metrics that were added to the catalogue, or changed in it."""
        self._listening = False
        self._offer()
        self._listening = True
        self.histories = {}
        self._update()

    def view(self, change):
        """Trains with every loss, unless only the metric changed."""
        before = self.histories
        configs = [
            RunConfig(
                self.task,
                entry.name,
                learning_rate=self.learning_rate,
                epochs=self.epochs,
                seed=self.seed,
            )
            for entry in lookup.fitting("loss", self.task)
        ]
        if [history.config for history in before.values()] != configs:
            self.histories = {config.loss: self._train(config) for config in configs}
        values = {
            lookup.find("loss", name).label: self._evaluate(history, self.metric, "validation")
            for name, history in self.histories.items()
        }
        judge = lookup.find("metric", self.metric)
        figure = training.many_losses(values, judge)
        ranked = _ranked(values, judge.direction)
        alt = f"{len(values)} small panels, one for each loss, with {judge.label} over the epochs."
        if ranked:
            alt += f" Best at the end: {ranked[0]}; worst: {ranked[-1]}."
        return View(figure, alt, self._said(change, before, ranked))

    def _adapt(self, name):
        if name == "task":
            self._offer()
            self._imply({"metric": DEFAULTS[self.task][1][0]})

    def _offer(self):
        metrics = [(entry.label, entry.name) for entry in lookup.fitting("metric", self.task)]
        replace_options(self.controls["metric"], metrics, self.metric, DEFAULTS[self.task][1][0])

    def _said(self, change, before, ranked):
        judge = in_words("metrics", (self.metric,))
        names = [html.escape(name) for name in ranked]
        verdict = (
            f"{judge} at the end: best with <b>{names[0]}</b>, worst with {names[-1]}."
            if names
            else f"Every run diverged, so {judge} has nothing to judge."
        )
        if self.histories is before:
            return (
                f"You changed the judge. Nothing was trained again: the weights of all "
                f"{len(before)} runs are <b>identical to the bit</b>. {verdict}"
            )
        what = f"You changed the {WORDS[change.name]}. " if change and change.name in WORDS else ""
        return f"{what}{len(self.histories)} losses, the same rows, the same start. {verdict}"


def _ranked(values, direction):
    """Returns the labels of the runs that ended with a number, best first."""
    ends = {name: each[-1] for name, each in values.items() if np.isfinite(each[-1])}
    return sorted(ends, key=ends.get, reverse=direction == "higher")
