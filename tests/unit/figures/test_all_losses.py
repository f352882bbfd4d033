"""The small panels show what the record holds, and say which is the best."""

import numpy as np

from helpers.catalogue.entry import Entry
from helpers.figures.all_losses import all_losses


def test_many_losses_name_the_best_and_the_end_of_each():
    curves = {"A": np.array([3.0, 1.0]), "B": np.array([3.0, 2.0]), "C": np.array([3.0, np.nan])}
    for direction, best in (("lower", "A"), ("higher", "B")):
        judge = Entry("m", "M", "metric", "Judge", "", "", direction)
        axes = all_losses(curves, judge).axes
        titles = [axis.get_title(loc="left") for axis in axes]
        assert [text.split("\n")[0] for text in titles] == ["A", "B", "C"]
        assert titles[2].endswith("diverged")
        assert [text[0] for text in titles if "the best" in text] == [best]
        assert axes[1].lines[-1].get_ydata().tolist() == [3, 2]
