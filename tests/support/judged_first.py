"""Thirty custom losses and metrics after descriptions in public threads.

They were judged before any check existed that could say the same; "returns a variable" was added
when a run of `fit` had shown it (tensorflow/tensorflow#72366).
"""

import functools
import math

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from support.judged import judge

JUDGED = {}
loss = functools.partial(judge, JUDGED, "loss")
metric = functools.partial(judge, JUDGED, "metric")


@loss("keras-team/keras#14627", "spread")
def flat_labels_against_a_column(y_true, y_pred):
    return tf.reduce_mean(tf.square(tf.squeeze(y_true) - y_pred))


@loss("keras-team/keras#12850")
def unknown_labels_are_minus_one(y_true, y_pred):
    known = ops.cast(ops.not_equal(y_true, -1), "float32")
    return ops.mean(ops.square(known * (y_pred - y_true)), axis=-1)


@loss("keras-team/keras#8238")
def void_labels_in_a_cross_entropy(y_true, y_pred):
    valid = ops.cast(y_true >= 0, "float32")
    sure = ops.clip(y_pred, 1e-7, 1 - 1e-7)
    of_each = -(y_true * ops.log(sure) + (1 - y_true) * ops.log(1 - sure))
    return ops.sum(valid * of_each) / ops.sum(valid)


@loss("keras-team/keras#7249", "no minimum", "other rows")
def determination_to_be_maximised(y_true, y_pred):
    residual = ops.sum(ops.square(y_true - y_pred))
    total = ops.sum(ops.square(y_true - ops.mean(y_true)))
    return 1 - residual / total


@loss("keras-team/keras#7249, its answer", "other rows")
def determination_with_its_sign_turned(y_true, y_pred):
    residual = ops.sum(ops.square(y_true - y_pred))
    total = ops.sum(ops.square(y_true - ops.mean(y_true)))
    return residual / total - 1


def weighted_by_confusion(y_true, y_pred, weights):
    chosen = ops.cast(ops.equal(y_pred, ops.max(y_pred, axis=1, keepdims=True)), "float32")
    of_rows = ops.sum(ops.matmul(y_true, ops.convert_to_tensor(weights, "float32")) * chosen, 1)
    return keras.losses.categorical_crossentropy(y_pred, y_true) * of_rows


loss("keras-team/keras#2115", "exchanged")(
    functools.partial(weighted_by_confusion, weights=np.ones((10, 10))), "weighted_by_confusion"
)


@loss("keras-team/keras#12423", "flat where wrong")
def likelihood_of_a_normal_distribution(y_true, y_pred):
    density = ops.exp(-ops.square(y_true - y_pred) / 2) / math.sqrt(2 * math.pi)
    return ops.mean(-ops.log(density + 1e-8), axis=-1)


@loss("a tutorial on asymmetric losses in R", "perfect is not best")
def linear_exponential_with_alpha_on_one_term(y_true, y_pred):
    error = y_true - y_pred
    return ops.mean(0.5 * (ops.exp(error) - 1) - error)


@loss("keras-team/keras#910", "other rows")
def margin_between_pairs(y_true, y_pred):
    score, label = y_pred[:, 0], y_true[:, 0]
    above = ops.cast(label[:, None] > label[None, :], "float32")
    return ops.mean(above * ops.relu(1 - (score[:, None] - score[None, :])))


def tilted(quantile, y_true, y_pred):
    error = y_true - y_pred
    return ops.mean(ops.maximum(quantile * error, (quantile - 1) * error), axis=-1)


loss("sachinruk.github.io/blog/Quantile-Regression")(functools.partial(tilted, 0.9), "tilted")


@loss("keras-team/keras#6294", "no gradient")
def weighted_kappa(y_true, y_pred):
    rated, said = ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1)
    return ops.mean(ops.square(ops.cast(rated - said, "float32")))


@loss("automl and many others")
class FocalLoss(keras.losses.Loss):
    def __init__(self, gamma=2.0, alpha=0.25, name="focal"):
        super().__init__(name=name)
        self.gamma, self.alpha = gamma, alpha

    def call(self, y_true, y_pred):
        sure = ops.clip(y_pred, 1e-7, 1 - 1e-7)
        yes = -self.alpha * y_true * (1 - sure) ** self.gamma * ops.log(sure)
        no = -(1 - self.alpha) * (1 - y_true) * sure**self.gamma * ops.log(1 - sure)
        return ops.mean(yes + no, axis=-1)


@loss("keras-team/keras#19638", "other rows")
def overlap_of_the_whole_batch(y_true, y_pred, smooth=1.0):
    together = ops.sum(y_true * y_pred)
    return 1 - (2 * together + smooth) / (ops.sum(y_true) + ops.sum(y_pred) + smooth)


class MeanWhateverTheReduction(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred))


loss("ck37/coral-ordinal#12")(MeanWhateverTheReduction(reduction="sum"), "mean_and_sum")
loss("keras-team/keras-core#344", "steps by the sum")(
    keras.losses.MeanSquaredError(reduction="none"), "mean_squared_error_none"
)


@loss("boazcogan/LSTM_Stock_Modeling#1")
def wrong_direction_costs_ten_times(y_true, y_pred):
    square = tf.square(y_true - y_pred)
    return tf.reduce_mean(tf.where(y_true * y_pred < 0, 10 * square, square), axis=-1)


@loss("freqtrade/freqtrade#2114", "other rows", "perfect is not best")
def sharpe_ratio(y_true, y_pred):
    earned = y_true * y_pred
    return -ops.mean(earned) / (ops.std(earned) + 1e-7)


@loss("tf-keras, noise on labels", "chance")
def labels_with_noise(y_true, y_pred):
    noisy = y_true + 0.1 * tf.random.normal(tf.shape(y_true))
    return tf.reduce_mean(tf.square(noisy - y_pred), axis=-1)


@loss("keras-team/keras#8866 and many others", "other rows")
def one_minus_correlation(y_true, y_pred):
    left, right = y_true - ops.mean(y_true), y_pred - ops.mean(y_pred)
    size = ops.sqrt(ops.sum(ops.square(left)) * ops.sum(ops.square(right)))
    return 1 - ops.sum(left * right) / (size + 1e-7)


class Charbonnier:
    def __init__(self, epsilon=0.001):
        self.epsilon = epsilon

    def __call__(self, y_true, y_pred):
        return ops.mean(ops.sqrt(ops.square(y_true - y_pred) + self.epsilon**2), axis=-1)


loss("keras-team/keras#3058")(Charbonnier(), "charbonnier")


@metric("keras-team/keras#16461", "batches", "types")
def determination_of_a_batch(y_true, y_pred):
    error = ops.mean(ops.square(y_pred - y_true), axis=0)
    return ops.mean(1 - error / ops.var(ops.cast(y_true, "float32"), axis=0))


@metric("neptune.ai/blog/implementing-the-macro-f1-score-in-keras", "batches")
def f1_of_a_batch(y_true, y_pred):
    y_true, answer = ops.cast(y_true, "float32"), ops.round(ops.cast(y_pred, "float32"))
    hits = ops.sum(y_true * answer)
    return 2 * hits / (ops.sum(y_true) + ops.sum(answer) + 1e-7)


@metric("tensorflow/tensorflow#39451", "returns a variable")
class BinaryTruePositives(keras.metrics.Metric):
    def __init__(self, name="binary_true_positives", **kwargs):
        super().__init__(name=name, **kwargs)
        self.hits = self.add_weight(name="hits", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        hits = tf.logical_and(tf.cast(y_true, tf.bool), y_pred > 0.5)
        self.hits.assign_add(tf.reduce_sum(tf.cast(hits, self.dtype)))

    def result(self):
        return self.hits


@metric("tensorflow/tensorflow#36250", "keeps its state")
class RecallThatIsNeverReset(BinaryTruePositives):
    def reset_state(self):
        pass


@metric("tensorflow/tensorflow#20529", "batches", "returns a variable")
class BatchCounter(keras.metrics.Metric):
    def __init__(self, name="batch_counter"):
        super().__init__(name=name)
        self.batches = self.add_variable((), "zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.batches.assign(self.batches + 1)

    def result(self):
        return self.batches


@metric("keras-team/keras#7947", "batches", "types")
def root_of_the_mean_of_a_batch(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true)))


@metric("tensorflow/addons#267")
class CohensKappa(keras.metrics.Metric):
    def __init__(self, classes=10, name="kappa"):
        super().__init__(name=name)
        self.counts = self.add_variable((classes, classes), "zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        rated, said = (ops.argmax(each, axis=-1) for each in (y_true, y_pred))
        rated, said = (ops.one_hot(each, self.counts.shape[0]) for each in (rated, said))
        self.counts.assign(self.counts + ops.matmul(ops.transpose(rated), said))

    def result(self):
        share = self.counts / ops.sum(self.counts)
        agreed = ops.trace(share)
        by_luck = ops.sum(ops.sum(share, axis=0) * ops.sum(share, axis=1))
        return (agreed - by_luck) / (1 - by_luck + 1e-7)


@metric("keras-team/keras#9253, in plain Python", "state in Python")
class MeanInPython(keras.metrics.Metric):
    def __init__(self, name="mean_in_python"):
        super().__init__(name=name)
        self.updates = 0
        self.total = self.add_variable((), "zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.updates += 1
        self.total.assign(self.total + ops.mean(ops.abs(y_true - y_pred)))

    def result(self):
        return self.total / self.updates


metric("Keras' own names")("mae", "mae")


@metric("keras-team/keras#16836", "spread")
class ErrorOfFlatLabels(keras.metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(ops.abs(ops.squeeze(y_true, axis=-1) - y_pred))
