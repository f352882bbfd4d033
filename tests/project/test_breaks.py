"""The list of deliberate breaks can be tried as it stands."""

import pytest

from support.paths import ROOT
from tools import breaks
from tools.breaks_list import CHOSEN, HARMLESS


@pytest.fixture(scope="module")
def drawn():
    return list(breaks.drawn(1))


def check(each):
    assert breaks.broken(ROOT, each), f"{each.name}: the old text does not stand there once"
    assert any(any(ROOT.glob(pattern)) for pattern in each.tests), each.name


@pytest.mark.parametrize("each", CHOSEN, ids=lambda each: each.name)
def test_a_break_can_be_applied_and_its_tests_exist(each):
    check(each)


def test_those_that_are_drawn_can_be_applied_too(drawn):
    for each in drawn:
        check(each)


def test_there_are_enough_and_half_of_them_are_drawn(drawn):
    assert len({each.name for each in CHOSEN + drawn}) == len(CHOSEN) + len(drawn) >= 44
    assert len(drawn) >= 24


def test_what_is_harmless_was_drawn():
    assert set(HARMLESS) <= {each.name for each in breaks.mutations.drawn(ROOT, 1)[: breaks.DRAWN]}
