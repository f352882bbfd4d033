"""TEACHING.md keeps its word: its plans add up, and its lines of code open the labs."""

import functools
import re
import types

import nbformat
import pytest

from helpers import course
from helpers.exercises.notebooks import of_notebook
from support import lab_fakes
from support.paths import NOTEBOOKS, ROOT
from support.speeds import rare

GUIDE = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
LINES = re.findall(r"^- `(course\.\w+_lab\(.*\))`$", GUIDE, re.MULTILINE)
LABS = {name: lab for name, lab in vars(course).items() if name.endswith("_lab")}
PLANS = re.findall(r"^### (.*?)\n(.*?)(?=^##)", GUIDE, re.MULTILINE | re.DOTALL)


def rows(plan):
    """Returns the rows of a plan: minutes, notebook, sections, exercises."""
    lines = [line.strip("| ") for line in plan.splitlines() if re.match(r"\| \d", line)]
    return [[part.strip() for part in (line + " | | |").split("|")[:4]] for line in lines]


def minutes_of(path, sections, exercises):
    """Adds up the minutes that a notebook names in its headings."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    found = dict(re.findall(r"^## (.*) \((\d+) min\)$", text, re.MULTILINE))
    found_exercises = dict(re.findall(r"^### (\d\d\.\d) .*\((\d+) min\)$", text, re.MULTILINE))
    total = 0
    for named, known in ((sections, found), (exercises, found_exercises)):
        names = known if named == "all" else [name.strip() for name in named.split(",") if name]
        total += sum(int(known[name]) for name in names)
    return total


def test_there_are_three_plans():
    assert [re.search(r"\d+ minutes", title)[0] for title, _ in PLANS] == [
        "90 minutes",
        "240 minutes",
        "390 minutes",
    ]


@pytest.mark.parametrize(("title", "plan"), PLANS, ids=[title for title, _ in PLANS])
def test_minutes_of_a_plan_add_up_and_are_those_of_the_headings(title, plan):
    total = re.search(r"(\d+) minutes", title)[1]
    assert sum(int(minutes) for minutes, *_ in rows(plan)) == int(total)
    for minutes, notebook, sections, exercises in rows(plan):
        link = re.fullmatch(r"\[(\d\d)\]\((notebooks/(\d\d)_.*\.ipynb)\)", notebook)
        if link:
            assert link[1] == link[3]
            assert minutes_of(ROOT / link[2], sections, exercises) == int(minutes), notebook
        else:
            assert not sections + exercises


def test_each_objective_names_an_exercise_of_its_notebook_that_trains_it():
    table = re.search(r"^## What each objective.*?(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)[0]
    found = re.findall(r"^\| (\d\d) \| (.*?) \| (.*?) \|$", table, re.MULTILINE)
    for path in NOTEBOOKS:
        number, head = path.stem[:2], nbformat.read(path, as_version=4).cells[0].source
        rows = [(text, by) for at, text, by in found if at == number]
        if number in ("10", "12"):  # looked up, and not trained
            assert not rows
            continue
        assert [text for text, _ in rows] == re.findall(r"^- (.*)$", head, re.MULTILINE)
        named = {name for _, by in rows for name in re.findall(r"\d\d\.\d", by)}
        assert named == {each.number for each in of_notebook(number).EXERCISES}
        assert all(re.search(r"\d\d\.\d|lab|question|check", by) for _, by in rows)


def test_every_lab_has_a_line_of_code():
    assert {re.match(r"course\.(\w+)", line)[1] for line in LINES} == set(LABS)


def quick_course():
    """Returns labs that take the settings of those of the course, and train nothing."""
    engines = {name: lab_fakes.ENGINES.get(name, lab_fakes.TrainingEngine) for name in LABS}
    quick = {
        name: functools.partial(lab_fakes.opened, LABS[name], engines[name]()) for name in LABS
    }
    return types.SimpleNamespace(**quick)


@pytest.mark.parametrize("course", [quick_course(), rare(course)], ids=["quick", "real"])
@pytest.mark.parametrize("line", LINES)
def test_line_of_code_opens_its_lab_at_that_point(line, course):
    lab = eval(line, {"course": course})
    assert lab.code == line.replace('"', "'")
    assert lab.picture
    assert lab.alt
    assert "That did not work" not in lab.sentence


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^):]+)\)", GUIDE):
        assert (ROOT / target).is_file(), target
