"""What a `RunConfig` means in Keras: the model, its first weights, optimizer, loss and metric."""

import functools
import math

import keras
import numpy as np

from helpers.learner_code.guarded import GuardedLoss, GuardedMetric

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": functools.partial(keras.optimizers.SGD, momentum=0.9),
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
}
# Units of the hidden layer and activation of the output: the documents' three models.
ARCHITECTURES = {
    "regression": (64, None),
    "binary": (128, "sigmoid"),
    "multiclass": (256, "softmax"),
}


def build_model(config, features, outputs):
    """Builds the document's model for a task, with the initial weights of the config.

    Args:
        config: A `RunConfig`.
        features: Number of columns of the input.
        outputs: Number of columns of `y_pred`.

    Returns:
        A Keras model, not compiled.
    """
    _, activation = ARCHITECTURES[config.task]
    weights = initial_weights(config, features, outputs)
    # Names and weights are given, so that the learner's own models draw the same
    # numbers and get the same names whether a lab was used before or not.
    model = keras.Sequential(
        [
            keras.Input((features,), name="features"),
            keras.layers.Dense(
                len(weights[1]), activation="relu", kernel_initializer="zeros", name="hidden"
            ),
            keras.layers.Dense(
                outputs, activation=activation, kernel_initializer="zeros", name="output"
            ),
        ],
        name=config.task,
    )
    model.set_weights(weights)
    return model


def initial_weights(config, features, outputs):
    """Draws the weights that training starts from, as Keras' `Dense` does by default.

    Args:
        config: A `RunConfig`; its seed decides.
        features: Number of columns of the input.
        outputs: Number of columns of `y_pred`.

    Returns:
        List of float32 arrays: kernel `(features, units)` and bias `(units,)` of the hidden
        layer, then kernel `(units, outputs)` and bias `(outputs,)` of the output.
    """
    units = config.units or ARCHITECTURES[config.task][0]
    random = np.random.default_rng([config.seed, 1])
    weights = []
    for n_in, n_out in ((features, units), (units, outputs)):
        # Glorot and Bengio 2010, equation 16: https://proceedings.mlr.press/v9/glorot10a.html
        limit = math.sqrt(6 / (n_in + n_out))
        weights.append(random.uniform(-limit, limit, (n_in, n_out)).astype("float32"))
        weights.append(np.zeros(n_out, "float32"))
    return weights


def make_loss(entry):
    """Makes the Keras loss of a catalogue entry.

    Args:
        entry: An `Entry` of kind `"loss"`.

    Returns:
        A `keras.losses.Loss`.
    """
    if entry.custom is None:
        return getattr(keras.losses, entry.class_name)(**entry.arguments)
    return GuardedLoss(entry.custom)


def make_metric(entry):
    """Makes the Keras metric of a catalogue entry, with nothing in its memory.

    Args:
        entry: An `Entry` of kind `"metric"`.

    Returns:
        A `keras.metrics.Metric`.
    """
    if entry.custom is None:
        return getattr(keras.metrics, entry.class_name)(**entry.arguments)
    return GuardedMetric(entry.custom)
