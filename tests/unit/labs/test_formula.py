"""Formulas as browsers show them: held against what is written in the catalogue, and by hand."""

import functools
import re
import xml.etree.ElementTree as ET

import ipywidgets as widgets
import keras
import pytest

from helpers.catalogue import lookup
from helpers.catalogue.entry import Entry
from helpers.labs.formula import Formula, mathml
from helpers.learner_code.forms import Form

ENTRIES = [entry for table in lookup.KINDS.values() for entry in table.values()]
SIGNS = {"varepsilon": "ε", "gamma": "γ", "sigma": "σ", "sum": "∑", "int": "∫", "geq": "≥"}
SILENT = {"frac", "sqrt", "hat", "bar", "mathrm", "left", "right", "quad"}


@pytest.fixture(autouse=True)
def none_of_ones_own():
    yield
    lookup.forget_custom()


def parsed(formula):
    return ET.fromstring(f"<all>{mathml(formula)}</all>")


def text_of(formula):
    return "".join(parsed(formula).itertext())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.kind} {entry.name}")
def test_every_formula_keeps_its_letters_numbers_and_signs_in_their_order(entry):
    words = re.sub(
        r"\\([a-z]+)",
        lambda found: SIGNS.get(found[1], "" if found[1] in SILENT else found[1]),
        entry.formula,
    )
    expected = re.sub(r"\\[,; ]|[{}_^\s]", "", words).replace("-", "−")
    assert re.sub(r"[\s^¯]", "", text_of(entry.formula)) == expected
    for command, name in (("frac", "mfrac"), ("sqrt", "msqrt"), ("hat|bar", "mover")):
        count = len(re.findall(rf"\\({command})\b", entry.formula))
        assert len(list(parsed(entry.formula).iter(name))) == count


def test_what_stands_where():
    (math,) = parsed(r"\frac{1}{n}\sum_i (y_i-\hat{y}_{rc})^2")
    fraction, sum_, opened, first, minus, second, closed = math[0]
    assert [each.tag for each in fraction] == ["mrow", "mrow"]
    assert ["".join(each.itertext()) for each in fraction] == ["1", "n"]
    assert (sum_.tag, first.tag, second.tag, closed.tag) == ("msub", "msub", "msub", "msup")
    assert ["".join(each.itertext()) for each in second] == ["y^", "rc"]
    assert [opened.text, minus.text, closed[0].text, closed[1].text] == ["(", "−", ")", "2"]


def test_a_line_may_break_between_two_parts():
    assert len(parsed(r"a,\quad b=c")) == 2


def test_an_unknown_command_is_refused():
    with pytest.raises(ValueError, match=r"no way to write '\\\\prod'"):
        mathml(r"\prod_i y_i")


def test_it_follows_its_menu():
    menu = widgets.Dropdown(options=["", "mean_squared_error", "dice"], value="mean_squared_error")
    shown = Formula(menu, "loss")
    assert mathml(lookup.find("loss", "mean_squared_error").formula) in shown.value
    menu.value = "dice"
    assert mathml(lookup.find("loss", "dice").formula) in shown.value
    menu.value = ""
    assert shown.value == ""


def test_of_several_each_has_its_name_and_the_fourth_is_counted():
    names = ["r2_score", "mean_squared_error", "mean_absolute_error", "log_cosh_error", "poisson"]
    several = widgets.SelectMultiple(options=names)
    shown = Formula(several, "metric")
    assert shown.value == ""
    several.value = names[:1]
    assert f"R² score: {mathml(lookup.find('metric', 'r2_score').formula)}" in shown.value
    assert "more" not in shown.value
    several.value = names
    assert shown.value.count(": <math") == 3
    assert "… and 2 more" in shown.value


def mine(y_true, y_pred, kind):
    return y_pred


class Tolerant(keras.losses.Huber):
    """Sets a parameter, and nothing else."""

    def __init__(self):
        super().__init__(delta=2.0)


class Doubled(keras.losses.Huber):
    def call(self, y_true, y_pred):
        return 2 * super().call(y_true, y_pred)


@pytest.mark.parametrize(
    ("thing", "name", "formula_of"),
    [
        (keras.losses.Huber(delta=2.0), "Huber(delta=2.0)", "Huber without your parameters"),
        (Tolerant(), "Tolerant", "Huber without your parameters"),
        (Doubled(), "Doubled", None),
        (
            functools.partial(mine, kind="<img src=x>"),
            "mine(kind=&#x27;&lt;img src=x&gt;&#x27;)",
            None,
        ),
    ],
)
def test_a_custom_one_shows_name_and_parameters_and_the_formula_that_keras_has(
    thing, name, formula_of
):
    form = Form("loss", thing)
    formula = form.relative.formula if form.relative else ""
    lookup.register(Entry(form.name, "", "loss", "any", formula, "any", custom=form))
    several = widgets.SelectMultiple(options=[form.name], value=[form.name])
    expected = f"<code>{name}</code> (your own)"
    if formula_of:
        expected += f". {formula_of}: {mathml(lookup.find('loss', 'huber').formula)}"
    for control in (widgets.Dropdown(options=[form.name]), several):
        assert f">{expected}</div>" in Formula(control, "loss").value
