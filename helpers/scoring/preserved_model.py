"""A learner's model, lent for some epochs and given back as it was."""

import contextlib
import copy
import random

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context
from tensorflow.python.eager.polymorphic_function import polymorphic_function


@contextlib.contextmanager
def preserved(model):
    """Gives a model and all generators of random numbers back as they were, whatever happens.

    Inside, every epoch that is trained has the same order of rows. It is also the order of the
    next epoch outside, if there is a seed.

    Args:
        model: A compiled Keras model whose optimizer is built.
    """
    variables = [*model.variables, *model.metrics_variables, *model.optimizer.variables]
    with variables_preserved(variables), _functions_preserved(model), _random_numbers_preserved():
        yield


@contextlib.contextmanager
def variables_preserved(variables):
    """Gives variables their values back, whatever happens inside."""
    values = [(variable, variable.numpy()) for variable in variables]
    try:
        yield
    finally:
        for variable, value in values:
            variable.assign(value)


def random_seeds(model):
    """Lists the variables from which layers such as dropout draw their random numbers."""
    weights = set(map(id, model.weights))
    return [each for each in model.non_trainable_variables if id(each) not in weights]


@contextlib.contextmanager
def _functions_preserved(model):
    """Gives a model back what `fit` and `evaluate` leave on it; metrics made inside begin again."""
    names = ("train_function", "test_function", "history", "stop_training")
    kept = {name: getattr(model, name) for name in names if hasattr(model, name)}
    model.train_function = model.test_function = None
    try:
        yield
    finally:
        model.reset_metrics()
        for name in names:
            if name in kept:
                setattr(model, name, kept[name])
            elif hasattr(model, name):
                delattr(model, name)


@contextlib.contextmanager
def _random_numbers_preserved():
    """Gives every epoch inside the same order of rows, and all generators their state back.

    TensorFlow's warning against frequent tracing counts no step that is traced inside.
    """
    numbers, tracing = context.context(), polymorphic_function
    kept = random.getstate(), np.random.get_state()
    seed, generator = numbers._seed, copy.copy(getattr(numbers, "_rng", None))
    detector = tracing._frequent_tracing_detector_manager
    tracing._frequent_tracing_detector_manager = type(detector)()
    if seed is None:
        tf.random.set_seed(0)
    try:
        yield
    finally:
        tracing._frequent_tracing_detector_manager = detector
        random.setstate(kept[0])
        np.random.set_state(kept[1])
        tf.random.set_seed(seed)  # forgets what was drawn inside
        numbers._rng = generator
