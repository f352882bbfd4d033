"""What holds for the whole suite: where it begins, what it prints, what each test finds."""

import sys
from collections import Counter

import pytest

# A file that takes long is not begun last, when the other worker has nothing left to do.
GROUPS = ("notebooks", "browser", "unit", "project")


def group(nodeid):
    """Returns the group of a test, by the folder it stands in."""
    return next(part for part in nodeid.split("/") if part in GROUPS)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: GROUPS.index(group(item.nodeid)))


def pytest_terminal_summary(terminalreporter):
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[group(report.nodeid)] += report.duration
    spent = ", ".join(f"{name} {seconds[name]:.0f}" for name in GROUPS if name in seconds)
    terminalreporter.write_line(f"Seconds, all workers together: {spent}")


@pytest.fixture(autouse=True)
def a_kernel_that_has_gathered_nothing():
    """Drops runs, open labs, exercises, findings, and custom losses and metrics."""
    yield
    if "helpers.session" in sys.modules:  # most tests of the project do without TensorFlow
        sys.modules["helpers.session"].forget()
