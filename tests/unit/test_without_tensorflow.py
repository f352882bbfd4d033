"""The course for a kernel without TensorFlow: it says what is missing, and loads none itself."""

import subprocess
import sys

import pytest

from support import frameworks
from support.paths import NOTEBOOKS

# Two packages of these names with nothing in them, so that the test needs neither.
STAND_INS = """
import importlib.machinery, sys, types
for name in ("jax", "torch"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__spec__ = importlib.machinery.ModuleSpec(name, None)
sys.modules["torch"].manual_seed = lambda seed: print("seed", seed)
"""
MISSING = "import sys\nsys.modules['jax'] = sys.modules['torch'] = None\n"
START = "from helpers import without_tensorflow as course\ncourse.start(seed=13)\n"


def python(code):
    """Runs code in a fresh process; returns what it printed, or the last line of its error."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_it_starts_and_shuts_tensorflow_out():
    code = STAND_INS + START + "import tensorflow"
    assert python(code) == ("ModuleNotFoundError: import of tensorflow halted; None in sys.modules")
    loaded = "print(*[name for name in ('keras', 'tf_keras') if name in sys.modules])"
    assert python(STAND_INS + START + loaded) == "seed 13"


def test_what_is_missing_is_named_with_the_command():
    said = python(MISSING + START)
    assert said.startswith("ModuleNotFoundError: This notebook needs jax and torch")
    assert said.endswith("uv run --group frameworks jupyter lab")


def test_beside_tensorflow_it_refuses_to_start():
    loaded = "import types\nsys.modules['tensorflow'] = types.ModuleType('tensorflow')\n"
    assert "Restart the kernel" in python(STAND_INS + loaded + START)


def test_exercises_are_handed_out_and_counted():
    code = (
        START.splitlines()[0]
        + """
q1, q2, q3 = course.exercises("13")
q1.check({})
print(course.progress())
"""
    )
    lines = python(code).splitlines()
    assert [line[:4] for line in lines[:3]] == ["13.1", "13.2", "13.3"]
    assert "not yet right" in lines[0]
    assert lines[-1] == "Solved: 0 of 3"


@pytest.mark.parametrize("there", [True, False])
def test_notebook_13_is_collected_where_it_can_run_and_nowhere_else(there, monkeypatch):
    monkeypatch.setattr(frameworks, "installed", lambda: there)
    left_out = [path for path in NOTEBOOKS if frameworks.pytest_ignore_collect(path)]
    assert [path.stem[:2] for path in left_out] == ([] if there else ["13"])


@pytest.mark.parametrize("there", [True, False])
def test_the_summary_says_what_is_left_out_and_how_to_run_it(there, monkeypatch):
    class Reporter:
        lines = ()

        def write_line(self, line, **markup):
            self.lines += (line,)

    monkeypatch.setattr(frameworks, "installed", lambda: there)
    reporter = Reporter()
    frameworks.pytest_terminal_summary(reporter)
    assert ["uv run --group frameworks pytest -k 13_meet" in line for line in reporter.lines] == (
        [] if there else [True]
    )
