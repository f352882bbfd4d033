"""The loss that `fit` or `evaluate` reports, added up from its parts.

Keras computes the number itself, on the learner's own model, while running means of the parts
are kept beside it. Then the model gets back all that it had before.
"""

import keras
import numpy as np

from helpers.scoring.batch_parts import Means, outputs_of
from helpers.scoring.breakdown_record import LossBreakdown
from helpers.scoring.preserved_model import borrowed

METHODS = ("fit", "evaluate")


def loss_breakdown(
    model,
    x,
    y,
    sample_weight=None,
    class_weight=None,
    batch_size=32,
    shuffle=True,
    method="fit",
    number="loss",
):
    """Adds up the loss that Keras reports for one epoch, from a metric with the same formula.

    The causes are taken in a fixed order, each with those before it: how batches are counted,
    the weights of outputs, the weights of rows (all of these with the weights at the end of the
    epoch, in inference mode), training mode, weights that move, penalties.

    Args:
        model: A compiled Keras model. It is left as it was, and so are all random numbers: if
            there is a seed, the next `fit` with the same arguments reports the same loss. A
            model without weights yet gets its first ones.
        x: Features, as for `fit`: an array, or a list or dict of them.
        y: `y_true`, as for `fit`.
        sample_weight: Weights of rows, as for `fit`, or None.
        class_weight: Dict from a class to its weight, as for `fit`, or None.
        batch_size: Rows of a batch.
        shuffle: Whether `fit` mixes the rows.
        method: `"fit"`, or `"evaluate"` for the number that `evaluate` reports.
        number: `"loss"`; or, for a model with several outputs, the loss of one of them, by the
            name that Keras gives it, such as `"price_loss"`.

    Returns:
        A `LossBreakdown`.

    Raises:
        ValueError: If the number cannot be added up; the message says why.
    """
    _check(model, x, y, class_weight, method)
    given = {"sample_weight": sample_weight, "batch_size": batch_size}
    if not model._compile_loss.built:
        few = keras.tree.map_structure(lambda each: each[:2], (x, y))
        model.evaluate(*few, verbose=0)
    factors = _factors(model, number)
    if method == "fit":
        given |= {"class_weight": class_weight, "shuffle": shuffle}
        model.optimizer.build(model.trainable_variables)
    means = Means()
    with borrowed(model):
        seeds = [(seed, seed.numpy()) for seed in _seeds(model)]
        reported = _reported(model, means, method, x, y, given)[number]
        if not np.isfinite(reported):
            raise ValueError(
                f"The {number} of this epoch is {reported}, and that has no parts. "
                "A smaller learning rate may help, or a look for NaN in x and y."
            )
        if method == "fit":
            for seed, value in seeds:
                seed.assign(value)
            _replay(model, means, x, y, given)
    rows = "class weights" if class_weight is not None else "sample weights"
    metrics, causes = _parts(means, method, factors, rows)
    if number == "loss":
        causes["penalties"] = means["penalties"]
        naive = means["mean of batches"]
    else:
        (name,) = factors
        naive = means["alike", name]
        counted = means["counted", name]
        causes["smaller last batch counted in full"] = counted - means["reported", "weighted", name]
    return LossBreakdown(method, number, metrics, causes, reported, naive)


def _check(model, x, y, class_weight, method):
    if method not in METHODS:
        raise ValueError(f"method is 'fit' or 'evaluate', and you passed {method!r}.")
    if not getattr(model, "compiled", False) or model._compile_loss is None:
        raise ValueError(
            "This model has no loss yet. Call model.compile(optimizer=…, loss=…) first."
        )
    if not all(hasattr(each, "shape") for each in keras.tree.flatten((x, y))):
        raise ValueError(
            "x and y are arrays here, or lists or dicts of arrays. np.asarray(…) makes one of a "
            "list of numbers; the rows of a tf.data.Dataset have to be collected first."
        )
    if method == "evaluate" and class_weight is not None:
        raise ValueError(
            "evaluate takes no class_weight: it is for training. Leave it out, or pass "
            "sample_weight with one weight for each row."
        )
    for name in ("train_step", "test_step", "compute_loss"):
        if getattr(type(model), name) is not getattr(keras.Model, name):
            raise ValueError(
                f"Your model has its own {name}, and nobody else knows what is in its loss. "
                "This works for models whose loss is computed by Keras alone."
            )


def _reported(model, means, method, x, y, given):
    """Lets Keras compute its numbers, and writes down the parts of each batch on the way."""
    original = model.compute_loss

    def compute_loss(x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss = original(x, y, y_pred, sample_weight, training)
        rows = _rows(x)
        means.add("penalties", sum(keras.ops.sum(each) for each in model.losses), rows)
        means.add("mean of batches", loss, None)
        outputs = outputs_of(model, y, y_pred, sample_weight)
        means.add_weighted("reported", outputs, rows)
        if method == "evaluate":
            means.add_plain("reported", outputs, rows)
        if len(outputs) > 1:
            means.add_own(outputs)
        return loss

    model.compute_loss = compute_loss
    try:
        if method == "evaluate":
            return model.evaluate(x, y, verbose=0, return_dict=True, **given)
        history = model.fit(x, y, verbose=0, **given).history
        return {name: values[0] for name, values in history.items()}
    finally:
        del model.compute_loss


def _replay(model, means, x, y, given):
    """Runs through the same batches with the weights of the end, and trains nothing."""
    model.train_function = None
    variables = model.non_trainable_variables
    seeds = {id(seed) for seed in _seeds(model)}

    def train_step(data):
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        rows = _rows(x)
        y_pred = model(x, training=False)
        outputs = outputs_of(model, y, y_pred, sample_weight)
        means.add_plain("inference", outputs, rows)
        means.add_weighted("inference", outputs, rows)
        with keras.StatelessScope([(each, each.value) for each in variables]) as scope:
            y_pred = model(x, training=True)
        means.add_weighted("training", outputs_of(model, y, y_pred, sample_weight), rows)
        # Dropout goes on to its next random numbers; batch normalisation remembers nothing.
        for variable in variables:
            if id(variable) in seeds:
                variable.assign(scope.get_current_value(variable))
        return {"loss": keras.ops.zeros(())}

    model.train_step = train_step
    try:
        model.fit(x, y, verbose=0, **given)
    finally:
        del model.train_step


def _parts(means, method, factors, rows):
    """Returns the metrics, and the causes by which their sum becomes the data term."""

    def total(stage, kind, factors=factors):
        return sum(factor * means[stage, kind, name] for name, factor in factors.items())

    end = "inference" if method == "fit" else "reported"
    metrics = {name: means[end, "metric", name] for name in factors}
    plain, scaled = total(end, "plain", dict.fromkeys(factors, 1.0)), total(end, "plain")
    weighted = total(end, "weighted")
    causes = {
        "batches counted by their rows": plain - sum(metrics.values()),
        "loss weights": scaled - plain,
        rows: weighted - scaled,
    }
    if method == "fit":
        training, moving = total("training", "weighted"), total("reported", "weighted")
        causes["training mode"] = training - weighted
        causes["moving weights"] = moving - training
    return metrics, causes


def _factors(model, number):
    """Returns the weight of each output that is in a number, by name."""
    entries = {each.name: each.loss_weights for each in model._compile_loss._flat_losses}
    if number == "loss":
        return {name: 1.0 if weight is None else weight for name, weight in entries.items()}
    known = {f"{name}_loss": name for name in entries} if len(entries) > 1 else {}
    if number not in known:
        raise ValueError(
            f"number is one of {', '.join(['loss', *known])} here, and you passed {number!r}."
        )
    return {known[number]: 1.0}


def _rows(x):
    return keras.ops.shape(keras.tree.flatten(x)[0])[0]


def _seeds(model):
    """Lists the variables from which layers such as dropout draw their random numbers."""
    weights = {id(weight) for weight in model.weights}
    return [each for each in model.non_trainable_variables if id(each) not in weights]
