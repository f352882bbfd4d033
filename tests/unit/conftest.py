"""XLA compiles for the tests that are about it, and for no others."""

import sys

import pytest

from support import without_xla


@pytest.fixture(autouse=True)
def real_background(monkeypatch):
    """Leaves XLA out until the test ends; gives what would have compiled."""
    programs = sys.modules.get("helpers.training.programs")
    if programs is None:  # some tests do without TensorFlow
        return None
    real = programs.background
    monkeypatch.setattr(programs, "background", without_xla.NOBODY)
    return real


@pytest.fixture
def xla(real_background, monkeypatch):
    """Lets XLA compile what is trained again, as in a process that has trained nothing."""
    from helpers.training import programs

    programs.forget()
    monkeypatch.setattr(programs, "background", real_background)
    yield
    programs.forget()
