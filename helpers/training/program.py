"""One training run as one TensorFlow function."""

import collections
import math

import keras
import numpy as np
import tensorflow as tf

from helpers.training import models

traces = collections.Counter()
"""How often each program was traced, by its recipe and whether XLA compiles it."""


class Program:
    """A whole training run as one function.

    All weights are one row of numbers, `(parameters,)`: the optimizers of the
    course treat each number alone, so one row trains as four arrays do, and faster.

    Args:
        recipe: `RunConfig` that fixes task, optimizer, units, batch size and the
            largest number of epochs. Its learning rate and seed do not count.
        entry: `Entry` of the loss.
        outputs: Number of columns of `y_pred`.
        specs: Shape and dtype name of each array that `run` will get.
        jit_compile: Whether XLA compiles it: slower the first time, ten times
            faster from then on.
    """

    def __init__(self, recipe, entry, outputs, specs, jit_compile):
        self.loss = models.make_loss(entry)
        self.recipe, self.specs, self.jit_compile = recipe, specs, jit_compile
        (n_rows, features), _ = specs[0]
        self.model = models.build_model(recipe, features, outputs)
        self.optimizer = models.OPTIMIZERS[recipe.optimizer]()
        self.weights = keras.Variable(np.zeros(self.model.count_params(), "float32"))
        self.optimizer.build([self.weights])
        self.fresh_state = [variable.numpy() for variable in self.optimizer.variables]
        self.rate_at = [
            variable is self.optimizer.learning_rate for variable in self.optimizer.variables
        ].index(True)
        # One concrete function, since all shapes are known: a `tf.function` would look for
        # the right one at each call, which takes a tenth of a warm run.
        signature = [
            tf.TensorSpec(self.weights.shape),
            [tf.TensorSpec(array.shape, array.dtype) for array in self.fresh_state],
            tf.TensorSpec((), tf.int32),
            tf.TensorSpec((recipe.epochs, n_rows), tf.int32),
            *[tf.TensorSpec(*spec) for spec in specs],
        ]
        function = tf.function(self._run, jit_compile=jit_compile)
        self.function = function.get_concrete_function(*signature)

    def run(self, learning_rate, order, arrays, weights, state=None):
        """Trains one pass over the rows for each row of `order`.

        Args:
            learning_rate: Step size of the optimizer.
            order: Row numbers in the order of training, `(epochs, n_rows)`, int32.
            arrays: Features and labels for training, features and labels for
                validation, and, if rows are weighted, their weights.
            weights: All weights to start from, `(parameters,)`, float32.
            state: State of the optimizer to start from, as a run returned it, or
                None for a new one.

        Returns:
            Dict of float32 arrays, one row an epoch: `loss` and `validation_loss`
            `(epochs,)`, `weights` `(epochs, parameters)`, `batch_predictions`
            `(epochs, n_rows, outputs)`, each in the order of training, and
            `validation_predictions`; and the state of the optimizer.
        """
        epochs = len(order)
        padded = np.zeros((self.recipe.epochs, order.shape[1]), "int32")
        padded[:epochs] = order
        state = list(state or self.fresh_state)
        state[self.rate_at] = np.float32(learning_rate)
        record, state = self.function(
            tf.constant(weights),
            [tf.constant(array) for array in state],
            tf.constant(epochs),
            tf.constant(padded),
            *[tf.constant(array) for array in arrays],
        )
        record = {name: array.numpy()[:epochs] for name, array in record.items()}
        return record, [array.numpy() for array in state]

    def run_on_nothing(self):
        """Trains an epoch on zeros: XLA compiles in the first call, and a graph is laid out."""
        arrays = [np.zeros(shape, dtype) for shape, dtype in self.specs]
        order = np.zeros((1, len(arrays[0])), "int32")
        self.run(1.0, order, arrays, np.zeros(self.weights.shape, "float32"))

    def _run(self, weights, state, epochs, order, x, y, x_val, y_val, *row_weight):
        traces[self.recipe, self.jit_compile] += 1
        variables = [self.weights, *self.optimizer.variables]
        for variable, value in zip(variables, [weights, *state], strict=True):
            variable.assign(value)
        names = ("loss", "batch_predictions", "weights")
        names += ("validation_loss", "validation_predictions")
        record = {name: tf.TensorArray(tf.float32, self.recipe.epochs) for name in names}
        epoch = tf.constant(0)
        # Not `for epoch in tf.range(epochs)`: for each other number of epochs XLA would
        # compile again, because it takes the length of such a range for a constant.
        while epoch < epochs:
            shuffled = [tf.gather(array, order[epoch]) for array in (x, y, *row_weight)]
            now = {}
            now["loss"], now["batch_predictions"] = self._each_batch(self._train_step, shuffled)
            now["weights"] = self.weights.value
            now["validation_loss"], now["validation_predictions"] = self._each_batch(
                self._test_step, [x_val, y_val]
            )
            record = {name: record[name].write(epoch, now[name]) for name in names}
            epoch += 1
        record = {name: record[name].stack() for name in names}
        return record, [variable.value for variable in self.optimizer.variables]

    def _each_batch(self, step, arrays):
        """Takes a step for each batch; returns mean loss and all `y_pred`."""
        n_rows = arrays[0].shape[0]
        size = min(self.recipe.batch_size, n_rows)
        # XLA needs to know the rows of a batch: a smaller last one comes after the loop. A graph
        # does not, and is traced in half the time with one step for all.
        left_over = n_rows % size if self.jit_compile else 0
        steps = math.ceil((n_rows - left_over) / size)
        of_batch = tf.TensorArray(
            tf.float32, steps, infer_shape=False, element_shape=self.model.output_shape
        )
        loss_sum = 0.0
        for number in tf.range(steps):
            first = number * size
            count = size if self.jit_compile else tf.minimum(size, n_rows - first)
            batch = [_rows(array, first, count) for array in arrays]
            loss, y_pred = step(*batch)
            loss_sum += loss * tf.cast(count, tf.float32)
            of_batch = of_batch.write(number, y_pred)
        predictions = of_batch.concat()
        if left_over:
            loss, y_pred = step(*[array[-left_over:] for array in arrays])
            loss_sum += loss * left_over
            predictions = tf.concat([predictions, y_pred], axis=0)
        predictions = tf.ensure_shape(predictions, (n_rows, self.model.output_shape[-1]))
        return loss_sum / n_rows, predictions

    def _train_step(self, x, y, row_weight=None):
        """The training step that everyone knows: forward, loss, gradient, update.

        A loss without a reduction has a value for each row. As in `fit`, the gradient is that of
        their sum, and their mean is reported.
        """
        with tf.GradientTape() as tape:
            y_pred = self._predict(x)
            loss = self.loss(y, y_pred, sample_weight=row_weight)
        gradient = tape.gradient(loss, self.weights.value)
        if gradient is None:
            raise ValueError("No gradients provided for any variable.")  # as `apply` says it
        # Not `apply`: it adds up the gradients of all replicas, even of one, with a
        # `tf.custom_gradient`, and TensorFlow never forgets the graph of such a function.
        self.optimizer.update_step(gradient, self.weights, self.optimizer.learning_rate)
        self.optimizer.iterations.assign_add(1)
        return tf.reduce_mean(loss), y_pred

    def _test_step(self, x, y):
        # The loss must see `y_pred` as the model returned it: Keras leaves the logits
        # on it, and cross-entropies read those instead.
        y_pred = self._predict(x)
        return tf.reduce_mean(self.loss(y, y_pred)), y_pred

    def _predict(self, x):
        """Calls the model with the row of weights cut into its arrays."""
        shapes = [variable.shape for variable in self.model.trainable_variables]
        pieces = tf.split(self.weights, [math.prod(shape) for shape in shapes])
        arrays = [tf.reshape(piece, shape) for piece, shape in zip(pieces, shapes, strict=True)]
        return self.model.stateless_call(arrays, [], x)[0]


def _rows(array, first, count):
    """Cuts rows out of an array; not `array[…]`, because XLA would not see how many they are."""
    rest = array.shape[1:]
    return tf.slice(array, [first, *[0] * len(rest)], [count, *rest])
