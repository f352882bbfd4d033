"""For answers that `fit` could train with: they are traced, and their gradient is taken."""

import tensorflow as tf

from helpers.exercises.judging import Wrong, call, read_numbers


def value_and_gradient(loss, y_true, y_pred, *others, misconception):
    """Computes a loss and its gradient inside a `tf.function`, as `fit` does.

    Args:
        loss: The learner's function of `y_true` and `y_pred`. It is first called without tracing.
        y_true: Array of shape `(rows, outputs)`.
        y_pred: Array of the same shape.
        *others: What else the function takes.
        misconception: Key of the text for a function that works with numbers, but cannot be
            traced. The text may quote the error, as `{said}`.

    Returns:
        The mean of the loss, a tensor of shape `()`; and its gradient with respect to `y_pred`,
        an array of the same shape, which is zero where none comes back.

    Raises:
        NotAttempted: If there are dots in what it returns.
        Wrong: If it returns no numbers, or cannot be traced.
    """
    truth, prediction = tf.constant(y_true), tf.Variable(y_pred)
    read_numbers(call(loss, truth, tf.constant(y_pred), *others), finite=False)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.convert_to_tensor(loss(truth, prediction, *others)))
        gradient = tape.gradient(value, prediction)
        return value, tf.zeros_like(prediction) if gradient is None else gradient

    try:
        value, gradient = step()
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
        said = str(error).strip().splitlines()[-1].strip()[:160]
        raise Wrong(misconception, said=said) from None
    return value, gradient.numpy()
