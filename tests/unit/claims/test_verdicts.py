"""A verdict follows from what was found, and the table says which claims are open."""

import numpy as np
import pytest

from helpers.claims.documents import CLAIMS
from helpers.claims.verdicts import (
    CARE,
    HOLDS,
    NOT_TESTED,
    OUT_OF_DATE,
    WRONG,
    VerdictTable,
    settle,
)

EITHER = {"care": "in May", "until": "until 2.3"}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ({"as_stated": True}, HOLDS),
        ({"as_stated": np.True_, "with_care": True, "formerly": True, **EITHER}, HOLDS),
        ({"as_stated": False, "with_care": True, "formerly": True, **EITHER}, CARE),
        ({"as_stated": False, "with_care": False, "formerly": True, **EITHER}, OUT_OF_DATE),
        ({"as_stated": np.False_, "with_care": False, "formerly": False, **EITHER}, WRONG),
        ({"untested": "no machine"}, NOT_TESTED),
    ],
)
def test_verdict_is_the_first_that_is_true(found, verdict):
    assert settle("A01", **found).verdict == verdict


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        ({"as_stated": True, "shown": "here", "instead": "no"}, "A01 holds: here"),
        ({"as_stated": False, "with_care": True, **EITHER}, "A01 holds, with care: in May"),
        ({"as_stated": False, "formerly": True, **EITHER}, "A01 out of date: true until 2.3"),
        ({"as_stated": False}, "A01 wrong"),
        ({"as_stated": False, "instead": "no"}, "A01 wrong: no"),
        ({"untested": "no machine"}, "A01 not tested: no machine"),
    ],
)
def test_a_finding_says_why(found, printed):
    assert repr(settle("A01", **found)) == printed


TRUE, FALSE = {"as_stated": True, "shown": "so"}, {"as_stated": False, "instead": "no"}
FORMERLY = {"as_stated": False, "formerly": True, "until": "once"}


@pytest.mark.parametrize(
    ("one", "other", "verdict", "why"),
    [
        (TRUE, FALSE, CARE, "read as “one”: so; read as “other”, wrong: no"),
        (FALSE, TRUE, CARE, "read as “other”: so; read as “one”, wrong: no"),
        (FALSE, FORMERLY, OUT_OF_DATE, "read as “other”: true once; read as “one”, wrong: no"),
        (TRUE, TRUE, HOLDS, "read as “one”: so; read as “other”, holds: so"),
        (TRUE, {"untested": "far"}, CARE, "read as “one”: so; read as “other”, not tested: far"),
    ],
)
def test_of_two_readings_the_document_gets_the_better_one(one, other, verdict, why):
    finding = settle("A01", reading="one", **one, otherwise={"reading": "other", **other})
    assert (finding.verdict, finding.remark) == (verdict, why)


def test_long_findings_are_wrapped_and_lose_no_word():
    finding = settle("A01", as_stated=True, shown="`loss=…` is a well-known word " * 20)
    lines = repr(finding).splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("    ") for line in lines[1:])
    assert " ".join(map(str.strip, lines)) == f"A01 holds: {finding.remark}".strip()


@pytest.mark.parametrize(
    ("claim", "found", "message"),
    [
        ("A28", {"as_stated": True}, "The claims are A01 to A27 and B01 to B27"),
        ("A01", {"as_stated": 1}, "as_stated is True or False, and is int here"),
        ("A01", {"as_stated": False, "with_care": None, "care": "x"}, "with_care is True or"),
        ("A01", {"as_stated": False, "with_care": True}, "Say in words under which condition"),
        ("A01", {"as_stated": False, "formerly": True}, "Say in words under which condition"),
        ("A01", {}, "or say why nothing was tested"),
        ("A01", {"as_stated": True, "untested": "no machine"}, "or say why nothing was tested"),
    ],
)
def test_what_decides_nothing_is_refused(claim, found, message):
    with pytest.raises(ValueError, match=message):
        settle(claim, **found)


def test_table_counts_and_says_what_is_open():
    found = {"B02": settle("B02", as_stated=False), "A01": settle("A01", as_stated=True)}
    table = VerdictTable(found)
    assert table.claims[HOLDS] == (["A01"], [])
    assert table.claims[WRONG] == ([], ["B02"])
    assert repr(table).splitlines()[1] == f"{'holds':16} {1:10}{0:12}"
    for text in (repr(table), table._repr_html_()):
        assert "Not settled in this kernel yet: A02, A03" in text
    assert "<a href='#B02'>B02</a>" in table._repr_html_()


def test_table_of_all_claims_has_nothing_open():
    table = VerdictTable({claim: settle(claim, as_stated=True) for claim in CLAIMS})
    assert "Not settled" not in repr(table) + table._repr_html_()
    assert table.claims[HOLDS] == tuple([c for c in CLAIMS if c[0] == letter] for letter in "AB")
