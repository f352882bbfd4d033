"""For each trap five that fall into it or more, and as many that look like it and do not.

A text is what a function of `y` and `p`, the labels and the predictions, returns.
"""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

SQUARE = "ops.mean(ops.square(y - p))"


class WithReduction(keras.losses.Loss):
    """One value for each row, or one for all."""

    def __init__(self, reduction, of_rows=True):
        super().__init__(reduction=reduction)
        self.of_rows = of_rows

    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1 if self.of_rows else None)


LOSSES = {
    "spread": (
        [
            "ops.mean(ops.square(ops.squeeze(y, axis=-1) - p))",
            "ops.mean(ops.abs(y - p[:, 0]))",
            "ops.mean((1 + y) * ops.mean(ops.square(y - p), axis=-1))",
            "tf.reduce_mean(tf.math.squared_difference(tf.reshape(y, [-1]), p))",
            "ops.mean(ops.where(y[:, 0] > p, 2.0, 1.0) * ops.square(y - p))",
            "ops.mean(ops.maximum(ops.reshape(y, (1, -1)) - p, 0.0))",
        ],
        [
            "ops.mean(ops.square(ops.squeeze(y, axis=-1) - ops.squeeze(p, axis=-1)))",
            "ops.mean(ops.relu(1 - p + ops.transpose(p)) * ops.relu(y - ops.transpose(y)))",
            "ops.mean(ops.square((y[:, 0][:, None] - y[:, 0]) - (p[:, 0][:, None] - p[:, 0])))",
            "ops.mean(ops.exp(-ops.square(p - ops.transpose(p))))"
            " - 2 * ops.mean(ops.exp(-ops.square(y - ops.transpose(p))))",
            "ops.mean(ops.matmul(p - y, ops.transpose(p - y)) * ops.eye(ops.shape(p)[0]))",
            "ops.mean(y * ops.transpose(1 - y) * ops.sigmoid(ops.transpose(p) - p))",
        ],
    ),
    "sum over the batch": (
        [
            "ops.sum(ops.square(y - p))",
            "tf.reduce_sum(tf.abs(y - p))",
            "ops.sum(ops.mean(ops.square(y - p), axis=-1))",
            "tf.nn.l2_loss(y - p)",
            "ops.einsum('ij,ij->', y - p, y - p)",
            f"{SQUARE} * ops.cast(ops.shape(y)[0], 'float32')",
            keras.losses.LogCosh(reduction="sum"),
        ],
        [
            "ops.sum(ops.square(y - p), axis=-1)",
            "ops.sum(ops.square(y - p)) / ops.cast(ops.shape(y)[0], 'float32')",
            f"100 * {SQUARE}",
            f"ops.sqrt({SQUARE})",
            "ops.sum(ops.abs(y - p)) / ops.sum(ops.ones_like(y))",
            WithReduction("sum", of_rows=False),
        ],
    ),
    "steps by the sum": (
        [
            keras.losses.MeanSquaredError(reduction=None),
            keras.losses.Huber(reduction="none"),
            keras.losses.BinaryCrossentropy(reduction="none"),
            WithReduction(None),
            WithReduction("none"),
        ],
        [
            keras.losses.MeanSquaredError(),
            keras.losses.Huber(reduction="mean"),
            keras.losses.BinaryCrossentropy(reduction="mean_with_sample_weight"),
            WithReduction("none", of_rows=False),
            WithReduction("sum"),
        ],
    ),
    "other rows": (
        [
            f"ops.sqrt({SQUARE})",
            "1 - (2 * ops.sum(y * p) + 1) / (ops.sum(y) + ops.sum(p) + 1)",
            f"{SQUARE} / ops.var(y)",
            "ops.mean(ops.square((p - ops.mean(p)) - (y - ops.mean(y))))",
            "ops.max(ops.abs(y - p))",
            f"{SQUARE} ** 2",
        ],
        [
            SQUARE,
            "ops.sqrt(ops.mean(ops.square(y - p), axis=-1) + 1e-6)",
            f"{SQUARE} + 3",
            "ops.sum(ops.square(y - p)) / 32",
            "ops.mean(ops.abs(y - p) / (ops.abs(y) + 1))",
        ],
    ),
    "order": (
        [
            "ops.mean(ops.square((y[1:] - y[:-1]) - (p[1:] - p[:-1])))",
            "ops.mean(ops.cumsum(ops.ones_like(y), axis=0) * ops.square(y - p))",
            "ops.mean(ops.square(y - p)[:4])",
            "ops.mean(ops.square(ops.cumsum(y - p, axis=0)))",
            "ops.mean(ops.square(y - p)[::2])",
        ],
        [
            "ops.mean(ops.square((y - ops.transpose(y)) - (p - ops.transpose(p))))",
            "ops.mean(ops.top_k(ops.reshape(ops.square(y - p), (-1,)), 2)[0])",
            "ops.max(ops.abs(y - p))",
            "ops.mean(ops.square(ops.flip(y, axis=0) - ops.flip(p, axis=0)))",
            "ops.mean(ops.cumsum(ops.square(y - p), axis=-1))",
        ],
    ),
    "chance": (
        [
            "tf.reduce_mean(tf.square(y - p + 0.1 * tf.random.normal(tf.shape(p))))",
            "tf.reduce_mean(tf.square(tf.nn.dropout(y - p, 0.5)))",
            f"{SQUARE} * np.random.rand()",
            f"{SQUARE} * random.random()",
            f"{SQUARE} * tf.random.uniform(())",
            "ops.mean(ops.square(tf.random.shuffle(y) - p))",
        ],
        [
            f"{SQUARE} + 0 * tf.random.normal(())",
            "ops.mean(ops.square(y - p + 0.01 * keras.random.normal((1,), seed=3)))",
            f"{SQUARE} * (1 + tf.random.stateless_uniform((), [1, 2]))",
            f"{SQUARE} * (1 + np.random.default_rng(0).random())",
            f"{SQUARE} * (1 + random.Random(1).random())",
        ],
    ),
    "exchanged": (
        [
            "keras.losses.kl_divergence(p, y)",
            "keras.losses.categorical_crossentropy(p, y)",
            "keras.losses.binary_crossentropy(p, y)",
            "keras.losses.mean_absolute_percentage_error(p, y)",
            "2 * keras.losses.poisson(p, y)",
        ],
        [
            "keras.losses.kl_divergence(y, p)",
            "keras.losses.categorical_crossentropy(y, p)",
            "keras.losses.binary_crossentropy(y, p)",
            "keras.losses.mean_absolute_percentage_error(y, p)",
            "2 * keras.losses.poisson(y, p)",
            "keras.losses.mean_squared_error(p, y)",
        ],
    ),
    "no minimum": (
        [
            f"-{SQUARE}",
            "ops.mean(y - p)",
            "1 - ops.sum(ops.square(y - p)) / ops.sum(ops.square(y - ops.mean(y)))",
            "ops.mean((y - p) ** 3)",
            f"-ops.log({SQUARE} + 1.0)",
            "ops.mean(p) - ops.mean(y)",
        ],
        [
            f"{SQUARE} - 100",
            f"ops.log({SQUARE} + 1e-6)",
            "ops.mean(ops.maximum(0.9 * (y - p), -0.1 * (y - p)))",
            "-ops.mean(ops.exp(-ops.square(y - p)))",
            "ops.mean(ops.exp(y - p) - (y - p))",
        ],
    ),
    "perfect is not best": (
        [
            "ops.mean(ops.square(y - 2 * p))",
            f"{SQUARE} + ops.mean(ops.abs(p))",
            "ops.mean(0.5 * (ops.exp(y - p) - 1) - (y - p))",
            "ops.mean(ops.square(p))",
            "ops.mean(ops.square(y - p - 0.5))",
        ],
        [
            f"{SQUARE} + ops.mean(ops.abs(y))",
            f"2 * {SQUARE} + 1",
            "ops.mean(ops.maximum(0.9 * (y - p), -0.1 * (y - p)))",
            "ops.mean(ops.relu(ops.abs(y - p) - 0.01))",
            f"{SQUARE} + ops.mean(ops.abs(p - y))",
        ],
    ),
    "flat where wrong": (
        [
            "ops.mean(ops.square(y - ops.clip(p, -2.0, 2.0)))",
            "ops.mean(1 - ops.exp(-ops.square(y - p)))",
            "ops.mean(ops.minimum(ops.square(y - p), 1.0))",
            "ops.mean(ops.tanh(ops.abs(y - p)))",
            "ops.mean(ops.sigmoid(ops.square(y - p)))",
            "ops.mean(ops.square(y - ops.relu(p)))",
        ],
        [
            "keras.losses.huber(y, p)",
            "keras.losses.log_cosh(y, p)",
            "ops.mean(ops.log(1 + ops.square(y - p)))",
            "ops.mean(ops.sqrt(ops.square(y - p) + 1e-4))",
            "ops.mean(ops.square(ops.clip(y, -2.0, 2.0) - p))",
            "keras.losses.binary_crossentropy(y, p)",
        ],
    ),
}


class Kept(keras.metrics.Metric):
    """A mean absolute error whose reset, and whose count, can be spoilt."""

    def __init__(self, spoil="nothing", name="kept"):
        super().__init__(name=name)
        self.spoil, self.updates, self.sizes, self.first = spoil, 0, [], True
        self.total = self.add_variable((), "zeros")
        self.count = self.add_variable((), "ones" if spoil == "begins at one" else "zeros")
        self.inner = {"mean": keras.metrics.Mean()} if "dict" in spoil else keras.metrics.Mean()

    def update_state(self, y_true, y_pred, sample_weight=None):
        error = ops.abs(ops.cast(y_true, "float32") - ops.cast(y_pred, "float32"))
        self.updates += 1
        self.sizes.append(self.updates)
        mean = self.inner["mean"] if "dict" in self.spoil else self.inner
        mean.update_state(error)
        if self.spoil == "only the first" and not self.first:
            return
        self.first = False
        self.total.assign(self.total + ops.sum(error))
        self.count.assign(self.count + ops.cast(ops.size(error), "float32"))

    def result(self):
        if self.spoil == "counts updates":
            return self.total / self.updates
        if self.spoil == "lists sizes":
            return self.total / len(self.sizes)
        if self.spoil == "a sum of Python":
            return self.total / sum(self.sizes)
        if self.spoil == "last of a list":
            return self.total * self.sizes[-1]
        if self.spoil == "metric in a dict":
            return self.inner["mean"].result()
        return self.total / self.count

    def reset_state(self):
        if self.spoil in ("never", "metric in a dict"):
            return
        if self.spoil == "total alone":
            self.total.assign(0.0)
        elif self.spoil == "to one":
            self.total.assign(1.0)
        elif self.spoil == "count alone":
            self.count.assign(0.0)
        elif self.spoil == "begins at one":
            self.total.assign(0.0)
            self.count.assign(1.0)
        elif self.spoil == "by hand":
            for each in self.variables:
                each.assign(ops.zeros_like(each))
        else:
            super().reset_state()


class OnlyFirst(Kept):
    """Adds the first batch and no other, by a flag of Python."""

    def __init__(self):
        super().__init__("only the first")


class Returned(Kept):
    """A sum of absolute errors, handed out by a function of its variable."""

    def __init__(self, handed_out, name):
        super().__init__(name=name)
        self.handed_out = handed_out

    def result(self):
        return self.handed_out(self.total)


class OfKeras(keras.metrics.Mean):
    """Derives from a metric of Keras, and returns its variable."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(ops.square(y_pred))

    def result(self):
        return self.total


C = "ops.abs(ops.cast(y, 'float32') - ops.cast(p, 'float32'))"
METRICS = {
    "batches": (
        [
            f"ops.sqrt(ops.mean(ops.square({C})))",
            f"ops.mean({C})",
            f"ops.max({C})",
            f"ops.std({C})",
            f"ops.median({C})",
            keras.metrics.PearsonCorrelation(axis=(0, 1)),
        ],
        [
            f"ops.mean({C}, axis=-1)",
            C,
            "ops.cast(p > 0.5, 'float32')",
            keras.metrics.RootMeanSquaredError(),
            keras.metrics.AUC(num_thresholds=20),
            Kept(),
        ],
    ),
    "keeps its state": (
        [
            Kept(each)
            for each in ("never", "total alone", "to one", "count alone", "metric in a dict")
        ],
        [
            Kept(),
            Kept("by hand"),
            Kept("begins at one"),
            keras.metrics.MeanAbsoluteError(),
            keras.metrics.F1Score(threshold=0.5, average="micro"),
        ],
    ),
    "state in Python": (
        [
            OnlyFirst(),
            *(
                Kept(each)
                for each in ("counts updates", "lists sizes", "a sum of Python", "last of a list")
            ),
        ],
        [
            Kept(),
            Kept("by hand"),
            Kept("begins at one"),
            keras.metrics.Precision(thresholds=0.4),
            keras.metrics.MeanAbsoluteError(),
        ],
    ),
    "returns a variable": (
        [
            Returned(lambda total: total, "itself"),
            Returned(lambda total: total.value, "its_value"),
            Returned(ops.convert_to_tensor, "converted"),
            Returned(lambda total: ops.convert_to_tensor(total, "float32"), "converted_to_a_type"),
            OfKeras(),
        ],
        [
            Returned(ops.copy, "copied"),
            Returned(lambda total: total + 0, "plus_0"),
            Returned(lambda total: ops.cast(total, "float32"), "cast"),
            Returned(lambda total: tf.identity(total.value), "identical"),
            keras.metrics.TruePositives(),
        ],
    ),
    "types": (
        [
            "ops.mean(ops.abs(y - p), axis=-1)",
            "tf.square(y - p)",
            "y * p",
            "tf.maximum(y, p)",
            "tf.where(p > 0.5, y, 1 - p)",
        ],
        [
            f"ops.mean({C}, axis=-1)",
            "keras.losses.mean_squared_error(y, p)",
            "ops.abs(ops.subtract(y, p))",
            "keras.metrics.binary_accuracy(y, p)",
            keras.metrics.AUC(num_thresholds=20),
        ],
    ),
}
NAMES = {"keras": keras, "np": np, "ops": ops, "tf": tf}


def function_of(text):
    """Makes a function of an expression in `y` and `p`."""
    import random

    return eval(f"lambda y, p: {text}", NAMES | {"random": random})


def cases(traps):
    """Returns triples: a trap, something that is tried, and whether it is in the trap."""
    return [
        (trap, each, is_in_it)
        for trap, both in traps.items()
        for is_in_it, things in zip((True, False), both, strict=True)
        for each in things
    ]
