"""The model of LossBreakdownLab, on whose loss each cause can be tried out."""

import keras
import numpy as np

from helpers.catalogue import lookup
from helpers.training import datasets, models

N_ROWS = 200
UNITS = 16


def example(loss="binary_crossentropy", moves=True, penalty=False, dropout=False, batch_norm=False):
    """Makes a small compiled classifier with the causes that are wanted, and its data.

    Args:
        loss: Name of a loss of the catalogue that fits binary labels.
        moves: Whether the optimizer moves the weights; otherwise its learning rate is 0.
        penalty: Whether the kernels have an L2 penalty.
        dropout: Whether half of the hidden units are left out in training.
        batch_norm: Whether the hidden units are normalised batch by batch.

    Returns:
        A compiled model, `x` `(200, n_features)`, `y` `(200, 1)`, and a dict from `"sample"` and
        `"class"` to a keyword argument of `fit` with weights.
    """
    x, y = (part[:N_ROWS] for part in datasets.dataset("binary", positives=0.3).train)
    layers = [keras.Input((x.shape[1],)), _dense(UNITS, 0, "relu", penalty)]
    if batch_norm:
        layers.append(keras.layers.BatchNormalization())
    if dropout:
        layers.append(keras.layers.Dropout(0.5, seed=0))
    model = keras.Sequential([*layers, _dense(1, 1, "sigmoid", penalty)])
    model.compile(
        keras.optimizers.Adam(0.01 if moves else 0.0),
        models.make_loss(lookup.find("loss", loss)),
        run_eagerly=True,  # a graph for seven batches would take longer to trace than to run
    )
    weights = np.random.default_rng(0).uniform(0.5, 3.5, N_ROWS).astype("float32")
    offered = {"sample": {"sample_weight": weights}, "class": {"class_weight": {0: 1.0, 1: 3.0}}}
    return model, x, y, offered


def _dense(units, seed, activation, penalty):
    return keras.layers.Dense(
        units,
        activation=activation,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seed),
        kernel_regularizer=keras.regularizers.L2(0.01) if penalty else None,
    )
