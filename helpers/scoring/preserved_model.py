"""A learner's model, borrowed for an epoch and given back as it was."""

import contextlib
import copy
import random

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context
from tensorflow.python.eager.polymorphic_function import polymorphic_function


@contextlib.contextmanager
def borrowed(model):
    """Gives a model and all generators of random numbers back as they were, whatever happens.

    Inside, every epoch that is trained has the same order of rows. It is also the order of the
    next epoch outside, if there is a seed.

    Args:
        model: A compiled Keras model whose optimizer is built.
    """
    with _numbers_and_functions_kept(model), _random_numbers_kept():
        yield


@contextlib.contextmanager
def _numbers_and_functions_kept(model):
    """Gives a model back all numbers and functions that it had, whatever happens inside."""
    variables = [*model.variables, *model.metrics_variables, *model.optimizer.variables]
    values = [(variable, variable.numpy()) for variable in variables]
    names = ("train_function", "test_function", "history", "stop_training")
    kept = {name: getattr(model, name) for name in names if hasattr(model, name)}
    model.train_function = model.test_function = None
    try:
        yield
    finally:
        model.reset_metrics()
        for variable, value in values:
            variable.assign(value)
        for name in names:
            if name in kept:
                setattr(model, name, kept[name])
            elif hasattr(model, name):
                delattr(model, name)


@contextlib.contextmanager
def _random_numbers_kept():
    """Gives every epoch inside the same order of rows, and all generators their state back.

    TensorFlow's warning against recording steps too often counts none of those inside.
    """
    numbers, recorder = context.context(), polymorphic_function
    kept = random.getstate(), np.random.get_state()
    seed, generator = numbers._seed, copy.copy(getattr(numbers, "_rng", None))
    detector = recorder._frequent_tracing_detector_manager
    recorder._frequent_tracing_detector_manager = type(detector)()
    if seed is None:
        tf.random.set_seed(0)
    try:
        yield
    finally:
        recorder._frequent_tracing_detector_manager = detector
        random.setstate(kept[0])
        np.random.set_state(kept[1])
        tf.random.set_seed(seed)  # forgets what was drawn inside
        numbers._rng = generator
