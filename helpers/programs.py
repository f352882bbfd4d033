"""One training run as one TensorFlow function, and the store of those functions.

A program is traced once for each combination of model, loss, optimizer, batch
size and array shapes. Learning rate, seed, weights and data are its inputs, so
they never trace again.
"""

import collections
import dataclasses
import functools
import math
from concurrent import futures

import keras
import numpy as np
import tensorflow as tf

from helpers import catalogue

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
PROGRAMS_KEPT = 24

traces = collections.Counter()
"""How often each program was traced, by its recipe and whether XLA compiles it."""


def run(config, loss, outputs, order, arrays, weights, slots=None):
    """Trains one pass over the rows for each row of `order`.

    The first time a plain graph does it, which is ready sooner. After that XLA
    compiles the same run in the background, and is used as soon as it is ready.

    Args:
        config: The `RunConfig`.
        loss: Name of the loss (the config may hold several, for phases).
        outputs: Number of columns of `y_pred`.
        order: Row numbers in the order of training, `(epochs, rows)`.
        arrays: Features and labels for training, features and labels for
            validation, and, if rows are weighted, their weights.
        weights: Weights to start from, a list of arrays.
        slots: State of the optimizer to start from, or None for a new one.

    Returns:
        Weights and slots at the end, and a dict of arrays, one row an epoch.
    """
    recipe = dataclasses.replace(
        config,
        loss=loss,
        loss_phases=(),
        learning_rate=1.0,
        seed=0,
        epochs=_capacity(config.epochs),
        class_weight=None,
    )
    specs = tuple((array.shape, array.dtype.name) for array in arrays)
    key = recipe, outputs, specs
    compiled = _compiled.get(key)
    if compiled is not None and compiled.done():
        return compiled.result().run(config.learning_rate, order, arrays, weights, slots)
    answer = _graph(*key).run(config.learning_rate, order, arrays, weights, slots)
    if compiled is None and catalogue.find("loss", loss).compiles:
        _keep(key, _background.submit(_compile, *key))
    return answer


def _capacity(epochs):
    """Rounds up to 10, 20, 40, …, so that few programs serve all numbers of epochs."""
    return 10 * 2 ** max(0, math.ceil(math.log2(epochs / 10)))


@functools.lru_cache(maxsize=PROGRAMS_KEPT)
def _graph(recipe, outputs, specs):
    return Program(recipe, outputs, specs, jit_compile=False)


def _compile(recipe, outputs, specs):
    """XLA compiles at the first call, so it is called once, on rows of zeros."""
    program = Program(recipe, outputs, specs, jit_compile=True)
    arrays = [np.zeros(shape, dtype) for shape, dtype in specs]
    order = np.zeros((1, len(arrays[0])), "int32")
    program.run(1.0, order, arrays, program.model.get_weights())
    return program


_background = futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="xla")
_compiled = collections.OrderedDict()


def wait():
    """Waits until everything is compiled that is being compiled."""
    futures.wait(_compiled.values())


def forget():
    """Drops all programs and their counts, as in a process that has trained nothing."""
    wait()
    _compiled.clear()
    _graph.cache_clear()
    traces.clear()


def _keep(key, future):
    _compiled[key] = future
    if len(_compiled) > PROGRAMS_KEPT:
        _compiled.popitem(last=False)


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
        List of float32 arrays: kernel and bias of the hidden layer, then of the output.
    """
    units = config.units or ARCHITECTURES[config.task][0]
    random = np.random.default_rng([config.seed, 1])
    weights = []
    for rows, columns in ((features, units), (units, outputs)):
        # Glorot and Bengio 2010, equation 16: https://proceedings.mlr.press/v9/glorot10a.html
        limit = math.sqrt(6 / (rows + columns))
        weights.append(random.uniform(-limit, limit, (rows, columns)).astype("float32"))
        weights.append(np.zeros(columns, "float32"))
    return weights


def flatten(weights):
    """Joins weights with a leading epoch axis into one row for each epoch."""
    return np.concatenate([np.reshape(w, (len(w), -1)) for w in weights], axis=1)


class Program:
    """A whole training run as one function.

    Args:
        recipe: `RunConfig` that fixes task, loss, optimizer, units, batch size
            and the largest number of epochs. Its learning rate and seed do not count.
        outputs: Number of columns of `y_pred`.
        specs: Shape and dtype name of each array that `run` will get.
        jit_compile: Whether XLA compiles it: slower the first time, ten times
            faster from then on.
    """

    def __init__(self, recipe, outputs, specs, jit_compile):
        entry = catalogue.find("loss", recipe.loss)
        self.loss = getattr(keras.losses, entry.class_name)(**entry.arguments)
        self.recipe, self.jit_compile = recipe, jit_compile
        (_, features), _ = specs[0]
        self.model = build_model(recipe, features, outputs)
        self.optimizer = OPTIMIZERS[recipe.optimizer]()
        self.optimizer.build(self.model.trainable_variables)
        rate = self.optimizer.learning_rate
        self.slots = [slot for slot in self.optimizer.variables if slot is not rate]
        self.fresh_slots = [slot.numpy() for slot in self.slots]
        # A partial, because TensorFlow counts traces by code object: all programs
        # share one, and would be taken for one function that keeps retracing.
        self.function = tf.function(functools.partial(self._run), jit_compile=jit_compile)

    def run(self, learning_rate, order, arrays, weights, slots=None):
        """Trains one pass over the rows for each row of `order`.

        Args:
            learning_rate: Step size of the optimizer.
            order: Row numbers in the order of training, `(epochs, rows)`.
            arrays: Features and labels for training, features and labels for
                validation, and, if rows are weighted, their weights.
            weights: Weights to start from, a list of arrays.
            slots: State of the optimizer to start from, or None for a new one.

        Returns:
            Weights and slots at the end, and a dict of arrays, one row an epoch.
        """
        epochs = len(order)
        padded = np.zeros((self.recipe.epochs, order.shape[1]), "int32")
        padded[:epochs] = order
        weights, slots, record = self.function(
            [tf.constant(weight) for weight in weights],
            [tf.constant(slot) for slot in (slots or self.fresh_slots)],
            tf.constant(learning_rate, tf.float32),
            tf.constant(epochs),
            tf.constant(padded),
            *[tf.constant(array) for array in arrays],
        )
        record = tf.nest.map_structure(lambda rows: rows.numpy()[:epochs], record)
        record["weights"] = flatten(record["weights"])
        return [weight.numpy() for weight in weights], [slot.numpy() for slot in slots], record

    def _run(self, weights, slots, learning_rate, epochs, order, x, y, x_val, y_val, weight=None):
        traces[self.recipe, self.jit_compile] += 1
        variables = self.model.trainable_variables
        for variable, value in zip([*variables, *self.slots], [*weights, *slots], strict=True):
            variable.assign(value)
        self.optimizer.learning_rate.assign(learning_rate)
        arrays = (x, y) if weight is None else (x, y, weight)
        record = {
            "loss": self._array(),
            "gradient_norm": self._array(),
            "train_predictions": self._array(),
            "batch_predictions": self._array(),
            "validation_predictions": self._array(),
            "validation_loss": self._array(),
            "weights": [self._array() for _ in variables],
        }
        for epoch in tf.range(epochs):
            shuffled = [tf.gather(array, order[epoch]) for array in arrays]
            losses, norms, batch_predictions = self._epoch(shuffled)
            validation_predictions = self.model(x_val)
            now = {
                "loss": losses,
                "gradient_norm": norms,
                "train_predictions": self.model(x),
                "batch_predictions": batch_predictions,
                "validation_predictions": validation_predictions,
                "validation_loss": self._mean_loss(y_val, validation_predictions),
                "weights": [tf.convert_to_tensor(variable) for variable in variables],
            }
            record = tf.nest.map_structure(
                lambda kept, value: kept.write(epoch, value),  # noqa: B023 - used at once
                record,
                now,
            )
        record = tf.nest.map_structure(lambda kept: kept.stack(), record)
        return (
            [tf.convert_to_tensor(variable) for variable in variables],
            [tf.convert_to_tensor(slot) for slot in self.slots],
            record,
        )

    def _array(self):
        return tf.TensorArray(tf.float32, self.recipe.epochs)

    def _epoch(self, arrays):
        """Takes one step for each batch; returns mean loss, mean norm, all predictions."""
        full, rest = self._batches(arrays)
        steps = full[0].shape[0]
        predictions = tf.TensorArray(tf.float32, steps)
        loss_sum = norm_sum = 0.0
        for step in tf.range(steps):
            loss, norm, y_pred = self._step(*[batches[step] for batches in full])
            loss_sum += loss * self.recipe.batch_size
            norm_sum += norm
            predictions = predictions.write(step, y_pred)
        predictions = predictions.stack()
        predictions = tf.reshape(predictions, (-1, predictions.shape[-1]))
        if rest is not None:
            loss, norm, y_pred = self._step(*rest)
            loss_sum += loss * rest[0].shape[0]
            norm_sum += norm
            predictions = tf.concat([predictions, y_pred], axis=0)
            steps += 1
        return loss_sum / arrays[0].shape[0], norm_sum / steps, predictions

    def _step(self, x, y, weight=None):
        """The training step that everyone knows: forward, loss, gradient, update."""
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            y_pred = self.model(x, training=True)
            loss = self.loss(y, y_pred, sample_weight=weight)
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        self.optimizer.apply(gradients, variables)
        return loss, tf.linalg.global_norm(gradients), y_pred

    def _mean_loss(self, y, y_pred):
        """The loss of `evaluate`: mean over the batches, each as heavy as it has rows."""
        full, rest = self._batches([y, y_pred])
        loss_sum = 0.0
        for step in tf.range(full[0].shape[0]):
            loss_sum += self.loss(full[0][step], full[1][step]) * self.recipe.batch_size
        if rest is not None:
            loss_sum += self.loss(*rest) * rest[0].shape[0]
        return loss_sum / y.shape[0]

    def _batches(self, arrays):
        """Cuts arrays into full batches `(steps, batch_size, ...)` and the rest, or None."""
        rows = arrays[0].shape[0]
        whole = rows - rows % self.recipe.batch_size
        full = [
            tf.reshape(array[:whole], (-1, self.recipe.batch_size, *array.shape[1:]))
            for array in arrays
        ]
        return full, [array[whole:] for array in arrays] if whole < rows else None
