"""pyproject.toml, requirements.txt, environment.yml and this environment agree."""

import importlib.metadata
import json
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from support.lock import locked
from support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def asked_for():
    return [
        Requirement(line)
        for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    ]


@pytest.mark.parametrize("wanted", asked_for(), ids=lambda requirement: requirement.name)
def test_lock_holds_what_the_project_asks_for(wanted):
    pins = [
        pin for pin in locked() if canonicalize_name(pin.name) == canonicalize_name(wanted.name)
    ]
    assert pins, f"{wanted.name} is missing: write requirements.txt anew, see CONTRIBUTING.md"
    for pin in pins:
        (version,) = [clause.version for clause in pin.specifier]
        assert wanted.specifier.contains(version), f"{pin} is outside {wanted}"


@pytest.mark.parametrize("pin", locked(), ids=lambda requirement: requirement.name)
def test_installed_is_what_is_locked(pin):
    if pin.marker is not None and not pin.marker.evaluate():
        pytest.skip("for another platform or Python")
    assert pin.specifier.contains(importlib.metadata.version(pin.name)), str(pin)


def test_conda_installs_the_lock_and_the_course():
    *packages, pip = ENVIRONMENT["dependencies"]
    assert pip == {"pip": ["-r requirements.txt", "-e ."]}
    (python,) = [package for package in packages if package.startswith("python=")]
    version = python.removeprefix("python=")
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(f"{version}.0")
    assert ENVIRONMENT["name"] == PROJECT["project"]["name"]


def test_codespaces_install_what_conda_installs():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    (python,) = [each for each in ENVIRONMENT["dependencies"] if str(each).startswith("python=")]
    assert container["image"] == f"mcr.microsoft.com/devcontainers/{python.replace('=', ':')}"
    wanted = ENVIRONMENT["dependencies"][-1]["pip"]
    assert container["postCreateCommand"] == f"pip install {' '.join(wanted)}"
    assert "ms-toolsai.jupyter" in container["customizations"]["vscode"]["extensions"]
    assert int(container["hostRequirements"]["memory"].removesuffix("gb")) >= 8


def test_requirements_are_the_exported_lock():
    if shutil.which("uv") is None or not (ROOT / "uv.lock").exists():
        pytest.skip("this environment was not made by uv")
    text = (ROOT / "requirements.txt").read_text("utf-8")
    command = re.search(r"^#\s+(uv export .*) --output-file", text, re.MULTILINE).group(1)
    done = subprocess.run(
        [*command.split(), "--frozen"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    exported = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert exported == [line for line in text.splitlines() if not line.startswith("#")]
