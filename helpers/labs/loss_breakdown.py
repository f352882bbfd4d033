"""LossBreakdownLab: from a metric to the loss that Keras reports, one cause after the other."""

import functools

import ipywidgets as widgets

from helpers.catalogue import lookup
from helpers.figures import loss_breakdown
from helpers.labs.base import Lab, Setting, View

METHODS = {"fit": "fit: train one epoch", "evaluate": "evaluate"}
WEIGHTS = {"none": "none", "sample": "sample weights", "class": "class weights"}
ROWS = 200
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
    """The loss of one epoch, added up. The model is an example, or the learner's own.

    Args:
        loss_breakdown: Function like `helpers.loss_breakdown.loss_breakdown`.
        example: Function from `loss`, `moves`, `penalty`, `dropout` and `batch_norm` to what
            `loss_breakdown` takes first: a compiled model, `x` and `y`; then two choices of
            weights, a dict from `"sample"` and `"class"` to a keyword argument for `loss_breakdown`.
        own: None, or a pair: a tuple of model, `x` and `y`, and a dict of `sample_weight` and
            `class_weight`.
        **settings: Values to start with.
    """

    opened_by = "loss_breakdown_lab"

    method = Setting("the method that reports the loss: one of " + ", ".join(METHODS))
    batch_size = Setting("rows of a batch")
    weights = Setting("weights of rows: one of " + ", ".join(WEIGHTS))
    loss = Setting("name of the loss of the example", names="loss")
    moves = Setting("whether the optimizer moves the weights of the example")
    penalty = Setting("whether the example has an L2 penalty")
    dropout = Setting("whether the example has dropout")
    batch_norm = Setting("whether the example has batch normalisation")

    def __init__(self, loss_breakdown, example, own=None, **settings):
        self._break_down, self._own = loss_breakdown, own
        self._example = functools.lru_cache(maxsize=64)(
            lambda method, batch_size, weights, **choices: self._of_example(
                example(**choices), method, batch_size, weights
            )
        )
        offered = WEIGHTS if own is None else _weights_of(own[1])
        check = widgets.Checkbox
        controls = {
            "method": widgets.Dropdown(options=_options(METHODS), description="Number of"),
            "batch_size": widgets.SelectionSlider(
                options=[16, 32, 50, 64, 100, ROWS], value=32, description="Batch size"
            ),
            "weights": widgets.Dropdown(
                options=_options(offered), value=list(offered)[-1 if own else 0],
                description="Weights",
            ),
        }  # fmt: skip
        if own is None:
            losses = [(each.label, each.name) for each in lookup.fitting("loss", "binary")]
            controls |= {
                "loss": widgets.Dropdown(
                    options=losses, value="binary_crossentropy", description="Loss"
                ),
                "moves": check(value=True, description="The weights move"),
                "penalty": check(value=False, description="L2 penalty"),
                "dropout": check(value=False, description="Dropout"),
                "batch_norm": check(value=False, description="Batch normalisation"),
            }
        super().__init__(controls, settings)

    @property
    def code(self):
        """The line of code that opens the lab as it is now."""
        if self._own is None:
            return super().code
        given = [f"{name}={name}" for name, value in self._own[1].items() if value is not None]
        first = ", ".join(["model", "x", "y", *given])
        return super().code.replace("(", f"({first}, ", 1).replace(", )", ")")

    def _of_example(self, made, method, batch_size, weights):
        model, x, y, offered = made
        if weights == "none" or (method == "evaluate" and weights == "class"):
            chosen = {}
        else:
            chosen = offered[weights]
        # In a fixed order of rows, so that one choice always shows one number.
        chosen = {"batch_size": batch_size, "shuffle": False, "method": method, **chosen}
        return self._break_down(model, x, y, **chosen)

    def _of_own(self, method, batch_size, weights):
        name = f"{weights}_weight"
        chosen = {} if weights == "none" else {name: self._own[1][name]}
        return self._break_down(*self._own[0], batch_size=batch_size, method=method, **chosen)

    def view(self, change):
        """Shows the way from the metric to the loss; see the base class."""
        run = self._example if self._own is None else self._of_own
        record = run(**self.settings)
        said = _said(record)
        if self.method == "evaluate":
            said += " evaluate trains nothing, so no weight moves, and nothing is dropped."
            if self.weights == "class":
                said += " It takes no class weights, so they are left out here."
        return View(loss_breakdown.waterfall(record), _alt(record), said)


def _options(words):
    return [(text, name) for name, text in words.items()]


def _weights_of(given):
    names = [name for name in ("sample", "class") if given.get(f"{name}_weight") is not None]
    return {name: WEIGHTS[name] for name in ("none", *names)}


def _said(record):
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
