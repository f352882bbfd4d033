"""The lock of the packages, `requirements.txt`."""

from packaging.requirements import Requirement

from support.paths import ROOT


def locked():
    """Returns the requirements in the lock, one for each package and platform."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
