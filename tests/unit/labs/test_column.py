"""Controls in a column: which fold, and what is unfolded at first."""

import ipywidgets as widgets
import pytest

from helpers.labs.column import column, folded

SIX = ["one", "two", "three", "four", "five", "six"]


def opened(behind, is_open=False):
    style, *rows = column({name: [widgets.Text(name)] for name in SIX}, behind, is_open).children
    assert style.layout.display == "none"
    return rows


def texts(rows):
    return [row.children[0].value for row in rows]


def test_of_a_few_none_folds_and_of_more_those_that_do_not_stand_in_front():
    assert folded(SIX[:5], ()) == []
    assert folded(SIX[:5], ("two",)) == []
    assert folded(SIX, ("two", "five")) == ["one", "three", "four", "six"]


def test_what_folds_stands_below_the_rest_in_one_box():
    *front, more, below = opened(["two", "six"])
    assert texts(front) == ["one", "three", "four", "five"]
    assert texts(below.children) == ["two", "six"]
    assert (more._dom_classes, below._dom_classes) == (("course-more",), ("course-folded",))


def test_nothing_to_fold_has_no_more():
    assert texts(opened([])) == SIX


@pytest.mark.parametrize("is_open", [False, True])
def test_it_is_unfolded_where_something_behind_was_chosen(is_open):
    more = opened(["six"], is_open)[-2]
    assert ("<details open>" in more.value) == is_open
    assert ("<details>" in more.value) != is_open
