"""The server for a class: its settings load, agree with the guide, and copies spare what exists.

tests/project/check_classroom.py starts it for real.
"""

import importlib.util
import os
import pathlib
import re
import sys
import types

import pytest
import yaml
from traitlets.config import Config

from helpers import session
from support.paths import ROOT

FOLDER = ROOT / ".classroom"
GUIDE = (ROOT / "TEACHING.md").read_text("utf-8")
VALUES = yaml.safe_load((FOLDER / "kubernetes.yaml").read_text("utf-8"))


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """What the file sets. JupyterHub, which the suite goes without, has one name in it."""
    pytest.importorskip("pwd", reason="the server needs Linux")
    spawner = types.ModuleType("jupyterhub.spawner")
    spawner.LocalProcessSpawner = object
    monkeypatch.setitem(sys.modules, "jupyterhub", types.ModuleType("jupyterhub"))
    monkeypatch.setitem(sys.modules, "jupyterhub.spawner", spawner)
    monkeypatch.setattr(os, "umask", lambda mask: None)
    monkeypatch.setenv("CLASSROOM_STATE", str(tmp_path))
    (tmp_path / "learners.txt").write_text("anna\nben\n")
    path, config = FOLDER / "jupyterhub_config.py", Config()
    code = compile(path.read_text("utf-8"), path, "exec")
    exec(code, {"__file__": str(path), "get_config": lambda: config})
    return config


@pytest.fixture(scope="module")
def copying():
    spec = importlib.util.spec_from_file_location("copy_course", FOLDER / "copy_course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def course(tmp_path):
    (tmp_path / "notebooks" / "folder").mkdir(parents=True)
    (tmp_path / "notebooks" / "00_start_here.ipynb").write_text("original")
    (tmp_path / "home").mkdir()
    return tmp_path / "notebooks", tmp_path / "home"


def test_limits_are_the_same_on_one_machine_on_many_and_in_the_guide(settings):
    user = VALUES["singleuser"]
    said = re.search(r"\*\*([\d.]+) GB\*\* of memory and \*\*(\d) cores\*\*", GUIDE)
    assert settings.Spawner.mem_limit == user["memory"]["limit"] == f"{said[1]}G"
    assert settings.Spawner.cpu_limit == user["cpu"]["limit"] == int(said[2])
    planned = re.search(r"a shared server needs ([\d.]+) GB a learner", GUIDE)
    assert user["memory"]["guarantee"] == f"{planned[1]}G"


def test_labs_train_nothing_ahead_where_many_share_the_cores(monkeypatch):
    environment = VALUES["singleuser"]["extraEnv"]
    assert 'PREFETCH = "no"' in (FOLDER / "jupyterhub_config.py").read_text("utf-8")
    monkeypatch.setenv("COURSE_PREFETCH", environment["COURSE_PREFETCH"])
    session.start()
    assert not session.state.prefetch


def test_servers_end_after_the_same_time(settings):
    (culler,) = settings.JupyterHub.services
    assert f"--timeout={VALUES['cull']['timeout']}" in culler["command"]
    assert VALUES["cull"]["enabled"]


def test_learners_are_those_of_the_list_and_set_a_password_each(settings):
    assert settings.Authenticator.allowed_users == {"anna", "ben"}
    for chosen in (settings.JupyterHub, VALUES["hub"]["config"]["JupyterHub"]):
        assert chosen["authenticator_class"] == "firstuse"


def test_both_start_with_the_copy(settings):
    for command in (settings.Spawner.cmd, VALUES["singleuser"]["cmd"]):
        assert command[1].endswith("/.classroom/copy_course.py")
    assert pathlib.Path(settings.Spawner.cmd[1]).is_file()


def test_command_that_is_checked_is_the_one_of_the_guide():
    client = (ROOT / "tests" / "support" / "hub_client.py").read_text("utf-8")
    command = re.search(r'"(uv run .* jupyterhub --config)"', client)[1]
    assert f"{command} .classroom/jupyterhub_config.py" in GUIDE


def test_first_start_copies_the_course(copying, course):
    notebooks, home = course
    copy = copying.copy_course(notebooks, home, fresh=False)
    assert copy == home / "course"
    names = {path.name for path in copy.iterdir()}
    assert names == {"00_start_here.ipynb", copying.VERSION}
    assert [path.name for path in home.iterdir()] == ["course"], "nothing is left over"


def test_next_start_leaves_the_copy_as_the_learner_left_it(copying, course):
    mine = copying.copy_course(*course, fresh=False) / "00_start_here.ipynb"
    mine.write_text("mine")
    assert copying.copy_course(*course, fresh=False) == mine.parent
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("fresh", [True, False], ids=["on request", "a changed course"])
def test_another_copy_goes_beside_the_first(copying, course, fresh):
    notebooks, home = course
    mine = copying.copy_course(notebooks, home, fresh=False) / "00_start_here.ipynb"
    mine.write_text("mine")
    (home / "course-2").symlink_to("nowhere")
    if not fresh:
        (notebooks / "01.ipynb").write_text("new")
    copy = copying.copy_course(notebooks, home, fresh)
    assert copy == home / "course-3"
    assert (copy / mine.name).read_text() == "original"
    assert mine.read_text() == "mine"
    assert (home / "course-2").is_symlink()


def test_course_is_where_the_copy_looks_for_it(copying):
    assert copying.NOTEBOOKS == ROOT / "notebooks"
    assert ROOT / "notebooks" / "00_start_here.ipynb" in copying.files_of(copying.NOTEBOOKS)
