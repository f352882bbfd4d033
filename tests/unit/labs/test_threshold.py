"""ThresholdLab with an engine of five rows, whose numbers can be counted by hand."""

import numpy as np
import pytest
import sklearn.metrics

from helpers.figures import threshold
from helpers.labs.threshold import ThresholdLab
from helpers.scoring.thresholds import threshold_scores
from support import lab_fakes, undrawn
from support.lab_fakes import PREDICTED, TRUTH, ThresholdEngine

PNG = b"\x89PNG"
pytestmark = pytest.mark.usefixtures("drawing")


@pytest.fixture
def engine():
    return ThresholdEngine()


@pytest.fixture
def lab(engine):
    return make(engine)


def make(engine, **settings):
    return lab_fakes.opened(ThresholdLab, engine, **settings)


@undrawn.drawn
def test_opens_with_the_numbers_at_one_half(lab):
    # Above 0.5 are 0.6, 0.7 and 0.9; two of them are yes, and the one at 0.3 is missed.
    assert "0.667: 2 of 3 answers yes are right" in lab.sentence
    assert "0.667: 2 of 3 rows whose truth is yes are found" in lab.sentence
    assert "2 hits, 1 misses, 1 false alarms and 1 true negatives" in lab.alt
    assert bytes(lab.picture).startswith(PNG)
    assert lab.code == "course.threshold_lab()"


def test_moving_the_threshold_says_what_changed_and_what_did_not(lab, engine):
    lab.threshold = 0.65
    assert "Threshold from 0.50 to 0.65" in lab.sentence
    assert "<b>Precision</b> from 0.667 to 1.000: 2 of 2" in lab.sentence
    assert "<b>Recall</b> 0.667: 2 of 3" in lab.sentence
    assert "<b>F1</b> from 0.667 to 0.800" in lab.sentence
    assert "cross-entropy 0.600) and the AUC (0.830) did not move" in lab.sentence
    assert "There is no false alarm." in lab.sentence
    assert engine.trained == [("binary", "binary_crossentropy")]
    assert engine.scored == 1


def test_what_a_browser_only_rounds_is_no_change(lab):
    before = lab.sentence
    lab.controls["threshold"].value = 0.5000000000000001
    assert lab.threshold == 0.5
    assert lab.sentence == before


def test_the_threshold_is_strict(lab):
    lab.controls["threshold"].value = 0.7  # in float32 a bit less than 0.7
    assert "1 of 1 answers yes" in lab.sentence
    lab.threshold = 0.69
    assert "2 of 2 answers yes" in lab.sentence


@pytest.mark.parametrize(
    ("settings", "remark"),
    [
        ({"threshold": 1.0}, "precision is 0/0, and Keras says 0"),
        ({"threshold": 0.0}, "Every row is above the threshold"),
        ({"threshold": 0.2}, "No yes is missed."),
        ({"positives": 0.05}, "Every answer yes is a false alarm"),
    ],
)
def test_what_is_special_is_said(lab, settings, remark):
    assert remark not in lab.sentence
    lab.set(**settings)
    assert remark in lab.sentence


def test_other_rows_are_trained_anew_and_only_once(lab, engine):
    lab.positives = 0.2
    assert "a network was trained again" in lab.sentence
    assert "The threshold is still 0.50" in lab.sentence
    assert "cross-entropy) from 0.600 to 0.400, AUC from 0.830 to 0.810" in lab.sentence
    # Right are the rows at 0.1, 0.3 and 0.9.
    assert "right in 3 of 5 rows. Answering no to every row would be right in 4." in lab.sentence
    lab.positives = 0.5
    lab.positives = 0.2
    assert len(engine.trained) == 2


def test_every_choice_has_a_picture_of_its_own(lab):
    for positives in (0.5, 0.2, 0.05, 0.02):
        pictures = set()
        for position in np.linspace(0, 1, 11):
            lab.set(threshold=float(position), positives=positives)
            assert "That did not work" not in lab.sentence
            assert f"At threshold {position:.2f} " in lab.alt
            pictures.add(lab.picture)
        assert len(pictures) == 11


def test_a_threshold_is_a_hundredth(lab):
    lab.controls["threshold"].value = 0.1 + 0.2
    assert lab.code == "course.threshold_lab(threshold=0.3)"
    lab.threshold = 0.334
    assert lab.threshold == 0.33


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"threshold": "high"}, "threshold is float, and you passed 'high'"),
        ({"threshold": float("nan")}, "threshold is from 0 to 1"),
        ({"threshold": 7}, "threshold is from 0 to 1"),
        ({"positives": 0.3}, "positives is one of 0.5, 0.2, 0.05, 0.02"),
        ({"threshold": 0.2, "positives": 0}, "positives is one of"),
        ({"cutoff": 0.2}, "no setting 'cutoff'"),
    ],
)
def test_bad_values_change_nothing(lab, engine, settings, reason):
    before = lab.settings, lab.sentence, lab.picture
    with pytest.raises(ValueError, match=reason):
        lab.set(**settings)
    assert (lab.settings, lab.sentence, lab.picture) == before
    with pytest.raises(ValueError, match=reason):
        make(engine, **settings)


def test_the_line_of_code_opens_the_same_view(lab, engine):
    lab.set(threshold=0.2, positives=0.02)
    assert lab.code == "course.threshold_lab(threshold=0.2, positives=0.02)"
    assert make(engine, threshold=0.2, positives=0.02).picture == lab.picture


def test_what_the_threshold_moves_is_where_the_numbers_are(engine):
    scores = engine.threshold_scores(TRUTH[0.5], PREDICTED)
    for position in (20, 65):
        picture = threshold.threshold(scores, position)
        matrix, rows, roc, precision_recall = picture.panels
        counts = scores.confusion[position]
        assert np.array_equal(matrix.marks[0].counts, counts)
        assert (rows.marks[-1].at, rows.handle.setting) == (position / 100, "threshold")
        assert rows.title == f"Probabilities, threshold {position / 100:.2f}"
        (_, false_alarms), (_, hits) = counts
        assert (roc.marks[-1].x, roc.marks[-1].y) == pytest.approx((false_alarms / 2, hits / 3))
        point = scores.recall[position], scores.precision[position]
        assert (precision_recall.marks[-1].x, precision_recall.marks[-1].y) == pytest.approx(point)


def test_a_curve_keeps_its_corners(engine):
    random = np.random.default_rng(0)
    y_true, y_pred = random.integers(0, 2, 400), random.random(400).astype("float32")
    scores = threshold_scores(y_true[:, None].astype("float32"), y_pred[:, None])
    _, _, roc, _ = threshold.threshold(scores, 50).panels
    expected = sklearn.metrics.roc_curve(y_true, y_pred, drop_intermediate=False)
    curve = roc.marks[1]
    assert len(curve.x) < len(expected[0])
    for x, y in zip(*expected[:2], strict=True):
        lies_on = [
            min(x0, x1) - 1e-5 <= x <= max(x0, x1) + 1e-5
            and min(y0, y1) - 1e-5 <= y <= max(y0, y1) + 1e-5
            and (x0 == x1 or y0 == y1)
            for x0, x1, y0, y1 in zip(curve.x, curve.x[1:], curve.y, curve.y[1:], strict=False)
        ]
        assert any(lies_on)
