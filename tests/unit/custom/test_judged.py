"""Sixty custom losses and metrics of public threads are told what somebody had judged before."""

import pytest

from helpers.custom import introduce
from helpers.learner_code.messages import FunctionError
from support import judged_first, judged_second, speeds

JUDGED = judged_first.JUDGED | judged_second.JUDGED


def test_there_are_sixty():
    assert len(JUDGED) == len(judged_first.JUDGED) + len(judged_second.JUDGED) == 60


def said_of(entry):
    """Returns the names of all that is said, or why it is refused."""
    try:
        return {each.name for each in introduce.add(entry.kind, entry.thing).findings}
    except introduce.TrapError as error:
        return {error.finding.name}
    except FunctionError as error:
        return {"no gradient" if "No gradient comes back" in str(error) else "error"}


@pytest.mark.parametrize("name", speeds.sampled(JUDGED, every=8))
def test_it_is_told_what_it_deserves(name):
    assert said_of(JUDGED[name]) == JUDGED[name].said
