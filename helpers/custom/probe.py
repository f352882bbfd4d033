"""A custom loss as a step of `fit` sees it: for any number of rows, with its gradient."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

SUMMED = (None, "none")


class Step(NamedTuple):
    """What one batch gives.

    Attributes:
        value: What the step goes down: the loss after its reduction, and the sum of what is left
            of it, because that is what a gradient is taken of.
        values: What the formula returns, before the reduction.
        gradient: Of `value` with respect to `y_pred`, in its shape; zero where none comes back.
    """

    value: float
    values: np.ndarray
    gradient: np.ndarray


class Probe:
    """A loss, traced once, with the number of rows left open as in `fit`.

    Args:
        form: Its `Form`.
        batch: A `Batch` of the shapes that it will get.

    Attributes:
        reduction: The reduction of the loss.
    """

    def __init__(self, form, batch):
        self.reduction = getattr(form.object, "reduction", None)

        def step(y_true, y_pred):
            with tf.GradientTape() as tape:
                tape.watch(y_pred)
                values = tf.cast(form(y_true, y_pred), "float32")
                value = self._reduce(values)
            gradient = tape.gradient(value, y_pred)
            return value, values, tf.zeros_like(y_pred) if gradient is None else gradient

        traced = tf.function(step, input_signature=batch.specs, autograph=False)
        self._step = traced.get_concrete_function()

    def _reduce(self, values):
        """Reduces as `reduce_values` in `keras/src/losses/loss.py` does, on one device."""
        if self.reduction in (*SUMMED, "sum"):
            return tf.reduce_sum(values)
        return tf.reduce_mean(values)

    def __call__(self, batch):
        """Returns the `Step` of a batch."""
        given = tf.constant(batch.y_true), tf.constant(batch.y_pred)
        value, values, gradient = (each.numpy() for each in self._step(*given))
        return Step(float(value), values, gradient)

    def of_one(self, batch, row):
        """Returns the `Step` of one row alone, with NaN for all if the loss fails on it."""
        alone = batch.rows([row])
        try:
            return self(alone)
        except tf.errors.OpError:  # it may need several rows, as a top k does
            return Step(np.nan, np.full(1, np.nan), np.full_like(alone.y_pred, np.nan))

    @property
    def steps_by_the_sum(self):
        """Whether the reduction leaves a loss for each row, of which a step takes the sum."""
        return self.reduction in SUMMED
