"""TopKLab: let the network name k classes, and see which numbers know about k."""

from types import SimpleNamespace

from helpers.figures import top_k as figures
from helpers.labs.base import Lab, View, remembers
from helpers.labs.settings import slider
from helpers.labs.words import moved
from helpers.scoring import top_k
from helpers.training import engine
from helpers.training.run import RunConfig

CONFIG = RunConfig("multiclass", "categorical_crossentropy")
CLASSES = 10


class TopKLab(Lab):
    """Lets a classifier of ten classes name k of them: one row of it, all rows, and every k."""

    k = slider("k", "how many classes the network may name", 1, 10, value=3)
    row = slider("row", "validation row to look at", 0, 49, value=0)
    epoch = slider("epoch", "epoch of training whose predictions are scored", 1, 10, value=10)

    replayed = ("k", "epoch", "row")
    compute = SimpleNamespace(train=engine.train, top_k_scores=top_k.top_k_scores)

    @remembers(None)
    def _scores_of(self, epoch):
        history = self.compute.train(CONFIG)
        y_pred = history.validation_predictions[epoch - 1]
        return self.compute.top_k_scores(history.data.validation[1], y_pred)

    def view(self, chosen, change):
        """Shows the ranking of the row and the accuracy for every k; see the base class."""
        now, k, row = self._scores_of(chosen.epoch), chosen.k, chosen.row
        counted = _how_it_counts(now, row, k)
        loss, accuracy = now.loss, now.accuracy[k - 1]
        if change is None:
            words = (
                f"{counted} Top-{k} accuracy of all {len(now.ranks)} rows: {accuracy:.3f}. "
                f"Categorical cross-entropy: {loss:.3f}, whatever k is."
            )
        elif change.name == "k":
            words = (
                f"{counted} Top-k accuracy from {now.accuracy[change.old - 1]:.3f} "
                f"(k = {change.old}) to {accuracy:.3f} (k = {k}). "
                f"The categorical cross-entropy stays at {loss:.3f}: it does not know k."
            )
        elif change.name == "row":
            words = (
                f"{counted} Nothing else moved: top-{k} accuracy {accuracy:.3f} and categorical "
                f"cross-entropy {loss:.3f} are those of all {len(now.ranks)} rows."
            )
        else:
            words = f"{counted} {_epoch_changed(self._scores_of(change.old), now, k)}"
        if k == CLASSES:
            words += f" At k = {k} every row counts as right: all classes are named."
        return View(figures.top_k(now, row, k), _alt(now, row, k), words)


def _how_it_counts(scores, row, k):
    rank, truth = scores.ranks[row], scores.y_true[row].argmax()
    counts = "right" if rank <= k else "wrong"
    return (
        f"Row {row} counts as <b>{counts}</b> at k = {k}: its true class {truth} has rank {rank}, "
        f"with a probability of {scores.y_pred[row, truth]:.3f}."
    )


def _epoch_changed(before, now, k):
    accuracies = before.accuracy[k - 1], now.accuracy[k - 1]
    words = (
        f"Top-{k} accuracy {moved(*accuracies, still='still ')}, "
        f"categorical cross-entropy {moved(before.loss, now.loss, still='still ')}. "
    )
    if accuracies[0] == accuracies[1]:
        return words + "The cross-entropy moved alone."
    loss = "better" if now.loss < before.loss else "worse"
    accuracy = "better" if accuracies[1] > accuracies[0] else "worse"
    if loss == accuracy:
        return words + f"Both got {loss}."
    return words + f"They disagree: the loss got {loss}, the accuracy got {accuracy}."


def _alt(scores, row, k):
    return (
        f"Bars rank the ten probabilities of row {row}, with the true class at place "
        f"{scores.ranks[row]} and the first {k} filled; a curve of top-k accuracy against k "
        f"rises to 1 and stands at {scores.accuracy[k - 1]:.3f} for k = {k}."
    )
