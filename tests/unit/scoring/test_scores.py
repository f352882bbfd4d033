"""What Keras says at every threshold and for every k. Oracle: scikit-learn."""

import numpy as np
import pytest
import sklearn.metrics

from helpers.scoring import scores

ROWS = 400


def binary(share, sureness):
    """Labels and probabilities that know something about them."""
    random = np.random.default_rng(7)
    y_true = (random.random((ROWS, 1)) < share).astype("float32")
    score = sureness * (y_true - 0.5 + random.normal(size=(ROWS, 1)))
    return y_true, (1 / (1 + np.exp(-score))).astype("float32")


def multiclass():
    random = np.random.default_rng(8)
    y_true = np.eye(10, dtype="float32")[random.integers(10, size=ROWS)]
    score = np.exp(y_true * 2 + random.normal(size=(ROWS, 10)))
    return y_true, (score / score.sum(axis=1, keepdims=True)).astype("float32")


# With the sureness 1, no probability is near 0 or 1, so there are thresholds with 0/0.
several = pytest.mark.parametrize(("share", "sureness"), [(0.5, 3), (0.5, 1), (0.03, 3)])


@several
def test_counts_precision_recall_and_f1_at_every_threshold(share, sureness):
    y_true, y_pred = binary(share, sureness)
    scored = scores.threshold_scores(y_true, y_pred)
    assert len(scored.thresholds) == 101
    for position, threshold in enumerate(scored.thresholds):
        labels, answers = y_true[:, 0], y_pred[:, 0] > threshold
        counts = sklearn.metrics.confusion_matrix(labels, answers)
        np.testing.assert_array_equal(scored.confusion[position], counts)
        for name in ("precision", "recall", "f1"):
            expected = getattr(sklearn.metrics, f"{name}_score")(labels, answers, zero_division=0)
            assert getattr(scored, name)[position] == pytest.approx(expected, abs=1e-6), name


def test_no_row_above_the_threshold_gives_precision_0():
    scored = scores.threshold_scores(*binary(0.5, 1))
    assert scored.confusion[-1][:, 1].sum() == 0
    assert scored.precision[-1] == scored.recall[-1] == scored.f1[-1] == 0


def test_a_probability_equal_to_the_threshold_is_not_above_it():
    y_true, y_pred = np.ones((3, 1), "float32"), np.array([[0], [0.5], [1]], "float32")
    recall = scores.threshold_scores(y_true, y_pred).recall
    np.testing.assert_allclose(recall[[0, 49, 50, 99, 100]], [2 / 3, 2 / 3, 1 / 3, 1 / 3, 0])


@several
def test_loss_and_areas(share, sureness):
    y_true, y_pred = binary(share, sureness)
    scored = scores.threshold_scores(y_true, y_pred)
    labels, probabilities = y_true[:, 0], y_pred[:, 0].astype(float)
    assert scored.loss == pytest.approx(sklearn.metrics.log_loss(labels, probabilities), rel=1e-5)
    # Keras adds up trapezia between 200 thresholds, and interpolates precision its own way.
    exact = sklearn.metrics.roc_auc_score(labels, probabilities)
    assert scored.roc_area == pytest.approx(exact, abs=0.005)
    exact = sklearn.metrics.average_precision_score(labels, probabilities)
    assert scored.precision_recall_area == pytest.approx(exact, abs=0.02)


def test_cuts_are_the_points_of_the_roc_curve():
    y_true, y_pred = binary(0.2, 3)
    y_pred = y_pred.round(1)  # many rows with equal probabilities
    false_positives, true_positives = scores.threshold_scores(y_true, y_pred).cuts
    expected = sklearn.metrics.roc_curve(y_true[:, 0], y_pred[:, 0], drop_intermediate=False)
    np.testing.assert_allclose(false_positives / false_positives[-1], expected[0])
    np.testing.assert_allclose(true_positives / true_positives[-1], expected[1])


def test_top_k_accuracy_for_every_k_and_the_loss():
    y_true, y_pred = multiclass()
    scored = scores.top_k_scores(y_true, y_pred)
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
    scored = scores.top_k_scores(y_true, y_pred)
    order = np.argsort(-y_pred, axis=1)
    places = [
        list(row).index(label) + 1 for row, label in zip(order, y_true.argmax(1), strict=True)
    ]
    assert scored.ranks.tolist() == places
    for k, accuracy in enumerate(scored.accuracy, start=1):
        assert np.mean(scored.ranks <= k) == pytest.approx(accuracy, abs=1e-6)


def test_equal_probabilities_count_as_right():
    y_true = np.eye(10, dtype="float32")
    scored = scores.top_k_scores(y_true, np.full((10, 10), 0.1, "float32"))
    assert (scored.accuracy == 1).all()
    assert (scored.ranks == 1).all()


def test_costs_are_counted_row_by_row():
    y_true, y_pred = binary(0.2, 1)
    costs = scores.threshold_scores(y_true, y_pred).costs(20)
    for position in (0, 30, 50, 100):
        yes = y_pred[:, 0] > position / 100
        missed, alarms = (y_true[:, 0] == 1) & ~yes, (y_true[:, 0] == 0) & yes
        assert costs[position] == 20 * missed.sum() + alarms.sum()


def test_calibration_of_true_probabilities_lies_on_the_line_and_of_doubled_odds_below():
    random = np.random.default_rng(1)
    y_pred = random.beta(0.5, 20, size=(200_000, 1))
    y_true = (random.random(y_pred.shape) < y_pred).astype("float32")
    said, true = scores.threshold_scores(y_true, y_pred.astype("float32")).calibration
    np.testing.assert_allclose(said, true, rtol=0.15)
    assert len(said) == 6
    assert (np.diff(said) > 0).all()
    odds = 2 * y_pred / (1 - y_pred)
    too_high = (odds / (1 + odds)).astype("float32")
    said, true = scores.threshold_scores(y_true, too_high).calibration
    assert (true < 0.8 * said).all()
