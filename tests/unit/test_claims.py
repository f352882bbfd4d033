"""A verdict follows from what was found, and the table says which claims are open."""

import numpy as np
import pytest

from helpers.claims import CARE, CLAIMS, HOLDS, OUT_OF_DATE, WRONG, VerdictTable, settle

EITHER = {"care": "in May", "until": "until 2.3"}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ({"as_stated": True}, HOLDS),
        ({"as_stated": np.True_, "with_care": True, "formerly": True, **EITHER}, HOLDS),
        ({"as_stated": False, "with_care": True, "formerly": True, **EITHER}, CARE),
        ({"as_stated": False, "with_care": False, "formerly": True, **EITHER}, OUT_OF_DATE),
        ({"as_stated": np.False_, "with_care": False, "formerly": False, **EITHER}, WRONG),
    ],
)
def test_verdict_is_the_first_that_is_true(found, verdict):
    assert settle("A01", **found).verdict == verdict


def test_a_finding_names_its_condition():
    finding = settle("A01", as_stated=False, with_care=True, **EITHER)
    assert repr(finding) == "A01 holds, with care: in May"
    finding = settle("A01", as_stated=False, formerly=True, until="until 2.3")
    assert repr(finding) == "A01 out of date: true until 2.3"
    assert repr(settle("A01", as_stated=False)) == "A01 wrong"
    assert repr(settle("A01", as_stated=False, instead="no")) == "A01 wrong: no"


@pytest.mark.parametrize(
    ("claim", "found", "message"),
    [
        ("A23", {"as_stated": True}, "The claims are A01 to A22 and B01 to B23"),
        ("A01", {"as_stated": 1}, "as_stated is True or False, and is int here"),
        ("A01", {"as_stated": False, "with_care": None, "care": "x"}, "with_care is True or"),
        ("A01", {"as_stated": False, "with_care": True}, "Say in words under which condition"),
        ("A01", {"as_stated": False, "formerly": True}, "Say in words under which condition"),
    ],
)
def test_what_decides_nothing_is_refused(claim, found, message):
    with pytest.raises(ValueError, match=message):
        settle(claim, **found)


def test_table_counts_and_says_what_is_open():
    found = {"B02": settle("B02", as_stated=False), "A01": settle("A01", as_stated=True)}
    table = VerdictTable(found)
    assert table.counts == {HOLDS: (1, 0), CARE: (0, 0), OUT_OF_DATE: (0, 0), WRONG: (0, 1)}
    assert repr(table).startswith("A01 holds\nB02 wrong\n")
    for text in (repr(table), table._repr_html_()):
        assert "Not settled in this kernel yet: A02, A03" in text
    assert "<a href='#B02'>B02</a>" in table._repr_html_()


def test_words_from_a_cell_are_no_markup():
    finding = settle("A08", as_stated=False, with_care=True, care="`a` < <b>")
    assert "<code>a</code> &lt; &lt;b&gt;" in VerdictTable({"A08": finding})._repr_html_()


def test_ids_are_those_of_both_documents():
    ids = [f"A{n:02}" for n in range(1, 23)] + [f"B{n:02}" for n in range(1, 24)]
    assert list(CLAIMS) == ids
