"""Imports of `helpers` run one way: what each module may load, and what it may name."""

import ast
import pathlib
import subprocess
import sys

import pytest

HELPERS = pathlib.Path(__file__).parents[1] / "helpers"
MODULES = sorted(
    ".".join(path.relative_to(HELPERS.parent).with_suffix("").parts)
    for path in HELPERS.rglob("*.py")
    if path.name != "__init__.py"
)
HEAVY = {"tensorflow", "keras", "tf_keras"}
ENGINE_ROOM = {
    "engine",
    "programs",
    "models",
    "tensors",
    "custom",
    "diagnosis",
    "errors",
    "guests",
    "recording",
    "batch_parts",
    "borrowing",
    "reconcile",
    "reconcile_example",
    "scores",
    "shapes",
    "sources",
    "worlds",
    "start_up",
    "course",
}
WITH_TENSORFLOW = {f"helpers.{name}" for name in ENGINE_ROOM}
WITH_TENSORFLOW |= {module for module in MODULES if module.startswith("helpers.exercises.")}
WITH_WIDGETS = {"helpers.course"}  # and everything in helpers.labs

# What each module may import of the package; `course` may import all of it.
ALLOWED = {
    "helpers.records": set(),
    "helpers.records_scores": set(),
    "helpers.records_tensors": set(),
    "helpers.datasets": {"records"},
    "helpers.catalogue_losses": {"records"},
    "helpers.catalogue_metrics": {"records", "catalogue_losses"},
    "helpers.catalogue": {"catalogue_losses", "catalogue_metrics"},
    "helpers.models": set(),
    "helpers.programs": {"models"},
    "helpers.engine": {"records", "datasets", "catalogue", "errors", "models", "programs"},
    "helpers.start_up": set(),
    "helpers.claims": set(),
    "helpers.errors": {"limits"},
    "helpers.limits": set(),
    "helpers.stops": set(),
    "helpers.workers": set(),
    "helpers.records_reconcile": set(),
    "helpers.batch_parts": set(),
    "helpers.borrowing": set(),
    "helpers.reconcile": {"records_reconcile", "batch_parts", "borrowing"},
    "helpers.reconcile_example": {"catalogue", "datasets", "models"},
    "helpers.replicas": {"records_scores"},
    "helpers.plots_reconcile": {"plots"},
    "helpers.plots_replicas": {"plots"},
    "helpers.recording": {"errors"},
    "helpers.guests": {"errors", "limits"},
    "helpers.diagnosis": {"records_tensors", "datasets", "errors", "limits", "recording", "stops"},
    "helpers.sources": {"diagnosis", "errors", "guests", "limits"},
    "helpers.custom": {
        "records",
        "datasets",
        "catalogue",
        "diagnosis",
        "errors",
        "guests",
        "limits",
    },
    "helpers.tensors": {"records_tensors"},
    "helpers.scores": {"records_scores"},
    "helpers.shapes": {"records_scores"},
    "helpers.worlds": {"records_tensors", "tensors"},
    "helpers.plots": set(),
    "helpers.plots_expression": {"plots"},
    "helpers.plots_gradient": {"plots"},
    "helpers.plots_training": {"plots"},
    "helpers.plots_shapes": {"plots"},
    "helpers.plots_threshold": {"plots"},
    "helpers.plots_fraud": {"plots", "plots_threshold"},
    "helpers.plots_top_k": {"plots"},
    "helpers.exercises.judging": set(),
    "helpers.exercises.base": {"records", "errors", "guests", "limits", "exercises.judging"},
}
LAB = {"records", "catalogue", "plots", "labs.base", "labs.training_controls"}
LAB |= {"labs.gradient_examples"}
EXERCISE = {"records", "exercises.base", "exercises.judging"}


def imports(module):
    """Returns the dotted names of all imports, those inside functions too."""
    tree = ast.parse((HELPERS.parent / (module.replace(".", "/") + ".py")).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            if node.module == "helpers":
                yield from (f"helpers.{alias.name}" for alias in node.names)
            else:
                yield node.module


LOAD_ONE_BY_ONE = """
import importlib, sys
before = set(sys.modules)
for module in sys.argv[1:]:
    importlib.import_module(module)
    print(module, *sorted(set(sys.modules) - before))
    before = set(sys.modules)
"""


def loaded_by(*modules):
    """Returns for each module what it loads, after those before it, in one fresh process."""
    command = [sys.executable, "-c", LOAD_ONE_BY_ONE, *modules]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.split()[0]: set(line.split()[1:]) for line in done.stdout.splitlines()}


@pytest.mark.parametrize("module", MODULES)
def test_module_names_only_what_stands_below_it(module):
    own = {name.split(".", 1)[1] for name in imports(module) if name.startswith("helpers.")}
    if module == "helpers.course":
        return
    if module.startswith("helpers.labs."):
        assert {name for name in own if not name.startswith("plots_")} <= LAB
    elif module.startswith("helpers.exercises.notebook_"):
        assert own <= EXERCISE
    else:
        assert own <= ALLOWED[module]


@pytest.mark.parametrize("module", MODULES)
def test_tensorflow_and_widgets_stay_in_their_rooms(module):
    roots = {name.split(".")[0] for name in imports(module)}
    if module not in WITH_TENSORFLOW:
        assert not roots & HEAVY
    if module not in WITH_WIDGETS and not module.startswith("helpers.labs."):
        assert "ipywidgets" not in roots
    assert "matplotlib.pyplot" not in set(imports(module)), "pyplot keeps global state"


def test_modules_load_without_tensorflow():
    found = loaded_by(*(module for module in MODULES if module not in WITH_TENSORFLOW))
    assert not {module: loaded & HEAVY for module, loaded in found.items() if loaded & HEAVY}


def test_the_package_itself_loads_nothing():
    loaded = loaded_by("helpers")["helpers"]
    assert not {name for name in loaded if name.startswith("helpers.")}
