"""Every file and folder of this repository that is named anywhere in it exists."""

import re

from support.paths import ROOT, texts

# With a star, as on a command line, at least one exists. NN stands for the number of a notebook.
PATH = re.compile(r"(?<![\w./}-])(?:helpers|tests|notebooks|\.[a-z]+)/[][\w./*-]*[\w/*]")


def test_every_path_that_is_named_exists():
    named = {(path.name, name) for path, text in texts() for name in PATH.findall(text)}
    assert {
        ("versions.yml", "tests/project/test_setup.py"),  # pytest ignores nothing, and says nothing
        ("README.md", "notebooks/00_start_here.ipynb"),
        ("pyproject.toml", "tests/support/documents"),
        ("CONTRIBUTING.md", ".ci/run"),
    } <= named
    missing = {each for each in named if not any(ROOT.glob(each[1].replace("NN", "*")))}
    assert not missing
