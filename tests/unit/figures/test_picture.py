"""A picture is data: it can be written as JSON, and its axes hold all that is marked."""

import json
import math

import hypothesis.strategies as st
from hypothesis import given

from helpers.figures.picture import Axis, Label, Line, Panel, Picture, as_data, axis, numbers

FLOATS = st.floats(allow_nan=True, width=32)


def test_a_picture_is_written_with_the_kind_of_each_part():
    along = Axis("x", 0.0, 1.0, ((0.0, "0"), (1.0, "1")))
    marks = Line((0.0, None), (1.0, 2.0), "a", "blue"), Label("<b>")
    picture = Picture((Panel("title", along, along, marks),))
    data = json.loads(json.dumps(as_data(picture), allow_nan=False))
    (panel,) = data["panels"]
    assert panel["x"]["ticks"] == [[0.0, "0"], [1.0, "1"]]
    assert panel["marks"] == [
        {"kind": "line", "x": [0.0, None], "y": [1.0, 2.0], "label": "a", "color": "blue",
         "dash": "solid", "shape": ""},
        {"kind": "label", "text": "<b>", "x": None, "y": None, "side": "right"},
    ]  # fmt: skip


@given(st.lists(FLOATS))
def test_numbers_keep_six_digits_and_gaps_are_none(values):
    for value, kept in zip(values, numbers(values), strict=True):
        assert math.isclose(kept, value, rel_tol=5e-6) if math.isfinite(value) else kept is None


@given(st.lists(FLOATS, max_size=20), st.booleans(), st.booleans())
def test_an_axis_holds_all_numbers_and_its_ticks(values, from_zero, whole):
    marked = numbers(values)
    made = axis("x", marked, from_zero=from_zero, whole=whole)
    assert math.isfinite(made.high - made.low)
    assert made.low < made.high
    assert all(made.low <= value <= made.high for value in marked if value is not None)
    assert all(made.low - 1e-9 <= at <= made.high + 1e-9 for at, _ in made.ticks) or whole is False
    assert len(made.ticks) <= 8
    assert len({words for _, words in made.ticks}) == len(made.ticks) or values


def test_ticks_are_round_places():
    assert [words for _, words in axis("x", (0.0, 10.0)).ticks] == ["0", "5", "10"]
    assert [words for _, words in axis("x", (0.0, 0.03), from_zero=True).ticks] == [
        "0", "0.01", "0.02", "0.03",
    ]  # fmt: skip
    assert [words for _, words in axis("epoch", (1, 2), whole=True).ticks] == ["1", "2"]
    assert [words for _, words in axis("epoch", (1,), whole=True).ticks] == ["1"]
