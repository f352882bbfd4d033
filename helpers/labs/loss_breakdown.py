"""LossBreakdownLab: from a metric to the loss that Keras reports, one cause after the other."""

from types import SimpleNamespace

from helpers import session
from helpers.catalogue import lookup
from helpers.figures import loss_breakdown as figures
from helpers.labs.base import Lab, View, remembers
from helpers.labs.settings import choice, number, options_of, switch
from helpers.scoring import breakdown_example
from helpers.scoring.loss_breakdown import loss_breakdown

METHODS = {"fit": "fit: train one epoch", "evaluate": "evaluate"}
WEIGHTS = {"none": "none", "sample": "sample weights", "class": "class weights"}
WHY = {
    "batches counted by their rows": "the loss counts a batch by its rows, and the metric by the "
    "values that its formula gives for it",
    "loss weights": "each output has a weight in the loss, and none in its metric",
    "sample weights": "the loss multiplies each row by its weight, and still divides by the "
    "number of rows; the metric knows no weights",
    "class weights": "the loss multiplies each row by the weight of its class, and still divides "
    "by the number of rows; the metric knows no weights",
    "training mode": "dropout leaves units out, and batch normalisation looks at one batch, "
    "while fit trains; both are quiet in the metric",
    "moving weights": "fit counted each batch with the weights of that moment, and the metric "
    "has those of the end",
    "penalties": "they are computed from the weights, and belong to no row, so no metric has them",
}


class LossBreakdownLab(Lab):
    """Adds up the loss that Keras reports for an epoch, one cause after the other.

    Args:
        model: A compiled model of your own, or None for an example with a switch for each cause.
            It is left as it was.
        x: Features for your model.
        y: `y_true` for your model.
        sample_weight: Weights of your rows, or None.
        class_weight: Dict from a class to its weight, or None.
    """

    method = choice("Number of", "the method that reports the loss", METHODS, words=METHODS)
    batch_size = number("Batch size", "rows of a batch", (16, 32, 50, 64, 100, 200), value=32)
    weights = choice("Weights", "weights of rows", WEIGHTS, words=WEIGHTS)
    loss = choice("Loss", "of the example: name of its loss", (), names="loss")
    moves = switch("The weights move", "of the example: whether they do in training", value=True)
    penalty = switch("L2 penalty", "of the example: whether it has an L2 penalty")
    dropout = switch("Dropout", "of the example: whether it has dropout")
    batch_norm = switch("Batch normalisation", "of the example: whether it has such a layer")

    in_front = ("method", "weights", "moves", "penalty", "dropout")
    compute = SimpleNamespace(loss_breakdown=loss_breakdown, example=breakdown_example.example)

    def __init__(
        self, model=None, x=None, y=None, sample_weight=None, class_weight=None, **settings
    ):
        if model is not None and (x is None or y is None):
            raise ValueError("Your model needs rows too: course.loss_breakdown_lab(model, x, y).")
        self._custom = None if model is None else (model, x, y)
        given = {"sample": sample_weight, "class": class_weight}
        self._given = {name: value for name, value in given.items() if value is not None}
        super().__init__(**settings)
        session.state.open_labs.add(self)

    def refresh(self):
        """Takes up losses that were added to the catalogue, or changed in it."""
        if self._custom is None:
            with self._quiet():
                self._offer()
            self._of_example.cache_clear()
            self._update()

    def _offer(self):
        if self._custom is None:
            losses = [(each.label, each.name) for each in lookup.fitting("loss", "binary")]
            self._replace_options("loss", losses, "binary_crossentropy")
            return
        for name in ("loss", "moves", "penalty", "dropout", "batch_norm"):  # of the example
            del self.controls[name]
        weights = self.controls["weights"]
        weights.options = options_of(["none", *self._given], WEIGHTS)
        weights.value = ["none", *self._given][-1]

    def line_of_code(self, settings, defaults=None):
        """Returns the line of code that opens the lab with some settings."""
        code = super().line_of_code(settings, defaults)
        if self._custom is None:
            return code
        given = [f"{name}_weight={name}_weight" for name in self._given]
        first = ", ".join(["model", "x", "y", *given])
        return code.replace("(", f"({first}, ", 1).replace(", )", ")")

    @remembers(64)
    def _of_example(self, method, batch_size, weights, **choices):
        model, x, y, offered = self.compute.example(**choices)
        takes_none = weights == "none" or (method == "evaluate" and weights == "class")
        given = {} if takes_none else offered[weights]
        # In a fixed order of rows, so that one choice always shows one number.
        shared = {"batch_size": batch_size, "shuffle": False, "method": method}
        return self.compute.loss_breakdown(model, x, y, **shared, **given)

    def _of_custom(self, method, batch_size, weights):
        given = {} if weights == "none" else {f"{weights}_weight": self._given[weights]}
        shared = {"batch_size": batch_size, "method": method}
        return self.compute.loss_breakdown(*self._custom, **shared, **given)

    def view(self, chosen, change):
        """Shows the way from the metric to the loss; see the base class."""
        run = self._of_example if self._custom is None else self._of_custom
        record = run(**vars(chosen))
        words = _largest_cause(record)
        if chosen.method == "evaluate":
            words += " evaluate trains nothing, so no weight moves, and nothing is dropped."
            if chosen.weights == "class":
                words += " It takes no class weights, so they are left out here."
        return View(figures.waterfall(record), _alt(record), words)


def _largest_cause(record):
    after = " after the epoch" if record.method == "fit" else ""
    words = (
        f"{record.method} reports a loss of <b>{record.reported:.4f}</b>; a metric with the same "
        f"formula says <b>{record.metric:.4f}</b>{after}. "
    )
    if record.largest is None:
        words += "Nothing moves one away from the other."
    else:
        size = record.causes[record.largest]
        words += f"The largest cause: <b>{record.largest}</b>, {size:+.4f}: {WHY[record.largest]}."
    return (
        f"{words} (The plain mean of the losses of all batches is {record.mean_of_batches:.4f}. "
        "Keras reports another mean, in which each batch counts by its rows.)"
    )


def _alt(record):
    moved = [f"{name} {record.causes[name]:+.4f}" for name in record.causes if record.moves(name)]
    return (
        f"A waterfall begins at the metric, {record.metric:.4f}, and ends at the loss of "
        f"{record.method}, {record.reported:.4f}. Between them: "
        f"{', '.join(moved) or 'nothing that moves it'}."
    )
