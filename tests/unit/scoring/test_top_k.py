"""What Keras says for every k. Oracle: scikit-learn."""

import numpy as np
import pytest
import sklearn.metrics

from helpers.scoring.top_k import top_k_scores

ROWS = 400


def multiclass():
    random = np.random.default_rng(8)
    y_true = np.eye(10, dtype="float32")[random.integers(10, size=ROWS)]
    score = np.exp(y_true * 2 + random.normal(size=(ROWS, 10)))
    return y_true, (score / score.sum(axis=1, keepdims=True)).astype("float32")


def test_top_k_accuracy_for_every_k_and_the_loss():
    y_true, y_pred = multiclass()
    scored = top_k_scores(y_true, y_pred)
    labels = y_true.argmax(axis=1)
    for k in range(1, 10):
        expected = sklearn.metrics.top_k_accuracy_score(labels, y_pred, k=k)
        assert scored.accuracy[k - 1] == pytest.approx(expected, abs=1e-6)
    assert scored.accuracy[9] == 1
    y_pred = y_pred.astype(float)
    y_pred /= y_pred.sum(axis=1, keepdims=True)
    expected = sklearn.metrics.log_loss(labels, y_pred)
    assert scored.loss == pytest.approx(expected, rel=1e-5)


def test_ranks_say_which_rows_are_right():
    y_true, y_pred = multiclass()
    scored = top_k_scores(y_true, y_pred)
    order = np.argsort(-y_pred, axis=1)
    places = [
        list(row).index(label) + 1 for row, label in zip(order, y_true.argmax(1), strict=True)
    ]
    assert scored.ranks.tolist() == places
    for k, accuracy in enumerate(scored.accuracy, start=1):
        assert np.mean(scored.ranks <= k) == pytest.approx(accuracy, abs=1e-6)


def test_equal_probabilities_count_as_right():
    y_true = np.eye(10, dtype="float32")
    scored = top_k_scores(y_true, np.full((10, 10), 0.1, "float32"))
    assert (scored.accuracy == 1).all()
    assert (scored.ranks == 1).all()
