"""FraudLab: a rare class, and every repair with what it costs."""

import ipywidgets as widgets

from helpers import session
from helpers.catalogue import lookup
from helpers.figures import fraud
from helpers.labs.base import Lab, Setting, View
from helpers.training.run import RunConfig

EPOCHS = 20
LOSSES = ("binary_crossentropy", "binary_focal_crossentropy", "mean_squared_error", "dice")
WORDS = {
    "positives": "share of fraud",
    "rows": "number of training rows",
    "loss": "loss",
    "weight": "weight of a fraud",
}


class FraudLab(Lab):
    """A network that looks for fraud, trained and judged in one view.

    Args:
        train: Function from a `RunConfig` and a `Dataset` to a `History`.
        payments: Function from `positives` and `n_rows` to a `Dataset`.
        threshold_scores: Function from `y_true` and `y_pred`, both `(rows, 1)`, to a
            `ThresholdScores` with the thresholds 0, 0.01, ..., 1.
        **settings: Values to start with.
    """

    opened_by = "fraud_lab"

    positives = Setting("share of payments that are fraud, 0.005 to 0.05")
    rows = Setting("training rows: 4000, 12000 or 36000")
    loss = Setting("name of the loss: one of " + ", ".join(LOSSES), names="loss")
    weight = Setting("weight of a row of fraud in the loss: 1, 3, 10, 30 or 100")
    epoch = Setting(f"epoch after which training stops, 1 to {EPOCHS}")
    threshold = Setting("probability above which a payment is stopped, 0 to 1")
    cost_of_miss = Setting("what a missed fraud costs, if a false alarm costs 1")

    def __init__(self, train, payments, threshold_scores, **settings):
        @session.cached  # not for ever: there are 600 runs, and 12,000 scores
        def scores_of(positives, rows, loss, weight, epoch):
            data = payments(positives=positives, n_rows=rows)
            weights = None if weight == 1 else (1.0, float(weight))
            config = RunConfig("binary", loss, batch_size=128, epochs=EPOCHS, class_weight=weights)
            history = train(config, data)
            return threshold_scores(data.validation[1], history.validation_predictions[epoch - 1])

        self._scores_of = scores_of
        slider, choice = widgets.FloatSlider, widgets.SelectionSlider
        controls = {
            "positives": slider(
                value=0.01, min=0.005, max=0.05, step=0.005, readout_format=".1%",
                description="Fraud",
            ),
            "rows": choice(
                options=[(f"{rows:,}", rows) for rows in (4000, 12000, 36000)],
                value=4000, description="Training rows",
            ),
            "loss": widgets.Dropdown(
                options=[(lookup.find("loss", name).label, name) for name in LOSSES],
                value=LOSSES[0], description="Loss",
            ),
            "weight": choice(
                options=[1, 3, 10, 30, 100], value=1, description="Weight of fraud"
            ),
            "epoch": widgets.IntSlider(
                value=EPOCHS, min=1, max=EPOCHS, description="Stop at epoch"
            ),
            "threshold": slider(value=0.5, min=0, max=1, step=0.01, description="Threshold"),
            "cost_of_miss": choice(
                options=[1, 5, 20, 50, 200], value=50, description="Cost of a miss"
            ),
        }  # fmt: skip
        super().__init__(controls, settings)

    def _adapt(self, name):
        # The scores are there for every hundredth; a browser may send 0.30000000000000004.
        if name == "threshold":
            self.controls[name].value = round(100 * self.threshold) / 100
        if name == "positives":
            self.controls[name].value = round(200 * self.positives) / 200

    def view(self, change):
        """Shows what the trained network is worth; see the base class."""
        now = self._scores_of(self.positives, self.rows, self.loss, self.weight, self.epoch)
        position = now.position(self.threshold)
        figure = fraud.fraud(now, position, self.cost_of_miss)
        words = f"{_what_moved(change)} {_said(now, position, self.cost_of_miss)}"
        return View(figure, _alt(now, position, self.cost_of_miss), words)


def _what_moved(change):
    """Says whether the weights of the network know about a change."""
    if change is None:
        return ""
    if change.name == "threshold":
        return "You moved the threshold: nothing was trained, and the probabilities are the same."
    if change.name == "cost_of_miss":
        return "You changed a price: nothing was trained, and no answer is another one."
    if change.name == "epoch":
        return f"The same run, stopped after epoch {change.new}."
    return f"You changed the {WORDS[change.name]}, so a network was trained anew."


def _said(scores, position, cost_of_miss):
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
    (true_negatives, false_alarms), (misses, hits) = scores.confusion[position]
    costs = scores.costs(cost_of_miss)
    return (
        f"At threshold {scores.thresholds[position]:.2f} a table counts {hits} hits, "
        f"{misses} misses, {false_alarms} false alarms and {true_negatives} true negatives; a "
        f"curve shows precision over recall (area {scores.precision_recall_area:.2f}), another "
        "the true share of fraud over the probability that was said, and a third the cost of "
        f"every threshold: {costs[position]} here, {costs.min()} at the cheapest, "
        f"{scores.thresholds[costs.argmin()]:.2f}."
    )
