"""Imports run one way, and each room of `helpers` keeps its one-line rule."""

import ast
import re
import subprocess
import sys

import pytest

import helpers
from support.paths import ROOT

ROOMS = re.findall(r"^    (\w+) {2,}", helpers.__doc__, re.MULTILINE)
# Rooms, and in other rooms modules, that a kernel without TensorFlow can use.
WITHOUT_TENSORFLOW = (
    *("catalogue", "errors", "figures", "claims", "cluster", "without_tensorflow"),
)
GUARD = tuple(f"helpers.learner_code.{name}" for name in ("time_limit", "messages", "sandbox"))
JUDGES = tuple(f"helpers.exercises.{name}" for name in ("cells", "judging", "base", "notebook_13"))
MODULES = sorted({*(ROOT / "helpers").rglob("*.py")} - {ROOT / "helpers" / "__init__.py"})


TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def room_of(path):
    return name_of(path).split(".")[1]


each_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


def imports(path):
    """Returns the dotted names of all imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_helpers_holds_the_rooms_of_its_docstring_and_nothing_else():
    assert {room_of(path) for path in MODULES} == set(ROOMS)
    assert len(ROOMS) == 15


@each_module
def test_a_module_imports_its_own_room_and_those_above_it(path):
    used = {name.split(".")[1] for name in imports(path) if name.startswith("helpers.")}
    assert used <= set(ROOMS[: ROOMS.index(room_of(path)) + 1])


@each_module
def test_widgets_stay_in_labs_and_pyplot_nowhere(path):
    names = set(imports(path))
    assert "matplotlib.pyplot" not in names, "pyplot keeps global state"
    if room_of(path) != "labs":
        assert not any(name.split(".")[0] == "ipywidgets" for name in names)


def test_rooms_without_tensorflow_load_where_there_is_none():
    modules = [name_of(path) for path in MODULES if room_of(path) in WITHOUT_TENSORFLOW]
    modules += GUARD + JUDGES
    code = "import sys\nfor name in ('tensorflow', 'keras', 'tf_keras'): sys.modules[name] = None\n"
    code += "".join(f"import {module}\n" for module in modules)
    code += "assert helpers.learner_code.sandbox.run(lambda: 1) == 1\n"
    code += "assert helpers.exercises.judging.read_number([2]) == 2\n"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_tests_import_tools_and_support_and_nothing_imports_a_test(path):
    rooms = {room_of(other) for other in TESTS}
    allowed = {"support"} if room_of(path) == "support" else {"support", "tools"}
    assert {name.split(".")[0] for name in imports(path)} & {*rooms, "tests"} <= allowed
