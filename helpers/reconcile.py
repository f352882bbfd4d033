"""The loss that `fit` or `evaluate` reports, added up from its parts.

Keras computes the number itself, on the learner's own model, while running means of the parts
are kept beside it. Then the model gets back all that it had before.
"""

import contextlib
import random
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context
from tensorflow.python.eager.polymorphic_function import polymorphic_function

from helpers.records_reconcile import Reconciliation

METHODS = ("fit", "evaluate")


class _Output(NamedTuple):
    """One output of a model in one batch, as `compile` pairs it with its loss."""

    name: str
    loss: keras.losses.Loss
    y_true: Any
    y_pred: Any
    sample_weight: Any

    def weighted_loss(self):
        return self.loss(self.y_true, self.y_pred, self.sample_weight)


class _Means:
    """Running means by name, in double precision."""

    def __init__(self):
        self._means = {}

    def add(self, name, value, rows):
        """Counts the value of a batch as often as it has rows."""
        if name not in self._means:
            with tf.init_scope():  # the batch may be a step of a graph
                self._means[name] = keras.metrics.Mean(dtype="float64")
        self._means[name].update_state(value, sample_weight=rows)

    def __getitem__(self, name):
        return float(self._means[name].result())

    def add_plain(self, stage, outputs, rows):
        """Adds what a batch costs without weights: for a metric, and for a loss."""
        for output in outputs:
            pair = [
                keras.ops.convert_to_tensor(each, output.loss.dtype)
                for each in (output.y_true, output.y_pred)
            ]
            # A metric counts each value that the formula gives.
            self.add((stage, "metric", output.name), output.loss.call(*pair), None)
            plain = output.loss(output.y_true, output.y_pred)
            self.add((stage, "plain", output.name), plain, rows)

    def add_weighted(self, stage, outputs, rows):
        """Adds what a batch costs with the weights of its rows."""
        for output in outputs:
            self.add((stage, "weighted", output.name), output.weighted_loss(), rows)

    def add_own(self, outputs):
        """Adds what each output costs, as Keras counts it for the loss of that output alone."""
        for output in outputs:
            # In a graph Keras does not know the rows here, and counts every batch alike.
            known = keras.tree.flatten(output.y_pred)[0].shape[0]
            self.add(("counted", output.name), output.weighted_loss(), known)
            self.add(("alike", output.name), output.weighted_loss(), None)


def reconcile(
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
        model: A compiled Keras model. It is left as it was, and so are all random numbers: the
            next `fit` with the same arguments reports the same loss. A model without weights
            yet gets its first ones.
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
        A `Reconciliation`.

    Raises:
        ValueError: If the number cannot be added up; the message says why.
    """
    _check(model, class_weight, method)
    given = {"sample_weight": sample_weight, "batch_size": batch_size}
    if not model._compile_loss.built:
        few = keras.tree.map_structure(lambda each: each[:2], (x, y))
        model.evaluate(*few, verbose=0)
    factors = _factors(model, number)
    if method == "fit":
        given |= {"class_weight": class_weight, "shuffle": shuffle}
        model.optimizer.build(model.trainable_variables)
    means = _Means()
    with _left_as_it_was(model), _tensorflow_left_as_it_was():
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
    return Reconciliation(method, number, metrics, causes, reported, naive)


def _check(model, class_weight, method):
    if method not in METHODS:
        raise ValueError(f"method is 'fit' or 'evaluate', and you passed {method!r}.")
    if not getattr(model, "compiled", False) or model._compile_loss is None:
        raise ValueError(
            "This model has no loss yet. Call model.compile(optimizer=…, loss=…) first."
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
        outputs = _outputs(model, y, y_pred, sample_weight)
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
        outputs = _outputs(model, y, y_pred, sample_weight)
        means.add_plain("inference", outputs, rows)
        means.add_weighted("inference", outputs, rows)
        with keras.StatelessScope([(each, each.value) for each in variables]) as scope:
            y_pred = model(x, training=True)
        means.add_weighted("training", _outputs(model, y, y_pred, sample_weight), rows)
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


def _outputs(model, y, y_pred, sample_weight):
    """Lists the outputs with their losses, in the way in which `compile` pairs them."""
    compiled, found = model._compile_loss, []
    entries = compiled._flat_losses

    def listening(entry):
        def loss(y_true, y_pred, sample_weight=None):
            found.append(_Output(entry.name, entry.loss, y_true, y_pred, sample_weight))
            return entry.loss(y_true, y_pred, sample_weight)

        return entry._replace(loss=loss)

    compiled._flat_losses = [listening(entry) for entry in entries]
    try:
        compiled(y, y_pred, sample_weight)
    finally:
        compiled._flat_losses = entries
    return found


def _rows(x):
    return keras.ops.shape(keras.tree.flatten(x)[0])[0]


def _seeds(model):
    """Lists the variables from which layers such as dropout draw their random numbers."""
    weights = {id(weight) for weight in model.weights}
    return [each for each in model.non_trainable_variables if id(each) not in weights]


@contextlib.contextmanager
def _left_as_it_was(model):
    """Gives a model back all numbers and functions that it had, whatever happens inside."""
    variables = [*model.variables, *model.metrics_variables, *model.optimizer.variables]
    values = [(variable, variable.numpy()) for variable in variables]
    names = ("train_function", "test_function", "history", "stop_training")
    kept = {name: getattr(model, name) for name in names if hasattr(model, name)}
    model.train_function = model.test_function = None
    try:
        yield
    finally:
        model.reset_metrics()
        for variable, value in values:
            variable.assign(value)
        for name in names:
            if name in kept:
                setattr(model, name, kept[name])
            elif hasattr(model, name):
                delattr(model, name)


@contextlib.contextmanager
def _tensorflow_left_as_it_was():
    """Gives every epoch inside the same order of rows, and all generators their state back.

    TensorFlow's warning against recording steps too often counts none of those inside.
    """
    numbers, recorder = context.context(), polymorphic_function
    kept = random.getstate(), np.random.get_state(), numbers._seed, getattr(numbers, "_rng", None)
    detector = recorder._frequent_tracing_detector_manager
    recorder._frequent_tracing_detector_manager = type(detector)()
    if numbers._seed is None:
        tf.random.set_seed(0)
    try:
        yield
    finally:
        recorder._frequent_tracing_detector_manager = detector
        random.setstate(kept[0])
        np.random.set_state(kept[1])
        numbers._seed, numbers._rng = kept[2:]
