"""A custom loss or metric as the labs and the engine call it: never for long, and in sentences."""

import keras
import tensorflow as tf

from helpers.learner_code import sandbox


class GuardedLoss(keras.losses.Loss):
    """A learner's loss in the sandbox, with the reduction that it has.

    Args:
        form: Its `Form`.
    """

    def __init__(self, form):
        # Not the name of the form: TensorFlow takes no ü in it, and no _ at its beginning.
        loss = form.object
        super().__init__(name="custom_loss", reduction=loss.reduction, dtype=loss.dtype)
        # `fit` does not rewrite the `if` and `for` of a loss, so neither do we.
        self._call = _unconverted(loss.call, form)

    def call(self, y_true, y_pred):
        """Returns what the learner's loss returns; the base class reduces it."""
        return self._call(y_true, y_pred)


class GuardedMetric(keras.metrics.Metric):
    """A learner's metric in the sandbox, with a memory of its own.

    Args:
        form: Its `Form`.
    """

    def __init__(self, form):
        super().__init__(name="custom_metric")
        self._inner = form.new()  # a metric in a metric: its variables belong to both
        self._update = _unconverted(self._inner.update_state, form)
        self._result = _unconverted(self._inner.result, form)
        self._reset = _unconverted(self._inner.reset_state, form)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch."""
        self._update(y_true, y_pred, sample_weight=sample_weight)

    def result(self):
        """Returns the value of all batches since the last reset."""
        return self._result()

    def reset_state(self):
        """Forgets all batches, as far as the learner's metric does."""
        self._reset()


def _unconverted(method, form):
    @tf.autograph.experimental.do_not_convert
    def guarded(*args, **kwargs):
        return sandbox.run(lambda: method(*args, **kwargs), form)

    return guarded
