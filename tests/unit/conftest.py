"""XLA compiles for the tests that are about it, and for no others."""

import sys
import types
from concurrent import futures

import pytest


@pytest.fixture(autouse=True)
def real_background(monkeypatch):
    """To compile a program takes seconds, and most tests have no use for it: it fails at once."""
    programs = sys.modules.get("helpers.training.programs")
    if programs is None:  # some tests do without TensorFlow
        return None
    failed = futures.Future()
    failed.set_exception(NotImplementedError())
    nobody = types.SimpleNamespace(submit=lambda *job: failed)
    real = programs.background
    monkeypatch.setattr(programs, "background", nobody)
    return real


@pytest.fixture
def xla(real_background, monkeypatch):
    """Lets XLA compile what is trained again, as in a process that has trained nothing."""
    from helpers.training import programs

    programs.forget()
    monkeypatch.setattr(programs, "background", real_background)
    yield
    programs.forget()
