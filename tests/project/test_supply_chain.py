"""What comes from elsewhere is pinned, under known licences, with no more rights than needed."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig

import pytest

from support.lock import locked
from support.paths import ROOT, texts

# What packages call licences under which anybody may use, change and pass on, in whatever course
# or company. The MPL asks for changes of its own files to be published, and nobody changes those.
FINE = {
    *("0BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "3-Clause BSD License"),
    *("Apache 2.0", "Apache-2.0", "Apache License 2.0", "Apache License, Version 2.0"),
    *("Apache Software License", "CC0-1.0", "ISC", "ISC License (ISCL)", "Zlib"),
    *("MIT", "MIT License", "MIT-0", "MIT-CMU", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
    *("PSF-2.0", "Python Software Foundation License"),
}
# Packages whose metadata name no licence; a file that comes with them does.
LOOKED_UP = {
    "axe-playwright-python": "MIT",  # and axe-core, which it brings, is MPL-2.0
    "namex": "Apache-2.0",
}
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


def test_workflows_may_read_only_run_pinned_actions_and_keep_no_credentials():
    scan = shutil.which("zizmor", path=sysconfig.get_path("scripts"))
    options = ("--offline", "--pedantic", "--min-severity=medium", "--strict-collection")
    done = subprocess.run([scan, *options, ROOT / ".github"], capture_output=True)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, said
    assert "test.yml" in said
    assert "versions.yml" in said


def test_every_licence_was_thought_about():
    names = {pin.name for pin in locked() if pin.marker is None or pin.marker.evaluate()}
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--with-system", "--packages"]
    done = subprocess.run([*command, *names], capture_output=True, text=True, check=True)
    found = {package["Name"]: package["License"] for package in json.loads(done.stdout)}
    assert len(found) > 100
    for name, licence in found.items():
        parts = set(re.split(" AND | OR |; ", LOOKED_UP.get(name, licence)))
        assert parts <= FINE, f"think about {name}: {licence}"


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


def test_no_file_opens_a_server_to_everybody():
    found = {path: settings_that_open(text) for path, text in texts()}
    assert found.pop(pathlib.Path(__file__)), "it has the lines above"
    assert {path.name for path in found} >= {"devcontainer.json", "README.md", "lab_server.py"}
    assert not [path for path, settings in found.items() if settings]
