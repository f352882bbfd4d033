"""Example 3 of Document A in TensorFlow, with its two mistakes and without, for notebook 13.

It runs in a process of its own, because TensorFlow beside JAX and PyTorch would end the kernel.
It reads the rows and the first weights as JSON, and prints what it found as JSON.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf

STEPS = 5


def make_step(weights, bias, optimizer, asks=False):
    """Returns the document's training step. Without an optimizer it makes one in each trace."""

    @tf.function
    def train_step(rows, targets):
        with tf.GradientTape() as tape:
            output = tf.matmul(rows, weights) + bias
            loss = tf.reduce_mean(tf.square(output - targets))
        words["blueprint"], words["plan"] = type(loss).__name__, type(loss.graph).__name__
        words["gradient"] = type(tape).__name__
        if asks:
            loss.numpy()
        gradients = tape.gradient(loss, [weights, bias])
        sgd = optimizer or tf.keras.optimizers.SGD(0.01)
        sgd.apply_gradients(zip(gradients, [weights, bias], strict=True))
        return loss

    return train_step


def outcome(step, *arguments):
    """Returns the class of the error that a step ends in, and the last line of its message."""
    try:
        step(*arguments)
    except Exception as error:
        last = str(error).strip().splitlines()[-1].strip()
        name = type(error).__name__
        return f"{name}: {last.removeprefix(f'{name}: ').split(' (')[0].split('. ')[0]}"
    return "no error"


given = json.load(sys.stdin)
x, y = tf.constant(given["x"]), tf.constant(given["y"])
words = {"what traces": f"tf.{tf.function.__name__}"}  # for the table that closes the notebook


def variables():
    """Returns weights and bias with their first values."""
    return tf.Variable(given["w"]), tf.Variable([0.0])


w, b = variables()
step = make_step(w, b, tf.keras.optimizers.SGD(0.01))
returned = [step(x, y) for _ in range(STEPS)]
words["number"] = type(returned[0]).__name__
words["shape and dtype alone"] = type(tf.keras.Input((10,))).__name__
found = {
    "losses": [float(loss) for loss in returned],
    "words": words,
    "asks inside": outcome(make_step(*variables(), tf.keras.optimizers.SGD(0.01), asks=True), x, y),
    "optimizer inside": outcome(make_step(*variables(), None), x, y),
}
print(json.dumps(found), flush=True)
