"""Thirty more custom losses and metrics after public threads, judged when the checks existed.

Each was judged before the checks were asked about it.
"""

import functools

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from support.judged import judge

JUDGED = {}
loss = functools.partial(judge, JUDGED, "loss")
metric = functools.partial(judge, JUDGED, "metric")


@loss("keras-team/keras#9549")
def labels_that_are_no_number(y_true, y_pred):
    known = tf.logical_not(tf.math.is_nan(y_true))
    return tf.reduce_mean(tf.square(tf.boolean_mask(y_true - y_pred, known)))


@loss("a thread on percentiles of errors", "other rows")
def hardest_rows(y_true, y_pred):
    squares = ops.reshape(ops.square(y_true - y_pred), (-1,))
    return ops.mean(ops.top_k(squares, 3)[0])


@loss("keras-team/keras#4781", "sum over the batch")
def log_probabilities_added_up(y_true, y_pred):
    return -ops.sum(y_true * ops.log(y_pred + 1e-20))


@loss("keras-team/keras#1917", "exchanged")
def divergence_the_other_way_round(y_true, y_pred):
    y_true, y_pred = (ops.clip(each, 1e-7, 1.0) for each in (y_true, y_pred))
    return ops.sum(y_pred * ops.log(y_pred / y_true), axis=-1)


@loss("keras-team/keras#11251", "perfect is not best")
def contrastive_distance(y_true, distance, margin=1.0):
    apart = ops.square(ops.maximum(margin - distance, 0.0))
    return ops.mean(y_true * ops.square(distance) + (1 - y_true) * apart, axis=-1)


@loss("keras-team/keras#20388", "perfect is not best")
def square_with_a_penalty_of_predictions(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred) + 0.1 * ops.square(y_pred), axis=-1)


def weighted(weight, y_true, y_pred):
    sure = ops.clip(y_pred, 1e-7, 1 - 1e-7)
    return ops.mean(-weight * y_true * ops.log(sure) - (1 - y_true) * ops.log(1 - sure), axis=-1)


loss("codemia, custom loss with weights")(functools.partial(weighted, 5.0), "weighted")


@loss("keras-team/keras#9752", "error")
def rows_taken_for_columns(y_true, y_pred):
    return ops.square(y_true[2] - y_pred[2]) + ops.square(y_true[3] - y_pred[3])


@loss("wenku, guide to custom losses")
def rare_large_values_count_more(y_true, y_pred):
    return ops.mean(ops.exp(0.3 * y_true) * ops.square(y_true - y_pred), axis=-1)


@loss("restack, penalised error")
def penalty_beyond_one(y_true, y_pred):
    error = tf.abs(y_true - y_pred)
    return tf.reduce_mean(tf.square(error) + 3 * tf.nn.relu(error - 1))


loss("Keras' own, with a parameter")(keras.losses.Huber(delta=2.0), "huber_of_two")
loss("label smoothing", "perfect is not best")(
    keras.losses.BinaryCrossentropy(label_smoothing=0.1), "smooth_labels"
)
loss("keras-team/keras#18818", "sum over the batch")(
    keras.losses.MeanAbsoluteError(reduction="sum"), "absolute_errors_added_up"
)


@loss("pkshyun/tf_examples", "other rows")
def weighted_by_the_batch(y_true, y_pred):
    share = ops.mean(y_true)
    sure = ops.clip(y_pred, 1e-7, 1 - 1e-7)
    yes, no = y_true * ops.log(sure), (1 - y_true) * ops.log(1 - sure)
    return -ops.mean((1 - share) * yes + share * no)


@loss("robust regression", "flat where wrong")
def biweight(y_true, y_pred):
    share = ops.clip(ops.square((y_true - y_pred) / 4.685), 0.0, 1.0)
    return ops.mean(1 - (1 - share) ** 3, axis=-1)


@loss("smooth series", "order", "perfect is not best")
def square_with_a_smooth_series(y_true, y_pred):
    jumps = ops.mean(ops.square(y_pred[1:] - y_pred[:-1]))
    return ops.mean(ops.square(y_true - y_pred)) + jumps


@loss("random weights of NumPy", "chance")
def weights_drawn_by_numpy(y_true, y_pred):
    weight = np.random.uniform(0.5, 1.5)
    return ops.mean(weight * ops.square(y_true - y_pred), axis=-1)


@loss("keras-team/keras#16663", "no gradient")
def share_of_wrong_answers(y_true, y_pred):
    return 1 - ops.mean(ops.cast((y_pred > 0.5) == (y_true > 0.5), "float32"))


@loss("weights of rows, by hand", "spread")
def cross_entropy_times_labels(y_true, y_pred):
    return ops.mean((1 + y_true) * keras.losses.binary_crossentropy(y_true, y_pred))


@loss("keras-team/keras#2508", "no minimum")
def signed_error(y_true, y_pred):
    return ops.mean(y_true - y_pred, axis=-1)


@metric("keras-team/keras#8657", "batches")
def precision_of_a_batch(y_true, y_pred):
    y_true, answer = ops.cast(y_true, "float32"), ops.cast(y_pred > 0.5, "float32")
    return ops.sum(y_true * answer) / (ops.sum(answer) + 1e-7)


@metric("keras-team/keras#8866", "types")
def error_of_each_row(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)


@metric("keras-team/keras#8866, with casts")
def cast_error_of_each_row(y_true, y_pred):
    y_true, y_pred = ops.cast(y_true, "float32"), ops.cast(y_pred, "float32")
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


@metric("tensorflow/addons, R squared")
class Determination(keras.metrics.Metric):
    def __init__(self, name="determination"):
        super().__init__(name=name)
        self.sums = [self.add_variable((), "zeros") for _ in range(4)]

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true, y_pred = ops.cast(y_true, "float32"), ops.cast(y_pred, "float32")
        parts = ops.ones_like(y_true), y_true, y_true**2, (y_true - y_pred) ** 2
        for total, part in zip(self.sums, parts, strict=True):
            total.assign(total + ops.sum(part))

    def result(self):
        count, first, second, residual = self.sums
        return 1 - residual / (second - first**2 / count + 1e-7)


@metric("largest error", "returns a variable")
class Largest(keras.metrics.Metric):
    def __init__(self, name="largest_error"):
        super().__init__(name=name)
        self.largest = self.add_variable((), "zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        error = ops.cast(y_true, "float32") - ops.cast(y_pred, "float32")
        self.largest.assign(ops.maximum(self.largest, ops.max(ops.abs(error))))

    def result(self):
        return self.largest.value


@metric("keras-team/keras#6977", "batches", "returns a variable")
class LastBatch(Largest):
    def update_state(self, y_true, y_pred, sample_weight=None):
        self.largest.assign(
            ops.mean(ops.abs(ops.cast(y_true, "float32") - ops.cast(y_pred, "float32")))
        )


metric("keras-team/keras#18362")(
    keras.metrics.F1Score(average="macro", threshold=0.5), "f1_with_a_threshold"
)


@metric("netrack/keras-metrics#18", "keeps its state")
class HalfReset(keras.metrics.Metric):
    def __init__(self, name="half_reset"):
        super().__init__(name=name)
        self.total = self.add_variable((), "zeros")
        self.count = self.add_variable((), "zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        error = ops.abs(ops.cast(y_true, "float32") - ops.cast(y_pred, "float32"))
        self.total.assign(self.total + ops.sum(error))
        self.count.assign(self.count + ops.cast(ops.size(error), "float32"))

    def result(self):
        return self.total / self.count

    def reset_state(self):
        self.total.assign(0.0)


@metric("keras-team/keras#10989", "error")
class CollectsForScikitLearn(keras.metrics.Metric):
    def __init__(self, name="collects"):
        super().__init__(name=name)
        self.rows = []

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.rows.append((y_true.numpy(), y_pred.numpy()))

    def result(self):
        return np.mean([np.mean(np.abs(a - b)) for a, b in self.rows])


@metric("running averages", "batches", "returns a variable")
class MovingAverage(Largest):
    def update_state(self, y_true, y_pred, sample_weight=None):
        error = ops.mean(ops.abs(ops.cast(y_true, "float32") - ops.cast(y_pred, "float32")))
        self.largest.assign(0.9 * self.largest + 0.1 * error)
