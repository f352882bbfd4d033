"""The small panels show what the record holds, and which losses are among the best."""

import numpy as np

from helpers.catalogue.entry import Entry
from helpers.figures.all_losses import all_losses
from helpers.figures.still import BLUE, ORANGE


def test_panels_name_those_among_the_best_and_where_the_runs_ended():
    runs = {"A": [[3.0, 1.0], [4.0, 2.0]], "B": [[3.0, 2.5]] * 2, "C": [[3.0, 1.0], [3.0, np.nan]]}
    judge = Entry("m", "M", "metric", "Judge", "", "", "lower")
    axes = all_losses({name: np.array(each) for name, each in runs.items()}, judge, ["A"]).axes
    titles = [axis.get_title(loc="left") for axis in axes]
    assert titles == ["A\nends at 1 to 2", "B\nends at 2.5", "C\ndiverged"]
    assert [axis.lines[-1].get_color() for axis in axes] == [ORANGE, BLUE, BLUE]
    first, second = (line.get_ydata().tolist() for line in axes[0].lines[-2:])
    assert [first, second] == runs["A"]
