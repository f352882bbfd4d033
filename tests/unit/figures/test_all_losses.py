"""The ranking and the curves show what the record holds, and which losses are among the best."""

import numpy as np

from helpers.catalogue.entry import Entry
from helpers.figures.all_losses import all_losses


def test_the_ranking_says_where_the_runs_ended_and_which_are_among_the_best():
    runs = {"A": [[3.0, 1.0], [4.0, 2.0]], "B": [[3.0, 2.5]] * 2, "C": [[3.0, 1.0], [3.0, np.nan]]}
    judge = Entry("m", "M", "metric", "Judge", "", "", "lower")
    picture = all_losses({name: np.array(each) for name, each in runs.items()}, judge, ["A"])
    ranking, curves = picture.panels
    assert ranking.y.ticks == ((0, "A"), (1, "B"), (2, "C"))
    band, spot, *_, lost = ranking.marks
    assert (band.x, band.y, spot.x, spot.y) == ((1.0, 2.0), (0, 0), 1.5, 0)
    assert (lost.text, lost.y) == ("diverged", 2)
    colors = [mark.color for mark in ranking.marks if hasattr(mark, "color")]
    assert colors == ["orange"] * 2 + ["grey"] * 2
    assert [line.color for line in curves.marks] == ["grey", "grey", "orange"]
    assert [line.y for line in curves.marks] == [(3.0, 2.5), (3.0, None), (3.5, 1.5)]
