"""AllLossesLab: every loss that fits a task, trained on the same rows from the same start."""

import html

import numpy as np

from helpers.catalogue import lookup
from helpers.figures import all_losses as figures
from helpers.labs import training_controls
from helpers.labs.base import View
from helpers.labs.settings import choice
from helpers.labs.training_controls import DEFAULTS, WORDS, TrainingLab, value_as_html
from helpers.training import engine
from helpers.training.run import RunConfig


class AllLossesLab(TrainingLab):
    """Trains with every loss of a task, and lets one metric judge them all."""

    task = training_controls.TASK
    metric = choice("Judge them by", "name of the metric that judges them", (), names="metric")
    learning_rate = training_controls.LEARNING_RATE
    epochs = training_controls.EPOCHS
    seed = training_controls.SEED

    def __init__(
        self, task="regression", *, train=engine.train, evaluate=engine.evaluate, **settings
    ):
        self._train, self._evaluate = train, evaluate
        self.histories = {}
        super().__init__(task=task, **settings)

    def view(self, change):
        """Trains with every loss, unless only the metric changed."""
        before, self.histories = self.histories, self._train_all()
        values = {
            lookup.find("loss", name).label: self._evaluate(history, self.metric, "validation")
            for name, history in self.histories.items()
        }
        judge = lookup.find("metric", self.metric)
        ranked = _ranked(values, judge.direction)
        alt = f"{len(values)} small panels, one for each loss, with {judge.label} over the epochs."
        if ranked:
            alt += f" Best at the end: {ranked[0]}; worst: {ranked[-1]}."
        sentence = self._sentence_after(change, before, ranked)
        return View(figures.all_losses(values, judge), alt, sentence)

    def _train_all(self):
        shared = {"learning_rate": self.learning_rate, "epochs": self.epochs, "seed": self.seed}
        losses = [entry.name for entry in lookup.fitting("loss", self.task)]
        return {loss: self._train(RunConfig(self.task, loss, **shared)) for loss in losses}

    def _adapt(self, name):
        if name == "task":
            self._offer()
            self._imply(metric=DEFAULTS[self.task][1][0])

    def _offer(self):
        self._replace_options("metric", self._fitting("metric"), DEFAULTS[self.task][1][0])

    def _sentence_after(self, change, before, ranked):
        judge = value_as_html("metrics", (self.metric,))
        names = [html.escape(name) for name in ranked]
        result = (
            f"{judge} at the end: best with <b>{names[0]}</b>, worst with {names[-1]}."
            if names
            else f"Every run diverged, so {judge} has nothing to judge."
        )
        if change and self.histories == before:
            return (
                f"You changed the judge. Nothing was trained again: the weights of all "
                f"{len(before)} runs are <b>identical to the bit</b>. {result}"
            )
        what = f"You changed the {WORDS[change.name]}. " if change and change.name in WORDS else ""
        return f"{what}{len(self.histories)} losses, the same rows, the same start. {result}"


def _ranked(values, direction):
    """Returns the labels of the runs that ended with a number, best first."""
    ends = {name: each[-1] for name, each in values.items() if np.isfinite(each[-1])}
    return sorted(ends, key=ends.get, reverse=direction == "higher")
