"""Another time limit for a learner's code, for one test."""

from helpers.learner_code import time_limit


def allow(monkeypatch, seconds):
    """Lets a learner's code take this many seconds, until the test ends."""
    monkeypatch.setattr(time_limit, "SECONDS", seconds)
