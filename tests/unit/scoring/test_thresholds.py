"""What Keras says at every threshold. Oracle: scikit-learn."""

import numpy as np
import pytest
import sklearn.metrics

from helpers.scoring.thresholds import share_interval, threshold_scores

ROWS = 400


def binary(share, sureness):
    """Labels and probabilities that know something about them."""
    random = np.random.default_rng(7)
    y_true = (random.random((ROWS, 1)) < share).astype("float32")
    score = sureness * (y_true - 0.5 + random.normal(size=(ROWS, 1)))
    return y_true, (1 / (1 + np.exp(-score))).astype("float32")


# With the sureness 1, no probability is near 0 or 1, so there are thresholds with 0/0.
several = pytest.mark.parametrize(("share", "sureness"), [(0.5, 3), (0.5, 1), (0.03, 3)])


@several
def test_counts_precision_recall_and_f1_at_every_threshold(share, sureness):
    y_true, y_pred = binary(share, sureness)
    scored = threshold_scores(y_true, y_pred)
    assert len(scored.thresholds) == 101
    for position, threshold in enumerate(scored.thresholds):
        labels, answers = y_true[:, 0], y_pred[:, 0] > threshold
        counts = sklearn.metrics.confusion_matrix(labels, answers)
        np.testing.assert_array_equal(scored.confusion[position], counts)
        for name in ("precision", "recall", "f1"):
            expected = getattr(sklearn.metrics, f"{name}_score")(labels, answers, zero_division=0)
            assert getattr(scored, name)[position] == pytest.approx(expected, abs=1e-6), name


def test_no_row_above_the_threshold_gives_precision_0():
    scored = threshold_scores(*binary(0.5, 1))
    assert scored.confusion[-1][:, 1].sum() == 0
    assert scored.precision[-1] == scored.recall[-1] == scored.f1[-1] == 0


def test_a_probability_equal_to_the_threshold_is_not_above_it():
    y_true, y_pred = np.ones((3, 1), "float32"), np.array([[0], [0.5], [1]], "float32")
    recall = threshold_scores(y_true, y_pred).recall
    np.testing.assert_allclose(recall[[0, 49, 50, 99, 100]], [2 / 3, 2 / 3, 1 / 3, 1 / 3, 0])


@several
def test_loss_and_areas(share, sureness):
    y_true, y_pred = binary(share, sureness)
    scored = threshold_scores(y_true, y_pred)
    labels, probabilities = y_true[:, 0], y_pred[:, 0].astype(float)
    assert scored.loss == pytest.approx(sklearn.metrics.log_loss(labels, probabilities), rel=1e-5)
    # Keras adds up trapezia between 200 thresholds, and interpolates precision its own way.
    exact = sklearn.metrics.roc_auc_score(labels, probabilities)
    assert scored.roc_area == pytest.approx(exact, abs=0.005)
    exact = sklearn.metrics.average_precision_score(labels, probabilities)
    assert scored.precision_recall_area == pytest.approx(exact, abs=0.02)


def test_roc_counts_are_the_points_of_the_roc_curve():
    y_true, y_pred = binary(0.2, 3)
    y_pred = y_pred.round(1)  # many rows with equal probabilities
    false_positives, true_positives = threshold_scores(y_true, y_pred).roc_counts
    expected = sklearn.metrics.roc_curve(y_true[:, 0], y_pred[:, 0], drop_intermediate=False)
    np.testing.assert_allclose(false_positives / false_positives[-1], expected[0])
    np.testing.assert_allclose(true_positives / true_positives[-1], expected[1])


def test_costs_are_counted_row_by_row():
    y_true, y_pred = binary(0.2, 1)
    costs = threshold_scores(y_true, y_pred).costs(20)
    for position in (0, 30, 50, 100):
        yes = y_pred[:, 0] > position / 100
        missed, alarms = (y_true[:, 0] == 1) & ~yes, (y_true[:, 0] == 0) & yes
        assert costs[position] == 20 * missed.sum() + alarms.sum()


def test_calibration_of_true_probabilities_lies_on_the_line_and_of_doubled_odds_below():
    random = np.random.default_rng(1)
    y_pred = random.beta(0.5, 20, size=(200_000, 1))
    y_true = (random.random(y_pred.shape) < y_pred).astype("float32")
    predicted, observed, low, high, positives = threshold_scores(
        y_true, y_pred.astype("float32")
    ).calibration
    np.testing.assert_allclose(predicted, observed, rtol=0.15)
    assert len(predicted) == 6
    assert positives.sum() == y_true.sum()
    assert ((low < observed) & (observed < high)).all()
    assert (np.diff(predicted) > 0).all()
    odds = 2 * y_pred / (1 - y_pred)
    too_high = (odds / (1 + odds)).astype("float32")
    doubled = threshold_scores(y_true, too_high).calibration
    assert (doubled.observed < 0.8 * doubled.predicted).all()
    assert (doubled.high < doubled.predicted).all()


@pytest.mark.parametrize(("count", "n_rows"), [(0, 30), (16, 234), (61, 16659), (30, 30)])
def test_interval_of_a_share_is_the_score_test_turned_round(count, n_rows):
    # At each end, the count is 1.96 standard deviations from what would be expected.
    for end in share_interval(count, n_rows):
        off = count - n_rows * end
        assert abs(off) == pytest.approx(1.96 * np.sqrt(n_rows * end * (1 - end)), abs=1e-6)
