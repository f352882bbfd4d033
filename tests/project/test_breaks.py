"""The list of deliberate breaks can be tried as it stands."""

import pytest

from support.paths import ROOT
from tools import breaks
from tools.breaks_list import CHOSEN, HARMLESS

DRAWN = list(breaks.drawn(1))


@pytest.mark.parametrize("each", CHOSEN + DRAWN, ids=lambda each: each.name)
def test_a_break_can_be_applied_and_its_tests_exist(each):
    assert breaks.broken(ROOT, each), "the old text does not stand there exactly once"
    assert any(any(ROOT.glob(pattern)) for pattern in each.tests)


def test_there_are_enough_and_half_of_them_are_drawn():
    assert len({each.name for each in CHOSEN + DRAWN}) == len(CHOSEN) + len(DRAWN) >= 44
    assert len(DRAWN) >= 24


def test_what_is_harmless_was_drawn():
    assert set(HARMLESS) <= {each.name for each in breaks.mutations.drawn(ROOT, 1)[: breaks.DRAWN]}
