"""FraudLab: a rare class, and every repair with what it costs."""

from types import SimpleNamespace

from helpers import session
from helpers.catalogue import lookup
from helpers.figures import fraud as figures
from helpers.labs.base import Lab, View
from helpers.labs.settings import choice, number, slider
from helpers.labs.threshold import counts_in_text
from helpers.scoring.thresholds import threshold_scores
from helpers.training import engine
from helpers.training.datasets import payments
from helpers.training.run import RunConfig

EPOCHS = 20
LOSSES = {
    name: lookup.find("loss", name).label
    for name in ("binary_crossentropy", "binary_focal_crossentropy", "mean_squared_error", "dice")
}
N_ROWS = {n_rows: f"{n_rows:,}" for n_rows in (4000, 12000, 36000)}


class FraudLab(Lab):
    """Looks for a rare class: each repair, and what it costs."""

    positives = slider(
        "Fraud", "share of payments that are fraud", 0.005, 0.05, 0.01, step=0.005, steps=200,
        readout_format=".1%", called="share of fraud",
    )  # fmt: skip
    n_rows = number(
        "Training rows", "number of training rows", N_ROWS, words=N_ROWS,
        called="number of training rows",
    )  # fmt: skip
    loss = choice("Loss", "name of the loss", LOSSES, words=LOSSES, names="loss")
    weight = number(
        "Weight of fraud", "weight of a row of fraud in the loss", (1, 3, 10, 30, 100),
        called="weight of a fraud",
    )  # fmt: skip
    epoch = slider("Stop at epoch", "epoch after which training stops", 1, EPOCHS, value=EPOCHS)
    threshold = slider(
        "Threshold", "probability above which a payment is stopped", 0, 1, 0.5, 0.01, steps=100
    )
    cost_of_miss = number(
        "Cost of a miss", "what a missed fraud costs, in false alarms", (1, 5, 20, 50, 200), 50
    )

    in_front = ("n_rows", "weight", "epoch", "threshold")
    replayed = ("threshold", "epoch")
    compute = SimpleNamespace(
        train=engine.train, payments=payments, threshold_scores=threshold_scores
    )

    def view(self, chosen, change):
        """Shows what the trained network is worth; see the base class."""
        compute = self.compute.train, self.compute.payments, self.compute.threshold_scores
        run = chosen.positives, chosen.n_rows, chosen.loss, chosen.weight
        now = _scores(*compute, *run, chosen.epoch)
        here = now.position(chosen.threshold), chosen.cost_of_miss
        words = f"{self._what_moved(change)} {_what_it_is_worth(now, *here)}"
        return View(figures.fraud(now, *here), _alt(now, *here), words)

    def _what_moved(self, change):
        """Says whether the weights of the network know about a change."""
        if change is None:
            return ""
        if change.name == "threshold":
            return (
                "You moved the threshold: nothing was trained, and the probabilities are the same."
            )
        if change.name == "cost_of_miss":
            return "You changed a price: nothing was trained, and no answer differs."
        if change.name == "epoch":
            return f"The same run, stopped after epoch {change.new}."
        return f"You changed the {self.called(change.name)}, so a network was trained again."


# Scores look into the predictions of a run, a megabyte each: so within the cache's bytes.
@session.cached
def _scores(train, payments, threshold_scores, positives, n_rows, loss, weight, epoch):
    weights = None if weight == 1 else (1.0, float(weight))
    config = RunConfig("binary", loss, batch_size=128, epochs=EPOCHS, class_weight=weights)
    history = train(config, payments(positives=positives, n_rows=n_rows))
    return threshold_scores(history.data.validation[1], history.validation_predictions[epoch - 1])


def _what_it_is_worth(scores, position, cost_of_miss):
    (true_negatives, false_alarms), (misses, hits) = scores.confusion[position]
    rows, frauds = len(scores.y_true), int(misses + hits)
    costs = scores.costs(cost_of_miss)
    cheapest = scores.thresholds[costs.argmin()]
    return (
        f"<b>Accuracy</b> {(hits + true_negatives) / rows:.3f}; always no: "
        f"{1 - frauds / rows:.3f}. "
        f"<b>Recall</b> {scores.recall[position]:.2f}: {hits} of {frauds} frauds are stopped. "
        f"<b>Precision</b> {scores.precision[position]:.2f}: {false_alarms} honest payments are "
        f"stopped too. <b>F1</b> {scores.f1[position]:.2f}. "
        f"<b>Area</b> under the ROC curve {scores.roc_area:.2f}, under precision and recall "
        f"{scores.precision_recall_area:.2f}. "
        f"<b>Binary cross-entropy</b> of the validation rows {scores.loss:.3f}. "
        f"The network says {scores.y_pred.mean():.1%} on average, and "
        f"{scores.y_true.mean():.1%} are fraud. "
        f"<b>Cost</b> {costs[position]:,}; at the threshold {cheapest:.2f} "
        f"it would be {costs.min():,}, and always no costs {cost_of_miss * frauds:,}."
    )


def _alt(scores, position, cost_of_miss):
    costs = scores.costs(cost_of_miss)
    return (
        f"{counts_in_text(scores, position)}; a "
        f"curve shows precision over recall (area {scores.precision_recall_area:.2f}), another "
        "observed over predicted share of fraud, group by group, and a third the cost of "
        f"every threshold: {costs[position]} here, {costs.min()} at the cheapest, "
        f"{scores.thresholds[costs.argmin()]:.2f}."
    )
