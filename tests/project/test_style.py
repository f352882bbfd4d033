"""Code and notebooks are as ruff wants them; the rules are in pyproject.toml."""

import subprocess

import pytest
from ruff.__main__ import find_ruff_bin

from support.paths import ROOT


@pytest.mark.parametrize("command", [("check",), ("format", "--check")])
def test_ruff_finds_nothing(command):
    done = subprocess.run(
        [find_ruff_bin(), *command, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
