"""What holds for every lab that `course` hands out, those of tomorrow too."""

import collections
import inspect
import re

import pytest

from helpers import course
from helpers.labs.base import Lab
from helpers.labs.settings import Setting
from support import lab_fakes
from support.paths import ROOT

LABS = [each for name, each in vars(course).items() if name.endswith("_lab")]
each_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.opened_by)


def opened(lab):
    return lab_fakes.opened(lab, lab_fakes.ENGINES.get(lab.opened_by, lab_fakes.TrainingEngine)())


def test_there_are_labs():
    assert len(LABS) >= 10


@each_lab
def test_a_lab_is_handed_out_under_the_name_in_its_line_of_code(lab):
    assert issubclass(lab, Lab)
    assert getattr(course, lab.opened_by) is lab
    assert opened(lab).code == f"course.{lab.opened_by}()"


@each_lab
def test_its_help_lists_each_setting_once(lab):
    names = [name for name, each in vars(lab).items() if isinstance(each, Setting)]
    arguments = inspect.cleandoc(lab.__doc__).split("\nArgs:\n")[1]
    documented = re.findall(r"^    (\w+): \S", arguments.split("\n\n")[0], re.MULTILINE)
    assert documented[-len(names) :] == names == list(opened(lab).controls)
    assert "Raises:\n    ValueError:" in lab.__doc__


@each_lab
def test_of_many_settings_four_or_five_stand_in_front(lab):
    shown = opened(lab)
    assert set(lab.in_front) <= set(shown.controls)
    assert len(lab.in_front) in ((4, 5) if len(shown.controls) > 5 else (0,))
    inside = collections.Counter(walk(shown))
    assert all(inside[control] == 1 for control in shown.controls.values())


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


@each_lab
def test_those_who_cannot_see_it_are_told(lab):
    shown = opened(lab)
    assert '<div role="status"' in shown.sentence
    assert shown.alt
    assert all(control.description for control in shown.controls.values())
    assert shown.picture.startswith(b"\x89PNG")


@each_lab
def test_an_unknown_setting_is_refused(lab):
    with pytest.raises(ValueError, match="This lab has no setting 'colour'"):
        lab(colour="red")


@each_lab
def test_the_readme_has_a_row_for_it(lab):
    assert f"| `course.{lab.opened_by}()` |" in (ROOT / "README.md").read_text("utf-8")
