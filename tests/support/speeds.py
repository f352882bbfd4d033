"""The two speeds of the tests: what runs always, and what the exhaustive run alone runs."""

import pytest

exhaustive = pytest.mark.exhaustive


def sampled(values, every):
    """Leaves every n-th value to all runs, and the others to the exhaustive run.

    Args:
        values: The values of a parametrized test; a tuple has one for each of its arguments.
        every: Which ones: 10 takes the 1st, the 11th, the 21st, and so on.

    Returns:
        List for `pytest.mark.parametrize`.
    """
    return [
        value if at % every == 0 else rare(*(value if isinstance(value, tuple) else (value,)))
        for at, value in enumerate(values)
    ]


def always(chosen, values):
    """Leaves some tuples of values to all runs, and the others to the exhaustive run."""
    return [each if each in chosen else rare(*each) for each in values]


def rare(*values):
    """Returns the values of a parametrized test, for the exhaustive run alone."""
    return pytest.param(*values, marks=exhaustive)
