"""What comes from elsewhere is pinned, under known licences, with no more rights than needed."""

import email.message
import pathlib
import re

import pytest
import yaml

from support.paths import ROOT
from tools import licences

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
# On a command line, in a file of settings, in the environment.
OPEN_SERVER = re.compile(
    r"""(?ix)
    \b (?: (?:jupyter_)?token | (?:hashed_)?password ) \\?["']?
        (?: \s* [=:] \s* (?: \\?["'] \\?["'] | None\b ) | = (?=\s|$) )
    | \b allow_unauthenticated_access \\?["']? \s* [=:] \s* true
    | \b disable_check_xsrf \\?["']? \s* [=:] \s* true
    | \b password_required \\?["']? \s* [=:] \s* false
    """
)
NOT_OURS = {".git", ".venv", ".pytest_cache", ".ruff_cache", "site"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_may_read_and_runs_pinned_actions_only(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert "permissions" not in job, name
        used = [step["uses"] for step in job.get("steps", []) if "uses" in step]
        for action in [*used, *([job["uses"]] if "uses" in job else [])]:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action


def test_there_are_workflows():
    assert {path.stem for path in WORKFLOWS} >= {"test", "versions"}


def test_every_licence_was_thought_about():
    packages = licences.found()
    assert len(packages) > 100
    assert not licences.to_think_about(packages)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"License-Expression": "MIT AND (BSD-3-Clause OR GPL-3.0-only)"},
         {"MIT", "BSD-3-Clause", "GPL-3.0-only"}),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, {"MIT"}),
        ({"License": "AGPL-3.0\nand so on"}, {"AGPL-3.0"}),
        ({}, set()),
    ],
)  # fmt: skip
def test_licence_is_read_from_each_place(fields, named):
    metadata = email.message.Message()
    for name, value in fields.items():
        metadata[name] = value
    assert licences.licences(metadata) == named
    assert bool(licences.to_think_about({"package": named or {"unknown"}})) == (named != {"MIT"})


def settings_that_open(text):
    return [found[0] for found in OPEN_SERVER.finditer(text)]


@pytest.mark.parametrize(
    "line",
    [
        "jupyter lab --IdentityProvider.token=''",
        "jupyter lab --IdentityProvider.token= --no-browser",
        'c.NotebookApp.token = ""',
        "jupyter lab --ServerApp.password=''",
        '{"ServerApp": {"token": ""}}',
        "JUPYTER_TOKEN=",
        "c.ServerApp.disable_check_xsrf = True",
        "--ServerApp.allow_unauthenticated_access=True",
        '"PasswordIdentityProvider": {"password_required": false}',
    ],
)
def test_open_server_is_recognised(line):
    assert settings_that_open(line)


def files():
    for top in ROOT.iterdir():
        if top.name not in NOT_OURS:
            yield from [top] if top.is_file() else top.rglob("*")


def test_no_file_opens_a_server_to_everybody():
    paths = [path for path in files() if path.is_file() and path.suffix != ".pyc"]
    paths.remove(pathlib.Path(__file__))
    assert {path.name for path in paths} >= {
        "devcontainer.json",
        "README.md",
        "lab_server.py",
        "run",
    }
    for path in paths:
        assert not settings_that_open(path.read_text("utf-8", errors="replace")), path
