"""AllLossesLab: every loss that can train on a task, side by side."""

import html
from types import SimpleNamespace

import numpy as np

from helpers.catalogue import lookup
from helpers.figures import all_losses as figures
from helpers.labs import training_controls
from helpers.labs.base import View
from helpers.labs.settings import choice
from helpers.labs.training_controls import DEFAULTS, TrainingLab, value_as_html
from helpers.training import engine
from helpers.training.datasets import dataset
from helpers.training.run import RunConfig

N_RUNS = 3


class AllLossesLab(TrainingLab):
    """Trains with every loss of a task, and lets one metric judge them all.

    Each loss has a few runs, with other rows and another start in each: in a single one, luck
    decides which of two good losses is ahead.
    """

    task = training_controls.TASK
    metric = choice("Judge them by", "name of the metric that judges them", (), names="metric")
    learning_rate = training_controls.LEARNING_RATE
    epochs = training_controls.EPOCHS
    seed = training_controls.SEED

    compute = SimpleNamespace(dataset=dataset, train=engine.train, evaluate=engine.evaluate)
    histories = None

    def view(self, chosen, change):
        """Trains with every loss, unless only the metric changed."""
        before, self.histories = self.histories, self._train_all(chosen)
        values = {
            lookup.find("loss", name).label: np.stack(
                [
                    self.compute.evaluate(history, chosen.metric, "validation")
                    for history in histories
                ]
            )
            for name, histories in self.histories.items()
        }
        judge = lookup.find("metric", chosen.metric)
        ranked, level = _ranked(values, judge.direction)
        alt = f"{len(values)} losses, ranked by {judge.label} at the end, and its curves by epoch."
        if ranked:
            alt += f" Best on average at the end: {ranked[0]}; others that it does not beat in "
            alt += f"every run: {len(level) - 1}; worst: {ranked[-1]}."
        sentence = self._sentence_after(change, before, chosen.metric, ranked, level)
        return View(figures.all_losses(values, judge, level), alt, sentence)

    def _train_all(self, chosen):
        shared = {"learning_rate": chosen.learning_rate, "epochs": chosen.epochs}
        seeds = range(chosen.seed, chosen.seed + N_RUNS)
        data = {seed: self.compute.dataset(chosen.task, seed=seed) for seed in seeds}
        return {
            entry.name: [
                self.compute.train(
                    RunConfig(chosen.task, entry.name, seed=seed, **shared), data[seed]
                )
                for seed in seeds
            ]
            for entry in lookup.fitting("loss", chosen.task)
        }

    def _adapt(self, name):
        if name == "task":
            self._offer()
            self._imply(metric=DEFAULTS[self.task][1][0])

    def _offer(self):
        self._replace_options("metric", self._fitting("metric"), DEFAULTS[self.task][1][0])

    def _sentence_after(self, change, before, metric, ranked, level):
        judge = value_as_html("metrics", (metric,))
        names = [html.escape(name) for name in ranked]
        result = (
            f"{judge} at the end, on average: best with <b>{names[0]}</b>, worst with {names[-1]}. "
            f"Others that the best does not beat in every run: <b>{len(level) - 1}</b>."
            if names
            else f"Every run diverged, so {judge} has nothing to judge."
        )
        if change and self.histories == before:
            return (
                f"You changed the judge. Nothing was trained again: the weights of all "
                f"{N_RUNS * len(before)} runs are <b>identical to the bit</b>. {result}"
            )
        is_told = change is not None and change.name not in ("task", "metric")
        what = f"You changed the {self.called(change.name)}. " if is_told else ""
        return (
            f"{what}{len(self.histories)} losses, {N_RUNS} runs of each. Each run has other rows "
            f"and another start, the same for all losses. {result}"
        )


def _ranked(values, direction):
    """Says which losses did best.

    Args:
        values: Dict from the label of a loss to the quantity that judges, `(runs, epochs)`.
        direction: `"higher"` or `"lower"`: what is better.

    Returns:
        Labels of the losses whose runs all ended with a number, best mean first; and of those
        that the first does not beat in every run, itself included.
    """
    ends = {name: runs[:, -1] for name, runs in values.items() if np.isfinite(runs[:, -1]).all()}
    ranked = sorted(ends, key=lambda name: ends[name].mean(), reverse=direction == "higher")
    sign = 1 if direction == "higher" else -1
    level = [name for name in ranked if (sign * ends[name] >= sign * ends[ranked[0]]).any()]
    return ranked, level
