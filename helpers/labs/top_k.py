"""TopKLab: let the network name k classes, and see which numbers know about k."""

import functools

import ipywidgets as widgets

from helpers.figures import top_k
from helpers.labs.base import Lab, Setting, View
from helpers.training.run import RunConfig

CONFIG = RunConfig("multiclass", "categorical_crossentropy")
ROWS = 50
CLASSES = 10


class TopKLab(Lab):
    """One trained classifier of ten classes: one row of it, all rows, and every k.

    Args:
        train: Function from a `RunConfig` to a `History`.
        top_k_scores: Function from `y_true` and `y_pred`, both `(rows, classes)`, to a
            `TopKScores`.
        **settings: Values to start with.
    """

    opened_by = "top_k_lab"

    k = Setting("how many classes the network may name, 1 to 10")
    row = Setting("validation row to look at, 0 to 49")
    epoch = Setting("epoch of training whose predictions are scored, 1 to 10")

    def __init__(self, train, top_k_scores, **settings):
        train_once = functools.cache(train)

        def scores_of(epoch):
            history = train_once(CONFIG)
            return top_k_scores(
                history.data.validation[1], history.validation_predictions[epoch - 1]
            )

        self._scores_of = functools.cache(scores_of)
        controls = {
            "k": widgets.IntSlider(value=3, min=1, max=CLASSES, description="k"),
            "row": widgets.IntSlider(value=0, min=0, max=ROWS - 1, description="row"),
            "epoch": widgets.IntSlider(
                value=CONFIG.epochs, min=1, max=CONFIG.epochs, description="epoch"
            ),
        }
        super().__init__(controls, settings)

    def view(self, change):
        """Shows the ranking of the row and the accuracy for every k; see the base class."""
        now, k, row = self._scores_of(self.epoch), self.k, self.row
        verdict = _verdict(now, row, k)
        loss, accuracy = now.loss, now.accuracy[k - 1]
        if change is None:
            words = (
                f"{verdict} Top-{k} accuracy of all {len(now.ranks)} rows: {accuracy:.3f}. "
                f"Categorical cross-entropy: {loss:.3f}, whatever k is."
            )
        elif change.name == "k":
            words = (
                f"{verdict} Top-k accuracy from {now.accuracy[change.old - 1]:.3f} "
                f"(k = {change.old}) to {accuracy:.3f} (k = {k}). "
                f"The categorical cross-entropy stays at {loss:.3f}: it does not know k."
            )
        elif change.name == "row":
            words = (
                f"{verdict} Nothing else moved: top-{k} accuracy {accuracy:.3f} and categorical "
                f"cross-entropy {loss:.3f} are those of all {len(now.ranks)} rows."
            )
        else:
            words = f"{verdict} {_epoch_changed(self._scores_of(change.old), now, k)}"
        if k == CLASSES:
            words += f" At k = {k} every row counts as right: all classes are named."
        return View(top_k.top_k(now, row, k), _alt(now, row, k), words)


def _verdict(scores, row, k):
    rank, truth = scores.ranks[row], scores.y_true[row].argmax()
    counts = "right" if rank <= k else "wrong"
    return (
        f"Row {row} counts as <b>{counts}</b> at k = {k}: its true class {truth} has rank {rank}, "
        f"with a probability of {scores.y_pred[row, truth]:.3f}."
    )


def _epoch_changed(before, now, k):
    words = (
        f"Top-{k} accuracy {_moved(before.accuracy[k - 1], now.accuracy[k - 1])}, "
        f"categorical cross-entropy {_moved(before.loss, now.loss)}. "
    )
    more_right = now.accuracy[k - 1] - before.accuracy[k - 1]
    if more_right == 0:
        return words + "The cross-entropy moved alone."
    loss = "better" if now.loss < before.loss else "worse"
    accuracy = "better" if more_right > 0 else "worse"
    if loss == accuracy:
        return words + f"Both got {loss}."
    return words + f"They disagree: the loss got {loss}, the accuracy got {accuracy}."


def _moved(before, now):
    before, now = f"{before:.3f}", f"{now:.3f}"
    return f"still {now}" if before == now else f"from {before} to {now}"


def _alt(scores, row, k):
    return (
        f"Bars rank the ten probabilities of row {row}, with the true class at place "
        f"{scores.ranks[row]} and the first {k} filled; a curve of top-k accuracy against k "
        f"rises to 1 and stands at {scores.accuracy[k - 1]:.3f} for k = {k}."
    )
