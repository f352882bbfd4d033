"""ReplicaLab: its engine is a few lines of NumPy, so it is the real one."""

import pytest

from helpers.labs.replicas import ReplicaLab
from support import undrawn

pytestmark = pytest.mark.usefixtures("drawing")


@pytest.fixture
def lab():
    return ReplicaLab()


@undrawn.drawn
def test_opens_with_the_factor(lab):
    assert "32 rows on 4 replicas: 8, 8, 8, 8." in lab.sentence
    assert "It is 4 times as large, and so is every gradient" in lab.sentence
    assert lab.picture.startswith(b"\x89PNG")
    assert lab.code == "course.replica_lab()"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"replicas": 8}, "8 times as large"),
        ({"replicas": 1}, "They agree"),
        ({"reduction": "mean_then_mean"}, "They agree"),
        ({"reduction": "mean_then_mean", "n_rows": 29}, "on a replica with few rows counts more"),
        ({"reduction": "mean_then_mean", "n_rows": 5}, "the mean of nothing, and NaN"),
        ({"reduction": "sum_over_batch_size"}, "They agree"),
        (
            {"reduction": "sum_over_batch_size", "n_rows": 8},
            "0.25 times as large: 8 rows are there",
        ),
    ],
)
def test_what_goes_wrong_is_said(lab, settings, words):
    lab.set(**settings)
    assert words in lab.sentence


@pytest.mark.parametrize("replicas", range(1, 9))
def test_a_sum_over_the_rows_that_are_there_never_fails(replicas):
    lab = ReplicaLab(replicas=replicas, reduction="sum_over_rows")
    for rows in {1, replicas, 29, 32}:
        lab.n_rows = rows
        assert "They agree" in lab.sentence


def test_a_full_batch_stays_full_and_fewer_rows_stay(lab):
    lab.batch_size = 64
    assert lab.n_rows == 64
    assert lab.code == "course.replica_lab(batch_size=64)"
    lab.n_rows = 10
    lab.batch_size = 16
    assert lab.n_rows == 10
    lab.batch_size = 8
    assert lab.n_rows == 8


def test_every_reduction_is_offered(lab):
    for reduction in ("mean_then_sum", "mean_then_mean", "sum_over_batch_size", "sum_over_rows"):
        lab.reduction = reduction
        assert "did not work" not in lab.sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"replicas": 9}, "replicas is from 1 to 8"),
        ({"n_rows": 33}, "n_rows is from 1 to 32"),
        ({"reduction": "mean"}, "reduction is one of 'mean_then_sum'"),
    ],
)
def test_what_cannot_be_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        ReplicaLab(**settings)
