"""TopKLab with an engine of fifty rows, whose ranks are known."""

import pytest

from helpers.figures import top_k
from helpers.labs.top_k import TopKLab
from helpers.training.run import RunConfig
from support import lab_fakes, undrawn
from support.lab_fakes import TopKEngine

PNG = b"\x89PNG"
pytestmark = pytest.mark.usefixtures("drawing")
# Accuracy goes up, down and nowhere after epochs 2, 3 and 4; the loss only falls.


@pytest.fixture
def engine():
    return TopKEngine()


@pytest.fixture
def lab(engine):
    return make(engine)


def make(engine, **settings):
    return lab_fakes.opened(TopKLab, engine, **settings)


@undrawn.drawn
def test_opens_with_the_last_epoch(lab, engine):
    assert "Row 0 counts as <b>right</b> at k = 3: its true class 0 has rank 1" in lab.sentence
    assert "with a probability of 0.182" in lab.sentence
    assert "Top-3 accuracy of all 50 rows: 0.320" in lab.sentence
    assert "cross-entropy: 1.000" in lab.sentence
    assert engine.epochs == [10]
    assert engine.trained == [("multiclass", "categorical_crossentropy", 10)]
    assert bytes(lab.picture).startswith(PNG)


def test_k_moves_the_accuracy_and_not_the_loss(lab, engine):
    lab.row = 4
    assert "Row 4 counts as <b>wrong</b> at k = 3" in lab.sentence
    lab.k = 5
    assert "Row 4 counts as <b>right</b> at k = 5: its true class 4 has rank 5" in lab.sentence
    assert "from 0.320 (k = 3) to 0.520 (k = 5)" in lab.sentence
    assert "stays at 1.000: it does not know k" in lab.sentence
    lab.k = 4
    assert "<b>wrong</b> at k = 4" in lab.sentence
    assert engine.epochs == [10]


def test_row_moves_neither(lab, engine):
    lab.row = 13
    assert "Row 13 counts as <b>wrong</b> at k = 3: its true class 3 has rank 4" in lab.sentence
    assert "Nothing else moved: top-3 accuracy 0.320" in lab.sentence
    assert "place 4" in lab.alt
    assert engine.epochs == [10]


def test_epoch_moves_both_together_or_apart(lab, engine):
    lab.epoch = 1
    lab.epoch = 2
    assert "accuracy from 0.300 to 0.340" in lab.sentence
    assert "cross-entropy from 1.900 to 1.800. Both got better." in lab.sentence
    lab.epoch = 3
    assert "accuracy from 0.340 to 0.320" in lab.sentence
    assert "They disagree: the loss got better, the accuracy got worse." in lab.sentence
    lab.epoch = 4
    assert "accuracy still 0.320" in lab.sentence
    assert "The cross-entropy moved alone." in lab.sentence
    lab.epoch = 1
    assert "Both got worse." in lab.sentence
    assert engine.epochs == [10, 1, 2, 3, 4], "what was scored before is not scored again"
    assert len(engine.trained) == 1


def test_every_row_is_right_when_all_classes_are_named(lab):
    lab.row = 9
    assert "every row" not in lab.sentence
    lab.k = 10
    assert "At k = 10 every row counts as right" in lab.sentence
    assert "<b>right</b>" in lab.sentence


@pytest.mark.parametrize(
    ("name", "values"), [("k", range(1, 11)), ("row", range(0, 50)), ("epoch", range(1, 11))]
)
def test_every_choice_has_its_answer(lab, name, values):
    for value in values:
        lab.set(**{name: value})
        assert "That did not work" not in lab.sentence
        assert f"Row {lab.row} counts as" in lab.sentence
        assert f"row {lab.row}," in lab.alt
        assert lab.alt.endswith(f"for k = {lab.k}.")


def test_each_k_and_each_row_has_a_picture_of_its_own(lab):
    pictures = set()
    for k in range(1, 11):
        lab.k = k
        pictures.add(lab.picture)
    lab.row = 1
    assert lab.picture not in pictures
    assert len(pictures) == 10


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"k": "three"}, "k is int, and you passed 'three'"),
        ({"epoch": None}, "epoch is int"),
        ({"k": 11}, "k is from 1 to 10"),
        ({"k": 2.5}, "k is a whole number"),
        ({"k": 2, "line": 1}, "no setting 'line'"),
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
    lab.set(k=1, row=32, epoch=4)
    assert lab.code == "course.top_k_lab(k=1, row=32, epoch=4)"
    assert make(engine, k=1, row=32, epoch=4).picture == lab.picture


def test_what_k_and_the_row_move_is_where_the_numbers_are(engine):
    history = engine.train(RunConfig("multiclass", "categorical_crossentropy"))
    scores = engine.top_k_scores(history.data.validation[1], history.validation_predictions[-1])
    for row, k in ((0, 2), (4, 7)):
        ranking, curve = top_k.top_k(scores, row, k).panels
        *bars, true_class = ranking.marks
        assert [bar.hatch for bar in bars] == ["lines"] * k + [""] * (10 - k)
        assert [bar.label for bar in bars] == [f"named at k = {k}"] + [""] * 9
        assert true_class.x == scores.ranks[row]
        rule, spot = curve.marks[-2:]
        accuracy = scores.accuracy[k - 1]
        assert (rule.at, spot.x, spot.y) == (k, k, accuracy)
        assert spot.label == f"k = {k}: {accuracy:.3f}"
