"""No loss or metric of Keras is accused of what it does not do, on any task that it fits."""

import keras
import pytest

from helpers.catalogue import lookup
from helpers.custom import batches, introduce, try_loss, try_metric
from helpers.learner_code.forms import Form
from support import speeds

# By their formulas. Dice and Tversky are quotients of sums over the batch (of
# which those of a softmax with one-hot labels are fixed); values below 0 count as
# 0 in a squared logarithmic error; Keras takes the mean of the correlations of batches.
TRUE = {
    ("loss", "dice", "binary"): {"other rows"},
    ("loss", "tversky", "binary"): {"other rows"},
    ("loss", "mean_squared_logarithmic_error", "regression"): {"flat where wrong"},
    ("metric", "pearson_correlation"): {"batches"},
    ("metric", "concordance_correlation"): {"batches"},
    # Their operation in TensorFlow takes no float16.
    ("metric", "top_k_categorical_accuracy"): {"types"},
    ("metric", "sparse_top_k_categorical_accuracy"): {"types"},
}
ALL = [
    (kind, entry.name, task)
    for kind, table in lookup.KINDS.items()
    for entry in table.values()
    for task in entry.tasks
]


@pytest.mark.parametrize(("kind", "name", "task"), speeds.sampled(ALL, every=12))
def test_only_what_is_true_is_said(kind, name, task):
    entry = lookup.find(kind, name)
    home = keras.losses if kind == "loss" else keras.metrics
    form = Form(kind, getattr(home, entry.class_name)(**entry.arguments))
    first, batch = introduce.first_batch(task), batches.of_task(task)
    if kind == "loss":
        traced = try_loss.traced_loss(form, first)
        others = batches.of_task(task, seed=3)
        tried, _ = try_loss.try_loss(form, traced, first, batch, others, task)
    else:
        try_metric.metric_value(form, first)
        tried = try_metric.try_metric(form, batch)
    said = {each.name for found in tried.values() for each in found or ()}
    assert said == TRUE.get((kind, name), TRUE.get((kind, name, task), set()))
