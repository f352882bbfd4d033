"""The data sets have the documents' shapes and something to learn. Oracle: scikit-learn."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import PolynomialFeatures

from helpers.training import datasets

# Or the same arguments would bring the same object, whatever is in it.
dataset, payments = datasets.dataset.uncached, datasets.payments.uncached

SHAPES = {"regression": (10, 1), "binary": (20, 1), "multiclass": (30, 10)}
each_task = pytest.mark.parametrize("task", SHAPES)


@each_task
def test_shapes_and_dtypes_are_those_that_the_examples_need(task):
    data = dataset(task)
    features, outputs = SHAPES[task]
    for part, rows in (("train", 1000), ("validation", 500), ("test", 500)):
        x, y = getattr(data, part)
        assert (x.shape, y.shape) == ((rows, features), (rows, outputs))
        assert x.dtype == y.dtype == np.float32
        assert np.isfinite(x).all()
        assert np.isfinite(y).all()


@each_task
def test_same_seed_same_rows_and_other_seed_other_rows(task):
    first, again, other = dataset(task, seed=3), dataset(task, seed=3), dataset(task, seed=4)
    assert np.array_equal(first.train[0], again.train[0])
    assert np.array_equal(first.train[1], again.train[1])
    assert not np.array_equal(first.train[0], other.train[0])


@each_task
def test_no_row_is_in_two_parts(task):
    data = dataset(task)
    rows = np.concatenate([data.train[0], data.validation[0], data.test[0]])
    assert len(np.unique(rows, axis=0)) == len(rows)


def test_labels_are_zero_or_one_and_one_hot():
    assert set(np.unique(dataset("binary").train[1])) == {0, 1}
    labels = dataset("multiclass").train[1]
    assert set(np.unique(labels)) == {0, 1}
    assert (labels.sum(axis=1) == 1).all()
    assert (labels.sum(axis=0) > 50).all()


def score(task, data):
    """How well a simple model of scikit-learn does on rows that it has not seen."""
    (x, y), (x_test, y_test) = data.train, data.test
    if task == "regression":
        bend = PolynomialFeatures(2)
        model = LinearRegression().fit(bend.fit_transform(x), y)
        return model.score(bend.transform(x_test), y_test)
    y, y_test = (v.argmax(1) if task == "multiclass" else v[:, 0] for v in (y, y_test))
    return LogisticRegression(max_iter=1000).fit(x, y).score(x_test, y_test)


@pytest.mark.parametrize(
    ("task", "least", "most"),
    [("regression", 0.8, 0.99), ("binary", 0.75, 0.95), ("multiclass", 0.6, 0.95)],
)
def test_there_is_something_to_learn_and_something_that_cannot_be_known(task, least, most):
    assert least < score(task, dataset(task)) < most


@pytest.mark.parametrize(("task", "noise"), [("regression", 3.0), ("binary", 4), ("multiclass", 3)])
def test_more_noise_is_harder(task, noise):
    assert score(task, dataset(task, noise=noise)) < score(task, dataset(task)) - 0.1


def test_outliers_are_in_training_rows_only_and_lie_20_away():
    plain, hit = dataset("regression"), dataset("regression", outliers=0.1)
    distance = hit.train[1] - plain.train[1]
    assert np.allclose(distance[distance != 0], 20, atol=1e-4)
    assert 0.07 < np.mean(distance != 0) < 0.13
    assert np.array_equal(plain.validation[1], hit.validation[1])
    assert np.array_equal(plain.test[1], hit.test[1])


@pytest.mark.parametrize("positives", [0.02, 0.3])
def test_share_of_positives_is_the_one_asked_for(positives):
    data = dataset("binary", positives=positives)
    labels = np.concatenate([data.train[1], data.validation[1], data.test[1]])
    assert labels.mean() == pytest.approx(positives, abs=0.001)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"task": "ranking"}, "There is no task 'ranking'. Choose one of regression, binary"),
        ({"task": "regression", "outliers": 1.5}, "outliers is a share from 0 to 1"),
        ({"task": "binary", "positives": 0}, "positives is a share between 0 and 1"),
        ({"task": "binary", "noise": -1}, "noise is a standard deviation, 0 or more"),
    ],
)
def test_impossible_data_is_refused_with_a_sentence(arguments, message):
    with pytest.raises(ValueError, match=message):
        dataset(**arguments)


@pytest.mark.parametrize("positives", [0.005, 0.01, 0.05])
def test_payments_have_the_share_of_fraud_that_was_asked_for(positives):
    found = payments(positives, n_rows=40_000, seed=3)
    y = np.concatenate([found.train[1], found.validation[1], found.test[1]])
    deviation = np.sqrt(positives * (1 - positives) / len(y))
    assert abs(y.mean() - positives) < 4 * deviation
    assert found.task == "binary"
    assert y.shape[1] == 1
    assert set(np.unique(y)) == {0, 1}


def test_more_payments_include_the_fewer_ones():
    few, many = payments(n_rows=1000), payments(n_rows=3000)
    for part in (0, 1):
        np.testing.assert_array_equal(few.train[part], many.train[part][:1000])
        np.testing.assert_array_equal(few.test[part], many.test[part])
    assert not np.array_equal(payments(n_rows=10, seed=1).train[0], few.train[0][:10])


def test_fraud_follows_from_the_features_as_a_logistic_regression_finds():
    (x, y), (x_test, y_test) = payments(0.05, n_rows=40_000).train, payments(0.05).test
    model = LogisticRegression(C=np.inf).fit(x, y[:, 0])
    # The log-odds have a standard deviation of 2, and they are all that can be known.
    assert np.std(model.decision_function(x_test)) == pytest.approx(2, abs=0.1)
    said = model.predict_proba(x_test)[:, 1].mean()
    assert said == pytest.approx(y_test.mean(), rel=0.1)


@pytest.mark.parametrize(("name", "value"), [("positives", 0.0), ("positives", 0.5), ("n_rows", 0)])
def test_payments_refuse_numbers_out_of_range(name, value):
    with pytest.raises(ValueError, match=f"{name} is .*you passed {value}"):
        payments(**{name: value})
