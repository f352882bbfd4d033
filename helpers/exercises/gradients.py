"""For answers that `fit` could train with: they are traced, and their gradient is taken."""

import tensorflow as tf

from helpers.exercises.judging import Wrong, call, read_numbers


def trace_loss(loss, *others, misconception):
    """Makes of a loss what `fit` makes of it: a `tf.function` of its value and its gradient.

    Args:
        loss: The learner's function of `y_true` and `y_pred`.
        *others: What else it takes.
        misconception: Key of the text for a function that works with numbers, but cannot be
            traced. The text may quote the error, as `{said}`.

    Returns:
        Function from `y_true` and `y_pred`, arrays of one shape `(rows, outputs)`, to the mean of
        the loss, a number, and its gradient with respect to `y_pred`, an array of their shape,
        which is zero where none comes back. Each shape is traced once. It calls the loss with
        numbers first, and raises `NotAttempted` or `Wrong` as `call` and `read_numbers` do;
        then it raises `Wrong` with the misconception if the loss cannot be traced.
    """

    @tf.function
    def traced(y_true, y_pred):
        with tf.GradientTape() as tape:
            tape.watch(y_pred)
            value = tf.reduce_mean(tf.convert_to_tensor(loss(y_true, y_pred, *others)))
        gradient = tape.gradient(value, y_pred)
        return value, tf.zeros_like(y_pred) if gradient is None else gradient

    def value_and_gradient(y_true, y_pred):
        given = tf.constant(y_true), tf.constant(y_pred)
        read_numbers(call(loss, *given, *others), finite=False)
        try:
            return [each.numpy() for each in traced(*given)]
        except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
            said = str(error).strip().splitlines()[-1].split(". ")[0].strip(" .")
            raise Wrong(misconception, said=said) from None

    return value_and_gradient
