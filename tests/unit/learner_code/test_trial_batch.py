"""The rows on which a learner's function is tried are those of the data sets."""

import numpy as np
import pytest

from helpers.learner_code.trial_batch import trial_batch
from helpers.training.datasets import dataset


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_labels_are_the_first_of_the_data_set(task):
    y_true, y_pred = trial_batch(task)
    np.testing.assert_array_equal(y_true, dataset(task).train[1][:7])
    assert y_true.dtype == y_pred.dtype == "float32"
    assert y_true.shape == y_pred.shape


def test_class_numbers_are_those_of_the_one_hot_rows():
    one_hot, y_pred = trial_batch("multiclass")
    numbers, same = trial_batch("multiclass_integer")
    np.testing.assert_array_equal(numbers, one_hot.argmax(axis=1))
    np.testing.assert_array_equal(same, y_pred)
    np.testing.assert_allclose(y_pred.sum(axis=1), 1, rtol=1e-6)


def test_nobody_can_change_the_rows_of_the_next():
    trial_batch("binary")[0][:] = 9
    assert trial_batch("binary")[0].max() == 1


def test_unknown_task_is_refused():
    with pytest.raises(ValueError, match=r"no task 'poetry'\. Choose one of regression"):
        trial_batch("poetry")
