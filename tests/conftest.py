"""What one test has made a kernel gather, the next one does not find."""

import sys

import pytest


@pytest.fixture(autouse=True)
def a_kernel_that_has_gathered_nothing():
    """Drops runs, open labs, exercises, findings, and a learner's own losses and metrics."""
    yield
    if "helpers.session" in sys.modules:  # most tests of the project do without TensorFlow
        sys.modules["helpers.session"].forget()
