"""ThresholdLab: move the threshold, and see which numbers know about it."""

from types import SimpleNamespace

from helpers.figures import threshold as figures
from helpers.labs.base import Lab, View, remembers
from helpers.labs.settings import choice, slider
from helpers.labs.words import moved
from helpers.scoring.thresholds import threshold_scores
from helpers.training import engine
from helpers.training.datasets import dataset
from helpers.training.run import RunConfig

CONFIG = RunConfig("binary", "binary_crossentropy")
SHARES = {share: f"{share:.0%} of all rows" for share in (0.5, 0.2, 0.05, 0.02)}


class ThresholdLab(Lab):
    """Moves the threshold of a classifier of two classes."""

    threshold = slider(
        "threshold", "probability above which the answer is yes", 0, 1, 0.5, step=0.01, steps=100
    )
    positives = choice("truth is yes in", "share of rows whose truth is yes", SHARES, words=SHARES)

    replayed = ("threshold",)
    compute = SimpleNamespace(
        train=engine.train, dataset=dataset, threshold_scores=threshold_scores
    )

    # The threshold trains nothing, so what was trained once serves all of them.
    @remembers(None)
    def _scores_of(self, positives):
        data = self.compute.dataset("binary", positives=positives)
        history = self.compute.train(CONFIG, data)
        return self.compute.threshold_scores(data.validation[1], history.validation_predictions[-1])

    def view(self, chosen, change):
        """Shows the answers at the threshold; see the base class."""
        now = self._scores_of(chosen.positives)
        position = now.position(chosen.threshold)
        if change is None:
            words = _same_rows(now, position)
        elif change.name == "threshold":
            words = _same_rows(now, position, now.position(change.old))
        else:
            words = _rows_changed(now, position, self._scores_of(change.old))
        figure = figures.threshold(now, position)
        return View(figure, _alt(now, position), f"{words} {_remark(now, position)}")


def _same_rows(scores, position, earlier=None):
    losses = f"loss (binary cross-entropy {scores.loss:.3f}) and the AUC ({scores.roc_area:.3f})"
    if earlier is None:
        three = _three(scores, position, scores, position)
        return f"{three}The {losses} are the same at every threshold."
    way = moved(scores.thresholds[earlier], scores.thresholds[position], 2)
    three = _three(scores, position, scores, earlier)
    return f"Threshold {way}. {three}The {losses} did not move: neither knows the threshold."


def _rows_changed(scores, position, earlier):
    negatives, right = scores.confusion[position][0].sum(), scores.confusion[position].trace()
    rows = len(scores.y_true)
    return (
        f"Other rows, so a network was trained again. The threshold is still "
        f"{scores.thresholds[position]:.2f}. "
        + _three(scores, position, earlier, position)
        + f"Loss (binary cross-entropy) {moved(earlier.loss, scores.loss)}, "
        f"AUC {moved(earlier.roc_area, scores.roc_area)}. "
        f"This network is right in {right} of {rows} rows. "
        f"Answering no to every row would be right in {negatives}."
    )


def _three(scores, position, earlier, earlier_position):
    """Precision, recall and F1, each with the value before if that was another."""
    (_, false_alarms), (misses, hits) = scores.confusion[position]
    precision, recall, f1 = (
        moved(getattr(earlier, name)[earlier_position], getattr(scores, name)[position])
        for name in ("precision", "recall", "f1")
    )
    return (
        f"<b>Precision</b> {precision}: {hits} of {hits + false_alarms} answers yes are right. "
        f"<b>Recall</b> {recall}: {hits} of {hits + misses} rows whose truth is yes are found. "
        f"<b>F1</b> {f1}. "
    )


def _remark(scores, position):
    """What is special about this threshold; empty if nothing is."""
    (true_negatives, false_alarms), (misses, hits) = scores.confusion[position]
    if hits + false_alarms == 0:
        return "No row is above the threshold: precision is 0/0, and Keras says 0."
    if true_negatives + misses == 0:
        return (
            "Every row is above the threshold: no yes can be missed, so recall is 1, "
            "and precision is the share of rows whose truth is yes."
        )
    if hits == 0:
        return "Every answer yes is a false alarm: precision, recall and F1 are 0."
    if misses == 0:
        return "No yes is missed."
    return "There is no false alarm." if false_alarms == 0 else ""


def _alt(scores, position):
    return (
        f"{counts_in_text(scores, position)}; "
        f"a histogram shows the probabilities of both classes, and a point marks the threshold on "
        f"the ROC curve (area {scores.roc_area:.3f}) and on the curve of precision and recall "
        f"(area {scores.precision_recall_area:.3f})."
    )


def counts_in_text(scores, position):
    """Returns what the table of a `ThresholdScores` counts at one of its thresholds."""
    (true_negatives, false_alarms), (misses, hits) = scores.confusion[position]
    return (
        f"At threshold {scores.thresholds[position]:.2f} a table counts {hits} hits, "
        f"{misses} misses, {false_alarms} false alarms and {true_negatives} true negatives"
    )
